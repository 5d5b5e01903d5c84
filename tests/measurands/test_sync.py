"""Delay and clock skew of sound against pictures, from facts of which every number is known."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from conformance.measurands import sync
from conformance.measurands.reading import Reading
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurement import Uncertain
from conformance.model.sound_facts import ClockMark, Flash, FlashFacts, Jumps, Onset, SoundFacts, Spot, StampJump
from conformance.model.vocabulary import Reason

from .facts import audio, clip
from .filming import RATE, TICK, scene, sound_facts
from .test_pattern_delay import AS_FILE

FIRST = (20, 47, 71, 104, 139, 163, 199, 228, 260, 297)
STAMPS = tuple(3000 * number for number in range(420))
NOT_SEARCHED = Absent(Reason.METHOD_DOES_NOT_APPLY, "not looked for")


def flashing(delay: float) -> RecordingSubject:
    seen = tuple(Flash(first, 3000 * first, 3000 * (first - 1), 100) for first in FIRST)
    starts = [round((first / 30 + delay) * RATE) for first in FIRST]
    sound = sound_facts(tuple(Onset(Spot(0, start), 0, 16_000) for start in starts))
    one = scene(FlashFacts(TICK, len(STAMPS), cut=False, flashes=seen), sound, STAMPS)
    return replace(one, facts=replace(one.facts, drift=NOT_SEARCHED))


def reading(found: Reading | Absent) -> Reading:
    assert isinstance(found, Reading), found
    return found


def expanded(found: Reading) -> float:
    assert isinstance(found.uncertainty, Uncertain)
    return float(found.uncertainty.expanded)


def test_sound_that_is_late_has_a_positive_delay() -> None:
    found = reading(sync.audio_delay(flashing(0.04)))
    assert (found.value, found.exercised) == (Fraction(4, 100), 10)


@pytest.mark.parametrize(("delay", "agrees"), [(0.045, True), (0.1, False), (-0.04, False)])
def test_the_pattern_counts_where_it_is_shown_and_flash_and_beep_have_their_say(delay: float, agrees: bool) -> None:  # noqa: FBT001 - a table
    one = flashing(delay)
    found = reading(sync.audio_delay(replace(one, facts=replace(one.facts, drift=AS_FILE))))
    assert (found.value, found.exercised) == (Fraction(4, 100), 298)
    assert [(said.source, said.value, said.agrees) for said in found.opinions] == [
        (sync.FLASH_AND_BEEP, Fraction(delay).limit_denominator(1000), agrees)
    ]


def test_the_pattern_alone_is_enough() -> None:
    one = flashing(0)
    facts = replace(one.facts, drift=AS_FILE, flashes=NOT_SEARCHED)
    assert reading(sync.audio_delay(replace(one, facts=facts))).value == Fraction(4, 100)


def test_with_neither_there_is_no_delay() -> None:
    one = flashing(0)
    assert sync.audio_delay(replace(one, facts=replace(one.facts, flashes=NOT_SEARCHED))) == NOT_SEARCHED


@pytest.mark.parametrize(("first", "said"), [(0, []), (1, [(Fraction(4, 100) + Fraction(1, 30), False)])])
def test_in_avi_pictures_that_ffmpeg_shows_late_may_be_earlier(first: int, said: list[tuple[Fraction, bool]]) -> None:
    one = flashing(0)
    shown = clip(tuple(range(first, 420)), Fraction(1, 30)).facts.media
    assert not isinstance(shown, Absent)
    one = replace(one, facts=replace(one.facts, drift=AS_FILE, media=replace(shown, format="avi")))
    opinions = reading(sync.audio_delay(one)).opinions
    assert [(each.value, each.agrees) for each in opinions if each.source == sync.COUNTED] == said


SECONDS = 600
FRAMES = SECONDS * RATE // 1024


def recorded(sound: SoundFacts, tick: Fraction, seconds: int = SECONDS) -> RecordingSubject:
    """Pictures, 30 a second, with that sound."""
    one = clip(tuple(3000 * number for number in range(seconds * 30)), TICK)
    media = one.facts.media
    assert not isinstance(media, Absent)
    track = replace(audio(), time_base=tick, sound=sound)
    return replace(one, facts=replace(one.facts, media=replace(media, audio=(track,))))


def clocked(parts_per_million: float, jitter: float = 0.0, seconds: int = SECONDS, seed: int = 1) -> RecordingSubject:
    """Sound of which the sample clock is that much too fast, stamped in microseconds by another clock."""
    random = np.random.default_rng(seed)
    marks = []
    for frame in np.linspace(0, seconds * RATE // 1024, 200).astype(int).tolist():
        true = frame * 1024 / RATE / (1 + parts_per_million * 1e-6)
        marks.append(ClockMark(frame * 1024, round((true + random.normal(0, jitter)) * 1e6)))
    sound = sound_facts((), samples=seconds * RATE)
    stamps = replace(sound.stamps, frames=FRAMES, marks=tuple(marks), wander=100)
    return recorded(replace(sound, stamps=stamps), Fraction(1, 10**6), seconds=1)


@pytest.mark.parametrize("skew", [0.0, 80.0, -300.0])
def test_a_sample_clock_that_is_fast_has_a_positive_skew(skew: float) -> None:
    found = reading(sync.clock_skew(clocked(skew)))
    assert float(found.value) == pytest.approx(skew, abs=0.01)  # type: ignore[arg-type]
    assert expanded(found) < 0.01
    assert found.note == "stamps of the sound against its samples, over 600 s without a jump"


def test_stamps_that_jitter_by_milliseconds_leave_the_skew_within_u() -> None:
    misses = 0
    for seed in range(100):
        found = reading(sync.clock_skew(clocked(50, jitter=0.003, seed=seed)))
        assert 5 < expanded(found) < 20
        misses += abs(float(found.value) - 50) > expanded(found)  # type: ignore[arg-type]
    assert misses <= 5


def ended(late: Fraction, seconds: int = SECONDS) -> RecordingSubject:
    """Sound stamped by its own samples that ends that much later than the pictures; U is 90 ppm."""
    samples = int((seconds + late) * RATE)
    sound = sound_facts((), samples=samples)
    stamps = replace(sound.stamps, frames=samples // 1024, last=samples - 1024, tail=1024)
    return recorded(replace(sound, stamps=stamps), Fraction(1, RATE), seconds)


@pytest.mark.parametrize("late", [Fraction(0), Fraction(12, 100), Fraction(-6, 100)])
def test_stamps_made_from_the_samples_leave_the_ends_of_sound_and_pictures(late: Fraction) -> None:
    found = reading(sync.clock_skew(ended(late)))
    # the last picture lasts one tick in these facts: it ends 1/30 s - 1/90000 s early
    pictures = SECONDS - Fraction(1, 30) + TICK
    assert found.value == (SECONDS + late - pictures) * 10**6 / pictures
    assert expanded(found) == pytest.approx(0.95 * (1 / 30 + 1024 / RATE) / 600 * 1e6, rel=1e-3)
    assert "hide its clock" in found.note
    assert [where.detail for where in found.where] == ["end of the sound", "end of the pictures"]


def test_a_recorder_that_jumps_may_hide_a_skew_and_the_note_says_so() -> None:
    one = ended(Fraction(0))
    media = one.facts.media
    assert not isinstance(media, Absent)
    track = media.audio[0]
    assert isinstance(track.sound, SoundFacts)
    jump = StampJump(1024, 0, 1024, 2048)
    sound = replace(track.sound, stamps=replace(track.sound.stamps, gaps=Jumps(1, (jump,))))
    changed = replace(one, facts=replace(one.facts, media=replace(media, audio=(replace(track, sound=sound),))))
    assert reading(sync.clock_skew(changed)).note.endswith("1 jumps of the stamps, by which a recorder may hide a skew")


@pytest.mark.parametrize(
    ("one", "reason", "words"),
    [
        (ended(Fraction(0), seconds=60), Reason.NOTHING_TO_MEASURE, "the recording is too short: U would be 866 ppm"),
        (ended(Fraction(-30)), Reason.METHOD_DOES_NOT_APPLY, "the sound ends 29.97 s before the pictures"),
        (ended(Fraction(20)), Reason.METHOD_DOES_NOT_APPLY, "the sound ends 20.03 s after the pictures"),
        (clocked(0, jitter=0.02, seconds=5), Reason.NOTHING_TO_MEASURE, "the recording is too short"),
    ],
    ids=["a minute", "sound breaks off", "pictures break off", "jitter"],
)
def test_what_no_clock_can_be_told_from_is_absent(one: RecordingSubject, reason: Reason, words: str) -> None:
    found = sync.clock_skew(one)
    assert isinstance(found, Absent)
    assert (found.reason, found.detail[: len(words)]) == (reason, words)


def test_two_stamps_show_no_clock() -> None:
    one = clocked(0)
    media = one.facts.media
    assert not isinstance(media, Absent)
    track = media.audio[0]
    assert isinstance(track.sound, SoundFacts)
    few = replace(track.sound, stamps=replace(track.sound.stamps, marks=track.sound.stamps.marks[:2]))
    changed = replace(one, facts=replace(one.facts, media=replace(media, audio=(replace(track, sound=few),))))
    found = sync.clock_skew(changed)
    assert isinstance(found, Absent)
    assert found.reason is Reason.NOTHING_TO_MEASURE
