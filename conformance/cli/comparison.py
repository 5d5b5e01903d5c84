"""`conformance diff`."""

from pathlib import Path
from typing import Annotated

import typer

from conformance.comparison.comparing import compared
from conformance.model.comparison import Progress
from conformance.report.comparison.exchange import comparison_json
from conformance.report.comparison.html import comparison_page
from conformance.report.comparison.text import comparison_text
from conformance.report.messages import Language
from conformance.report.writing import write_page

STATUS = {Progress.NOTHING_WORSE: 0, Progress.WORSE: 1, Progress.NOTHING_IN_COMMON: 3}


def diff(  # noqa: PLR0913, PLR0917 - the options of a command are its parameters
    before: Annotated[Path, typer.Argument(metavar="A", help="Folder of the first run, or its results.json.")],
    after: Annotated[Path, typer.Argument(metavar="B", help="Folder of the second run, or its results.json.")],
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,  # noqa: FBT002 - a flag
    html: Annotated[list[Path], typer.Option("--html", metavar="FILE", help="Write a page, too.")] = [],  # noqa: B006 - typer copies it
    facts: Annotated[
        list[Path], typer.Option("--facts", metavar="DIR", help="Where more facts are kept; repeatable.")
    ] = [],  # noqa: B006 - as above
    lang: Annotated[Language, typer.Option("--lang", help="Language of text and page.")] = Language.EN,
) -> None:
    """Compare two runs: what got better or worse, and whether device, statement, catalog, tool or waiver did it.

    Exit status: 0 nothing got worse, 1 something did, 2 unusable input or arguments, 3 the runs judged no clause in
    common.
    """
    comparison = compared(before, after, tuple(facts))
    for file in html:
        write_page(file, comparison_page(comparison, lang))
    typer.echo(comparison_json(comparison) if as_json else comparison_text(comparison, lang), nl=not as_json)
    raise typer.Exit(STATUS[comparison.progress])
