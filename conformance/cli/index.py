"""`conformance index`."""

from pathlib import Path
from typing import Annotated

import typer

from conformance.errors import UnusableInputError
from conformance.report.comparison.index import INDEX, is_ours, write_index
from conformance.report.messages import Language


def index(
    folder: Annotated[Path, typer.Argument(help="Folder whose subfolders hold runs.")] = Path("reports"),
    lang: Annotated[Language, typer.Option("--lang", help="Language of the page.")] = Language.EN,
) -> None:
    """Write index.html of a folder: all runs in it, newest first, and the trend of each clause.

    From then on `run` and `judge` keep it up to date when they write a run into that folder.
    """
    typer.echo(write_index(folder, lang))


def refresh(out: Path, lang: Language) -> None:
    """Bring the index above a run up to date, where `conformance index` made one; a run is whole without it."""
    above = out.absolute().parent
    if not is_ours(above / INDEX):
        return
    try:
        write_index(above, lang)
    except UnusableInputError as error:
        typer.echo(f"the index was not brought up to date: {error}", err=True)
