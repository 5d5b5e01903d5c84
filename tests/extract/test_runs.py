"""Numbers in a row are one run."""

import pytest

from conformance.extract.stream.runs import runs


@pytest.mark.parametrize(
    ("numbers", "found"),
    [((), ()), ((3,), ((3, 3),)), ((1, 2, 3, 7, 8), ((1, 3), (7, 8))), ((1, 1, 2), ((1, 2),))],
)
def test_numbers_in_a_row_are_one_run(numbers: tuple[int, ...], found: tuple[tuple[int, int], ...]) -> None:
    assert runs(numbers) == found
