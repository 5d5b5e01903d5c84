"""Named operations that damage a finished recording in one known way each, the same way every time."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from pydantic import AwareDatetime

from conformance.errors import FixtureError
from conformance.synthesis import bmff
from conformance.synthesis.export import OnvifExport
from conformance.synthesis.media_signing import SignStream
from conformance.synthesis.operation import Operation
from conformance.synthesis.stamping import StampPictures
from conformance.synthesis.svac import SignSvac

_EPOCH_1904 = datetime(1904, 1, 1, tzinfo=UTC)  # ISO/IEC 14496-12, 8.2.2.3
_SLICE_GUARD = 32  # bytes of a slice that stay whole, so that its header is read and its macroblocks are not


def noise(size: int, seed: int) -> bytes:
    """`size` bytes that look random and are the same on every machine."""
    return hashlib.shake_256(f"defect {seed}".encode()).digest(size)


@dataclass(frozen=True)
class TruncateTail(Operation):
    """The last `size` bytes of the file are gone: a copy that was broken off."""

    size: int
    operation: Literal["truncate_tail"] = "truncate_tail"

    def apply(self, data: bytes) -> bytes:
        """The file without its tail."""
        return data[: len(data) - self.size]


@dataclass(frozen=True)
class CutPower(Operation):
    """The power was cut: `kept` hundredths of the file were written, and `zeros` bytes behind them were allocated."""

    kept: int
    zeros: int
    operation: Literal["cut_power"] = "cut_power"

    def apply(self, data: bytes) -> bytes:
        """The file as it lies on the storage."""
        return data[: len(data) * self.kept // 100] + bytes(self.zeros)


@dataclass(frozen=True)
class CutMedia(Operation):
    """Media data end before video sample `from_sample`; `mdat` states its new size, so the boxes still tile.

    `bytes_kept` of that sample remain, so that a decoder meets half a picture; 0 makes a clean cut.
    """

    from_sample: int
    bytes_kept: int = 0
    operation: Literal["cut_media"] = "cut_media"

    def apply(self, data: bytes) -> bytes:
        """The shortened file.

        Raises:
            FixtureError: `mdat` is not the last box.
        """
        mdat = _last_mdat(data)
        sample = bmff.video_samples(data)[self.from_sample]
        kept = data[: sample.offset + self.bytes_kept]
        return _with_number(kept, mdat.start, len(kept) - mdat.start)


@dataclass(frozen=True)
class OverstateMedia(Operation):
    """`mdat` claims `size` bytes more than the file holds; every media byte is there."""

    size: int
    operation: Literal["overstate_media"] = "overstate_media"

    def apply(self, data: bytes) -> bytes:
        """The file with a wrong `mdat` size.

        Raises:
            FixtureError: `mdat` is not the last box.
        """
        mdat = _last_mdat(data)
        return _with_number(data, mdat.start, mdat.end - mdat.start + self.size)


@dataclass(frozen=True)
class AppendJunk(Operation):
    """`size` bytes that belong to no box follow the recording."""

    size: int
    seed: int
    operation: Literal["append_junk"] = "append_junk"

    def apply(self, data: bytes) -> bytes:
        """The lengthened file."""
        return data + noise(self.size, self.seed)


@dataclass(frozen=True)
class DamageSlices(Operation):
    """Bytes in the coded slices of the named video samples are inverted: bits flipped on the card."""

    samples: tuple[int, ...]
    bytes_each: int
    seed: int
    operation: Literal["damage_slices"] = "damage_slices"

    def apply(self, data: bytes) -> bytes:
        """The file with `bytes_each` inverted bytes in each of the samples.

        Raises:
            FixtureError: a sample is too short to be damaged behind its slice header.
        """
        damaged = bytearray(data)
        samples = bmff.video_samples(data)
        for index in self.samples:
            sample = samples[index]
            room = sample.size - 2 * _SLICE_GUARD - self.bytes_each
            if room <= 0:
                raise FixtureError(f"video sample {index} has {sample.size} bytes, too few to damage its slice")
            # the slice is the last NAL unit of a sample: its tail half never holds parameter sets or SEI
            shift = int.from_bytes(noise(4, self.seed + index), "big") % max(1, room // 2)
            start = sample.offset + _SLICE_GUARD + room // 2 + shift
            for position in range(start, start + self.bytes_each):
                damaged[position] ^= 0xFF
        return bytes(damaged)


@dataclass(frozen=True)
class ZeroBlock(Operation):
    """`size` bytes from `offset` of the file on read as zero: a lost block of the card."""

    offset: int
    size: int
    operation: Literal["zero_block"] = "zero_block"

    def apply(self, data: bytes) -> bytes:
        """The file with a hole, as long as before.

        Raises:
            FixtureError: the block does not lie inside the file.
        """
        end = self.offset + self.size
        if end > len(data):
            raise FixtureError(f"the block ends at {end}, the recording at {len(data)}")
        return data[: self.offset] + bytes(self.size) + data[end:]


@dataclass(frozen=True)
class StateCreationTime(Operation):
    """`mvhd`, `tkhd` and `mdhd` all state another creation time."""

    at: AwareDatetime
    operation: Literal["state_creation_time"] = "state_creation_time"

    def apply(self, data: bytes) -> bytes:
        """The redated file."""
        return _dated(data, int((self.at - _EPOCH_1904).total_seconds()))


@dataclass(frozen=True)
class ClearCreationTime(Operation):
    """`mvhd`, `tkhd` and `mdhd` state the creation time 0, which means not set."""

    operation: Literal["clear_creation_time"] = "clear_creation_time"

    def apply(self, data: bytes) -> bytes:
        """The undated file."""
        return _dated(data, 0)


@dataclass(frozen=True)
class ReplaceByNoise(Operation):
    """The file holds `size` bytes of noise and no media at all; 0 makes an empty file."""

    size: int
    seed: int
    operation: Literal["replace_by_noise"] = "replace_by_noise"

    def apply(self, data: bytes) -> bytes:  # noqa: ARG002 - nothing of the recording stays
        """Noise in place of `data`."""
        return noise(self.size, self.seed)


@dataclass(frozen=True)
class DropDecodeTimes(Operation):
    """The `tfdt` boxes of the first fragment become `free` boxes."""

    operation: Literal["drop_decode_times"] = "drop_decode_times"

    def apply(self, data: bytes) -> bytes:
        """The file, as long as before.

        Raises:
            FixtureError: the file has no fragment.
        """
        fragments = bmff.below(data, bmff.whole(data), "moof")
        if not fragments:
            raise FixtureError("the defect needs a fragmented recording")
        for tfdt in bmff.below(data, fragments[0], "traf/tfdt"):
            data = data[: tfdt.start + 4] + b"free" + data[tfdt.start + 8 :]
        return data


Defect: TypeAlias = (
    TruncateTail
    | CutPower
    | CutMedia
    | OverstateMedia
    | AppendJunk
    | DamageSlices
    | ZeroBlock
    | StateCreationTime
    | ClearCreationTime
    | ReplaceByNoise
    | DropDecodeTimes
    | OnvifExport
    | SignStream
    | SignSvac
    | StampPictures
)


def _last_mdat(data: bytes) -> bmff.Span:
    mdat = bmff.only(data, bmff.whole(data), "mdat")
    if mdat.end != len(data):
        raise FixtureError("the defect needs mdat as the last box; lay the recording out moov-first")
    return mdat


def _with_number(data: bytes, offset: int, value: int) -> bytes:
    return data[:offset] + value.to_bytes(4, "big") + data[offset + 4 :]


def _dated(data: bytes, seconds: int) -> bytes:
    """Creation time in seconds since 1904 in every header (ISO/IEC 14496-12, 8.2.2, 8.3.2, 8.4.2)."""
    dated = bytearray(data)
    for path in ("moov/mvhd", "moov/trak/tkhd", "moov/trak/mdia/mdhd"):
        for box in bmff.below(data, bmff.whole(data), path):
            width = 8 if data[box.body] == 1 else 4
            dated[box.body + 4 : box.body + 4 + width] = seconds.to_bytes(width, "big")
    return bytes(dated)
