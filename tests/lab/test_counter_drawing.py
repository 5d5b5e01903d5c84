"""The drawing of the frame counter: cells where the layout puts them, at every size."""

import numpy as np
import pytest
import zxingcpp

from conformance.lab.counter_drawing import CounterDrawing
from conformance.lab.grid_drawing import BLACK, WHITE
from conformance.model import counter_pattern as pattern


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720), (1366, 768), (1024, 768), (640, 360)])
def test_cells_are_as_the_code_says(size: tuple[int, int]) -> None:
    drawn = CounterDrawing(60, *size).picture(4711)
    scale = min(size[0] / 1920, size[1] / 1080)
    left, top = (size[0] - 1920 * scale) / 2, (size[1] - 1080 * scale) / 2
    bits = np.array(pattern.code(4711)).reshape(12, 10)
    for row in range(14):
        for column in range(22):
            cell = pattern.GRID.cell(column, row)
            y, x = int(top + (cell.top + 36) * scale), int(left + (cell.left + 28) * scale)
            if pattern.GRID.is_ring(column, row):
                white = pattern.GRID.ring_is_white(column, row)
            else:
                white = bool(bits[row - 1, (column - 1) // 2]) == (column % 2 == 1)
            assert drawn[y, x] == (WHITE if white else BLACK), (row, column)


def test_the_code_is_as_bright_at_every_refresh() -> None:
    drawing = CounterDrawing(60, 1920, 1080)
    code = np.s_[36 + 72 : 36 + 13 * 72, 344 + 56 : 344 + 21 * 56]

    assert {float(drawing.picture(refresh)[code].mean()) for refresh in range(20)} == {(BLACK + WHITE) / 2}


def test_the_marks_state_rate_and_corner() -> None:
    picture = CounterDrawing(120, 1280, 720).picture(0)
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.DataMatrix)

    assert sorted(code.text for code in found) == ["C120A", "C120B", "C120C", "C120D"]


def test_the_number_can_be_read_by_eye() -> None:
    drawing = CounterDrawing(60, 1920, 1080)
    digits = [drawing.picture(number)[495:585, 40 + 4 * 54 : 80 + 4 * 54] == WHITE for number in range(10)]

    assert len({digit.tobytes() for digit in digits}) == 10
    assert [int(digit.sum()) for digit in (digits[1], digits[8])] == [900, 2400]
