"""Gathers rows of which there may be millions: a list of pieces and all of them joined would be twice as much."""

import numpy as np

from conformance.extract.filesystems.ntfs.attributes import Table

_STEP = 1 << 16  # rows for which room is made at once


class Pile:
    """Rows of one kind, in one place that grows as they come in."""

    def __init__(self, kind: "np.dtype[np.void]") -> None:
        self._rows, self._count = np.zeros(0, kind), 0

    def add(self, rows: Table) -> None:
        """Some more."""
        due = self._count + len(rows)
        if due > len(self._rows):
            self._rows.resize(due + _STEP, refcheck=False)
        self._rows[self._count : due] = rows
        self._count = due

    def all(self) -> Table:
        """All of them; none may come behind them."""
        self._rows.resize(self._count, refcheck=False)
        return self._rows
