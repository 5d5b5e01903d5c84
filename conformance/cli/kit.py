"""`conformance kit`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from conformance.catalog import load_catalog, load_overlays, parametrized
from conformance.cli.running import CatalogFile, Lang, Overlays
from conformance.errors import UnusableInputError
from conformance.lab.blank import blank_submission
from conformance.lab.chart import Paper, page
from conformance.lab.chart_pdf import pdf
from conformance.lab.chart_png import png, screen_size
from conformance.lab.chart_sheet import chart_sheet
from conformance.lab.chart_svg import svg
from conformance.lab.clip_sheet import clip_sheet
from conformance.lab.clips import USUAL_RATE, USUAL_START, Clip, planned, write_clip
from conformance.lab.clock_page import clock_page
from conformance.lab.plan import Plan, capture_plan
from conformance.lab.sheet import html_sheet
from conformance.measurands import registry
from conformance.report.messages import Language
from conformance.shipped import catalog_path

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)

_FIRST = USUAL_START.replace(tzinfo=None)  # typer's dates have no zone
_SHEET, _SUBMISSION, _INSTRUCTION = "plan.html", "submission.yaml", "chart.html"


class ChartFormat(StrEnum):
    """A file that the resolution chart is drawn in."""

    SVG = "svg"
    PDF = "pdf"
    PNG = "png"


@app.callback()
def kit() -> None:
    """Prepare the laboratory's side of a test."""


@app.command()
def plan(
    profile: Annotated[list[str], typer.Option("--profile", metavar="ID", help="Profile to plan for; repeatable.")],
    catalog: CatalogFile = catalog_path(),  # noqa: B008 - a constant path
    overlay: Overlays = [],  # noqa: B006 - typer copies it
    lang: Lang = Language.EN,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where sheet and submission.yaml go.")] = Path(
        "kit"
    ),
) -> None:
    """Plan the fewest recordings and witness steps; write plan.html and a submission.yaml to be filled in."""
    loaded = load_overlays(load_catalog(catalog, registry.signatures()), tuple(overlay))
    made = capture_plan(parametrized(loaded, tuple(profile)), tuple(profile))
    _write(made, lang, out)
    recordings, witnessed = len(made.recordings), len(made.witnessed)
    typer.echo(f"{len(made.rows)} clauses: {recordings} to record, {witnessed} to witness")
    typer.echo(f"sheet: {out / _SHEET}")
    typer.echo(f"to fill in: {out / _SUBMISSION}")


def _write(made: Plan, lang: Language, out: Path) -> None:
    """Both files, rendered before either is written; a submission.yaml that somebody filled in is never replaced."""
    sheet, blank = html_sheet(made, lang), blank_submission(made, lang)
    try:
        out.mkdir(parents=True, exist_ok=True)
        with (out / _SUBMISSION).open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(blank)
        (out / _SHEET).write_text(sheet, encoding="utf-8", newline="\n")
    except FileExistsError as error:
        raise UnusableInputError(f"{error.filename} is there already; name another folder with --out") from error
    except OSError as error:
        raise UnusableInputError(f"{out}: the plan can't be written there: {error.strerror}") from error


@app.command()
def chart(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where chart and instruction go.")] = Path("kit"),
    lang: Annotated[Language, typer.Option("--lang", help="Language of the instruction.")] = Language.EN,
    formats: Annotated[list[ChartFormat], typer.Option("--format", help="Only this; repeatable.")] = list(ChartFormat),  # noqa: B006 - typer copies it
    paper: Annotated[Paper, typer.Option("--paper", help="Sheet that svg and pdf are printed on.")] = Paper.A3,
    screen: Annotated[str, typer.Option("--screen", metavar="WxH", help="Pixels of the png.")] = "3840x2160",
) -> None:
    """Draw the resolution chart for printer and screen, and say in chart.html how it is filmed."""
    size, printed = screen_size(screen), page(paper)
    names = [f"chart.{one}" for one in dict.fromkeys(formats)] + [_INSTRUCTION]
    _refuse_any(out, names)
    drawn = {
        "chart.svg": lambda: svg(printed).encode(),
        "chart.pdf": lambda: pdf(printed),
        "chart.png": lambda: png(*size),
        _INSTRUCTION: lambda: chart_sheet(paper, size, lang).encode(),
    }
    _write_new(out, {name: drawn[name]() for name in names})
    for name in names:
        typer.echo(out / name)


@app.command()
def clock(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Page to write, .html.")] = Path("clock.html"),
    lang: Annotated[Language, typer.Option("--lang", help="Language of the page.")] = Language.EN,
) -> None:
    """Write the page that shows UTC on a display for the recorder to film; it needs a browser and no network."""
    _refuse_any(out.parent, [out.name])
    _write_new(out.parent, {out.name: clock_page(lang).encode()})
    typer.echo(out)


@app.command()
def clip(  # noqa: PLR0913, PLR0917 - options of the command line
    kind: Annotated[Clip, typer.Argument(metavar="KIND", help="counter, clock, sync, or flash (and beep).")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Clip to write, .mp4 or .mov.")],
    rate: Annotated[int, typer.Option("--rate", metavar="HZ", help="Refreshes a second; 0 is usual.")] = 0,
    seconds: Annotated[int, typer.Option("--seconds", metavar="S", help="How long it lasts.")] = 30,
    size: Annotated[str, typer.Option("--size", metavar="WxH", help="Pixels of the display.")] = "1920x1080",
    start: Annotated[datetime, typer.Option("--start", metavar="UTC", help="What a clock shows first.")] = _FIRST,
    lang: Annotated[Language, typer.Option("--lang", help="Language of the instruction.")] = Language.EN,
) -> None:
    """Make a clip that the recorder films, and say in a page beside it how that is done."""
    made = planned(kind, rate or USUAL_RATE[kind], seconds, size, start if start.tzinfo else start.replace(tzinfo=UTC))
    sheet = out.with_suffix(".html")
    _refuse_any(out.parent, [out.name, sheet.name])
    write_clip(made, out)
    _write_new(out.parent, {sheet.name: clip_sheet(made, out.name, lang).encode()})
    typer.echo(out)
    typer.echo(sheet)


def _refuse_any(out: Path, names: list[str]) -> None:
    """Say at once that a file is there already, before anything is drawn."""
    for name in names:
        if (out / name).exists():
            raise UnusableInputError(f"{out / name} is there already; name another folder with --out")


def _write_new(out: Path, files: Mapping[str, bytes]) -> None:
    """Write files, none of which may be there."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            with (out / name).open("xb") as stream:
                stream.write(content)
    except OSError as error:
        raise UnusableInputError(f"{out}: nothing can be written there: {error.strerror}") from error
