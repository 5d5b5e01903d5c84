"""A session from pytest's own command line, in one process or in several."""

import shutil
from contextlib import ExitStack
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from conformance.errors import UnusableInputError
from conformance.model import codec
from conformance.model.evidence import Submission
from conformance.model.finding import RunRecord
from conformance.model.vocabulary import Depth, Privacy
from conformance.report.closing import declaration_lines
from conformance.report.messages import Language
from conformance.shipped import catalog_path
from conformance.suite.archive import archive
from conformance.suite.handed_in import HandedIn, handed_in
from conformance.suite.items import SuitePlugin
from conformance.suite.session import DEFAULT_PROFILE, FACTS_FOLDER, Arguments, Session, open_session, session_on
from conformance.waivers import stale_lines


def register(config: pytest.Config) -> None:
    """Open the session that the options ask for and add its plugin.

    Raises:
        pytest.UsageError: catalog, submission, profile or filter can't be used.
    """
    closing = _Closing(config)
    try:
        config.pluginmanager.register(SuitePlugin(_session(config), closing), "conformance-session")
        config.pluginmanager.register(closing, "conformance-closing")
    except UnusableInputError as error:
        raise pytest.UsageError(str(error)) from error


def _session(config: pytest.Config) -> Session:
    handed: dict[str, Any] = getattr(config, "workerinput", {})
    facts = Path(handed["conformance_facts"]) if handed else _facts_folder(config)
    named = Path(config.getoption("--submission"))
    given = HandedIn(named) if handed else _given(config, named, facts.parent)
    arguments = Arguments(
        submission=given.folder,
        facts=facts,
        profiles=tuple(config.getoption("--profile")) or (DEFAULT_PROFILE,),
        only=tuple(config.getoption("--only")),
        catalog=Path(config.getoption("--catalog") or catalog_path()),
        depth=Depth(config.getoption("--depth")),
        overlays=tuple(map(Path, config.getoption("--overlay"))),
        archive=given.archive,
    )
    if not handed:
        return open_session(arguments)
    submission: Submission = codec.decode(Submission, handed["conformance_submission"])
    return session_on(arguments, submission)


def _given(config: pytest.Config, submission: Path, out: Path) -> HandedIn:
    """What was handed in; what was unpacked of it is removed when pytest ends."""
    stack = ExitStack()
    config.add_cleanup(stack.close)
    return stack.enter_context(handed_in(submission, out))


def _facts_folder(config: pytest.Config) -> Path:
    if config.getoption("--out"):
        return Path(config.getoption("--out"), FACTS_FOLDER)
    folder = mkdtemp(prefix="conformance-facts-")
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    return Path(folder)


class _Closing:
    """Writes the reports, and the statement under pytest's own closing lines."""

    def __init__(self, config: pytest.Config) -> None:
        self._out = config.getoption("--out")
        self._privacy = Privacy(config.getoption("--pictures"))
        self._lines: list[str] = []

    def __call__(self, record: RunRecord) -> None:
        closing = (*declaration_lines(record.declarations), *stale_lines(record.waivers))
        self._lines.extend((f"{record.statement}: {record.sentence}", *closing))
        if self._out:
            _, report, _ = archive(record, Path(self._out), Language.EN, self._privacy)
            self._lines.append(f"report: {report}")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print them."""
        for line in self._lines:
            terminalreporter.write_line(line)
