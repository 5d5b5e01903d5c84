"""Where the frame counter lies in a picture, and what light its cells have there."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from conformance.extract.luma import Samples
from conformance.model import counter_pattern as pattern
from conformance.model.pattern_facts import Seen

Numbers: TypeAlias = NDArray[np.float64]

FEWEST_MARKS = 3
_MARKS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.DataMatrix])
_SMALLEST = 96  # px of a side: there is no room for a counter
_MOST_WARPED = 0.15  # of a mark's side: marks that no plane explains are no counter
_GAMMA = 2.2  # display and camera curves cancel nearly (ITU-R BT.1886 against BT.709)
_FEWEST_PIXELS = 6.0  # a cell narrower than that can't be told from its neighbours
_SPOTS = np.linspace(-0.2, 0.2, 5)  # of a cell's width and height, around its middle
_LEAST_CONTRAST = 20  # code values between black and white
_LEAST_RIGHT = 0.95  # of the ring's cells


@dataclass(frozen=True)
class Place:
    """Which samples of a picture of that shape belong to which cell; `rate` is what the marks state, Hz."""

    rate: int
    shape: tuple[int, int]
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]


def find(luma: Samples) -> Place | str:
    """The counter's place in a picture, or why it has none."""
    if min(luma.shape) < _SMALLEST:
        return "the picture is too small"
    marks: dict[str, Numbers] = {}
    rates: set[int] = set()
    for code in zxingcpp.read_barcodes(np.ascontiguousarray(luma), formats=_MARKS):
        rate, corner = pattern.rate_of(code.text)
        if pattern.SLOWEST <= rate <= pattern.FASTEST:
            at = code.position
            corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
            marks[corner] = np.array([(point.x, point.y) for point in corners], float)
            rates.add(rate)
    if len(marks) < FEWEST_MARKS:
        return f"{len(marks)} of the 4 corner marks of a frame counter can be read, at least {FEWEST_MARKS} are needed"
    if len(rates) > 1:
        return "the corner marks state different rates"
    return _placed(rates.pop(), marks, luma)


def _placed(rate: int, marks: dict[str, Numbers], luma: Samples) -> Place | str:
    drawn = np.concatenate([_corners(pattern.mark(corner)) for corner in marks])
    seen = np.concatenate(list(marks.values()))
    plane = _homography(drawn, seen)
    side = float(np.linalg.norm(seen[1] - seen[0]))
    if float(np.abs(_project(plane, drawn) - seen).max()) > _MOST_WARPED * side:
        return "the corner marks do not lie in one plane"
    if side / pattern.MARK_SIDE * pattern.CELL_WIDTH < _FEWEST_PIXELS:
        return "the counter is too small in the picture"
    spots = _project(plane, _spots())
    height, width = luma.shape
    columns, rows = np.rint(spots - 0.5).astype(np.intp).T
    if columns.min() < 0 or rows.min() < 0 or columns.max() >= width or rows.max() >= height:
        return "the counter is not wholly in the picture"
    cells = (pattern.ROWS, pattern.COLUMNS, -1)
    return Place(rate, (height, width), rows.reshape(cells), columns.reshape(cells))


def _corners(square: pattern.Rectangle) -> Numbers:
    left, top, right, bottom = square.left, square.top, square.right, square.bottom
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], float)


def _spots() -> Numbers:
    """The spots of all cells, row by row, in units of the pattern."""
    middles = pattern.FIELD_LEFT + (np.arange(pattern.COLUMNS) + 0.5) * pattern.CELL_WIDTH
    heights = pattern.FIELD_TOP + (np.arange(pattern.ROWS) + 0.5) * pattern.CELL_HEIGHT
    y, x, dy, dx = np.meshgrid(
        heights, middles, _SPOTS * pattern.CELL_HEIGHT, _SPOTS * pattern.CELL_WIDTH, indexing="ij"
    )
    return np.stack([(x + dx).ravel(), (y + dy).ravel()], axis=1)


