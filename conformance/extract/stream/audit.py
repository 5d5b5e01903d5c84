"""All audits of the NAL units of one track, whatever its codec: the one place that knows which codec has which."""

from fractions import Fraction
from typing import Protocol

from conformance.extract.gnss.told import Place
from conformance.extract.signing.messages import is_signing
from conformance.extract.stream import nal
from conformance.extract.stream.frame_numbers import FrameNumberAudit
from conformance.extract.stream.marks import MarkAudit
from conformance.extract.stream.parameter_sets import HevcParameterSetAudit, ParameterSetAudit
from conformance.extract.stream.picture_hashes import PictureHashAudit
from conformance.extract.stream.picture_order import PictureOrderAudit
from conformance.extract.stream.starts import Start, StartAudit
from conformance.extract.times.sei import SeiTimes
from conformance.model.facts import Absent, FrameNumbers
from conformance.model.layout_facts import StreamMarks
from conformance.model.stated_times import StatedTimes
from conformance.model.stream_facts import ParameterSets, PictureHashes
from conformance.model.vocabulary import Reason

_NO_PLACE = Place(0, 0, timed=False)


class _Numbers(Protocol):
    def take(self, unit: bytes, packet: int) -> None: ...
    def result(self) -> FrameNumbers | Absent: ...


class _Sets(Protocol):
    def describe(self, unit: bytes) -> None: ...
    def take(self, unit: bytes, packet: int) -> None: ...
    def result(self) -> ParameterSets: ...


class StreamAudit:
    """Takes the packets of one track in file order; a codec without NAL units is asked nothing."""

    def __init__(self, codec: str, extradata: bytes) -> None:
        self._codec = codec
        self._framing = nal.framing(codec, extradata)
        in_description = self._framing.length_bytes > 0
        self._numbers: _Numbers | None = None
        self._sets: _Sets | None = None
        self._hashes = PictureHashAudit() if codec == "hevc" else None
        self._times = SeiTimes(codec)
        self._marks = MarkAudit(codec) if codec in nal.SEI else None
        self._starts = StartAudit(codec) if codec in nal.VCL else None
        self.start = Start.UNKNOWN  # of the last packet
        self.signed = False  # True once a message of a signing scheme was seen
        if codec == "h264":
            self._numbers, self._sets = FrameNumberAudit(), ParameterSetAudit(in_description=in_description)
        elif codec == "hevc":
            self._numbers, self._sets = PictureOrderAudit(), HevcParameterSetAudit(in_description=in_description)
        for unit in nal.configuration_units(codec, extradata):
            if self._numbers and self._sets and unit:
                self._numbers.take(unit, -1)
                self._sets.describe(unit)
            if self._marks and unit:
                self._marks.take(nal.kind(codec, unit), unit, -1)

    def take(self, packet: bytes | memoryview, number: int, place: Place = _NO_PLACE) -> set[int]:
        """Look at packet `number`; the types of its NAL units, none for a codec that has no such units."""
        kinds: set[int] = set()
        if self._numbers and self._sets:
            for unit in nal.units(self._framing, packet):
                kind = nal.kind(self._codec, unit)
                kinds.add(kind)
                self._numbers.take(unit, number)
                self._times.take(kind, unit, number, place)
                self.signed = self.signed or (kind in nal.SEI[self._codec] and is_signing(unit))
                self._sets.take(unit, number)
                if self._marks:
                    self._marks.take(kind, unit, number)
                if self._hashes:
                    self._hashes.take(unit, number)
                if self._starts:
                    self._starts.take(unit)
        self.start = self._starts.end() if self._starts else Start.UNKNOWN
        return kinds

    def frame_numbers(self) -> FrameNumbers | Absent:
        """Lost pictures."""
        return self._numbers.result() if self._numbers else self._unknown("picture numbers")

    def parameter_sets(self) -> ParameterSets | Absent:
        """Parameter sets and levels."""
        return self._sets.result() if self._sets else self._unknown("parameter sets")

    def picture_hashes(self) -> PictureHashes | Absent:
        """Hashes of decoded pictures."""
        return self._hashes.result() if self._hashes else self._unknown("picture hashes")

    def marks(self) -> StreamMarks | Absent:
        """What names the encoder."""
        return self._marks.result() if self._marks else self._unknown("marks of an encoder")

    def stated_times(self, index: int, time_base: Fraction) -> tuple[StatedTimes, ...]:
        """Times in messages beside the pictures."""
        return self._times.frozen(index, time_base)

    def _unknown(self, what: str) -> Absent:
        return Absent(Reason.METHOD_DOES_NOT_APPLY, f"{what} are not read in this codec; this track is {self._codec}")
