"""What is said of a program stream, and what is left unsaid where part of it was not understood."""

from dataclasses import replace
from fractions import Fraction

import pytest

from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurement import Measurement, Text
from conformance.model.stream_facts import ElementaryStream, Places, ProgramStreamFacts, StreamFault
from conformance.model.vocabulary import Reason

from .facts import clip, outcome, reason, subject, value

VIDEO = ElementaryStream(0xE0, "h264", "its start codes", (0x1B,), 50, 50, "")
SOUND = ElementaryStream(0xC0, "g711", "no sync word, and 64000 bit/s", (0x90,), 50, 0, "")
GOOD = ProgramStreamFacts(50, 2, 2, (SOUND, VIDEO), 2, Places(0, ()), Places(0, ()), ())
LOST = StreamFault("lost_sync", 700, "4 bytes up to the next pack header form no packet", ends_proof=True)
NAMES = (
    "ps.frames_not_one_a_pack",
    "ps.key_packs_without_headers",
    "ps.video_stream_id",
    "ps.audio_stream_id",
    "ps.video_stream_type",
    "ps.audio_stream_type",
)


def packed(**changes: object) -> RecordingSubject:
    one = clip(tuple(range(50)), Fraction(1, 25))
    return replace(one, facts=replace(one.facts, ps=replace(GOOD, **changes)))


def test_a_stream_after_the_book_reads_so() -> None:
    assert [value(name, packed()) for name in NAMES] == [
        0,
        0,
        Text("0xE0"),
        Text("0xC0"),
        Text("h264 0x1B"),
        Text("g711 0x90"),
    ]


def test_counts_point_at_their_packs_and_say_how_many_were_looked_at() -> None:
    bad = packed(astray=Places(3, (100, 900)), bare=Places(1, (0,)))
    astray, bare = outcome(NAMES[0], bad), outcome(NAMES[1], bad)

    assert isinstance(astray, Measurement)
    assert isinstance(bare, Measurement)
    assert (astray.value, astray.exercised, [place.position for place in astray.where]) == (3, 50, [100, 900])
    assert (bare.value, bare.exercised) == (1, 2)


def test_no_key_picture_exercises_nothing() -> None:
    found = outcome("ps.key_packs_without_headers", packed(key_packs=0))

    assert isinstance(found, Measurement)
    assert found.exercised == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_stream_that_was_not_understood_proves_nothing_good(name: str) -> None:
    assert reason(name, packed(faults=(LOST,))) is Reason.EVIDENCE_UNREADABLE


def test_what_is_bad_stays_bad_where_part_was_not_understood() -> None:
    bad = packed(faults=(LOST,), astray=Places(3, (100,)), bare=Places(1, (0,)))

    assert [value(name, bad) for name in NAMES[:2]] == [3, 1]


def test_a_wrong_checksum_of_a_map_leaves_the_rest_proved() -> None:
    fault = StreamFault("map_checksum", 20, "the map's CRC-32 is wrong", ends_proof=False)

    assert value("ps.video_stream_type", packed(faults=(fault,))) == Text("h264 0x1B")


@pytest.mark.parametrize("name", NAMES[:2])
def test_pictures_that_can_not_be_told_apart_are_not_counted(name: str) -> None:
    fields = replace(VIDEO, uncounted="its pictures may be fields, two of which make a frame")

    assert reason(name, packed(streams=(SOUND, fields), astray=Places(9, ()))) is Reason.METHOD_DOES_NOT_APPLY


def test_every_video_stream_is_named() -> None:
    second = replace(VIDEO, stream_id=0xE1, types=())

    assert value("ps.video_stream_id", packed(streams=(SOUND, VIDEO, second))) == Text("0xE0, 0xE1")
    assert value("ps.video_stream_type", packed(streams=(SOUND, VIDEO, second))) == Text("h264 0x1B, h264 in no map")


def test_a_map_that_lies_or_contradicts_itself_is_not_taken_at_its_word() -> None:
    lying, torn = replace(VIDEO, types=(0x10,)), replace(VIDEO, types=(0x1B, 0x10))

    assert value("ps.video_stream_type", packed(streams=(lying,))) == Text("h264 0x10")
    assert value("ps.video_stream_type", packed(streams=(torn,))) == Text("h264 0x1B and 0x10")


@pytest.mark.parametrize("one", [replace(VIDEO, coding=""), replace(SOUND, coding="")], ids=["video", "audio"])
def test_a_coding_that_is_not_told_has_no_type(one: ElementaryStream) -> None:
    name = "ps.video_stream_type" if one.stream_id == 0xE0 else "ps.audio_stream_type"

    assert reason(name, packed(streams=(one,))) is Reason.METHOD_DOES_NOT_APPLY


def test_without_a_map_there_is_no_type_to_measure() -> None:
    assert reason("ps.video_stream_type", packed(maps=0)) is Reason.NOTHING_TO_MEASURE


def test_a_silent_recording_has_no_audio_stream() -> None:
    one = packed(streams=(VIDEO,))
    media = one.facts.media
    assert not isinstance(media, Absent)
    silent = replace(one, facts=replace(one.facts, media=replace(media, audio=())))

    assert reason("ps.audio_stream_id", silent) is Reason.TRACK_MISSING


def test_sound_that_is_heard_from_a_private_stream_is_named_there() -> None:
    private = replace(SOUND, stream_id=0xBD, types=())

    assert value("ps.audio_stream_id", packed(streams=(private, VIDEO))) == Text("0xBD")
    assert value("ps.audio_stream_type", packed(streams=(private, VIDEO))) == Text("g711 in no map")


def test_a_stream_without_video_has_no_pictures() -> None:
    assert reason("ps.frames_not_one_a_pack", packed(streams=(SOUND,))) is Reason.TRACK_MISSING


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_program_stream_or_unreadable_is_not_measured(name: str) -> None:
    broken = subject(Absent(Reason.EVIDENCE_UNREADABLE, "broken"))

    assert reason(name, clip(tuple(range(50)), Fraction(1, 25))) is Reason.EVIDENCE_UNREADABLE
    assert reason(name, broken) is Reason.EVIDENCE_UNREADABLE
