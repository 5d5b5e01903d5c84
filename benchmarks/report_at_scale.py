"""What the reports of very many recordings cost: findings of a run, repeated for as many recordings as are asked for.

Run: python benchmarks/report_at_scale.py RUN [--recordings 200 10000] [--clauses 60]
RUN is the folder of a run. Prints a row a size: seconds to write the reports, the largest resident set, and the size of
`report.html` and of all that is written beside it. Each size is written by a process of its own.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from conformance.model.evidence import Recording
from conformance.model.finding import ClauseResult, Finding, RunRecord
from conformance.report.writing import write_reports
from conformance.suite.archive import read_archive


def repeated(run: RunRecord, recordings: int, clauses: int) -> RunRecord:
    """That many recordings, each with the findings of one of the run's on the first so many clauses."""
    own = {one.id: one for one in run.submission.recordings}
    on_files = [finding for finding in run.findings if finding.evidence in own]
    chosen = list(dict.fromkeys(finding.clause for finding in on_files))[:clauses]
    copies = tuple(_copies(list(own.values()), recordings))
    by_clause = {clause: {one.evidence: one for one in on_files if one.clause == clause} for clause in chosen}
    findings = tuple(
        replace(finding, evidence=copy.id)
        for clause in chosen
        for copy, finding in zip(copies, cycle(list(by_clause[clause].values())), strict=False)
    )
    results = {one.clause: one.judgement for one in run.clauses}
    return replace(
        run,
        submission=replace(run.submission, recordings=copies),
        findings=findings,
        clauses=tuple(ClauseResult(clause, results[clause], recordings) for clause in chosen),
    )


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
    given = parser.parse_args()
    print("| recordings | findings | s | largest process | report.html | all files |\n|---|---|---|---|---|---|")
    for count in given.recordings:
        if os.fork() == 0:
            _row(read_archive(given.run), count, given.clauses)
            os._exit(0)
        _, status = os.wait()
        if status:
            sys.exit(f"{count} recordings: the process ended with status {status}")


def _row(run: RunRecord, recordings: int, clauses: int) -> None:
    record = repeated(run, recordings, clauses)
    findings: tuple[Finding, ...] = record.findings
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        write_reports(record, Path(folder))
        taken = time.perf_counter() - begun
        page = Path(folder, "report.html").stat().st_size
        every = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    columns = (
        f"{recordings:,}",
        f"{len(findings):,}",
        f"{taken:.1f}",
        *(f"{one / 1e6:.1f} MB" for one in (peak, page, every)),
    )
    print("| " + " | ".join(columns) + " |", flush=True)


if __name__ == "__main__":
    main()
