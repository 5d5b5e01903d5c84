"""`conformance measure`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from conformance.cli.progress import Counted
from conformance.model.vocabulary import Depth, Role
from conformance.report.measurements import measurements_json, measurements_text
from conformance.suite.measuring import measure_files


def measure(
    files: Annotated[list[Path], typer.Argument(help="Recordings.")],
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,  # noqa: FBT002 - a flag
    depth: Annotated[Depth, typer.Option("--depth", help="How far files are read.")] = Depth.FRAMES,
    role: Annotated[Role, typer.Option("--role", help="What the recordings were made for.")] = Role.GENERAL,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Files measured at a time.")] = os.cpu_count() or 1,
) -> None:
    """Measure files without judging them."""
    with Counted("measuring") as counted:
        counted.expect(len(files))
        measured = measure_files(tuple(files), depth, workers, lambda recording: counted.step(recording.path), role)
    typer.echo(measurements_json(measured) if as_json else measurements_text(measured))
