"""Every format draws the one chart: what stands in the file is found by what looks for it in filmed pictures."""

import re
import zlib
from collections.abc import Callable, Mapping

import numpy as np
import pytest
import zxingcpp

from conformance.lab.chart import Page, Paper, grey, layers, page
from conformance.lab.chart_pdf import pdf
from conformance.lab.chart_png import paint
from conformance.lab.chart_svg import svg
from conformance.model.chart import GROUPS
from tests.extract.charting import found

Drawn = list[tuple[float, list[list[tuple[float, float]]]]]  # grey 0 to 1, outlines in mm


def svg_drawing(text: str) -> Drawn:
    paths = re.findall(r'<path fill="#(..)(..)(..)" d="([^"]*)"/>', text)
    assert all(red == green == blue for red, green, blue, _ in paths)
    return [(int(red, 16) / 255, [points(one) for one in path.split("Z")[:-1]]) for red, _, _, path in paths]


def points(text: str) -> list[tuple[float, float]]:
    numbers = [float(one) for one in re.findall(r"[-0-9.]+", text)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def content(file: bytes) -> str:
    stream = re.search(rb"/FlateDecode >>\nstream\n(.*)\nendstream", file, re.DOTALL)
    assert stream
    return zlib.decompress(stream[1]).decode("ascii")


def pdf_drawing(file: bytes) -> Drawn:
    layers_drawn = re.findall(r"^([0-9.]+) g\n(.*?)^f$", content(file), re.MULTILINE | re.DOTALL)
    return [(float(level), [points(line) for line in path.splitlines()]) for level, path in layers_drawn]


DRAWINGS: Mapping[str, Callable[[Page], Drawn]] = {
    "svg": lambda printed: svg_drawing(svg(printed)),
    "pdf": lambda printed: pdf_drawing(pdf(printed)),
}


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=DRAWINGS)
def test_what_a_file_for_the_printer_draws_is_found_as_the_chart(drawing: Callable[[Page], Drawn]) -> None:
    printed = page(Paper.A4)
    paper = np.ones((630, 891))
    for level, outlines in drawing(printed):
        paint(paper, (np.array(outline) * 3 for outline in outlines), level)
    facts = found(np.rint(255 * paper).astype(np.uint8))

    assert len(facts.edges) == 20
    assert [round(patch.code) for patch in facts.patches] == [69, 97, 124, 153, 184, 221] * 5
    assert facts.refused == ()


@pytest.mark.parametrize(
    ("paper", "size", "chart_width"),
    [("a4", (297, 210), 277), ("a3", (420, 297), 400), ("a2", (594, 420), 574), ("a0", (1189, 841), 1169)],
)
def test_the_chart_fills_the_paper_and_both_formats_state_its_size(
    paper: str, size: tuple[int, int], chart_width: float
) -> None:
    printed = page(Paper(paper))
    width, height = size

    assert (printed.width, printed.height) == size
    assert printed.chart_width == pytest.approx(chart_width)
    assert f'width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}"' in svg(printed)
    assert f"/MediaBox [0 0 {width * 72 / 25.4:.4f} {height * 72 / 25.4:.4f}]".encode() in pdf(printed)


@pytest.mark.parametrize("paper", Paper)
def test_a_bar_of_100_mm_shows_whether_the_print_has_its_size(paper: Paper) -> None:
    printed = page(paper)
    bar = np.array(printed.layers[-1].polygons).reshape(-1, 2)

    assert np.ptp(bar[:, 0]) == pytest.approx(100)
    assert bar.min() >= 10
    assert (bar.max(axis=0) <= (printed.width - 10, printed.height - 10)).all()
    assert [line.text for line in printed.writing] == [f"RC-CHART/1  {paper.upper()}  100 %", "100 mm"]


@pytest.mark.parametrize("paper", Paper)
def test_the_bar_does_not_touch_the_chart(paper: Paper) -> None:
    printed = page(paper)
    chart, bar = (np.array(printed.layers[number].polygons).reshape(-1, 2) for number in (0, -1))

    assert bar[:, 1].min() - 4 > chart[:, 1].max()


def test_the_codes_are_those_that_are_read() -> None:
    black = layers()[-1].polygons
    for group in GROUPS:
        (left, top), _, (right, bottom), _ = group.code_corners
        mine = [run for run in black if left <= run[0][0] < right and top <= run[0][1] < bottom]
        paper = np.ones((240, 240))
        paint(paper, ((np.array(run) - (left - 6, top - 6)) * 4 for run in mine), 0)
        (read,) = zxingcpp.read_barcodes((255 * paper).astype(np.uint8))
        assert read.text == group.text


def printed_lines(file: bytes) -> list[str]:
    return re.findall(r"\((.*)\) Tj", content(file))


def test_the_pdf_can_be_opened_at_every_object_it_names() -> None:
    file = pdf(page(Paper.A3))
    (start,) = re.findall(rb"startxref\n(\d+)\n%%EOF\n$", file)
    places = [int(one) for one in re.findall(rb"^(\d{10}) 00000 n $", file[int(start) :], re.MULTILINE)]
    (length,) = re.findall(rb"/Length (\d+)", file)

    assert file.startswith(b"%PDF-1.7\n")
    assert file[int(start) :].startswith(b"xref\n0 7\n0000000000 65535 f \n")
    assert [file[place:].split(b"\n")[0] for place in places] == [b"%d 0 obj" % number for number in range(1, 7)]
    assert len(file.split(b"stream\n")[1].rsplit(b"\nend")[0]) == int(length)
    assert b"/PrintScaling /None" in file
    assert printed_lines(file) == ["RC-CHART/1  A3  100 %", "100 mm"]


def test_the_same_chart_is_drawn_to_the_same_bytes() -> None:
    def both(printed: Page) -> tuple[str, bytes]:
        return svg(printed), pdf(printed)

    assert both(page(Paper.A3)) == both(page(Paper.A3))


@pytest.mark.parametrize(("reflectance", "code"), [(0, 0), (0.002, 7), (0.12, 97), (0.48, 184), (1, 255)])
def test_greys_are_those_of_srgb(reflectance: float, code: int) -> None:
    assert round(255 * grey(reflectance)) == code
