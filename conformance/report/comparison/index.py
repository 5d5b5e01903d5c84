"""`index.html`: all runs of a folder, newest first, and what became of each clause from run to run."""

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_from_bytes

from conformance.errors import UnusableInputError
from conformance.model.vocabulary import Verdict
from conformance.report.comparison.summaries import RunSummary, Unreadable, summaries
from conformance.report.comparison.templating import page
from conformance.report.comparison.wording import Wording
from conformance.report.messages import Language
from conformance.report.weight import WEIGHT
from conformance.report.writing import write_page

INDEX = "index.html"
RUNS_OF_A_TREND = 30
_OURS = b'<meta name="generator" content="conformance index">'


@dataclass(frozen=True)
class Tally:
    """How many clauses came to a verdict."""

    verdict: Verdict
    count: int


@dataclass(frozen=True)
class RunRow:
    """A run as it is listed; `link` is '' where it has no page."""

    run: RunSummary
    link: str
    tallies: tuple[Tally, ...]


@dataclass(frozen=True)
class TrendRow:
    """One clause from run to run, oldest first; no verdict where a run did not judge it."""

    clause: str
    number: str
    marks: tuple[tuple[Verdict, ...], ...]


@dataclass(frozen=True)
class Trend:
    """The latest runs of one model by the same profiles, of `total`."""

    maker: str
    model: str
    profiles: tuple[str, ...]
    total: int
    runs: tuple[RunSummary, ...]
    rows: tuple[TrendRow, ...]


def write_index(folder: Path, lang: Language) -> Path:
    """Write the index of a folder anew; its path.

    Raises:
        UnusableInputError: no such folder, or an `index.html` stands there that this tool did not write.
    """
    if not folder.is_dir():
        raise UnusableInputError(f"{folder}: no such folder")
    file = folder / INDEX
    if file.exists() and not is_ours(file):
        raise UnusableInputError(f"{file}: not written by this tool, and left as it is; move it away first")
    write_page(file, index_page(*summaries(folder), lang))
    return file


def is_ours(file: Path) -> bool:
    """True where this tool wrote the index, so that it may be written anew."""
    try:
        with file.open("rb") as stream:
            return _OURS in stream.read(2000)
    except OSError:
        return False


def index_page(runs: tuple[RunSummary, ...], unreadable: tuple[Unreadable, ...], lang: Language) -> str:
    """The page in one language."""
    words = Wording(lang)
    values = {"rows": tuple(map(_row, runs)), "unreadable": unreadable, "trends": trends(runs)}
    return page("index.html.j2", words, values)


def trends(runs: tuple[RunSummary, ...]) -> tuple[Trend, ...]:
    """What became of each clause, for each model and profile with several runs; a device without a name has none."""
    grouped: dict[tuple[str, str, tuple[str, ...]], list[RunSummary]] = {}
    for run in runs:
        if run.model:
            grouped.setdefault((run.maker, run.model, run.profiles), []).append(run)
    return tuple(_trend(key, found) for key, found in grouped.items() if len(found) > 1)


def _trend(key: tuple[str, str, tuple[str, ...]], found: list[RunSummary]) -> Trend:
    shown = tuple(reversed(found[:RUNS_OF_A_TREND]))
    numbers = {one.clause: one.number for run in shown for one in run.clauses}
    verdicts = [{one.clause: one.verdict for one in run.clauses} for run in shown]
    rows = (
        TrendRow(clause, number, tuple((of[clause],) if clause in of else () for of in verdicts))
        for clause, number in numbers.items()
    )
    return Trend(*key, len(found), shown, tuple(rows))


def _row(run: RunSummary) -> RunRow:
    link = quote_from_bytes(os.fsencode(run.folder / "report.html")) if run.has_report else ""
    counted = Counter(one.verdict for one in run.clauses)
    return RunRow(run, link, tuple(Tally(verdict, counted[verdict]) for verdict in WEIGHT if counted[verdict]))
