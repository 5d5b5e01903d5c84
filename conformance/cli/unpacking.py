"""`conformance unpack`."""

from pathlib import Path
from typing import Annotated

import typer

from conformance.report.escapes import one_line
from conformance.suite.unpacking import DIGESTS
from conformance.suite.unpacking import unpack as copy_out


def unpack(
    image: Annotated[Path, typer.Argument(help="An image of a storage; of one in parts, the first.")],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="A new or empty folder.")],
    only: Annotated[
        list[str], typer.Option("--only", metavar="GLOB", help="Only files with paths like this; repeatable.")
    ] = [],  # noqa: B006 - typer copies it
) -> None:
    """Copy the recordings out of an image of a storage, with a list of their digests.

    Exit status: 0 all were copied, 1 some were not, or a part of the image was not read, 2 unusable input.
    """
    unpacked = copy_out(image, to, only)
    for one in unpacked.left:
        typer.echo(f"not copied: {one_line(one.path)}: {one.why}")
    for part in unpacked.unread:
        typer.echo(f"not read: {part}")
    size = sum(one.size for one in unpacked.copied)
    typer.echo(f"{len(unpacked.copied)} files of {size} bytes in {to}; digests: {to / DIGESTS}")
    raise typer.Exit(int(bool(unpacked.left or unpacked.unread)))
