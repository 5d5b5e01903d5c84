"""Signed streams unit by unit, and what the measurand says of them."""

from pathlib import Path

from conformance.measurands.registry import find
from conformance.model.measurement import Measurement, Outcome, Text
from conformance.model.vocabulary import Depth

from .. import making
from ..making import facts_of, subject_of

START_CODE = b"\x00\x00\x00\x01"
PICTURES, SEI = (1, 5), 6  # nal_unit_type of H.264


def units_of(stream: bytes) -> list[bytes]:
    """The units of a byte stream that begins each with four bytes."""
    return stream.split(START_CODE)[1:]


def joined(units: list[bytes]) -> bytes:
    return b"".join(START_CODE + unit for unit in units)


def file(folder: Path, units: list[bytes]) -> Path:
    target = folder / "stream.h264"
    target.write_bytes(joined(units))
    return target


def without(units: list[bytes], places: list[int]) -> list[bytes]:
    return [unit for place, unit in enumerate(units) if place not in places]


def with_one_bit_turned(units: list[bytes], picture: int) -> list[bytes]:
    place = pictures(units)[picture]
    return [*units[:place], flipped(units[place]), *units[place + 1 :]]


def pictures(units: list[bytes]) -> list[int]:
    """Where the coded pictures stand among the units."""
    return [place for place, unit in enumerate(units) if unit[0] & 0x1F in PICTURES]


def messages(units: list[bytes]) -> list[int]:
    """Where the signing messages stand: x264 has written one of its own before the first picture."""
    first = pictures(units)[0]
    return [place for place, unit in enumerate(units) if unit[0] & 0x1F == SEI and place > first]


def outcome_of(path: Path, name: str = "integrity.signature") -> Outcome:
    return find(name).measure(subject_of(facts_of(path, Depth.PACKETS)))  # type: ignore[arg-type]


def answer(path: Path) -> str:
    """The answer, or why there is none."""
    outcome = outcome_of(path)
    if not isinstance(outcome, Measurement):
        return f"{outcome.reason}: {outcome.detail}"
    assert isinstance(outcome.value, Text)
    return outcome.value.text


def found(path: Path) -> str:
    """All places that speak against it."""
    outcome = outcome_of(path)
    assert isinstance(outcome, Measurement)
    return "; ".join(where.detail for where in outcome.where)


def flipped(unit: bytes) -> bytes:
    """One bit of the last third turned over."""
    place = len(unit) * 2 // 3
    return unit[:place] + bytes([unit[place] ^ 4]) + unit[place + 1 :]


def remuxed(source: Path, target: Path, change: making.Change) -> Path:
    """The track again at even times: a last packet that is a message alone has the time of the one before."""
    return making.remuxed(source, target, change, 400)
