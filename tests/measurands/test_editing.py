"""Traces of editing by kind: what is looked for where, what counts, and what a person reads of it."""

from dataclasses import replace
from fractions import Fraction

import pytest

from conformance.measurands.editing import editing_traces
from conformance.measurands.reading import Reading, Result
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, Box, Edit, IsoFacts, Media, StructureFault, VideoTrack
from conformance.model.layout_facts import (
    HeaderTimes,
    LayoutFacts,
    ParameterSet,
    Space,
    StreamMarks,
    UserData,
    WriterText,
)
from conformance.model.vocabulary import Reason

from .facts import iso, packets, subject, video

PLAIN = LayoutFacts("iso-bmff", ())
TRACK = replace(video(tuple(range(60)), Fraction(1, 25)), marks=StreamMarks((), ()))
BOXES = tuple(Box(kind, 100 * place, 100) for place, kind in enumerate(("ftyp", "mdat", "moov")))
ISO = replace(iso(), boxes=BOXES)


def keyed(*places: int) -> VideoTrack:
    """A track with key pictures there."""
    columns = packets(tuple(range(100)))
    return replace(TRACK, packets=replace(columns, key=tuple(number in places for number in range(100))))


def recording(layout: LayoutFacts, boxes: IsoFacts = ISO, track: VideoTrack = TRACK) -> RecordingSubject:
    made = subject(Media("mp4", "", (track,), (), ()), boxes)
    return replace(made, facts=replace(made.facts, layout=layout))


def said(result: Result) -> list[str]:
    assert isinstance(result, Reading), result
    kinds = {one.detail.split(":")[0] for one in result.where}
    assert result.value == len(kinds)
    return [one.detail for one in result.where]


def test_nothing_seen_is_a_count_of_none_that_says_what_was_looked_for() -> None:
    found = editing_traces(recording(PLAIN))

    assert isinstance(found, Reading)
    assert (found.value, found.exercised) == (0, 11)
    assert found.note.startswith("looked for and not seen: a program's name in the container, an XMP packet, ")
    assert found.note.endswith("; evidence, no proof of anything")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Lavf58.44.100", True),
        ("Lavc60.3.100 libx264", True),
        ("mkvmerge v92.0 ('Everglow') 64-bit", True),
        ("HandBrake 1.6.1 2023012300", True),
        ("Adobe Premiere Pro 2023", True),
        ("GPAC ISO Video Handler", True),
        ("Core Media Video", True),
        ("GoPro AVC encoder", False),
        ("VideoHandler", False),
        ("Ambarella AVC", False),
        ("Slavfish 2", False),
        ("Obsidian Cam", False),
    ],
)
def test_programs_are_known_by_their_names(text: str, named: bool) -> None:  # noqa: FBT001 - a column of the table
    found = editing_traces(recording(replace(PLAIN, writers=(WriterText("moov/udta", text, 7),))))

    assert said(found) == ([f"a program's name in the container: moov/udta: {text!r}"] if named else [])


@pytest.mark.parametrize(
    ("edits", "shown"),
    [
        ((Edit(1000, 0),), []),
        ((Edit(1000, 1024),), ["track 1: 1 entries, media times 1024 of 1000 a second"]),
        ((Edit(40, -1), Edit(960, 0)), ["track 1: 2 entries, media times -1, 0 of 1000 a second"]),
        ((Edit(1, 0), Edit(1, 0)), ["track 1: 2 entries, media times 0, 0 of 1000 a second"]),
    ],
)
def test_edit_lists_that_do_more_than_begin_at_the_beginning_are_traces(
    edits: tuple[Edit, ...], shown: list[str]
) -> None:
    boxes = replace(ISO, tracks=(replace(ISO.tracks[0], edits=edits),))

    assert said(editing_traces(recording(PLAIN, boxes))) == [
        f"an edit list that skips, waits or jumps: {one}" for one in shown
    ]


