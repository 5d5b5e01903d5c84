"""What the reports of very many recordings cost: findings of a run, repeated for as many recordings as are asked for.

Run: python benchmarks/report_at_scale.py RUN [--recordings 200 10000] [--clauses 60] [--out FOLDER]
RUN is the folder of a run. Prints a row a size: seconds to write the reports, the largest resident set, and the size of
`report.html` and of all that is written beside it. Each size is written by a process of its own. The reports are kept
in FOLDER/200 and so on, where it is given.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import cycle, islice
from pathlib import Path

from conformance.model.evidence import Recording
from conformance.model.finding import ClauseResult, Finding, Judgement, RunRecord
from conformance.model.measurement import Measurement, Outcome
from conformance.report.writing import USUAL, Format, write_reports
from conformance.suite.archive import read_archive


def repeated(run: RunRecord, recordings: int, clauses: int) -> RunRecord:
    """That many recordings, each with the findings of one of the run's on the first so many clauses."""
    own = {one.id: one for one in run.submission.recordings}
    on_files = [finding for finding in run.findings if finding.evidence in own]
    chosen = list(dict.fromkeys(finding.clause for finding in on_files))[:clauses]
    copies = tuple(_copies(list(own.values()), recordings))
    by_clause = {clause: {one.evidence: one for one in on_files if one.clause == clause} for clause in chosen}
    findings = tuple(
        _own(finding, copy.id, number)
        for clause in chosen
        for number, (copy, finding) in enumerate(zip(copies, cycle(list(by_clause[clause].values())), strict=False), 1)
    )
    results = {one.clause: one.judgement for one in run.clauses}
    return replace(
        run,
        submission=replace(run.submission, recordings=copies),
        findings=findings,
        clauses=tuple(ClauseResult(clause, results[clause], recordings) for clause in chosen),
    )


def _own(finding: Finding, evidence: str, number: int) -> Finding:
    """The finding with values and sentences of its own, as each recording has them: nothing is shared or remembered."""
    parts = tuple(
        replace(part, outcome=_moved(part.outcome, number), judgement=_said(part.judgement, number))
        for part in finding.parts
    )
    return Finding(finding.clause, evidence, _said(finding.judgement, number), parts)


def _moved(outcome: Outcome, number: int) -> Outcome:
    if not isinstance(outcome, Measurement) or not isinstance(outcome.value, Fraction):
        return replace(outcome)
    return replace(
        outcome, value=outcome.value * (1 + Fraction(number, 10**7)), uncertainty=replace(outcome.uncertainty)
    )


def _said(judgement: Judgement, number: int) -> Judgement:
    return replace(judgement, sentence=f"{judgement.sentence} ({number})")


def _copies(originals: list[Recording], count: int) -> Iterator[Recording]:
    for number, one in enumerate(islice(cycle(originals), count)):
        path = f"DCIM/{number // 1000:03d}MEDIA/{one.path.rpartition('/')[2]}_{number:06d}.mp4"
        yield replace(one, id=path, path=path)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--recordings", type=int, nargs="+", default=[200, 10_000])
    parser.add_argument("--clauses", type=int, default=60)
    parser.add_argument("--formats", type=Format, nargs="+", default=USUAL)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    print(", ".join(given.formats), end="\n\n")
    print("| recordings | findings | s | largest process, and before | report.html | all files |")
    print("|---|---|---|---|---|---|")
    for count in given.recordings:
        if os.fork() == 0:
            record = repeated(read_archive(given.run), count, given.clauses)
            with tempfile.TemporaryDirectory() as passing:
                _row(record, tuple(given.formats), (given.out or Path(passing)) / str(count))
            os._exit(0)
        _, status = os.wait()
        if status:
            sys.exit(f"{count} recordings: the process ended with status {status}")


def _peak() -> float:
    """Largest resident set so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def _row(record: RunRecord, formats: tuple[Format, ...], folder: Path) -> None:
    before = _peak()
    begun = time.perf_counter()
    write_reports(record, folder, formats=formats)
    taken = time.perf_counter() - begun
    page = sum(file.stat().st_size for file in folder.glob("report.html"))
    every = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    columns = (
        f"{len(record.submission.recordings):,}",
        f"{len(record.findings):,}",
        f"{taken:.1f}",
        f"{_peak():.0f} MB, {before:.0f} MB",
        *(f"{one / 1e6:.1f} MB" for one in (page, every)),
    )
    print("| " + " | ".join(columns) + " |", flush=True)


if __name__ == "__main__":
    main()
