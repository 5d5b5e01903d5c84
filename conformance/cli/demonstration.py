"""`conformance demo`."""

from pathlib import Path
from typing import Annotated

import typer

from conformance.cli.running import tell
from conformance.model.finding import RunRecord
from conformance.model.vocabulary import Privacy, Verdict
from conformance.report.messages import Language
from conformance.suite.archive import archive
from conformance.suite.drive import run as drive
from conformance.suite.session import FACTS_FOLDER, Arguments, open_session
from conformance.synthesis.demo import DemoSubmissions, build_demo


def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where it all goes.")] = Path("reports/demo"),
) -> None:
    """Build two small submissions, one that conforms to `baseline` and one with six faults, and judge both."""
    typer.echo("building two submissions ...")
    built = build_demo(out / "submissions")
    typer.echo("\n1. a device that conforms")
    tell(_judged(built.conforming, out / "conforming"), out / "conforming")
    typer.echo("\n2. a device with six faults")
    faulty = _judged(built.faulty, out / "faulty")
    tell(faulty, out / "faulty")
    _compare(built, faulty)


def _judged(submission: Path, out: Path) -> RunRecord:
    session = open_session(Arguments(submission, out / FACTS_FOLDER))
    return drive(session, lambda made: archive(made, out, Language.EN, Privacy.FULL))


def _compare(built: DemoSubmissions, record: RunRecord) -> None:
    typer.echo("\nplanted")
    for fault in built.faults:
        typer.echo(f"  {fault.path}: {fault.text}")
    typer.echo("found")
    for finding in record.findings:
        if finding.judgement.verdict is not Verdict.PASS:
            typer.echo(
                f"  {finding.clause}@{finding.evidence}: {finding.judgement.verdict}, {finding.judgement.sentence}"
            )
