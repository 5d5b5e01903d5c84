"""Lines of a layout against those of a golden file: what counts, what is let pass, and what is no comparison at all."""

from dataclasses import replace
from fractions import Fraction

from conformance.measurands.layout import fingerprint, golden_items, layout_differences
from conformance.measurands.reading import Reading, Result
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import NOT_WALKED, Absent, Media
from conformance.model.golden import GOLDEN_SCHEMA, Golden, GoldenFile, GoldenItem, GoldenSource
from conformance.model.layout_facts import LayoutFacts, LayoutItem, ParameterSet, StreamMarks, UserData
from conformance.model.vocabulary import Reason

from .facts import audio, subject, video

TRACK = replace(
    video((0, 1), Fraction(1, 25)),
    marks=StreamMarks((ParameterSet("SPS", 0, "67aa", -1),), (UserData("ab", "maker", alike=True, packet=0),)),
)
LINES = (
    ("file", "ftyp mdat moov"),
    ("moov", "holds mvhd udta"),
    ("moov/mvhd", "v0"),
    ("moov/mvhd:timescale", "90000"),
)
OF_TRACKS = ("video[0]", "video[0]/SPS 0", "video[0]/message ab", "audio[0]")


def lines(*given: tuple[str, str]) -> tuple[LayoutItem, ...]:
    return tuple(LayoutItem(path, value, 10 * place) for place, (path, value) in enumerate(given))


def laid_out(*given: tuple[str, str], cut: str = "") -> RecordingSubject:
    made = subject(Media("mp4", "", (TRACK,), (audio(),), ()))
    return replace(made, facts=replace(made.facts, layout=LayoutFacts("iso-bmff", lines(*given), cut=cut)))


def compared(
    one: RecordingSubject, *others: RecordingSubject, container: str = "iso-bmff", source: str = "aa"
) -> Result:
    """The recording against the golden file of the other ones."""
    layouts = [fingerprint(other.facts) for other in others]
    items = golden_items([layout for layout in layouts if not isinstance(layout, Absent)])
    golden = Golden(GOLDEN_SCHEMA, container, (GoldenSource("a.mp4", source, 1),), items)
    return layout_differences(replace(one, golden=(GoldenFile("golden.json", "00", golden),)))


def said(result: Result) -> object:
    if isinstance(result, Absent):
        return f"{result.reason}: {result.detail}"
    assert isinstance(result, Reading)
    assert len(result.where) == result.value
    return [(int(one.position), one.detail) for one in result.where]


def test_the_lines_of_tracks_stand_behind_those_of_the_container() -> None:
    found = fingerprint(laid_out(*LINES).facts)

    assert not isinstance(found, Absent)
    assert [one.path for one in found] == [path for path, _ in LINES] + list(OF_TRACKS)
    assert [one.value for one in found[-4:]] == [
        "h264 High 40, 1280x720,",
        "67aa",
        "maker",
        "aac, 48000 Hz, 2 channels",
    ]


def test_the_same_lines_do_not_differ() -> None:
    found = compared(laid_out(*LINES), laid_out(*LINES))

    assert isinstance(found, Reading)
    assert (found.value, found.exercised, found.note) == (0, 8, "against golden.json, made of 1 recordings")


def test_another_value_is_told_with_both() -> None:
    other = laid_out(*LINES[:3], ("moov/mvhd:timescale", "1000"))

    assert said(compared(other, laid_out(*LINES))) == [(30, "moov/mvhd:timescale: '1000', golden '90000'")]


def test_a_missing_element_counts_once_with_all_that_is_in_it() -> None:
    assert said(compared(laid_out(*LINES[:2]), laid_out(*LINES))) == [(10, "moov/mvhd: missing ('v0')")]


def test_a_further_element_counts_once_with_all_that_is_in_it() -> None:
    more = laid_out(*LINES, ("moov/udta", ""), ("moov/udta/free", ""), ("moov/udta/free:size", "1"))

    assert said(compared(more, laid_out(*LINES))) == [(40, "moov/udta: not in the golden file")]


def test_a_value_that_varies_among_golden_recordings_may_be_any() -> None:
    others = [laid_out(*LINES[:3], ("moov/mvhd:timescale", rate)) for rate in ("600", "1000")]

    assert said(compared(laid_out(*LINES), *others)) == []


def test_an_element_that_some_golden_recording_lacks_may_be_missing_and_is_compared_where_it_is_there() -> None:
    others = (laid_out(*LINES), laid_out(*LINES[:2]))

    assert said(compared(laid_out(*LINES[:2]), *others)) == []
    assert said(compared(laid_out(*LINES[:2], ("moov/mvhd", "v1")), *others)) == [(20, "moov/mvhd: 'v1', golden 'v0'")]


def test_several_golden_recordings_tell_what_varies() -> None:
    first, second = lines(("a", "1"), ("b", "1")), lines(("a", "2"), ("c", "1"))

    assert golden_items([first, second]) == (
        GoldenItem("a", ("1", "2")),
        GoldenItem("b", ("1",), always=False),
        GoldenItem("c", ("1",), always=False),
    )


def test_another_container_is_one_difference() -> None:
    found = compared(laid_out(*LINES), laid_out(*LINES), container="avi")

    assert said(found) == [(0, "file: the golden file is of avi, this is iso-bmff")]


def test_the_recording_of_which_the_golden_file_was_made_proves_nothing() -> None:
    own = compared(laid_out(*LINES), laid_out(*LINES), source="00" * 32)

    assert said(own) == f"{Reason.NOTHING_TO_MEASURE}: golden.json was made of this recording itself"


def test_without_a_golden_file_there_is_nothing_to_compare_with() -> None:
    assert said(layout_differences(laid_out(*LINES))) == (
        f"{Reason.EVIDENCE_MISSING}: the submission names no golden file for this recording (golden)"
    )


def test_a_layout_that_was_not_wholly_read_is_never_the_same() -> None:
    cut = laid_out(*LINES, cut="more than 4096 lines")

    assert said(compared(cut, laid_out(*LINES))) == (
        f"{Reason.EVIDENCE_UNREADABLE}: the layout was not wholly read: more than 4096 lines"
    )
    found = compared(replace(cut, facts=replace(cut.facts, media=Media("mp4", "", (), (), ()))), laid_out(*LINES))
    assert isinstance(found, Reading)
    assert found.note == "against golden.json, made of 1 recordings; not read: more than 4096 lines"


def test_a_layout_that_was_not_read_is_not_compared() -> None:
    unread = laid_out(*LINES)
    unread = replace(unread, facts=replace(unread.facts, layout=NOT_WALKED))

    assert said(compared(unread, laid_out(*LINES))) == f"{NOT_WALKED.reason}: {NOT_WALKED.detail}"
