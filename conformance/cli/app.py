"""The commands."""

import typer

from conformance.cli import catalog, demonstration, kit, measurement, running, statement

app = typer.Typer(
    help="Judge law-enforcement recorders by the clauses of standards, laws and house rules.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(running.run)
app.command()(measurement.measure)
app.command()(running.judge)
app.command()(running.report)
app.command()(demonstration.demo)
catalog.app.command()(statement.statement)
app.add_typer(catalog.app, name="catalog")
app.add_typer(kit.app, name="kit")
