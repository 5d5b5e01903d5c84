"""Reading of bit strings as the video standards write them: u(n), ue(v), se(v)."""

_LONGEST_PREFIX = 32  # zeros before an Exp-Golomb code: more are no number that any syntax allows


class BitsExhausted(ValueError):  # noqa: N818 - a state of the input, caught where a bit stream is audited
    """The bit string ended before the syntax did, or holds a code no encoder writes."""


class BitReader:
    """Reads from the most significant bit of a raw byte sequence payload, emulation bytes removed."""

    def __init__(self, payload: bytes) -> None:
        self._bits = int.from_bytes(payload, "big")
        self._left = len(payload) * 8

    def u(self, count: int) -> int:
        """Unsigned integer of `count` bits."""
        if count > self._left:
            raise BitsExhausted
        self._left -= count
        return (self._bits >> self._left) & ((1 << count) - 1)

    def ue(self) -> int:
        """Unsigned Exp-Golomb code (ITU-T H.264, 9.1)."""
        rest = self._bits & ((1 << self._left) - 1)
        zeros = self._left - rest.bit_length()
        left = self._left - 2 * zeros - 1
        if not rest or zeros > _LONGEST_PREFIX or left < 0:
            raise BitsExhausted
        self._left = left
        return (rest >> left) - 1

    def se(self) -> int:
        """Signed Exp-Golomb code (ITU-T H.264, 9.1.1)."""
        code = self.ue()
        return (code + 1) // 2 if code % 2 else -(code // 2)


def payload(nal: bytes, header: int) -> bytes:
    """Raw byte sequence payload of a NAL unit: header cut off, emulation prevention bytes removed."""
    return nal[header:].replace(b"\x00\x00\x03", b"\x00\x00")