def _homography(drawn: Numbers, seen: Numbers) -> Numbers:
    """Least squares of a plane's projection, with the last element 1 (Hartley and Zisserman, 4.1)."""
    unit = np.array([pattern.WIDTH, pattern.HEIGHT])
    x, y = (drawn / unit).T
    u, v = seen.T
    one, none = np.ones_like(x), np.zeros_like(x)
    across = np.stack([x, y, one, none, none, none, -u * x, -u * y], axis=1)
    down = np.stack([none, none, none, x, y, one, -v * x, -v * y], axis=1)
    solved = np.linalg.lstsq(np.concatenate([across, down]), np.concatenate([u, v]), rcond=None)[0]
    plane: Numbers = np.append(solved, 1.0).reshape(3, 3) @ np.diag([1 / unit[0], 1 / unit[1], 1.0])
    return plane


def _project(plane: Numbers, points: Numbers) -> Numbers:
    lifted = np.column_stack([points, np.ones(len(points))]) @ plane.T
    flat: Numbers = lifted[:, :2] / lifted[:, 2:]
    return flat


def pairs(luma: Samples, place: Place, *, limited: bool) -> Numbers | Seen:
    """Light of the left cell minus that of the right one of every pair, over white minus black; LINES x PAIRS.

    Or what is there instead: too little contrast (`NO_MARKS`), or a still ring that does not stand still (`NO_CODE`).
    """
    if luma.shape != place.shape:
        return Seen.NO_MARKS
    cells = luma[place.rows, place.columns].mean(axis=2)
    if float(np.subtract(*np.percentile(cells, (90, 10)))) < _LEAST_CONTRAST:
        return Seen.NO_MARKS
    if not _ring_is_there(cells):
        return Seen.NO_CODE
    light = _light(cells, limited=limited)
    contrast = _surface(light, white=True) - _surface(light, white=False)
    left, right = light[1:-1, 1:-1:2], light[1:-1, 2:-1:2]
    between = (contrast[1:-1, 1:-1:2] + contrast[1:-1, 2:-1:2]) / 2
    if float(between.min()) <= 0:
        return Seen.NO_MARKS
    found: Numbers = (left - right) / between
    return found


def _light(cells: Numbers, *, limited: bool) -> Numbers:
    black, white = (16, 235) if limited else (0, 255)
    light: Numbers = np.clip((cells - black) / (white - black), 0, None) ** _GAMMA
    return light


def _ring(*, white: bool) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the ring's cells of one colour."""
    found = [
        (row, column)
        for row in range(pattern.ROWS)
        for column in range(pattern.COLUMNS)
        if pattern.is_ring(column, row) and pattern.ring_is_white(column, row) == white
    ]
    rows, columns = np.array(found, np.intp).T
    return rows, columns


_WHITE, _BLACK = _ring(white=True), _ring(white=False)


def _quadratic(rows: Numbers, columns: Numbers) -> Numbers:
    y, x = rows / pattern.ROWS - 0.5, columns / pattern.COLUMNS - 0.5
    terms: Numbers = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)
    return terms


_EVERYWHERE = _quadratic(*np.mgrid[0.0 : pattern.ROWS, 0.0 : pattern.COLUMNS])


def _surface(light: Numbers, *, white: bool) -> Numbers:
    """Light of that colour over the whole grid: a quadratic surface through the ring."""
    at = _WHITE if white else _BLACK
    terms = _quadratic(at[0].astype(float), at[1].astype(float))
    surface: Numbers = _EVERYWHERE @ np.linalg.lstsq(terms, light[at], rcond=None)[0]
    return surface


_LIGHT_CELLS = [
    [pattern.ring_is_white(column, row) for column in range(pattern.COLUMNS)] for row in range(pattern.ROWS)
]
_SIGNS = np.where(_LIGHT_CELLS, 1.0, -1.0)


def _ring_is_there(cells: Numbers) -> bool:
    """True where the ring's cells are lighter or darker than both neighbours, as they should be."""
    edges = [(table[0], table[-1], table[:, 0], table[:, -1]) for table in (cells, _SIGNS)]
    steps = [sign[1:-1] * (edge[1:-1] - (edge[:-2] + edge[2:]) / 2) for edge, sign in zip(*edges, strict=True)]
    return float((np.concatenate(steps) > 0).mean()) >= _LEAST_RIGHT
