"""Names that exFAT and NTFS keep in UTF-16, as parts of a path that people read."""


def shown(name: bytes) -> str:
    r"""A name of UTF-16; what is no character, and what would part a path, as `\x2f`."""
    text = name.decode("utf-16-le", errors="backslashreplace")
    if text.isprintable() and "/" not in text:
        return text
    return "".join(f"\\x{ord(one):02x}" if ord(one) < 32 or one == "/" else one for one in text)
