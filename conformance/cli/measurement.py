"""`conformance measure`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from conformance.cli.progress import Counted
from conformance.execution.standby import Standby
from conformance.model.vocabulary import Depth, Role
from conformance.suite.measuring import Task, measure_files


def measure(  # noqa: PLR0913, PLR0917 - the options of a command are its parameters
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Recordings, or images of a storage.")],
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,  # noqa: FBT002 - a flag
    depth: Annotated[Depth, typer.Option("--depth", help="How far files are read.")] = Depth.FRAMES,
    role: Annotated[Role, typer.Option("--role", help="What the recordings were made for.")] = Role.GENERAL,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Files measured at a time.")] = os.cpu_count() or 1,
) -> None:
    """Measure files without judging them."""
    with Counted("measuring") as counted:
        counted.expect(len(files))
        task = Task(tuple(files), depth, role)
        standby = context.find_object(Standby)
        measured = measure_files(task, workers, lambda one: counted.step(one.path), standby)
    from conformance.report.exchange.measurements import measurements_json, measurements_text  # noqa: PLC0415

    typer.echo(measurements_json(measured) if as_json else measurements_text(measured))
