"""`conformance catalog statement`."""

from pathlib import Path
from typing import Annotated

import typer

from conformance.catalog import load_catalog
from conformance.compiler import selected_clauses
from conformance.declarations import check_answers
from conformance.errors import SubmissionError
from conformance.evidence.submission_file import read_submission_file
from conformance.measurands import registry
from conformance.model.evidence import Stated
from conformance.model.facts import Absent
from conformance.report.messages import Language
from conformance.report.statement_form import Asking, statement_form
from conformance.shipped import catalog_path


def statement(
    profile: Annotated[list[str], typer.Option("--profile", metavar="ID", help="Whose clauses ask; repeatable.")],
    submission: Annotated[
        str, typer.Option("--submission", metavar="DIR", help="Fill in what its submission.yaml answers.")
    ] = "",
    catalog: Annotated[
        Path, typer.Option("--catalog", metavar="FILE", help="Another catalog than the shipped one.")
    ] = catalog_path(),  # noqa: B008 - a constant path
    lang: Annotated[Language, typer.Option("--lang", help="Language of the form.")] = Language.EN,
) -> None:
    """Print a blank implementation statement: what the clauses of some profiles ask of a device, as YAML."""
    loaded = load_catalog(catalog, registry.signatures())
    clauses = selected_clauses(loaded, tuple(profile))
    answers = _answers(Path(submission)) if submission else Stated()
    check_answers(loaded.statement, answers)
    asking = Asking(loaded, tuple(dict.fromkeys(profile)), clauses, registry.signatures(), answers)
    typer.echo(statement_form(asking, lang), nl=False)


def _answers(submission: Path) -> Stated:
    if not submission.is_dir():
        raise SubmissionError(f"{submission}: there is no such folder")
    found = read_submission_file(submission)
    if isinstance(found, Absent):
        raise SubmissionError(f"{submission}: {found.detail}, so that nothing is answered; leave out --submission")
    return found.statement
