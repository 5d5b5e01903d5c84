"""Gaps, silence and clipping of the sound, from facts of which every number is known."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from conformance.measurands import sound
from conformance.measurands.reading import Reading
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, AudioTrack
from conformance.model.measurement import Uncertain, UncertaintyUnknown
from conformance.model.sound_facts import Clipping, Jumps, Silence, SilentRun, SoundFacts, Spot, StampJump
from conformance.model.vocabulary import Reason

from .facts import audio, clip
from .filming import RATE, sound_facts

TICK = Fraction(1, 90_000)
PICTURES = tuple(3000 * number for number in range(1, 301))  # 30 a second, the first one at 1/30 s
HEALTHY = sound_facts((), samples=RATE * 10)


def subject(facts: SoundFacts | Absent, codec: str = "pcm_s16le", *more: SoundFacts) -> RecordingSubject:
    """Ten seconds of pictures with one audio track or several of 48 kHz, stamped in ms."""
    one = clip(PICTURES, TICK)
    media = one.facts.media
    assert not isinstance(media, Absent)
    tracks: list[AudioTrack] = [
        replace(audio(), index=1 + number, codec=codec, time_base=Fraction(1, 1000), sound=found)
        for number, found in enumerate((facts, *more))
    ]
    return replace(one, facts=replace(one.facts, media=replace(media, audio=tuple(tracks))))


def stamped(**changes: object) -> SoundFacts:
    """Healthy sound with other stamps, in ms: 10 s of it from 0."""
    stamps = replace(HEALTHY.stamps, last=9_979, tail=1008)
    return replace(HEALTHY, stamps=replace(stamps, **changes))  # type: ignore[arg-type]


def reading(found: Reading | Absent) -> Reading:
    assert isinstance(found, Reading), found
    return found


def test_sound_without_a_jump_has_no_gap() -> None:
    found = reading(sound.gap_max(subject(stamped())))
    assert (found.value, found.exercised, found.where, found.opinions) == (Fraction(0), 467, (), ())
    assert found.note == "from time stamps; sound that the recorder lost and stamped over is not visible here"


def test_the_longest_gap_is_exact_and_its_place_is_told() -> None:
    # 480 samples are 10 ms: the frame stamped 100 ms later comes 90 ms late
    jump = StampJump(sample=48_000, earlier=1000, length=480, stamp=1100)
    less = StampJump(sample=96_000, earlier=2100, length=480, stamp=2130)
    gaps = Jumps(2, (jump, less))
    found = reading(sound.gap_max(subject(stamped(gaps=gaps, overlaps=Jumps(1, (less,))))))
    assert found.value == Fraction(90, 1000)
    assert [(where.position, where.detail) for where in found.where] == [
        (Fraction(1010, 1000) - Fraction(1, 30), "0.09 s"),
        (Fraction(2110, 1000) - Fraction(1, 30), "0.02 s"),
    ]
    assert "2 gaps and 1 overlaps of more than a tick" in found.note


def test_the_uncertainty_of_a_gap_is_that_of_two_stamps() -> None:
    found = reading(sound.gap_max(subject(stamped())))
    assert isinstance(found.uncertainty, Uncertain)
    assert float(found.uncertainty.expanded) == pytest.approx(0.001 * (2 / 3) ** 0.5)  # 2 x 1 ms / sqrt 12 x sqrt 2


def test_backward_and_missing_stamps_are_noted() -> None:
    found = reading(sound.gap_max(subject(stamped(backward=3, untimed=2))))
    assert "3 frames are stamped earlier than the one before; 2 of 468 frames carry no stamp" in found.note
    assert found.exercised == 465


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"first": 2033}, Fraction(2033, 1000) - Fraction(1, 30)),
        ({"last": 6_979}, Fraction(1, 30) + Fraction(299, 30) + TICK - 7),
    ],
)
def test_pictures_without_sound_at_either_end_speak_against_it(changes: dict[str, int], missing: Fraction) -> None:
    opinions = reading(sound.gap_max(subject(stamped(**changes)))).opinions
    assert [(one.source, one.value, one.agrees) for one in opinions] == [(sound.PICTURES, missing, False)]


def test_sound_without_stamps_has_no_gaps_to_measure() -> None:
    found = sound.gap_max(subject(stamped(untimed=468)))
    assert isinstance(found, Absent)
    assert found.reason is Reason.NO_TIME_STAMPS


def test_one_frame_of_sound_exercises_nothing() -> None:
    assert reading(sound.gap_max(subject(stamped(frames=1)))).exercised == 0


def silent(*lengths: int) -> SoundFacts:
    runs = tuple(SilentRun(Spot(1000 * (1 + number), 0), length) for number, length in enumerate(lengths))
    return replace(HEALTHY, silence=Silence(len(runs), sum(lengths), runs))


def test_the_longest_silence_is_told_with_its_place() -> None:
    found = reading(sound.silence_max(subject(silent(24_000, 4800))))
    assert (found.value, found.exercised) == (Fraction(1, 2), 480_000)
    assert [(where.position, where.detail) for where in found.where] == [
        (1 - Fraction(1, 30), "0.5 s without a change"),
        (2 - Fraction(1, 30), "0.1 s without a change"),
    ]
    assert found.note.startswith("2 runs, 0.6 s in all; ")
    assert isinstance(found.uncertainty, Uncertain)
    assert 0 < found.uncertainty.expanded < Fraction(1, RATE)


def test_live_sound_is_silent_for_no_time() -> None:
    found = reading(sound.silence_max(subject(HEALTHY)))
    assert (found.value, found.note, found.where) == (Fraction(0), "0 runs, 0 s in all", ())


@pytest.mark.parametrize("codec", ["aac", "adpcm_ima_wav", "opus"])
def test_a_coder_that_smears_leaves_the_length_of_a_silence_open(codec: str) -> None:
    found = reading(sound.silence_max(subject(silent(24_000), codec)))
    assert isinstance(found.uncertainty, UncertaintyUnknown)
    assert found.value == Fraction(1, 2)


def test_silence_is_not_looked_for_where_the_decoder_fills_it_with_noise() -> None:
    found = sound.silence_max(subject(HEALTHY, "ac3"))
    assert isinstance(found, Absent)
    assert found.reason is Reason.METHOD_DOES_NOT_APPLY


def test_samples_that_are_no_numbers_are_noted() -> None:
    found = reading(sound.silence_max(subject(replace(silent(24_000), not_finite=7))))
    assert "7 samples that are no numbers count as silent" in found.note


def test_the_clipped_share_is_of_the_samples_of_all_channels() -> None:
    facts = replace(HEALTHY, clipping=Clipping(3, 96, (Spot(500, 48),)), peak=32768)
    found = reading(sound.clipped_share(subject(facts)))
    assert (found.value, found.exercised) == (Fraction(1, 10_000), 480_000)
    assert [(where.position, where.detail) for where in found.where] == [
        (Fraction(501, 1000) - Fraction(1, 30), "clipped")
    ]
    assert found.note.startswith("3 runs, peak 32768/32768; ")


@pytest.mark.parametrize("codec", ["aac", "mp3", "adpcm_ima_wav", "opus"])
def test_clipping_is_not_told_where_a_coder_hides_it(codec: str) -> None:
    found = sound.clipped_share(subject(HEALTHY, codec))
    assert isinstance(found, Absent)
    assert found.reason is Reason.METHOD_DOES_NOT_APPLY
    assert "peak 20000/32768" in found.detail


@pytest.mark.parametrize("codec", ["pcm_s16le", "pcm_alaw", "pcm_mulaw", "flac"])
def test_sound_that_is_never_at_full_scale_is_not_clipped(codec: str) -> None:
    assert reading(sound.clipped_share(subject(HEALTHY, codec))).value == 0


def test_every_other_track_has_its_say() -> None:
    found = reading(sound.silence_max(subject(silent(24_000), "pcm_s16le", HEALTHY, silent(24_000))))
    said = [(one.source, one.value, one.agrees) for one in found.opinions]
    assert said == [("audio track 2", Fraction(0), False), ("audio track 3", Fraction(1, 2), True)]


Measure = Callable[[RecordingSubject], Reading | Absent]
MEASURES = (sound.gap_max, sound.silence_max, sound.clipped_share)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (subject(Absent(Reason.DEPTH_TOO_SHALLOW, "not decoded")), Reason.DEPTH_TOO_SHALLOW),
        (subject(replace(HEALTHY, samples=0)), Reason.EVIDENCE_UNREADABLE),
    ],
    ids=["shallow", "no samples"],
)
def test_what_was_not_heard_is_absent_with_its_reason(measure: Measure, one: RecordingSubject, reason: Reason) -> None:
    found = measure(one)
    assert isinstance(found, Absent)
    assert found.reason is reason


@pytest.mark.parametrize("measure", MEASURES)
def test_a_recording_without_sound_has_no_track(measure: Measure) -> None:
    one = clip(PICTURES, TICK)
    media = one.facts.media
    assert not isinstance(media, Absent)
    found = measure(replace(one, facts=replace(one.facts, media=replace(media, audio=()))))
    assert isinstance(found, Absent)
    assert found.reason is Reason.TRACK_MISSING
