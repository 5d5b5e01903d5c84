"""`conformance catalog`."""

import json
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from conformance.catalog import catalog_schema, load_catalog, load_overlays, overlay_schema, parametrized
from conformance.cli.statement import statement
from conformance.compiler import selected_clauses
from conformance.errors import SelectionError
from conformance.evidence.entries import submission_schema
from conformance.measurands import registry
from conformance.model.clause import Catalog, LimitNotSupplied, conditions
from conformance.report.catalog_text import clause_line, clause_text
from conformance.report.coverage import coverage_lines
from conformance.report.exchange.schema import results_schema
from conformance.report.profile_diff import Side, profile_diff
from conformance.shipped import catalog_path

app = typer.Typer(
    help="Look into the catalog of clauses.", no_args_is_help=True, add_completion=False, rich_markup_mode=None
)

File = Annotated[Path, typer.Option("--catalog", metavar="FILE", help="Another catalog than the shipped one.")]
Overlays = Annotated[
    list[Path], typer.Option("--overlay", metavar="FILE", help="Limits that a lab supplies; repeatable.")
]
ProfileName = Annotated[str, typer.Argument(metavar="PROFILE", help="A profile id.")]


class Described(StrEnum):
    """Kinds of documents that have a schema: those that people write, and the results of a run."""

    CATALOG = "catalog"
    OVERLAY = "overlay"
    SUBMISSION = "submission"
    RESULTS = "results"


_SCHEMAS: dict[Described, Callable[[], dict[str, Any]]] = {
    Described.CATALOG: catalog_schema,
    Described.OVERLAY: overlay_schema,
    Described.SUBMISSION: submission_schema,
    Described.RESULTS: results_schema,
}


@app.command()
def check(catalog: File = catalog_path(), overlay: Overlays = []) -> None:  # noqa: B008, B006 - a constant path; typer copies
    """Check a catalog and overlays; every problem with its file, line and column."""
    loaded = _loaded(catalog, overlay)
    counts = f"{len(loaded.documents)} documents, {len(loaded.clauses)} clauses, {len(loaded.profiles)} profiles"
    typer.echo(f"{catalog}: {counts}, no problem found")
    for file, one in zip(overlay, loaded.overlays, strict=True):
        typer.echo(f"{file}: {len(one.supplied)} limits of {one.by} ({one.basis}), no problem found")
    wanted = [
        condition
        for clause in loaded.clauses
        for condition in conditions(clause.requirement)
        if isinstance(condition.limit, LimitNotSupplied)
    ]
    typer.echo(f"{len(wanted)} limits are not supplied")


@app.command(name="list")
def list_clauses(
    profile: Annotated[list[str], typer.Option("--profile", metavar="ID", help="Only clauses of this profile.")] = [],  # noqa: B006 - typer copies it
    catalog: File = catalog_path(),  # noqa: B008 - as above
    overlay: Overlays = [],  # noqa: B006 - as above
) -> None:
    """List clauses, one a line: id, number, level, grade, title."""
    loaded = _loaded(catalog, overlay)
    clauses = selected_clauses(loaded, tuple(profile)) if profile else loaded.clauses
    typer.echo("\n".join(map(clause_line, clauses)))


@app.command()
def show(
    clause: Annotated[str, typer.Argument(help="A clause id.")],
    catalog: File = catalog_path(),  # noqa: B008 - as above
    overlay: Overlays = [],  # noqa: B006 - as above
) -> None:
    """Show one clause whole."""
    loaded = _loaded(catalog, overlay)
    found = next((one for one in loaded.clauses if one.id == clause), None)
    if found is None:
        raise SelectionError(f"the catalog has no clause {clause!r}; `conformance catalog list` names them all")
    typer.echo(clause_text(loaded, found))


@app.command()
def coverage(catalog: File = catalog_path(), overlay: Overlays = []) -> None:  # noqa: B008, B006 - as above
    """Count the clauses of each document by the way they are decided and by grade; list what nothing decides."""
    typer.echo("\n".join(coverage_lines(_loaded(catalog, overlay))))


@app.command()
def diff(left: ProfileName, right: ProfileName, catalog: File = catalog_path()) -> None:  # noqa: B008 - as above
    """Show two profiles side by side: what only one asks for, and what both ask for differently."""
    loaded = _loaded(catalog, [])
    typer.echo("\n".join(profile_diff(_side(loaded, left), _side(loaded, right))))


@app.command()
def schema(
    of: Annotated[Described, typer.Option("--of", help="Which document.")] = Described.CATALOG,
) -> None:
    """Print the JSON Schema of a catalog, an overlay or a submission file, for editors, or of `results.json`."""
    typer.echo(json.dumps(_SCHEMAS[of](), indent=2, ensure_ascii=False))


def _loaded(catalog: Path, overlays: list[Path]) -> Catalog:
    return load_overlays(load_catalog(catalog, registry.signatures()), tuple(overlays))


def _side(catalog: Catalog, name: str) -> Side:
    """A profile with the limits that it sets; the compiler refuses an unknown one."""
    selected_clauses(catalog, (name,))
    profile = next(one for one in catalog.profiles if one.id == name)
    return Side(profile, parametrized(catalog, (name,)))


app.command()(statement)
