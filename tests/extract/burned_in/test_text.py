"""Text read in pictures: what the extra finds in drawn and in real ones, never a wrong time; and what is without it."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import av
import pytest

import conformance
from conformance.extract.burned_in import extra, texts
from conformance.extract.burned_in.extra import why_missing
from conformance.extract.burned_in.watcher import BurnedInWatcher, burned_in_watcher
from conformance.measurands.clocks.layouts import NO_DATE
from conformance.measurands.clocks.recognised import in_full, readings, recognised
from conformance.measurands.clocks.shown import DateOrder
from conformance.model.facts import NO_TEXT, Absent
from conformance.model.measurement import Text
from conformance.model.name_pattern import parse_line
from conformance.model.overlay_facts import OverlayFacts
from conformance.model.vocabulary import Reason

from ...measurands.facts import subject, value
from .drawing import FONTS, Scene, film
from .test_reading import any_scene

PACKAGE = Path(conformance.__file__).parent
MEDIA = Path(__file__).parents[3].parent / "shared" / "media"
needs_the_extra = pytest.mark.skipif(bool(why_missing()), reason=why_missing() or "installed")
EVENING = datetime(2026, 11, 23, 11, 59, 57, 300_000)  # noqa: DTZ001 - what the clock shows


def watched(file: Path) -> BurnedInWatcher:
    with av.open(str(file)) as container:
        stream = container.streams.video[0]
        watcher = burned_in_watcher(stream, first=True)
        assert watcher is not None
        for number, frame in enumerate(container.decode(stream)):
            watcher.take(frame, number)
        watcher.frozen()
        return watcher


@pytest.fixture
def text_of(tmp_path: Path) -> Callable[[Scene], OverlayFacts]:
    def text_of(scene: Scene) -> OverlayFacts:
        if FONTS[scene.font] and not Path(FONTS[scene.font]).exists():
            pytest.skip(f"the font {scene.font} is not installed")
        found = watched(film(scene, tmp_path / "clock.mp4")).overlay()
        assert isinstance(found, OverlayFacts)
        return found

    return text_of


def order_in(scene: Scene) -> DateOrder:
    orders = {"day first": DateOrder.DAY_FIRST, "month first, twelve hours": DateOrder.MONTH_FIRST}
    return orders.get(scene.layout, DateOrder.YEAR_FIRST)


def wrong_readings(scene: Scene, found: OverlayFacts) -> Iterator[str]:
    """Times that were read for sure, and are not those that stand in the picture."""
    for number, read in readings(found):
        time = in_full(read, order_in(scene))
        if read.date != NO_DATE and time != scene.second(number) and not read.doubtful:
            yield f"{number}: {scene.text(number)!r} read as {read}"


def passed(scene: Scene) -> Callable[[int], float]:
    return lambda number: float(number / scene.rate)


SHORT = [
    Scene(seconds=5, start=EVENING),
    Scene(seconds=5, start=EVENING, layout="day first", background="still"),
    Scene(seconds=5, start=EVENING, layout="month first, twelve hours", style="boxed", background="texture"),
    Scene(seconds=5, start=EVENING, layout="iso zulu", font="Liberation Mono Bold", background="night"),
    Scene(seconds=5, start=EVENING, layout="slashes", font="DejaVu Serif", background="sky", style="dark"),
    Scene(seconds=5, start=EVENING, layout="chinese", font="Noto Sans CJK", style="boxed"),
    Scene(seconds=5, start=EVENING, layout="tenths", font="Aileron", background="still"),
    Scene(seconds=5, start=EVENING, layout="named", height=1080, letters=1 / 30, rate=Fraction(25)),
]


@needs_the_extra
@pytest.mark.parametrize("scene", SHORT, ids=lambda scene: scene.layout)
def test_a_clock_of_five_seconds_is_read_in_each_layout(scene: Scene, text_of: Callable[[Scene], OverlayFacts]) -> None:
    found = text_of(scene)
    seconds = recognised(found, passed(scene))

    assert list(wrong_readings(scene, found)) == []
    assert not isinstance(seconds, Absent)
    assert len(seconds) >= 4
    for one in seconds:
        assert {scene.second(number) for number in (one.second.first, one.second.last)} == {one.time}
        ticks = range(one.second.after + 1, one.second.first + 1) if one.second.after >= 0 else [one.second.first]
        assert one.second.after < 0 or any(scene.second(number) != scene.second(number - 1) for number in ticks)


@needs_the_extra
def test_letters_behind_a_clock_that_ticks_are_read(text_of: Callable[[Scene], OverlayFacts]) -> None:
    scene = Scene(layout="month first, twelve hours", seconds=14, start=EVENING, style="boxed")
    found = text_of(scene)

    assert len(found.pictures) == 3
    assert [read.afternoon for _, read in readings(found)] == [False, True, True]
    assert "11:59:5" in found.lines[0].text or "12:00:0" in found.lines[0].text


@needs_the_extra
def test_numbers_and_a_place_beside_a_clock_are_read_by_their_pattern(text_of: Callable[[Scene], OverlayFacts]) -> None:
    named = next(scene for scene in SHORT if scene.layout == "named")
    one = subject(Absent(Reason.TRACK_MISSING, "of no interest"))
    clock = "{year}-{month}-{day} {hour}:{minute}:{second}"
    pattern = parse_line(f"DSJ-{{device:2}} {{officer:6}} {clock} N{{north}} E{{east}}")
    lettered = replace(
        one,
        recording=replace(one.recording, line_patterns=(pattern,)),
        facts=replace(one.facts, overlay=text_of(named)),
    )

    assert value("overlay.device_number", lettered) == Text("A7")
    assert value("overlay.officer_number", lettered) == Text("000123")
    assert value("overlay.position", lettered) == Text("31.2304, 121.4737")


def shown_once(picture: Path, target: Path) -> Path:
    """A recording that holds that JPEG alone."""
    with av.open(str(target), "w") as container:
        stream = container.add_stream("mjpeg", rate=1)
        with av.open(str(picture)) as still:
            frame = next(still.decode(video=0))
        stream.width, stream.height, stream.pix_fmt = frame.width, frame.height, "yuvj420p"
        stream.options = {"qmin": "1", "qmax": "2"}
        container.mux(stream.encode(frame.reformat(format="yuvj420p")))
        container.mux(stream.encode(None))
    return target


@needs_the_extra
def test_a_real_picture_is_told_and_not_believed(tmp_path: Path) -> None:
    picture = MEDIA / "peterkuma__bcc200-ocr" / "example.jpg"
    if not picture.exists():
        pytest.skip(f"{picture} is not here")
    found = watched(shown_once(picture, tmp_path / "still.mov")).overlay()

    assert isinstance(found, OverlayFacts)
    ((_, read),) = readings(found)
    assert (*read.date, *read.time) == ("2017", "04", "09", "21", "53", "38")
    assert any("TLC200" in line.text for line in found.lines)
    confirmed = recognised(found, lambda _: 0.0)
    assert isinstance(confirmed, Absent)
    assert "1 of 1 pictures read for sure" in confirmed.detail


@needs_the_extra
def test_a_real_time_code_is_no_date_and_time() -> None:
    file = MEDIA / "androidx__media" / "media" / "mp4" / "testvid_1022ms.mp4"
    if not file.exists():
        pytest.skip(f"{file} is not here")
    found = watched(file).overlay()

    assert isinstance(found, OverlayFacts)
    assert found.lines
    refused = recognised(found, lambda number: number / 30)
    assert isinstance(refused, Absent)
    assert "no date and time was read" in refused.detail


@needs_the_extra
def test_the_library_is_named_among_what_measures() -> None:
    assert [name for name, _ in extra.versions()] == ["rapidocr", "onnxruntime"]


@needs_the_extra
@pytest.mark.parametrize("seed", [pytest.param(seed, marks=[] if seed < 2 else pytest.mark.slow) for seed in range(80)])
def test_no_time_is_read_wrong_whatever_the_scene(seed: int, text_of: Callable[[Scene], OverlayFacts]) -> None:
    scene = replace(any_scene(seed), seconds=5)

    assert list(wrong_readings(scene, text_of(scene))) == []


def test_without_the_library_nothing_fails_and_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        texts, "why_missing", lambda: "rapidocr is not installed: pip install 'recorder-conformance[ocr]'"
    )
    found = texts.texts_in([])

    assert found == Absent(
        Reason.METHOD_DOES_NOT_APPLY,
        "text in pictures is not read: rapidocr is not installed: pip install 'recorder-conformance[ocr]'",
    )


def test_a_package_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extra, "_PACKAGES", ("rapidocr-that-nobody-has", "onnxruntime"))

    assert extra.why_missing.__wrapped__() == (
        "rapidocr-that-nobody-has is not installed: pip install 'recorder-conformance[ocr]'"
    )


def test_one_module_alone_imports_the_library() -> None:
    importing = [
        file.name
        for file in PACKAGE.rglob("*.py")
        if re.search("(from|import) (onnxruntime|rapidocr)", file.read_text())
    ]

    assert importing == ["recogniser.py"]


def test_nothing_of_the_library_is_loaded_before_text_is_read() -> None:
    code = "import sys; import conformance.extract.facts; sys.exit('onnxruntime' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_spans_behind_the_first_read_no_text(tmp_path: Path) -> None:
    file = film(Scene(font="Aileron", seconds=1), tmp_path / "clock.mp4")
    with av.open(str(file)) as container:
        stream = container.streams.video[0]
        watcher = burned_in_watcher(stream)
        assert watcher is not None
        for number, frame in enumerate(container.decode(stream)):
            watcher.take(frame, number)
        watcher.frozen()

    assert watcher.overlay() is NO_TEXT
