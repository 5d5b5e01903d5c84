"""Searches a file that was cut off for what can be recovered, as the container that its first bytes tell."""

from collections.abc import Callable
from pathlib import Path

from conformance.extract.recovery.boxes import search_boxes
from conformance.extract.recovery.chunks import search_chunks
from conformance.extract.recovery.elements import search_elements
from conformance.extract.recovery.packets import is_transport, search_packets
from conformance.extract.recovery.source import Found, Searched, TooMuchWorkError, lost, written_end
from conformance.extract.structure.source import TooManyElementsError
from conformance.model.facts import Absent
from conformance.model.recovery_facts import Recovery
from conformance.model.vocabulary import Reason

_HEAD = 2048
_MOST_STRETCHES = 20
_STARTS = (b"\0\0\1", b"\0\0\0\1")  # of program streams and of elementary ones, where no type of a box follows


def read_recovery(file: Path, beat: Callable[[], None]) -> Recovery | Absent:
    """What can be recovered of a file; `beat` is called now and then.

    Raises:
        OSError: the file can't be read.
    """
    with file.open("rb", buffering=0) as stream:
        walked = Searched(stream, file.stat().st_size, beat)
        written = written_end(walked)
        search = _search(walked.read(0, _HEAD))
        if search is None:
            detail = "pictures of program streams and elementary streams are not searched for"
            return Absent(Reason.METHOD_DOES_NOT_APPLY, detail)
        try:
            found = search(walked, written)
        except (TooMuchWorkError, TooManyElementsError):
            detail = "more places look like the beginning of a picture than a recorder writes: the search was given up"
            return Absent(Reason.EVIDENCE_UNREADABLE, detail)
    gaps = lost(found, written)
    return Recovery(
        found.by,
        found.coding,
        found.pictures,
        walked.size,
        walked.size - written,
        sum(one.size for one in gaps),
        gaps[:_MOST_STRETCHES],
        found.sets,
        found.doubt,
    )


def _search(head: bytes) -> Callable[[Searched, int], Found] | None:
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return search_elements
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        return search_chunks
    if is_transport(head):
        return search_packets
    boxes = head[4:8].isascii() and head[4:8].decode("ascii").isprintable()
    return search_boxes if boxes or not head.startswith(_STARTS) else None
