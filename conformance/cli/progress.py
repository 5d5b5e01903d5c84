"""A progress bar on standard error, silent where nobody watches."""

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress


class Counted:
    """Counts steps towards an expected number."""

    def __init__(self, what: str) -> None:
        self._bar = _bar() if sys.stderr.isatty() else None
        if self._bar:
            self._task = self._bar.add_task(what, total=None)

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def expect(self, total: int) -> None:
        """How many steps there will be."""
        if self._bar:
            self._bar.update(self._task, total=total)

    def step(self, name: str) -> None:
        """One step done; `name` is shown as it is, without markup."""
        if self._bar:
            from rich.markup import escape  # noqa: PLC0415 - as below

            self._bar.update(self._task, advance=1, description=f"measured {escape(name[-50:])}")


def _bar() -> "Progress":
    # Takes time to load, and most runs have no watcher
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
