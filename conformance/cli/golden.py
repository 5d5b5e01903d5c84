"""`conformance golden`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from conformance.cli.progress import Counted
from conformance.errors import UnusableInputError
from conformance.model.evidence import Device
from conformance.suite.golden import golden_json, golden_of

_TAKEN = "{} is there already; name another file with --out"


def golden(
    files: Annotated[list[Path], typer.Argument(help="Untouched recordings of one model, firmware and setting.")],
    out: Annotated[Path, typer.Option("--out", help="The file to write.")] = Path("golden.json"),
    maker: Annotated[str, typer.Option("--device-maker", help="Who makes the device.")] = "",
    model: Annotated[str, typer.Option("--device-model", help="Its model.")] = "",
    firmware: Annotated[str, typer.Option("--device-firmware", help="Its firmware.")] = "",
) -> None:
    """Write how untouched recordings of a model are laid out, to compare others with."""
    if out.exists():
        raise UnusableInputError(_TAKEN.format(out))
    with Counted("reading") as counted:
        counted.expect(len(files))
        device = Device(maker, model, firmware)
        made = golden_of(tuple(files), device, os.cpu_count() or 1, lambda one: counted.step(one.path))
    _write(out, golden_json(made))
    varying = sum(len(one.values) > 1 or not one.always for one in made.items)
    typer.echo(f"{out}: {len(made.items)} lines of {len(files)} recordings, {varying} of them vary")
    if len(files) == 1:
        typer.echo("what varies from recording to recording is not known of one alone; name several")


def _write(out: Path, text: str) -> None:
    """Write a new file, its folder too."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError as error:
        raise UnusableInputError(_TAKEN.format(out)) from error
    except OSError as error:
        raise UnusableInputError(f"{out}: nothing can be written there: {error.strerror}") from error
