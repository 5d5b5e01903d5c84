"""Own walk over the packs of an MPEG program stream (ISO/IEC 13818-1, 2.5): FFmpeg tells nothing of them.

Nothing is held but one packet; damage is a fault with its place, and the walk goes on at the next pack.
"""

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeAlias

from conformance.extract.program_stream.elementary import SoundBytes, VideoBytes
from conformance.extract.program_stream.packs import PackAudit
from conformance.extract.program_stream.stream_map import StreamMaps
from conformance.model.facts import Absent
from conformance.model.stream_facts import ElementaryStream, ProgramStreamFacts, StreamFault
from conformance.model.vocabulary import Reason

WALK_ENDED = "walk_ended"

_PREFIX = b"\x00\x00\x01"
_PACK = _PREFIX + b"\xba"
_PACK_START, _SYSTEM_HEADER, _STREAM_MAP, _END = 0xBA, 0xBB, 0xBC, 0xB9
_VIDEO, _SOUND, _PRIVATE, _PADDING = range(0xE0, 0xF0), range(0xC0, 0xE0), 0xBD, 0xBE
_LEAST_ID = 0xB9
_PACK_REST = 10  # bytes behind the start code, stuffing apart
_BUFFER = _CHUNK = 2**20
_MOST_FAULTS = 100
_MOST_PACKETS = 20_000_000  # 40 GB of packets of 2 KB; a file of empty ones would keep a run for hours

Taker: TypeAlias = Callable[[int, bytes, int], None]


def read_program_stream(file: Path, beat: Callable[[], None]) -> ProgramStreamFacts | Absent:
    """Facts of the packs of a file; absent where it holds no pack. `beat` is called for every packet.

    Raises:
        OSError: the file can't be read.
    """
    with file.open("rb", buffering=_BUFFER) as stream:
        walk = _Walk(stream, beat)
        walk.run()
    if not walk.packs.count:
        return Absent(Reason.EVIDENCE_UNREADABLE, "no pack header of ISO/IEC 13818-1 was found")
    return walk.frozen()


def walk_video(stream: BinaryIO, beat: Callable[[], None], take: Taker) -> ProgramStreamFacts:
    """Give `take` the payload of every video packet, with its stream_id and its place; the facts of the packs.

    Raises:
        OSError: the file can't be read.
    """
    walk = _Walk(stream, beat, take)
    walk.run()
    return walk.frozen()


def _nobody(_stream_id: int, _payload: bytes, _offset: int) -> None:
    """Takes nothing."""


