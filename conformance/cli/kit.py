"""`conformance kit`."""

from pathlib import Path
from typing import Annotated

import typer

from conformance.catalog import load_catalog, load_overlays, parametrized
from conformance.cli.running import CatalogFile, Lang, Overlays
from conformance.errors import UnusableInputError
from conformance.lab.blank import blank_submission
from conformance.lab.plan import Plan, capture_plan
from conformance.lab.sheet import html_sheet
from conformance.measurands import registry
from conformance.report import Language
from conformance.shipped import catalog_path

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

_SHEET, _SUBMISSION = "plan.html", "submission.yaml"


@app.callback()
def kit() -> None:
    """Prepare the laboratory's side of a test."""


@app.command()
def plan(
    profile: Annotated[list[str], typer.Option("--profile", metavar="ID", help="Profile to plan for; repeatable.")],
    catalog: CatalogFile = catalog_path(),  # noqa: B008 - a constant path
    overlay: Overlays = [],  # noqa: B006 - typer copies it
    lang: Lang = Language.EN,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where sheet and submission.yaml go.")] = Path(
        "kit"
    ),
) -> None:
    """Plan the fewest recordings and witness steps; write plan.html and a submission.yaml to be filled in."""
    loaded = load_overlays(load_catalog(catalog, registry.signatures()), tuple(overlay))
    made = capture_plan(parametrized(loaded, tuple(profile)), tuple(profile))
    _write(made, lang, out)
    recordings, witnessed = len(made.recordings), len(made.witnessed)
    typer.echo(f"{len(made.rows)} clauses: {recordings} to record, {witnessed} to witness")
    typer.echo(f"sheet: {out / _SHEET}")
    typer.echo(f"to fill in: {out / _SUBMISSION}")


def _write(made: Plan, lang: Language, out: Path) -> None:
    """Both files, rendered before either is written; a submission.yaml that somebody filled in is never replaced."""
    sheet, blank = html_sheet(made, lang), blank_submission(made, lang)
    try:
        out.mkdir(parents=True, exist_ok=True)
        with (out / _SUBMISSION).open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(blank)
        (out / _SHEET).write_text(sheet, encoding="utf-8", newline="\n")
    except FileExistsError as error:
        raise UnusableInputError(f"{error.filename} is there already; name another folder with --out") from error
    except OSError as error:
        raise UnusableInputError(f"{out}: the plan can't be written there: {error.strerror}") from error
