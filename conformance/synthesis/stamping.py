"""Puts the UTC of its capture into every picture of a finished H.264 recording, as MISB ST 0604 has it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Literal

from pydantic import AwareDatetime

from conformance.errors import FixtureError
from conformance.synthesis import bmff
from conformance.synthesis.boxes import word
from conformance.synthesis.operation import Operation

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_IDENTIFIER = b"MISPmicrosectime"
_LOCKED = 0x1F  # status: nothing is wrong with the clock (MISB ST 0603)
_SEI, _USER_DATA, _STOP = 6, 5, 0x80  # nal_unit_type, payloadType, rbsp_trailing_bits


@dataclass(frozen=True)
class StampPictures(Operation):
    """Of every `every` pictures the first carries its UTC; `start` is that of the first one, `rate` in Hz.

    The recording holds nothing but H.264 without B pictures, moov first.
    """

    start: AwareDatetime
    rate: int
    every: int = 1
    operation: Literal["stamp_pictures"] = "stamp_pictures"

    def apply(self, data: bytes) -> bytes:
        """The recording with a message more in those pictures.

        Raises:
            FixtureError: the samples do not lie in their order in an `mdat` that is the last box.
        """
        samples, mdat = bmff.video_samples(data), bmff.only(data, bmff.whole(data), "mdat")
        if mdat.end != len(data) or any(one.offset < mdat.body for one in samples):
            raise FixtureError("stamps need mdat as the last box; lay the recording out moov-first")
        stamps = [self._stamp(number) if number % self.every == 0 else b"" for number in range(len(samples))]
        sizes = [sample.size + len(stamp) for sample, stamp in zip(samples, stamps, strict=True)]
        grown = _resized(data[: mdat.body], samples, sizes)
        grown[mdat.start : mdat.start + 4] = word(mdat.end - mdat.start + sum(map(len, stamps)))
        for sample, stamp in zip(samples, stamps, strict=True):
            grown += stamp + data[sample.offset : sample.offset + sample.size]
        return bytes(grown)

    def _stamp(self, number: int) -> bytes:
        """The unit with its length; the 0xFF behind every second byte keep it free of start codes (ST 0604)."""
        time = self.start + timedelta(microseconds=round(number * 1_000_000 / self.rate))
        field = ((time - _EPOCH) // timedelta(microseconds=1)).to_bytes(8, "big")
        told = _IDENTIFIER + bytes([_LOCKED]) + b"\xff".join(field[at : at + 2] for at in range(0, 8, 2))
        unit = bytes([_SEI, _USER_DATA, len(told)]) + told + bytes([_STOP])
        return word(len(unit)) + unit


def _resized(head: bytes, samples: tuple[bmff.Sample, ...], sizes: list[int]) -> bytearray:
    """Headers for samples of those sizes that follow each other without a gap, in chunks of as many as before."""
    stbl = bmff.only(head, bmff.video_track(head), "mdia/minf/stbl")
    stsz, stco = bmff.only(head, stbl, "stsz"), bmff.only(head, stbl, "stco")
    moved = {one.offset: begin for one, begin in zip(samples, accumulate(sizes, initial=len(head)), strict=False)}
    grown = bytearray(head)
    for index, size in enumerate(sizes):
        entry = stsz.body + 12 + 4 * index
        grown[entry : entry + 4] = word(size)
    for entry in range(stco.body + 8, stco.end, 4):
        grown[entry : entry + 4] = word(moved[bmff.number(head, entry)])
    return grown
