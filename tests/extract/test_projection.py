"""Where a pattern lies in a picture, by its corner marks: through a lens that bends as those of body cameras do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.extract.grid.place import corners
from conformance.extract.grid.projection import Numbers, Projection, fitted
from conformance.model import cell_grid

SHAPE = (1080, 1920)
MARKS = np.concatenate([corners(cell_grid.mark(corner)) for corner in cell_grid.CORNERS])
CELLS = np.stack(np.meshgrid(np.linspace(348, 1572, 9), np.linspace(46, 1034, 9)), axis=-1).reshape(-1, 2)


def plane(share: float, turned: float, tilt: float) -> Numbers:
    """A pattern of that share of the picture's width in its middle, turned by degrees and tilted."""
    cosine, sine = share * np.cos(np.radians(turned)), share * np.sin(np.radians(turned))
    middle = np.array([[1, 0, -960], [0, 1, -540], [0, 0, 1]])
    view = np.array([[cosine, -sine, 960], [sine, cosine, 540], [0, 0, 1]])
    return view @ np.array([[1, 0, 0], [0, 1, 0], [tilt, 0, 1]]) @ middle


@given(
    share=st.floats(0.2, 0.7),
    turned=st.floats(-30, 30),
    tilt=st.floats(-2e-4, 2e-4),
    bend=st.floats(-0.45, 0.05),
    seed=st.integers(0, 2**32 - 1),
)
@settings(max_examples=100)
def test_cells_are_found_through_any_lens_to_a_fifth_of_their_width(
    share: float, turned: float, tilt: float, bend: float, seed: int
) -> None:
    true = Projection(plane(share, turned, tilt), bend, SHAPE)
    seen = true.seen(MARKS) + np.random.default_rng(seed).normal(0, 0.3, MARKS.shape)
    found = fitted(MARKS, np.rint(seen), SHAPE)

    assert float(np.abs(found.seen(CELLS) - true.seen(CELLS)).max()) < max(2.0, 36 * share / 5)


def test_a_straight_lens_is_taken_for_one() -> None:
    true = Projection(plane(0.6, 10, 1e-4), 0.0, SHAPE)

    assert fitted(MARKS, np.rint(true.seen(MARKS)), SHAPE).bend == 0


@pytest.mark.filterwarnings("error")
def test_points_in_one_place_lead_nowhere_and_warn_of_nothing() -> None:
    found = fitted(MARKS, np.zeros_like(MARKS), SHAPE)

    assert found.seen(CELLS).shape == CELLS.shape
