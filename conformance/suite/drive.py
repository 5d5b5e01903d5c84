"""A run from a program: pytest itself drives the cases, away from the user's own pytest settings and plugins."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from conformance.errors import ConformanceError
from conformance.model.finding import RunRecord
from conformance.suite.items import SuitePlugin
from conformance.suite.session import Session

_SUITE = "conformance.suite.test_clauses"
_ALONE = "--disable-plugin-autoload --noconftest -o addopts= -p no:cacheprovider -p no:faulthandler"
_QUIET = "--capture=no -q --no-header --no-summary --tb=no"
_ARGUMENTS = (
    *("--pyargs", _SUITE, "--rootdir", str(Path(__file__).parent), "-c", os.devnull),
    *_ALONE.split(),
    *_QUIET.split(),
)


class RunFailedError(ConformanceError):
    """Pytest could not run the cases: a defect of this tool."""


def run(session: Session, finished: Callable[[RunRecord], object]) -> RunRecord:
    """Decide every case of a session; `finished` is given the record before this returns.

    Raises:
        KeyboardInterrupt: the user stopped the run; nothing was handed over.
        RunFailedError: pytest ended without a record.
    """
    kept: list[RunRecord] = []

    def keep(record: RunRecord) -> None:
        finished(record)
        kept.append(record)

    said = StringIO()
    with _own_settings(), redirect_stdout(said):
        status = pytest.main(list(_ARGUMENTS), plugins=[SuitePlugin(session, keep)])
    if status == pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    if not kept:
        raise RunFailedError(f"pytest ended with status {int(status)} and no record:\n{said.getvalue()}")
    return kept[0]


@contextmanager
def _own_settings() -> Iterator[None]:
    """Without the user's PYTEST_ADDOPTS and PYTEST_PLUGINS, which could deselect cases."""
    kept = {name: os.environ.pop(name) for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS") if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(kept)
