"""Reads lists of digests as common tools write them: sha256sum and its kin, BSD's, hashdeep's, and BagIt's.

Sources: GNU coreutils manual, md5sum (output, `--tag`, escaped names); hashdeep 4.4 manual, "FORMAT"; RFC 8493, 2.1.3.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

ALGORITHMS = {"md5": 32, "sha1": 40, "sha256": 64, "sha384": 96, "sha512": 128, "sm3": 64, "blake3": 64}  # hex digits

_ENDINGS = (
    {"b3": "blake3", "b3sum": "blake3"} | {name: name for name in ALGORITHMS} | {f"{n}sum": n for n in ALGORITHMS}
)
_PLAIN = re.compile(r"(?P<escaped>\\?)(?P<digest>[0-9a-fA-F]{32,128}) [ *](?P<path>.+)")
_TAGGED = re.compile(r"(?P<escaped>\\?)(?P<name>[A-Za-z0-9-]+) \((?P<path>.+)\) = (?P<digest>[0-9a-fA-F]{32,128})")
_BAG_NAME = re.compile(r"(?:tag)?manifest-(?P<name>[a-z0-9]+)\.txt")
_BAG_LINE = re.compile(r"(?P<digest>[0-9a-fA-F]{32,128})[ \t]+(?P<path>.+)")
_SIZE = re.compile(r"[0-9]{1,19}")  # bytes: no file has more
_BAG_ESCAPES = {"%0A": "\n", "%0a": "\n", "%0D": "\r", "%0d": "\r", "%25": "%"}
_HASHDEEP, _COLUMNS, _REMARK = "%%%% HASHDEEP-1.0", "%%%% size,", "##"
_ESCAPES = {"\\\\": "\\", "\\n": "\n", "\\r": "\r"}
NOT_STATED = -1
BAG_FORM = "BagIt"


@dataclass(frozen=True)
class Listed:
    """One file as a manifest lists it: its digest in small letters; its size in bytes, -1 = not stated.

    Where nothing says which of several `algorithms` of one length it is, it is any of them.
    """

    path: str
    algorithms: tuple[str, ...]
    digest: str
    size: int = NOT_STATED


@dataclass(frozen=True)
class Parsed:
    """All that a manifest lists; `unread` are its lines that were not understood, each with its number."""

    form: str
    listed: tuple[Listed, ...]
    unread: tuple[str, ...]


def parsed(name: str, text: str) -> Parsed:
    """A manifest of that file name."""
    lines = [line.removesuffix("\r") for line in text.removeprefix("\ufeff").split("\n")]
    bag = _BAG_NAME.fullmatch(name)
    if lines and lines[0].startswith(_HASHDEEP):
        return _gathered("hashdeep", lines, _of_hashdeep(lines))
    if bag:
        return _gathered(BAG_FORM, lines, lambda line: _of_bag(line, bag["name"]))
    ending = name.lower().rpartition(".")[2]
    algorithm = _ENDINGS.get(ending, _ENDINGS.get(ending.removesuffix("s"), ""))  # as in SHA256SUMS
    return _gathered("sha256sum", lines, lambda line: _of_line(line, algorithm))


def is_list_of_payload(name: str) -> bool:
    """True of the name of a list of a bag's payload (RFC 8493, 2.1.3)."""
    return bool(_BAG_NAME.fullmatch(name)) and not name.startswith("tag")


def _gathered(form: str, lines: Iterable[str], read: Callable[[str], Listed | None]) -> Parsed:
    found = [(number, line, read(line)) for number, line in enumerate(lines, 1) if _speaks(line)]
    unread = tuple(f"{number}: {line}" for number, line, one in found if one is None)
    return Parsed(form, tuple(one for _, _, one in found if one), unread)


def _speaks(line: str) -> bool:
    """False for an empty line, a remark, or the head of hashdeep's."""
    return bool(line.strip()) and not line.startswith((_HASHDEEP, _COLUMNS, _REMARK))


def _of_line(line: str, algorithm: str) -> Listed | None:
    tagged, plain = _TAGGED.fullmatch(line), _PLAIN.fullmatch(line)
    if tagged:
        name = tagged["name"].lower().replace("-", "")
        return _listed(_unescaped(tagged), name, tagged["digest"])
    if not plain:
        return None
    return _listed(_unescaped(plain), algorithm, plain["digest"])


def _unescaped(line: re.Match[str]) -> str:
    """Names with a line break or a backslash stand behind a backslash, their own escaped."""
    if not line["escaped"]:
        return line["path"]
    return re.sub(r"\\[\\nr]", lambda found: _ESCAPES[found[0]], line["path"])


def _of_bag(line: str, algorithm: str) -> Listed | None:
    found = _BAG_LINE.fullmatch(line)
    if not found:
        return None
    path = re.sub(r"%(0[AaDd]|25)", lambda escape: _BAG_ESCAPES[escape[0]], found["path"])
    return _listed(path.removeprefix("./"), algorithm, found["digest"])


def _of_hashdeep(lines: Iterable[str]) -> Callable[[str], Listed | None]:
    """By the columns that its second line names; the strongest digest of each file counts."""
    head = next((line for line in lines if line.startswith(_COLUMNS)), "")
    columns = head.removeprefix(_COLUMNS).split(",")[:-1]
    known = [name for name in ("sha256", "sha512", "sha1", "md5") if name in columns]

    def read(line: str) -> Listed | None:
        size, *others = line.split(",", len(columns) + 1)
        if len(others) != len(columns) + 1 or not _SIZE.fullmatch(size) or not known:
            return None
        one = _listed(others[-1], known[0], others[columns.index(known[0])])
        return replace(one, size=int(size)) if one else None

    return read


def _listed(path: str, algorithm: str, digest: str) -> Listed | None:
    """None where the digest is none of that algorithm, or, where none is named, of no algorithm that is known."""
    names = tuple(name for name, length in ALGORITHMS.items() if algorithm in ("", name) and length == len(digest))
    return Listed(path, names, digest.lower()) if names else None
