"""ZFY_INFO, the record that a recorder gives over its USB interface, as exported to a file.

Sources: public headers of several makers, which do not agree. Fields are GBK, at their full length or padded with NUL;
some makers add a byte for the NUL to each. No standard's text was seen.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise

from conformance.errors import SubmissionError
from conformance.evidence.digests import sha256_of
from conformance.evidence.files import FoundFile, named_file
from conformance.model.device_record import DeviceRecord, Numbers
from conformance.model.facts import Absent
from conformance.model.sidecar import Sidecar
from conformance.model.vocabulary import Reason

_NAMES = ("serial", "officer's number", "officer's name", "unit code", "unit name")
_BARE, _ENDED = (7, 6, 32, 12, 32), (8, 7, 33, 13, 33)  # bytes
_SIZES = (sum(_BARE), sum(_ENDED))


def device_record(path: str, found: Sequence[FoundFile]) -> DeviceRecord:
    """The record in the file of that path; absent numbers where it can't be read in one way only.

    Raises:
        SubmissionError: the path leaves the submission, or is no file in it that may be read.
    """
    file = named_file(path, found)
    sha256, size = sha256_of(file.file)
    return DeviceRecord(Sidecar(file.path, file.file, size, sha256), _numbers(file, size))


def _numbers(file: FoundFile, size: int) -> Numbers | Absent:
    if size not in _SIZES:
        sizes = " or ".join(map(str, _SIZES))
        return Absent(Reason.EVIDENCE_UNREADABLE, f"{file.path}: ZFY_INFO has {sizes} bytes, and this file {size}")
    try:
        content = file.file.read_bytes()
    except OSError as error:
        raise SubmissionError(f"{file.path!r} can't be read: {error.strerror}") from error
    return numbers_of(file.path, content)


def numbers_of(path: str, content: bytes) -> Numbers | Absent:
    """By the layout that the bytes fit; 94 bytes may also be the shorter one with 5 of padding.

    None fit both: behind the serial, byte 7 is a NUL in the one, and begins the officer's number in the other.
    """
    troubles: list[str] = []
    for lengths, ended in ((_BARE, False), (_ENDED, True)):
        size = sum(lengths)
        if size > len(content) or content[size:].strip(b"\0"):
            continue
        said = _by_layout(content, lengths, ended=ended)
        if isinstance(said, Numbers):
            return said
        troubles.append(f"as one of {size} bytes, {said}")
    return Absent(Reason.EVIDENCE_UNREADABLE, f"{path} is no ZFY_INFO: {'; '.join(troubles)}")


def _by_layout(content: bytes, lengths: tuple[int, ...], *, ended: bool) -> Numbers | str:
    """The numbers, or why the bytes don't have this layout."""
    texts: list[str] = []
    for name, (begin, end) in zip(_NAMES, pairwise(accumulate(lengths, initial=0)), strict=True):
        raw, _, rest = content[begin:end].partition(b"\0")
        if rest.strip(b"\0"):
            return f"something stands behind the NUL that ends the {name}"
        if ended and len(raw) == end - begin:
            return f"no NUL ends the {name}"
        try:
            texts.append(raw.decode("gbk").strip())
        except UnicodeDecodeError:
            return f"the {name} is no GBK"
        if not texts[-1].isprintable():
            return f"the {name} holds control characters"
    for name, text in zip(_NAMES[:2], texts[:2], strict=True):
        if not text.isalnum():
            return f"the {name} is {text!r}, and not letters and digits"
    return Numbers(texts[0], texts[1], sum(lengths))
