"""What is left after a loss of power, from facts of which every number is known."""

from dataclasses import replace
from fractions import Fraction

import pytest

from conformance.model.evidence import RecordingSubject, Stated, WitnessedLength
from conformance.model.facts import Absent, DecoderComplaint, Media, SecondExtractor, SecondVideo
from conformance.model.measurement import Measurement, NotMeasured
from conformance.model.recovery_facts import Recovery, Run
from conformance.model.structure_facts import Flaw, Structure
from conformance.model.units import parse_quantity
from conformance.model.vocabulary import Complaint, Reason, Role

from .facts import clip, outcome, reason, subject, value

MOOV_MISSING = Absent(Reason.EVIDENCE_UNREADABLE, "FFmpeg cannot open the file: moov atom not found")
TICK = Fraction(1, 1000)
FOUND = Recovery("length fields of h264 units", "h264", 250, 1_000_000, 4096, 30_000, (Run(900_000, 30_000),))
PLAYS, LASTS = "recovery.playable_duration", "recovery.recoverable_duration"
REPAIR, LOST = "recovery.repair_only_duration", "recovery.lost_before_power_loss"


def cut(
    one: RecordingSubject, found: Recovery | Absent = FOUND, rate: str = "25 Hz", lasted: str = ""
) -> RecordingSubject:
    """The recording as one whose power was cut, with what the search found in it."""
    settings = Stated((("frame_rate", parse_quantity(rate)),) if rate else ())
    recording = replace(one.recording, role=Role.POWER_LOSS, settings=settings)
    if lasted:
        length = WitnessedLength(parse_quantity(lasted).to("s").value, Fraction(1))
        recording = replace(recording, recorded_for=length)
    return replace(one, recording=recording, facts=replace(one.facts, recovery=found))


def opens(pictures: int = 100, step: int = 40) -> RecordingSubject:
    """A file that plays; its last picture lasts 1 ms."""
    return clip(tuple(range(0, pictures * step, step)), TICK)


def measured(name: str, one: RecordingSubject) -> Measurement:
    found = outcome(name, one)
    assert isinstance(found, Measurement), found
    return found


def test_a_file_that_nothing_opens_plays_for_no_time_and_lasts_as_its_pictures_do() -> None:
    one = cut(subject(MOOV_MISSING))

    assert [value(name, one) for name in (PLAYS, LASTS, REPAIR)] == [0, 10, 10]
    assert "moov atom not found" in measured(PLAYS, one).note
    assert "250 pictures by the settings.frame_rate" in measured(LASTS, one).note
    assert "the last 4096 bytes are 0" in measured(LASTS, one).note


def test_what_the_last_picture_leaves_open_is_the_uncertainty() -> None:
    uncertainty = measured(LASTS, cut(subject(MOOV_MISSING))).uncertainty

    assert float(uncertainty.expanded) == pytest.approx(0.0462, abs=1e-4)  # type: ignore[union-attr]


def test_without_a_rate_pictures_have_no_duration() -> None:
    one = cut(subject(MOOV_MISSING), rate="")

    assert [reason(name, one) for name in (LASTS, REPAIR, LOST)] == [Reason.SETTING_NOT_STATED] * 3
    assert value("recovery.recoverable_pictures", one) == 250


def test_where_nothing_was_found_and_nothing_plays_no_rate_is_needed() -> None:
    one = cut(subject(MOOV_MISSING), replace(FOUND, pictures=0), rate="", lasted="60 s")

    assert [value(name, one) for name in (LASTS, LOST)] == [0, 60]


def test_of_a_file_that_plays_the_rate_is_its_own() -> None:
    one = cut(opens(step=20), rate="25 Hz")

    assert value(PLAYS, one) == Fraction(1981, 1000)
    assert value(LASTS, one) == 5


def test_what_plays_can_be_recovered_even_where_less_is_found() -> None:
    one = cut(opens(), replace(FOUND, pictures=10))

    assert value(LASTS, one) == value(PLAYS, one) == Fraction(3961, 1000)
    assert value(REPAIR, cut(opens(), replace(FOUND, pictures=75))) == 0


def test_damaged_pictures_and_holes_do_not_play() -> None:
    whole = clip((*range(0, 2000, 40), *range(62_000, 64_000, 40)), TICK)
    media = whole.facts.media
    assert isinstance(media, Media)
    torn = DecoderComplaint(Complaint.CORRUPT_PICTURE, 3, 120, "concealed")
    lost = DecoderComplaint(Complaint.MISSING_REFERENCE, 4, 160, "reference missing")
    tracks = (replace(media.video[0], complaints=(torn, lost)),)
    one = cut(replace(whole, facts=replace(whole.facts, media=replace(media, video=tracks))))
    said = measured(PLAYS, one)

    assert said.value == Fraction(98 * 40 + 1, 1000)
    assert said.note == "1 damaged pictures do not count; 1 holes of more than 1 s do not count"


def test_what_was_lost_is_what_was_witnessed_less_what_is_left() -> None:
    said = measured(LOST, cut(subject(MOOV_MISSING), lasted="14 s"))

    assert said.value == 4
    assert float(said.uncertainty.expanded) == pytest.approx(1.0011, abs=1e-4)  # type: ignore[union-attr]


def test_a_file_that_holds_more_than_was_witnessed_tells_no_loss() -> None:
    assert reason(LOST, cut(subject(MOOV_MISSING), lasted="8 s")) is Reason.NO_REFERENCE_TIME
    assert value(LOST, cut(subject(MOOV_MISSING), lasted="9.5 s")) == Fraction(-1, 2)


