"""`conformance run`, `conformance judge` and `conformance report`."""

import os
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from conformance.cli.form import FormName, write_form
from conformance.cli.index import refresh
from conformance.cli.progress import Counted
from conformance.errors import SelectionError
from conformance.model.finding import RunRecord
from conformance.model.vocabulary import Depth, Privacy, Statement, Verdict
from conformance.report.closing import declaration_lines
from conformance.report.messages import Language
from conformance.report.writing import USUAL, Format
from conformance.shipped import catalog_path
from conformance.suite.archive import archive, clear, publish, read_archive
from conformance.suite.drive import run as drive
from conformance.suite.handed_in import handed_in
from conformance.suite.session import DEFAULT_PROFILE, FACTS_FOLDER, Arguments, open_session, stored_session
from conformance.waivers import stale_lines

STATUS = {
    Statement.CONFORMS: 0,
    Statement.DOES_NOT_CONFORM: 1,
    Statement.NOT_DETERMINED: 3,
    Statement.INVALID: 4,
}
STALE = 1  # a waiver is expired, unused or not needed: somebody must mend or remove it

Profiles = Annotated[list[str], typer.Option("--profile", metavar="ID", help="Profile to judge by; repeatable.")]
Only = Annotated[list[str], typer.Option("--only", metavar="GLOB", help="Only cases, clauses or topics like this.")]
CatalogFile = Annotated[Path, typer.Option("--catalog", metavar="FILE", help="Another catalog than the shipped one.")]
Overlays = Annotated[
    list[Path], typer.Option("--overlay", metavar="FILE", help="Limits that a lab supplies; repeatable.")
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the reports go.")]
DepthOption = Annotated[Depth, typer.Option("--depth", help="How far files are read.")]
Workers = Annotated[int, typer.Option("--workers", min=1, help="Files measured at a time.")]
Lang = Annotated[Language, typer.Option("--lang", help="Language of the report.")]
Pictures = Annotated[
    Privacy,
    typer.Option(
        "--pictures", help="How much report.html shows of pictures: pixelated, what was measured in them alone."
    ),
]
Formats = Annotated[list[Format], typer.Option("--format", help="Which files; repeatable. Usually html, junit, json.")]
Results = Annotated[Path, typer.Argument(help="Folder of a run, or its results.json.")]
FormOption = Annotated[FormName | None, typer.Option("--form", help="Write this form, and nothing else.")]
Lab = Annotated[Path | None, typer.Option("--lab", metavar="FILE", help="What the laboratory states, for the form.")]
Pdf = Annotated[bool, typer.Option("--pdf", help="The form as PDF too; needs the extra 'pdf'.")]

_LATEST = Path("reports/latest")
_CORES = os.cpu_count() or 1


def run(  # noqa: PLR0913, PLR0917 - the options of a command are its parameters
    submission: Annotated[
        Path, typer.Argument(help="Folder with recordings, an archive of one (zip, tar), or an image of a storage.")
    ],
    profile: Profiles = [DEFAULT_PROFILE],  # noqa: B006 - typer copies it
    only: Only = [],  # noqa: B006 - as above
    catalog: CatalogFile = catalog_path(),  # noqa: B008 - a constant path
    overlay: Overlays = [],  # noqa: B006 - typer copies it
    out: Out = _LATEST,
    depth: DepthOption = Depth.FRAMES,
    workers: Workers = _CORES,
    lang: Lang = Language.EN,
    pictures: Pictures = Privacy.FULL,
) -> None:
    """Judge a submission; write results.json, report.html and junit.xml.

    Exit status: 0 CONFORMS, 1 DOES NOT CONFORM or a stale waiver, 2 unusable input or arguments, 3 NOT DETERMINED,
    4 INVALID.
    """
    clear(out)
    with handed_in(submission, out) as given, Counted("measuring") as counted:
        arguments = Arguments(
            given.folder,
            out / FACTS_FOLDER,
            tuple(profile),
            tuple(only),
            catalog,
            depth,
            workers,
            tuple(overlay),
            given.archive,
        )
        session = open_session(arguments, lambda recording: counted.step(recording.path))
        counted.expect(len(session.recordings_of(session.cases)))
        record = drive(session, lambda made: archive(made, out, lang, pictures))
    refresh(out, lang)
    raise typer.Exit(tell(record, out))


def judge(  # noqa: PLR0913, PLR0917 - as above
    results: Results,
    profile: Profiles = [DEFAULT_PROFILE],  # noqa: B006 - typer copies it
    catalog: CatalogFile = catalog_path(),  # noqa: B008 - a constant path
    overlay: Overlays = [],  # noqa: B006 - typer copies it
    out: Out = _LATEST,
    lang: Lang = Language.EN,
) -> None:
    """Judge an earlier run by another profile or catalog, from its stored facts: nothing is decoded."""
    folder = results if results.is_dir() else results.parent
    submission = read_archive(folder).submission
    arguments = Arguments(
        submission.root, folder / FACTS_FOLDER, tuple(profile), catalog=catalog, overlays=tuple(overlay)
    )
    record = drive(stored_session(arguments, submission), lambda made: archive(made, out, lang, Privacy.NONE))
    refresh(out, lang)
    raise typer.Exit(tell(record, out))


def report(  # noqa: PLR0913, PLR0917 - as above
    results: Results,
    out: Out = _LATEST,
    lang: Lang = Language.EN,
    pictures: Pictures = Privacy.FULL,
    formats: Formats = list(USUAL),  # noqa: B006 - typer copies it
    form: FormOption = None,
    lab: Lab = None,
    pdf: Pdf = False,  # noqa: FBT002 - a flag
) -> None:
    """Write the reports of an earlier run anew, in other words or formats, or the form that a laboratory signs."""
    if form is not None:
        if tuple(formats) != USUAL:
            raise SelectionError(
                "--form writes the form alone; leave --format out, or ask for it in a command of its own"
            )
        for path in write_form(results, lab, out, lang, pdf=pdf):
            typer.echo(path)
        return
    if lab is not None or pdf:
        raise SelectionError("--lab and --pdf go with --form 17025; add it, or leave them out")
    for path in publish(read_archive(results), out, lang, pictures, tuple(formats)):
        typer.echo(path)


def tell(record: RunRecord, out: Path) -> int:
    """Print what a run came to; its exit status."""
    counts = Counter(finding.judgement.verdict for finding in record.findings)
    listed = ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict if counts[verdict])
    typer.echo(f"{record.statement}: {record.sentence}")
    typer.echo(f"{len(record.findings)} cases: {listed}")
    for line in declaration_lines(record.declarations):
        typer.echo(line)
    stale = stale_lines(record.waivers)
    for line in stale:
        typer.echo(line)
    typer.echo(f"report: {out / 'report.html'}")
    return STALE if stale and record.statement is not Statement.INVALID else STATUS[record.statement]
