"""`conformance catalog`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from conformance.catalog import catalog_schema, load_catalog
from conformance.compiler import selected_clauses
from conformance.errors import SelectionError
from conformance.measurands import registry
from conformance.report.catalog_text import clause_line, clause_text, coverage_lines
from conformance.shipped import catalog_path

app = typer.Typer(help="Look into the catalog of clauses.", no_args_is_help=True, rich_markup_mode=None)

File = Annotated[Path, typer.Option("--catalog", metavar="FILE", help="Another catalog than the shipped one.")]


@app.command()
def check(catalog: File = catalog_path()) -> None:  # noqa: B008 - a constant path
    """Check a catalog; every problem with its file, line and column."""
    loaded = load_catalog(catalog, registry.signatures())
    counts = f"{len(loaded.documents)} documents, {len(loaded.clauses)} clauses, {len(loaded.profiles)} profiles"
    typer.echo(f"{catalog}: {counts}, no problem found")


@app.command(name="list")
def list_clauses(
    profile: Annotated[list[str], typer.Option("--profile", metavar="ID", help="Only clauses of this profile.")] = [],  # noqa: B006 - typer copies it
    catalog: File = catalog_path(),  # noqa: B008 - as above
) -> None:
    """List clauses, one a line: id, number, level, grade, title."""
    loaded = load_catalog(catalog, registry.signatures())
    clauses = selected_clauses(loaded, tuple(profile)) if profile else loaded.clauses
    typer.echo("\n".join(map(clause_line, clauses)))


@app.command()
def show(clause: Annotated[str, typer.Argument(help="A clause id.")], catalog: File = catalog_path()) -> None:  # noqa: B008 - as above
    """Show one clause whole."""
    loaded = load_catalog(catalog, registry.signatures())
    found = next((one for one in loaded.clauses if one.id == clause), None)
    if found is None:
        raise SelectionError(f"the catalog has no clause {clause!r}; `conformance catalog list` names them all")
    typer.echo(clause_text(loaded, found))


@app.command()
def coverage(catalog: File = catalog_path()) -> None:  # noqa: B008 - as above
    """Count the clauses of each document by the way they are decided, and by grade."""
    typer.echo("\n".join(coverage_lines(load_catalog(catalog, registry.signatures()))))


@app.command()
def schema() -> None:
    """Print the JSON Schema of the catalog, for editors."""
    typer.echo(json.dumps(catalog_schema(), indent=2, ensure_ascii=False))