def test_without_a_witness_nobody_knows_what_was_lost() -> None:
    assert reason(LOST, cut(subject(MOOV_MISSING))) is Reason.SETTING_NOT_STATED


def test_pictures_without_their_parameter_sets_are_doubted() -> None:
    one = cut(subject(MOOV_MISSING), replace(FOUND, sets=False), lasted="14 s")

    assert [measured(name, one).conflicts[0].value for name in (LASTS, REPAIR, LOST)] == [0, 0, 14]
    assert "their parameter sets are not in the file" in measured(LASTS, one).note
    assert not measured(LASTS, cut(opens(), replace(FOUND, sets=False))).conflicts


def test_where_another_player_may_show_something_the_device_is_not_blamed() -> None:
    second = SecondExtractor(
        "MPEG-4", Fraction(4), (SecondVideo("avc1", 1280, 720, 0, 0, Fraction(0), *[Fraction(4)] * 2),), ()
    )
    one = cut(subject(MOOV_MISSING, second=second))

    assert reason(PLAYS, one) is Reason.EVIDENCE_UNREADABLE
    assert value(LASTS, one) == 10


def test_an_encrypted_file_is_not_judged() -> None:
    one = cut(subject(Absent(Reason.ENCRYPTED, "no key was given")))

    assert [reason(name, one) for name in (PLAYS, LASTS, LOST)] == [Reason.ENCRYPTED] * 3


@pytest.mark.parametrize(
    "found",
    [
        replace(FOUND, doubt="pictures may be fields"),
        replace(FOUND, pictures=0),
        Absent(Reason.METHOD_DOES_NOT_APPLY, "program streams are not searched"),
    ],
)
def test_where_the_search_does_not_tell_what_plays_counts(found: Recovery | Absent) -> None:
    one = cut(opens(), found, lasted="5 s")

    assert value(LASTS, one) == Fraction(3961, 1000)
    assert value(LOST, one) == Fraction(1039, 1000)
    assert reason("recovery.bytes_lost", one) is Reason.METHOD_DOES_NOT_APPLY


@pytest.mark.parametrize(
    "found",
    [
        replace(FOUND, doubt="a second track of pictures seems to lie between them"),
        replace(FOUND, pictures=0),
        replace(FOUND, pictures=70),
        Absent(Reason.EVIDENCE_UNREADABLE, "the search was given up"),
    ],
)
def test_a_file_that_begins_to_play_is_not_called_whole_where_its_rest_could_not_be_searched(
    found: Recovery | Absent,
) -> None:
    one = cut(opens(), found, lasted="60 s")
    lost = measured(LOST, one)

    assert isinstance(outcome(REPAIR, one), NotMeasured)
    assert (lost.value, [(said.value, said.agrees) for said in lost.opinions]) == (Fraction(56039, 1000), [(0, False)])


def test_all_that_a_transport_stream_holds_plays_without_an_index() -> None:
    one = opens()
    media = one.facts.media
    assert isinstance(media, Media)
    stream = replace(one, facts=replace(one.facts, media=replace(media, format="mpeg-ts")))

    assert value(REPAIR, cut(stream, replace(FOUND, doubt="pictures may be fields"))) == 0


def test_where_the_search_does_not_tell_and_nothing_plays_there_is_no_value() -> None:
    one = cut(subject(MOOV_MISSING), replace(FOUND, doubt="pictures may be fields"), lasted="5 s")

    assert [reason(name, one) for name in (LASTS, LOST)] == [Reason.METHOD_DOES_NOT_APPLY] * 2


def test_bytes_that_are_lost_are_named_with_their_places() -> None:
    said = measured("recovery.bytes_lost", cut(subject(MOOV_MISSING)))

    assert (said.value, [(one.position, one.detail) for one in said.where]) == (
        30_000,
        [(900_000, "30000 bytes hold no whole picture")],
    )
    assert said.note == "the last 4096 bytes are 0: allocated, and never written"


def test_a_file_that_shows_no_cut_says_nothing_of_one_unless_somebody_timed_it() -> None:
    found = replace(FOUND, pictures=100, zeros=0, lost_bytes=0, lost=())
    structure = Structure("avi", 553, 320_246, 0, 0, ())
    facts = replace(opens().facts, iso=Absent(Reason.METHOD_DOES_NOT_APPLY, "AVI"), structure=structure)
    whole = replace(opens(), facts=facts)
    flawed = replace(structure, faults=1, flaws=(Flaw("RIFF/movi", 12, "runs past"),))
    torn = replace(whole, facts=replace(facts, structure=flawed))

    assert reason(PLAYS, cut(whole, found)) is Reason.EVIDENCE_MISSING
    assert value(PLAYS, cut(whole, found, lasted="4 s")) == Fraction(3961, 1000)
    assert value(PLAYS, cut(torn, found)) == Fraction(3961, 1000)
    assert value(PLAYS, cut(whole, replace(found, zeros=512))) == Fraction(3961, 1000)


def test_recordings_of_another_role_have_nothing_of_it() -> None:
    names = (PLAYS, LASTS, REPAIR, LOST, "recovery.recoverable_pictures", "recovery.bytes_lost")

    assert {reason(name, opens()) for name in names} == {Reason.METHOD_DOES_NOT_APPLY}
