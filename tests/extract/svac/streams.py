"""SVAC streams of known truth, unit by unit, and what the measurands say of them by given keys."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from random import Random

from conformance.extract.svac.reading import read_svac
from conformance.measurands.registry import find
from conformance.model.evidence import CameraKey, RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurement import Measurement, Outcome, Text
from conformance.model.svac_facts import SvacFacts
from conformance.model.vocabulary import SignatureProfile
from conformance.synthesis.svac import AUTHENTICATION, KEY_PICTURE, PICTURE, RIGHT_KEY, SigningKey, joined, kind_of

from ...measurands.facts import NOTHING, subject
from ..packing import pack, pes

GROUPS, PICTURES = 6, 5  # a group
SVAC_MAP = bytes.fromhex("000001bc000e e0ff0000 0004 80e00000 3cb3879f")


def plain_units(groups: int = GROUPS, pictures: int = PICTURES) -> list[bytes]:
    """Parameter sets and pictures of noise, none of them signed."""
    noise = Random(35114)  # noqa: S311 - a fixture
    units = []
    for _ in range(groups):
        units += [bytes([0xC0 | 7 << 2]) + noise.randbytes(9), bytes([0xC0 | 8 << 2]) + noise.randbytes(4)]
        for number in range(pictures):
            kind = PICTURE if number else KEY_PICTURE
            units.append(bytes([0xC0 | kind << 2]) + noise.randbytes(300).replace(b"\0", b"\x01") + b"\x80")
    return [unit.replace(b"\0", b"\x01") for unit in units]


def is_picture(unit: bytes) -> bool:
    return kind_of(unit) in (PICTURE, KEY_PICTURE)


def is_authentication(unit: bytes) -> bool:
    return kind_of(unit) == AUTHENTICATION


def of_group(units: list[bytes], number: int) -> slice:
    """The units from the key picture's parameter set of that group on, up to the next one's."""
    sets = [place for place, unit in enumerate(units) if unit[0] == 0xE4] + [len(units)]
    return slice(sets[number], sets[number + 1])


def flipped(unit: bytes) -> bytes:
    """One bit of the last third turned over."""
    place = len(unit) * 2 // 3
    return unit[:place] + bytes([unit[place] ^ 4]) + unit[place + 1 :]


def program_stream(units: Iterable[bytes]) -> bytes:
    """A pack a unit, the first one with a map that says SVAC."""
    packs = [pes(0xE0, joined([unit])) for unit in units]
    return b"".join(pack(*([SVAC_MAP] if not number else []), one) for number, one in enumerate(packs))


def facts_of(data: bytes, folder: Path) -> SvacFacts | Absent:
    file = folder / "clip.ps"
    file.write_bytes(data)
    return read_svac(file, lambda: None)


def judged(
    svac: SvacFacts | Absent,
    *keys: SigningKey,
    profile: SignatureProfile = SignatureProfile.Z_OVER_DIGEST,
) -> RecordingSubject:
    """A recording with that stream, and those keys trusted."""
    made = subject(NOTHING)
    trusted = tuple(CameraKey("camera.pem", "ab" * 32, key.pem) for key in keys)
    recording = replace(made.recording, camera_keys=trusted, signature_profile=profile)
    return RecordingSubject(recording, replace(made.facts, svac=svac))


def outcome_of(one: RecordingSubject, name: str = "integrity.gb35114_signature") -> Outcome:
    return find(name).measure(one)  # type: ignore[arg-type]


def said(outcome: Outcome) -> str:
    """The answer, or why there is none."""
    if not isinstance(outcome, Measurement):
        return f"{outcome.reason}: {outcome.detail}"
    return outcome.value.text if isinstance(outcome.value, Text) else str(outcome.value)


def answer(units: Iterable[bytes], folder: Path, key: SigningKey = RIGHT_KEY) -> str:
    """What is said of a bare stream of those units by that key."""
    return said(outcome_of(judged(facts_of(joined(units), folder), key)))


def note(units: Iterable[bytes], folder: Path) -> str:
    outcome = outcome_of(judged(facts_of(joined(units), folder), RIGHT_KEY))
    assert isinstance(outcome, Measurement)
    return outcome.note


def places(units: Iterable[bytes], folder: Path) -> list[str]:
    outcome = outcome_of(judged(facts_of(joined(units), folder), RIGHT_KEY))
    assert isinstance(outcome, Measurement)
    return [where.detail for where in outcome.where]
