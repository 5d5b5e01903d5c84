"""`conformance measure`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from conformance.execution.standby import Standby
from conformance.model.vocabulary import Depth, Role


def measure(
    files: Annotated[list[Path], typer.Argument(help="Recordings, or images of a storage.")],
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,  # noqa: FBT002 - a flag
    depth: Annotated[Depth, typer.Option("--depth", help="How far files are read.")] = Depth.FRAMES,
    role: Annotated[Role, typer.Option("--role", help="What the recordings were made for.")] = Role.GENERAL,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Files measured at a time.")] = os.cpu_count() or 1,
) -> None:
    """Measure files without judging them."""
    with Standby.for_files(files, depth, workers) as standby:
        # Loading takes a good part of a second: the extractors load meanwhile
        from conformance.cli.progress import Counted  # noqa: PLC0415
        from conformance.report.exchange.measurements import measurements_json, measurements_text  # noqa: PLC0415
        from conformance.suite.measuring import Task, measure_files  # noqa: PLC0415

        with Counted("measuring") as counted:
            counted.expect(len(files))
            task = Task(tuple(files), depth, role)
            measured = measure_files(task, workers, lambda one: counted.step(one.path), standby)
    typer.echo(measurements_json(measured) if as_json else measurements_text(measured))
