"""Finds an SVAC stream in a file by what the file itself says, and reads its authentication in one pass.

A program stream says it by stream_type 0x80 (GB/T 28181-2016, C.1.4) or by a security parameter set; a bare stream has
no mark of its own, and is known by one alone. A set that says that nothing is secured has too few bits for that.
"""

from collections.abc import Callable
from dataclasses import replace
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import BinaryIO

from conformance.extract.program_stream.reader import WALK_ENDED, walk_video
from conformance.extract.svac.collecting import StreamCollector
from conformance.extract.svac.units import UnitCutter
from conformance.model.facts import Absent
from conformance.model.svac_facts import SvacFacts
from conformance.model.vocabulary import Reason

STREAM_TYPE = 0x80

_HEAD = _CHUNK = 1 << 20  # bytes; of key pictures the first has its parameter sets before it
_PACK, _START_CODE = b"\x00\x00\x01\xba", b"\x00\x00\x01"
_NONE = Absent(
    Reason.METHOD_DOES_NOT_APPLY,
    "no SVAC stream was found, bare or in a program stream; GB 35114 in other streams is not read",
)
_OTHER_CODING = Absent(
    Reason.METHOD_DOES_NOT_APPLY,
    "the stream map says SVAC and the start codes say {}: GB 35114 is read in SVAC alone",
)

_SEVERAL = Absent(
    Reason.METHOD_DOES_NOT_APPLY, "the program stream holds {} video streams, and SVAC is read where there is one alone"
)


def read_svac(file: Path, beat: Callable[[], None]) -> SvacFacts | Absent:
    """What the SVAC stream of a file says of its authentication; absent where the file holds none.

    Raises:
        OSError: the file can't be read.
    """
    with file.open("rb") as stream:
        head = stream.read(_HEAD)
        stream.seek(0)
        if head.startswith(_PACK):
            return _in_packs(stream, head, beat)
        if head.lstrip(b"\0").startswith(b"\x01") and head.startswith(_START_CODE[:2]):
            return _bare(stream, head, beat)
    return _NONE


def _bare(stream: BinaryIO, head: bytes, beat: Callable[[], None]) -> SvacFacts | Absent:
    sought = _Stream()
    sought.take(head, 0)
    if not sought.collector.is_secured:
        return _NONE
    found, at = _Stream(), 0
    while chunk := stream.read(_CHUNK):
        beat()
        found.take(chunk, at)
        at += len(chunk)
    return found.facts("a bare stream")


def _in_packs(stream: BinaryIO, head: bytes, beat: Callable[[], None]) -> SvacFacts | Absent:
    sought: dict[int, _Stream] = {}

    def look(stream_id: int, payload: bytes, offset: int) -> None:
        sought.setdefault(stream_id, _Stream()).take(payload, offset)

    said = {one.stream_id: one for one in walk_video(BytesIO(head), beat, look).streams}
    known = [one for one in sought if sought[one].collector.is_secured]
    named = [one for one in sought if STREAM_TYPE in said[one].types]
    if not known and not named:
        return _NONE
    chosen = (known or named)[0]
    if not known and said[chosen].coding:
        return replace(_OTHER_CODING, detail=_OTHER_CODING.detail.format(said[chosen].coding))
    return _one_of_packs(stream, chosen, beat)


def _one_of_packs(stream: BinaryIO, chosen: int, beat: Callable[[], None]) -> SvacFacts | Absent:
    found, others = _Stream(), set[int]()

    def take(stream_id: int, payload: bytes, offset: int) -> None:
        if stream_id == chosen:
            found.take(payload, offset)
        else:
            others.add(stream_id)

    packs = walk_video(stream, beat, take)
    if others:
        return replace(_SEVERAL, detail=_SEVERAL.detail.format(1 + len(others)))
    ended = next((fault.offset for fault in packs.faults if fault.code == WALK_ENDED), 0)
    found.beyond += stream.seek(0, SEEK_END) - ended if ended else 0
    return found.facts(f"stream 0x{chosen:02X} of a program stream")


class _Stream:
    """One stream while it is read."""

    def __init__(self) -> None:
        self.collector = StreamCollector()
        self._cutter = UnitCutter(self.collector)
        self.beyond = 0  # bytes

    def take(self, payload: bytes, offset: int) -> None:
        """The next bytes, which stand there in the file."""
        if self.collector.full:
            self.beyond += len(payload)
        else:
            self._cutter.feed(payload, offset)

    def facts(self, carriage: str) -> SvacFacts:
        """What was found; the stream has ended."""
        self._cutter.finish()
        return replace(self.collector.facts(carriage, self.beyond), stray=self._cutter.stray)
