"""Burned-in clocks of known truth: what is read is right, to the picture, and what can't be read is not guessed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from conformance.extract.burned_in import watcher as watching
from conformance.extract.burned_in.strip import Strip
from conformance.extract.burned_in.watcher import burned_in_watcher
from conformance.measurands.clocks.shown import orders
from conformance.model.burned_in_facts import BurnedIn, ShownSecond

from .drawing import FONTS, Scene, film, layers
from .truth import any_scene, unseen_ticks, watched, wrong_pictures

MORNING = datetime(2026, 3, 1, 9, 59, 47, 400_000)  # noqa: DTZ001 - what the clock shows
SCENES = {
    "outlined, moving": Scene(),
    "light, still": Scene(style="light", background="still", layout="chinese", font="Noto Sans CJK"),
    "narrow, sky": Scene(background="sky", font="Liberation Sans Narrow", layout="slashes"),
    "serif, texture": Scene(background="texture", font="DejaVu Serif", layout="day first", crf=28),
    "dark, twelve hours": Scene(background="sky", style="dark", layout="month first, twelve hours"),
    "light, texture, coarse": Scene(background="texture", style="light", font="Aileron", crf=33),
    "boxed, coarse, tenths": Scene(background="texture", style="boxed", layout="tenths", crf=35),
    "letters beside": Scene(style="boxed", layout="iso zulu", font="Liberation Mono Bold", background="night"),
    "more numbers, 1080p": Scene(height=1080, letters=1 / 30, layout="named", rate=Fraction(25), seconds=22),
}


@pytest.mark.parametrize("name", SCENES)
def test_every_second_is_read_and_every_tick_found(name: str, filmed: Callable[[Scene], BurnedIn]) -> None:
    scene = SCENES[name]
    found = filmed(scene)
    read = sum(one.last - one.first + 1 for one in found.seconds if one.clock and "?" not in one.before + one.clock)

    assert list(wrong_pictures(scene, found)) == []
    assert list(unseen_ticks(scene, found)) == []
    assert read >= 0.96 * found.pictures
    ticks = [one for one in found.seconds if one.after >= 0]
    assert len(ticks) >= scene.seconds - 3
    searched = 6 * scene.rate  # pictures of which large ones are not all kept
    assert all(one.first - one.after == 1 for one in ticks if one.after > searched)


def test_the_place_of_a_line_that_is_read_in_strides_is_that_of_its_digits(
    filmed: Callable[[Scene], BurnedIn],
) -> None:
    scene = Scene(background="still", letters=1 / 7, seconds=14)
    ink, _ = layers(scene.font, scene.size, scene.text(0))
    rows, columns = np.flatnonzero((ink > 0.5).any(1)), np.flatnonzero((ink > 0.5).any(0))
    top, left = scene.corner
    (line,) = filmed(scene).lines
    found = (line.place.left, line.place.top, line.place.right, line.place.bottom)

    assert line.since == 0
    assert found == pytest.approx(
        (left + columns[0], top + rows[0], left + columns[-1], top + rows[-1]), abs=0.25 * scene.size
    )


@pytest.mark.parametrize("font", FONTS)
def test_each_font_is_learnt_from_the_recording(font: str, filmed: Callable[[Scene], BurnedIn]) -> None:
    scene = Scene(font=font, background="still", start=MORNING, seconds=22)
    found = filmed(scene)

    assert list(wrong_pictures(scene, found)) == []
    assert {one.clock for one in found.seconds} >= {f"{second:02}" for second in (*range(48, 60), *range(9))}


def test_a_font_that_sets_the_second_1_of_11_nearer_has_a_place_for_every_1(
    filmed: Callable[[Scene], BurnedIn],
) -> None:
    start = datetime(2026, 5, 12, 22, 15, 0, 81_774)  # noqa: DTZ001 - what the clock shows
    look = {"background": "sky", "style": "light", "layout": "slashes", "crf": 18, "seed": 3055}
    scene = Scene(font="Liberation Sans Narrow", letters=1 / 18, place=(0.02, 0.9), seconds=31, start=start, **look)
    found = filmed(scene)

    assert list(wrong_pictures(scene, found)) == []
    assert {one.before for one in found.seconds} >= {
        "2026 05 12 22 15"
    }  # the 1 of 12 and of 15 were not seen as digits


def test_letters_that_no_background_hides_are_read_from_pictures_that_show_them(
    filmed: Callable[[Scene], BurnedIn],
) -> None:
    scene = Scene(style="light", crf=35, font="DejaVu Sans Bold")  # white letters, often on white
    found = filmed(scene)

    assert list(wrong_pictures(scene, found)) == []
    assert sum("?" not in one.before + one.clock for one in found.seconds) > len(found.seconds) / 2


THOROUGH = {
    "narrow, before a texture": Scene(
        font="Liberation Sans Narrow",
        layout="iso zulu",
        style="light",
        background="texture",
        start=datetime(2026, 1, 21, 3, 30, 12, 505_930),  # noqa: DTZ001 - what the clock shows
        seed=13054,
    ),
    "dark, while something else ticks by chance": Scene(
        font="Aileron",
        style="dark",
        start=datetime(2026, 10, 23, 22, 34, 18, 26_962),  # noqa: DTZ001 - what the clock shows
        seed=26030,
    ),
}


@pytest.mark.parametrize("name", THOROUGH)
def test_small_letters_are_read_after_a_thorough_search(name: str, filmed: Callable[[Scene], BurnedIn]) -> None:
    scene = replace(THOROUGH[name], height=720, letters=1 / 40, place=(0.3, 0.03), crf=33)
    found = filmed(scene)

    assert list(wrong_pictures(scene, found)) == []
    assert sum("?" not in one.before + one.clock for one in found.seconds) > 0.9 * scene.seconds


THIN = {
    "Noto Sans CJK": Scene(
        font="Noto Sans CJK",
        layout="iso zulu",
        height=720,
        letters=1 / 40,
        crf=18,
        place=(0.3, 0.03),
        start=datetime(2026, 11, 27, 18, 55, 8, 606_622),  # noqa: DTZ001 - what the clock shows
        seed=11033,
    ),
    "DejaVu Sans Mono": Scene(
        layout="slashes",
        letters=1 / 30,
        crf=33,
        place=(0.3, 0.9),
        seconds=31,
        rate=Fraction(30_000, 1001),
        start=datetime(2026, 2, 10, 0, 31, 18, 123_339),  # noqa: DTZ001 - what the clock shows
        seed=6024,
    ),
}


@pytest.mark.parametrize("font", THIN)
def test_thin_letters_before_a_sky_that_hides_them_in_most_seconds_are_read(
    font: str, filmed: Callable[[Scene], BurnedIn]
) -> None:
    scene = replace(THIN[font], style="light", background="sky")
    found = filmed(scene)

    assert list(wrong_pictures(scene, found)) == []
    assert sum("?" not in one.before + one.clock for one in found.seconds) > 0.8 * scene.seconds


def test_letters_hardly_darker_than_what_stands_still_behind_them_are_read(filmed: Callable[[Scene], BurnedIn]) -> None:
    start = datetime(2026, 10, 24, 1, 55, 55, 126_953)  # noqa: DTZ001 - what the clock shows
    look = {"style": "dark", "background": "still", "layout": "named", "crf": 33, "seed": 19016}
    scene = Scene(font="Liberation Mono Bold", letters=1 / 18, place=(0.3, 0.03), start=start, **look)
    found = filmed(scene)

    assert list(wrong_pictures(scene, found)) == []
    assert list(unseen_ticks(scene, found)) == []
    assert sum("?" not in one.before + one.clock for one in found.seconds) > 0.9 * scene.seconds


def test_whether_something_stands_behind_the_time_is_seen(filmed: Callable[[Scene], BurnedIn]) -> None:
    for layout, followed in (("iso", False), ("month first, twelve hours", True)):
        found = filmed(Scene(layout=layout, background="moving", font="Aileron"))
        assert {one.followed for one in found.seconds} == {followed}


def no_clock(number: int) -> str:
    return "UNIT 4711"


def blinking(number: int) -> str:
    return f"REC {number // 30 % 2}"


def counting_to_twelve(number: int) -> str:
    return f"00:00:{number // 30 % 12:02}"


def countdown(number: int) -> str:
    return f"2026-01-01 00:01:{59 - number // 30:02}"


def pictures(number: int) -> str:
    return f"{number:06}"


@pytest.mark.parametrize("text", [no_clock, blinking, counting_to_twelve, countdown, pictures])
def test_what_only_looks_like_a_clock_is_not_read_as_one(
    text: Callable[[int], str], filmed: Callable[[Scene], BurnedIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Scene, "text", lambda _, number: text(number))
    found = filmed(Scene(font="Aileron", background="still", seconds=30))

    assert orders(found.seconds) == ()


def test_a_recording_too_short_to_prove_its_digits_shows_none(filmed: Callable[[Scene], BurnedIn]) -> None:
    found = filmed(Scene(font="Aileron", seconds=9))

    assert (found.seconds, found.lines) == ((), ())


def test_a_clock_that_stops_and_steps_is_read_as_it_stands(
    filmed: Callable[[Scene], BurnedIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Scene.shown

    def shown(scene: Scene, number: int) -> datetime:
        """Stops for three seconds at 20 s, and is set on by 50 s at 30 s."""
        second = number / scene.rate
        stopped = number if second < 20 else max(600, number - 90)
        return whole(scene, stopped + (1500 if second >= 30 else 0))

    monkeypatch.setattr(Scene, "shown", shown)
    scene = Scene(font="Aileron", background="moving", seconds=40)
    found = filmed(scene)

    assert list(wrong_pictures(scene, found)) == []
    assert max(one.last - one.first + 1 for one in found.seconds) >= 90
    assert sum("?" not in one.before + one.clock for one in found.seconds) >= 30


def test_what_blinks_once_a_second_beside_the_clock_does_no_harm(
    filmed: Callable[[Scene], BurnedIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Scene.text
    monkeypatch.setattr(
        Scene, "text", lambda scene, number: whole(scene, number) + "   REC"[number // 30 % 2 * 3 :][:3]
    )
    scene = Scene(font="Aileron", style="boxed", background="still")
    found = filmed(scene)

    assert list(wrong_pictures(scene, found)) == []
    assert sum("?" not in one.before + one.clock for one in found.seconds) >= 23


def test_pictures_without_a_luma_plane_or_of_changing_size_are_let_go() -> None:
    with av.open("/dev/null", "w", format="null") as container:
        stream = container.add_stream("rawvideo", rate=30)
        stream.time_base = Fraction(1, 30)
        watcher = burned_in_watcher(stream)
        for number in range(400):
            shape, kind = ((48, 64, 3), "rgb24") if number < 200 else ((72 + number % 7 * 2, 96), "gray")
            frame = av.VideoFrame.from_ndarray(np.zeros(shape, np.uint8), kind)
            frame.pts = number
            watcher.take(frame, number)

    assert watcher.frozen().seconds == ()


def smaller(frame: av.VideoFrame) -> av.VideoFrame:
    return frame.reformat(width=200, height=112)


def coloured(frame: av.VideoFrame) -> av.VideoFrame:
    return frame.reformat(format="rgb24")


def earlier(frame: av.VideoFrame) -> av.VideoFrame:
    frame.pts -= 5000
    return frame


def at_once(frame: av.VideoFrame) -> av.VideoFrame:
    frame.pts = 0
    return frame


def untimed(frame: av.VideoFrame) -> av.VideoFrame:
    frame.pts = None
    return frame


@pytest.mark.parametrize("change", [smaller, coloured, earlier, at_once, untimed])
@pytest.mark.parametrize("begin", [0, 450])
def test_what_changes_in_mid_stream_does_no_harm_to_what_was_read(
    change: Callable[[av.VideoFrame], av.VideoFrame], begin: int, still: Path
) -> None:
    scene = Scene(**STILL)
    with av.open(str(still)) as container:
        stream = container.streams.video[0]
        watcher = burned_in_watcher(stream)
        for number, frame in enumerate(container.decode(stream)):
            frame.pts = number * round(1 / 30 / stream.time_base)
            watcher.take(change(frame) if begin <= number < begin + 150 else frame, number)
    found = watcher.frozen()
    sound = replace(found, seconds=tuple(one for one in found.seconds if not begin <= one.last < begin + 160))

    assert list(wrong_pictures(scene, sound)) == []
    assert found.pictures == 720


STILL = {"font": "Aileron", "style": "boxed", "background": "still"}


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film(Scene(**STILL), tmp_path_factory.mktemp("still") / "clock.mp4")


@pytest.mark.parametrize("seed", [pytest.param(seed, marks=[] if seed < 2 else pytest.mark.slow) for seed in range(80)])
def test_nothing_is_read_wrong_whatever_the_scene(seed: int, filmed: Callable[[Scene], BurnedIn]) -> None:
    scene = any_scene(seed)
    found = filmed(scene)

    assert list(wrong_pictures(scene, found)) == []


def test_pictures_of_a_second_whose_ink_a_coder_smears_are_not_taken_for_the_next(
    filmed: Callable[[Scene], BurnedIn],
) -> None:
    scene = Scene(
        layout="named",
        style="dark",
        height=720,
        place=(0.3, 0.03),
        start=datetime(2026, 11, 22, 0, 40, 20, 754_793),  # noqa: DTZ001 - what the clock shows
        seed=7102,
    )
    found = filmed(scene)

    assert " 00:40:38 " in scene.text(547)  # of 542 to 547 a stroke of the 8 is coded lighter than it was drawn
    assert list(wrong_pictures(scene, found)) == []
    assert any(one.clock == "39" and one.first <= 560 <= one.last for one in found.seconds)


def test_few_samples_of_ink_tell_no_tick_that_a_coarse_coder_makes(filmed: Callable[[Scene], BurnedIn]) -> None:
    look = {
        "background": "texture",
        "style": "dark",
        "layout": "day first",
        "crf": 33,
        "rate": Fraction(25),
        "seed": 14060,
    }
    start = datetime(2026, 11, 19, 18, 34, 19, 628_067)  # noqa: DTZ001 - what the clock shows
    scene = Scene(font="Liberation Mono Bold", height=720, letters=1 / 40, place=(0.02, 0.03), start=start, **look)
    found = filmed(scene)

    assert list(wrong_pictures(scene, found)) == []  # in picture 8 the 9 lacks ink, and 7 samples alone speak for a 0
    assert list(unseen_ticks(scene, found)) == []
    assert any(one.clock == "20" and one.first <= 20 <= one.last for one in found.seconds)


def test_what_takes_too_much_memory_is_read_before_a_minute_is_over(
    still: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengths: list[float] = []
    whole = watching.read

    def read(strip: Strip, *known: object) -> list[ShownSecond]:
        lengths.append(strip.length)
        return whole(strip, *known)  # type: ignore[arg-type]

    monkeypatch.setattr(watching, "read", read)
    monkeypatch.setattr(watching, "_HELD", 2_600_000)
    found = watched(still)

    assert len(lengths) >= 2
    assert max(lengths) < 20 < Scene(**STILL).seconds
    assert list(wrong_pictures(Scene(**STILL), found)) == []
    assert sum(one.last - one.first + 1 for one in found.seconds if "?" not in one.before + one.clock) >= 0.9 * 720