@pytest.mark.parametrize(("creation", "modification", "seen"), [(10, 13, True), (10, 10, False), (0, 9, False)])
def test_a_header_changed_after_it_was_made_is_a_trace(creation: int, modification: int, seen: bool) -> None:  # noqa: FBT001
    times = (HeaderTimes("moov/mvhd", creation, modification, 40),)
    shown = (
        "a header changed after it was made: moov/mvhd: modified 3 s after it was created; "
        "some recorders write the end of recording there"
    )

    assert said(editing_traces(recording(replace(PLAIN, times=times)))) == ([shown] if seen else [])


def test_the_first_two_places_of_each_kind_are_told_and_all_are_counted() -> None:
    free = tuple(Space(f"free[{number}]", number, 8) for number in range(5))
    found = editing_traces(recording(replace(PLAIN, free=free, xmp=(Space("uuid", 9, 100),))))

    assert said(found) == ["an XMP packet: uuid, 100 B", "free space: free[0], 8 B", "free space: free[1], 8 B"]
    assert isinstance(found, Reading)
    assert found.note.startswith("seen: an XMP packet (1), free space (5); looked for and not seen: ")


def test_an_index_before_the_media_is_a_trace_but_of_fragments_it_is_the_rule() -> None:
    front = replace(ISO, boxes=(BOXES[0], BOXES[2], BOXES[1]))

    assert said(editing_traces(recording(PLAIN, front))) == [
        "the index before the media: moov lies before mdat; most recorders write it last"
    ]
    assert said(editing_traces(recording(PLAIN, replace(front, fragments=3)))) == []


def test_several_descriptions_and_media_of_no_sample_are_traces() -> None:
    spare = StructureFault("unreferenced_media", "mdat", 100, "900 of 1000 bytes of media belong to no sample.")
    found = editing_traces(recording(replace(PLAIN, descriptions=(1, 2)), replace(ISO, doubts=(spare,))))

    assert said(found) == [
        "several sample descriptions in a track: stsd number 2 holds 2 entries",
        "media that belong to no sample: mdat: 900 of 1000 bytes of media belong to no sample.",
    ]


def test_parameter_sets_of_one_number_that_differ_are_a_trace() -> None:
    sets = (
        ParameterSet("SPS", 0, "67aa", -1),
        ParameterSet("PPS", 0, "68aa", -1),
        ParameterSet("PPS", 1, "68ab", -1),
        ParameterSet("SPS", 0, "67bb", 30),
        ParameterSet("SPS", -1, "67", 31),
        ParameterSet("SPS", -1, "6700", 32),
    )
    found = editing_traces(recording(PLAIN, track=replace(TRACK, marks=StreamMarks(sets, ()))))

    assert said(found) == [
        "parameter sets of one number that differ: track 0: SPS 0 is not the one of the sample description"
    ]


def test_a_software_encoder_in_the_stream_is_a_trace() -> None:
    messages = (UserData("dc", "x264 - core 164", alike=True, packet=0), UserData("ab", "ACME", alike=True, packet=0))
    found = editing_traces(recording(PLAIN, track=replace(TRACK, marks=StreamMarks((), messages))))

    assert said(found) == ["a software encoder's name in the stream: track 0: 'x264 - core 164'"]


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        (range(0, 100, 10), []),
        ((0, 10, 20, 30, 34, 44, 54), ["track 0: 4 pictures since the key picture before, elsewhere 10"]),
        ((0, 10, 23, 30, 34, 49, 54), []),
        ((0, 10, 14, 24), []),
    ],
    ids=["steady", "one odd", "as the encoder likes", "too few"],
)
def test_one_odd_distance_among_even_ones_is_a_trace(keys: tuple[int, ...], shown: list[str]) -> None:
    found = editing_traces(recording(PLAIN, track=keyed(*keys)))

    assert said(found) == [f"one odd distance between key pictures: {one}" for one in shown]


def test_what_was_not_read_is_said() -> None:
    found = editing_traces(recording(replace(PLAIN, cut="more than 65536 elements")))

    assert isinstance(found, Reading)
    assert "; not read: more than 65536 elements; " in found.note


def test_where_no_trace_is_known_nothing_is_counted() -> None:
    made = subject(Media("asf", "", (replace(video((0, 1), Fraction(1, 25)), codec="vc1"),), (), ()))
    found = editing_traces(made)

    assert isinstance(found, Absent)
    assert found.reason is Reason.METHOD_DOES_NOT_APPLY