class _Walk:
    def __init__(self, stream: BinaryIO, beat: Callable[[], None], take: Taker = _nobody) -> None:
        self._stream = stream
        self._beat = beat
        self._take_video = take
        self._at = 0
        self._packets = 0
        self._faults: list[StreamFault] = []
        self._system_headers = 0
        self._video: dict[int, VideoBytes] = {}
        self._sound: dict[int, SoundBytes] = {}
        self._counts: dict[int, int] = {}
        self._maps = StreamMaps()
        self.packs = PackAudit()

    def run(self) -> None:
        """From the first byte to the last, or to where nothing more can be proved."""
        while True:
            start = self._at
            head = self._read(4)
            if not head:
                break
            self._packets += 1
            self._beat()
            if self._packets > _MOST_PACKETS or len(self._faults) >= _MOST_FAULTS:
                self._fault(WALK_ENDED, start, "too many packets or faults; what follows was not looked at")
                break
            understood = head[:3] == _PREFIX and len(head) == 4 and head[3] >= _LEAST_ID
            if not understood or not self._take(head[3], start):
                self._resume(start)
        self.packs.close()

    def frozen(self) -> ProgramStreamFacts:
        """The facts."""
        faults = (*self._faults, *self._maps.faults[:_MOST_FAULTS])
        return ProgramStreamFacts(
            packs=self.packs.count,
            system_headers=self._system_headers,
            maps=self._maps.count,
            streams=tuple(self._elementary(stream_id) for stream_id in sorted(self._counts)),
            key_packs=self.packs.key_packs,
            astray=self.packs.astray.frozen(),
            bare=self.packs.bare.frozen(),
            faults=tuple(sorted(faults, key=lambda fault: fault.offset)),
        )

    def _elementary(self, stream_id: int) -> ElementaryStream:
        types, packets = self._maps.types(stream_id), self._counts[stream_id]
        if stream_id in self._sound:
            coding, basis = self._sound[stream_id].identified()
            return ElementaryStream(stream_id, coding, basis, types, packets, 0, "")
        video = self._video[stream_id]
        return ElementaryStream(
            stream_id, video.coding, "its start codes", types, packets, video.pictures, video.uncounted
        )

    def _read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._at += len(data)
        return data

    def _fault(self, code: str, offset: int, detail: str) -> None:
        self._faults.append(StreamFault(code, offset, detail, ends_proof=True))

    def _resume(self, start: int) -> None:
        """Go on at the next pack header behind `start`."""
        position = start + 1
        self._stream.seek(position)
        tail = b""
        while chunk := self._stream.read(_CHUNK):
            self._beat()
            found = (tail + chunk).find(_PACK)
            if found >= 0:
                position += found - len(tail)
                break
            tail = (tail + chunk)[-(len(_PACK) - 1) :]
            position += len(chunk)
        self._fault("lost_sync", start, f"{position - start} bytes up to the next pack header form no packet")
        self._stream.seek(position)
        self._at = position

    def _take(self, stream_id: int, start: int) -> bool:
        """One packet whose start code was read; False where it is none."""
        if stream_id == _PACK_START:
            return self._pack(start)
        if stream_id == _END:
            return True
        size = int.from_bytes(self._read(2), "big")
        body = self._read(size)
        if len(body) < size or (not size and stream_id != _PADDING):
            return False
        if stream_id == _SYSTEM_HEADER:
            self._system_headers += 1
            self.packs.header(system=True)
        elif stream_id == _STREAM_MAP:
            return self._map(body, start)
        elif stream_id in _VIDEO or stream_id in _SOUND or stream_id == _PRIVATE:
            return self._elementary_packet(stream_id, body)
        return True

    def _pack(self, start: int) -> bool:
        """ISO/IEC 13818-1, 2.5.3.4: `01`, clock and rate with their marker bits, stuffing."""
        rest = self._read(_PACK_REST)
        if len(rest) < _PACK_REST or rest[0] & 0xC4 != 0x44:
            return False
        self.packs.begin(start)
        stuffing = rest[-1] & 7
        return len(self._read(stuffing)) == stuffing

    def _map(self, body: bytes, start: int) -> bool:
        """Only a map that can be read counts as one."""
        if not self._maps.take(body, start):
            return False
        self.packs.header(system=False)
        return True

    def _elementary_packet(self, stream_id: int, body: bytes) -> bool:
        """ISO/IEC 13818-1, 2.4.3.6."""
        if len(body) < 3 or body[0] & 0xC0 != 0x80 or 3 + body[2] > len(body):
            return False
        self._counts[stream_id] = self._counts.get(stream_id, 0) + 1
        payload = body[3 + body[2] :]
        if stream_id in _VIDEO:
            marks = self._video.setdefault(stream_id, VideoBytes()).feed(payload)
            self.packs.video(stream_id, payload, marks)
            self._take_video(stream_id, payload, self._at - len(payload))
        else:
            stamped = bool(body[1] & 0x80) and body[2] >= 5
            self._sound.setdefault(stream_id, SoundBytes()).feed(payload, _stamp(body) if stamped else -1)
        return True


def _stamp(body: bytes) -> int:
    """PTS in ticks of 90 kHz (ISO/IEC 13818-1, Table 2-21)."""
    field = int.from_bytes(body[3:8], "big")
    return (field >> 33 & 7) << 30 | (field >> 17 & 0x7FFF) << 15 | field >> 1 & 0x7FFF
