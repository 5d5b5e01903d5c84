"""The instruction beside a clip: one page in either language that loads and runs nothing and names role and limits."""

import re

import pytest

from conformance.lab.clip_phrases import CLIP_PHRASES, LIMITS, PLAY
from conformance.lab.clip_sheet import clip_sheet
from conformance.lab.clips import USUAL_RATE, Clip, ClipPlan
from conformance.report.messages import Language
from tests.lab.test_sheet import Reader


def sheet(clip: Clip, lang: Language, file: str = "clip.mp4", rate: int = 0) -> str:
    return clip_sheet(ClipPlan(clip, rate or USUAL_RATE[clip], 30, 1920, 1080), file, lang)


@pytest.mark.parametrize("lang", Language)
@pytest.mark.parametrize("clip", Clip)
def test_the_page_loads_nothing_and_runs_nothing(clip: Clip, lang: Language) -> None:
    page = sheet(clip, lang)
    read = Reader(page)

    assert not read.tags & {"script", "link", "iframe", "object", "form", "input", "a"}
    assert not {name for name in read.attributes if name.startswith("on")} | read.attributes & {"href", "style"}
    assert re.findall(r'src="([^,"]*)', page) == ["data:image/png;base64"]
    assert not re.search(r"https?:|url\(|@import", page)


@pytest.mark.parametrize("lang", Language)
@pytest.mark.parametrize("clip", Clip)
def test_the_page_says_all_of_its_clip_in_one_language(clip: Clip, lang: Language) -> None:
    text = Reader(sheet(clip, lang)).text
    mine, other = ("en", "zh") if lang is Language.EN else ("zh", "en")
    keys = (clip.value, f"{clip}_what", *PLAY[clip], *LIMITS[clip], "tripod", "fill", "exposure", "seconds", "copy")

    assert [key for key in keys if getattr(CLIP_PHRASES[key], mine).split("{")[0] not in text] == []
    assert [key for key in keys if getattr(CLIP_PHRASES[key], other).split("{")[0][:12] in text] == [
        key for key in keys if getattr(CLIP_PHRASES[key], other).startswith("{")
    ]


def test_the_counter_page_names_role_rate_and_limits() -> None:
    text = Reader(sheet(Clip.COUNTER, Language.EN, rate=120)).text

    assert "recordings: - {path: counter.mp4, role: frame_counter}" in text
    assert "The display refreshes at 120 Hz" in text
    assert "A recorder is judged up to 80 pictures a second by a clip of 120 Hz" in text
    assert "The first 3600 pictures of a recording are read." in text
    assert "record 10 s of the running clip or longer" in text


def test_the_clock_page_says_that_a_clip_is_no_utc() -> None:
    text = Reader(sheet(Clip.CLOCK, Language.EN)).text

    assert "recordings: - {path: clock.mp4, role: reference_clock}" in text
    assert "The clip’s time is no UTC" in text
    assert "The first 9000 pictures of a recording are read." in text


@pytest.mark.parametrize("clip", [Clip.SYNC, Clip.FLASH])
def test_the_sound_pages_name_the_role_and_what_delays_sound(clip: Clip) -> None:
    text = Reader(sheet(clip, Language.EN)).text

    assert "role: sync}" in text
    assert "Every metre to the device adds 2.9 ms" in text


def test_a_hostile_file_name_is_text() -> None:
    assert "<script>" not in sheet(Clip.COUNTER, Language.EN, file="<script>.mp4")
