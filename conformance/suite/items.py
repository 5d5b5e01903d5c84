"""What a run adds to pytest: parametrization by case, findings carried on reports, the record at the end."""

from collections.abc import Callable, Generator
from typing import Any

import pytest

from conformance.model import codec
from conformance.model.evidence import Submission
from conformance.model.finding import Case, Finding, RunRecord
from conformance.model.vocabulary import Statement, Verdict
from conformance.suite.session import Session
from conformance.waivers import stale_lines

_CARRIED = "conformance_finding"  # attribute of a test report: travels between processes as JSON


class DefectOfThisTool(Exception):  # noqa: N818 - shown by pytest as the item's error
    """Our own code could not finish a case."""


class SuitePlugin:
    """Drives one session's cases through pytest; in a process that only collects results, too."""

    def __init__(self, session: Session, finished: Callable[[RunRecord], object]) -> None:
        self._session = session
        self._finished = finished
        self._cases = frozenset(case.id for case in session.cases)
        self._findings: dict[str, Finding] = {}
        self._selected: frozenset[str] = frozenset()

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """One item a case, named `<clause id>@<evidence id>`."""
        if {"case", "finding"} <= set(metafunc.fixturenames):
            cases = self._session.cases
            metafunc.parametrize("case", cases, ids=[case.id for case in cases])

    @pytest.fixture
    def finding(self, case: Case) -> Finding:
        """The finding of the case; a defect of ours is pytest's error, not a failure."""
        found = self._session.finding(case)
        self._findings[case.id] = found
        if found.judgement.verdict is Verdict.ERROR:
            raise DefectOfThisTool(found.judgement.sentence)
        return found

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Let `-k` find a case by topic, document, level and measurand kind of its clause."""
        for item in items:
            case = _case_of(item)
            if case:
                clause = case.clause
                item.extra_keyword_matches.update((clause.topic, clause.document, clause.level, clause.evidence))

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Begin to measure what the selected cases need, unless this is one of several worker processes."""
        cases = tuple(case for case in map(_case_of, session.items) if case)
        self._selected |= {case.id for case in cases}
        if not hasattr(session.config, "workerinput"):
            self._session.prefetch(cases)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Put the finding, made by a fixture, on the set-up's report: it reaches the process that writes the record."""
        report = yield
        case = _case_of(item)
        if case and report.when == "setup" and case.id in self._findings:
            setattr(report, _CARRIED, codec.encode(Finding, self._findings[case.id]).decode())
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the finding from the report."""
        carried = getattr(report, _CARRIED, "")
        if carried:
            finding: Finding = codec.decode(Finding, carried)
            self._findings[f"{finding.clause}@{finding.evidence}"] = finding

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Give a worker process the submission as it was opened here: digests are taken once."""
        node.workerinput["conformance_submission"] = codec.encode(Submission, self._session.submission).decode()
        node.workerinput["conformance_facts"] = str(self._session.arguments.facts)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """What the worker processes have selected."""
        self._selected |= self._cases & {one.partition("[")[2].removesuffix("]") for one in ids}

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Hand over the record, unless the run was interrupted or this is a worker process."""
        options = session.config.option
        planned = options.collectonly or options.setuponly or options.setupplan
        done = exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) and not planned
        wanted = done and not hasattr(session.config, "workerinput")
        try:
            records = [self._session.record(self._findings, self._selected)] if wanted else []
        finally:
            self._session.close()
        for record in records:
            if record.statement is Statement.INVALID or stale_lines(record.waivers):
                session.exitstatus = pytest.ExitCode.TESTS_FAILED
            self._finished(record)


def _case_of(item: pytest.Item) -> Case | None:
    spec = getattr(item, "callspec", None)
    case = spec.params.get("case") if spec else None
    return case if isinstance(case, Case) else None
