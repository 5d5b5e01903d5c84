"""Spans of one file decoded apart, and put together, are the file decoded in one go."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.extract import luma
from conformance.extract.cuts import WHOLE, Cut, Span
from conformance.extract.facts import Read, is_complete, joined, read_share
from conformance.extract.picture_pass import CutNotFoundError, see
from conformance.extract.request import ALL, Request, Share
from conformance.model.areas import Region
from conformance.model.burned_in_facts import BurnedIn
from conformance.model.facts import NO_BURNED_IN, NOTHING_STAGED, Facts, Look, Media, Pictures
from conformance.model.vocabulary import Depth, Role

from .making import remuxed, replaced

LONG = ("-f", "lavfi", "-i", "testsrc2=size=64x48:rate=25:duration=52,noise=alls=10:allf=t:all_seed=1")
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "50")
X265_QUIET = "keyint=50:log-level=error:pools=none:open-gop="
X265_CLOSED = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", f"{X265_QUIET}0")
X265_OPEN = (*X265_CLOSED[:-1], f"{X265_QUIET}1")
FOUR = ("-f", "lavfi", "-i", "testsrc2=size=64x48:rate=25:duration=288")


def request_for(path: Path) -> Request:
    data = path.read_bytes()
    return Request(path, hashlib.sha256(data).hexdigest(), len(data), Depth.FRAMES)


def share_of(path: Path, share: Share, look: Look = NOTHING_STAGED) -> Read:
    return read_share(replace(request_for(path), share=share, look=look), lambda: None)


def spans_of(path: Path, look: Look = NOTHING_STAGED) -> tuple[Span, ...]:
    """The spans as the first of very many shares finds them, which decodes none."""
    return share_of(path, Share(0, 100), look).spans


def in_shares(path: Path, count: int) -> Facts:
    return joined(request_for(path), [share_of(path, Share(number, count)) for number in range(count)])


def in_one_go(path: Path) -> Facts:
    """The file decoded from its first packet to its last by one decoder."""
    view = see(path, WHOLE, NOTHING_STAGED, lambda: None)
    return joined(request_for(path), [replace(share_of(path, ALL), views=(view,))])


def shown_pictures(facts: Facts) -> dict[int, str]:
    """What the clock in the pictures was read to show, a picture each, where every digit is decided."""
    clock = facts.burned_in
    assert isinstance(clock, BurnedIn)
    assert clock.pictures == 1300
    shown = ((one, f"{one.before} {one.clock}") for one in clock.seconds)
    return {n: text for one, text in shown if "?" not in text for n in range(one.first, one.last + 1)}


def seen_pictures(facts: Facts) -> Pictures:
    assert isinstance(facts.media, Media)
    pictures = facts.media.video[0].pictures
    assert isinstance(pictures, Pictures)
    return pictures


@pytest.mark.parametrize(
    ("name", "coding", "begins"),
    [
        ("h264.mp4", X264, [0, 650]),
        ("h264.mkv", X264, [0, 650]),
        ("hevc.mp4", X265_CLOSED, [0, 650]),
        ("fragments.mp4", (*X264, "-movflags", "frag_keyframe+empty_moov"), [0, 650]),
        ("mjpeg.avi", ("-c:v", "mjpeg"), [0, 620]),
    ],
)
def test_a_long_file_is_cut_where_decoding_may_begin_anew_and_gives_the_same_facts(
    name: str, coding: tuple[str, ...], begins: list[int], coded: Callable[..., Path]
) -> None:
    path = coded(f"long-{name}", *LONG, *coding)
    spans = spans_of(path)

    assert [round(span.begin.packet, -1) for span in spans] == begins
    assert spans[-1].end == 1300
    apart, whole = in_shares(path, 2), in_one_go(path)
    assert replace(apart, burned_in=NO_BURNED_IN) == replace(whole, burned_in=NO_BURNED_IN)
    assert len(seen_pictures(apart).pts) == 1300
    # Each span learns the digits of the clock by itself: one may read less than the other, but nothing else
    read, also_read = shown_pictures(apart), shown_pictures(whole)
    both = read.keys() & also_read.keys()
    assert len(both) >= 0.85 * 1300
    assert {number: read[number] for number in both} == {number: also_read[number] for number in both}


def test_the_facts_do_not_depend_on_who_decodes_which_span(coded: Callable[..., Path]) -> None:
    path = coded("four.mp4", *FOUR, *X264)

    assert len(spans_of(path)) == 4
    assert in_shares(path, 1) == in_shares(path, 2) == in_shares(path, 3) == in_shares(path, 6)


def test_a_damaged_file_gives_the_same_facts_whoever_decodes_which_span(
    coded: Callable[..., Path], tmp_path: Path
) -> None:
    sound = coded("long-h264.mp4", *LONG, *X264)
    numbers = (3, *range(640, 660), 1299)
    path = remuxed(sound, tmp_path / "bad.mp4", replaced(lambda data: data[:40] + bytes(len(data) - 40), numbers))
    facts = in_shares(path, 2)

    assert len(spans_of(path)) == 2
    assert facts == in_shares(path, 1)
    assert isinstance(facts.media, Media)
    found = {complaint.packet for complaint in facts.media.video[0].complaints}
    assert found >= {3, 650, 1299}, "complaints of the second span count packets from the beginning of the file"


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("short.mp4", ("-t", "40", *X264)),
        ("stream.ts", X264),
        ("open.mp4", (*X264[:-2], "-x264-params", "open-gop=1:keyint=50:min-keyint=50")),
        ("open-hevc.mp4", X265_OPEN),
        ("part2.mp4", ("-c:v", "mpeg4", "-g", "50")),
        ("two.mp4", (*X264, "-map", "0:v", "-map", "0:v")),
    ],
)
def test_a_file_that_can_not_be_cut_safely_is_one_span(
    name: str, options: tuple[str, ...], coded: Callable[..., Path]
) -> None:
    assert spans_of(coded(f"uncut-{name}", *LONG, *options)) == (WHOLE,)


def test_pictures_that_are_searched_for_a_chart_are_decoded_in_one_go(coded: Callable[..., Path]) -> None:
    path = coded("long-h264.mp4", *LONG, *X264)

    staged = (Role.CHART, Role.SYNC, Role.FRAME_COUNTER, Role.REFERENCE_CLOCK)
    for look in (*map(Look, staged), Look(Role.CHART, (Region(0, 0, 8, 8),))):
        assert spans_of(path, look) == (WHOLE,)


WRONG = pytest.mark.parametrize("wrong", [Cut(650, 1, 1), Cut(650, 10**15, 10)])


@WRONG
def test_a_span_that_is_not_where_the_index_says_is_not_decoded(wrong: Cut, coded: Callable[..., Path]) -> None:
    with pytest.raises(CutNotFoundError):
        see(coded("long-h264.mp4", *LONG, *X264), Span(wrong, 1300), NOTHING_STAGED, lambda: None)


@WRONG
def test_a_file_whose_index_lies_is_decoded_in_one_go(
    wrong: Cut, coded: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = coded("long-h264.mp4", *LONG, *X264)
    whole = in_one_go(path)
    monkeypatch.setattr(
        "conformance.extract.facts.confirmed", lambda _, spans: (spans[0], replace(spans[1], begin=wrong))
    )
    shares = [share_of(path, Share(number, 2)) for number in range(2)]

    assert not is_complete(shares)
    assert in_shares(path, 1) == whole


def test_parameter_sets_that_only_an_earlier_packet_brings_forbid_a_cut(
    coded: Callable[..., Path], tmp_path: Path
) -> None:
    sets = b"\x00\x00\x00\x02\x67\x42\x00\x00\x00\x02\x68\xce"  # damaged, but there
    path = remuxed(
        coded("long-h264.mp4", *LONG, *X264),
        tmp_path / "in-band.mp4",
        lambda number, data: [sets + data] if number == 100 else [data],
    )

    assert spans_of(path) == (WHOLE,)


frames = st.lists(st.tuples(st.integers(0, 255), st.sampled_from([(2, 3), (1, 2)])), min_size=1, max_size=12)


@given(frames, st.lists(st.integers(0, 12), max_size=4))
def test_luma_of_runs_joined_is_that_of_one_run(shown: list[tuple[int, tuple[int, int]]], cuts: list[int]) -> None:
    pictures = [np.full(shape, code, np.uint8) for code, shape in shown]
    bounds = sorted({0, len(pictures), *(cut for cut in cuts if cut < len(pictures))})
    runs = [run_of(pictures[begin:end]) for begin, end in pairwise(bounds)]

    assert luma.joined(runs) == luma.joined([run_of(pictures)])


def run_of(pictures: list[luma.Samples]) -> luma.LumaRun:
    table = luma.LumaTable(limited=True)
    for picture in pictures:
        table.take(picture)
    return table.frozen()
