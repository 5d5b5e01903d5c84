"""Reports of a run, each in a file of its own: what a person asks for, and the three that every run leaves."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from conformance.errors import UnusableInputError
from conformance.model.finding import RunRecord
from conformance.model.shots import NO_ALBUM, Album
from conformance.report.details.dividing import html_report
from conformance.report.exchange.csv_table import csv_pieces
from conformance.report.exchange.in_toto import statement_payload
from conformance.report.exchange.junit import junit_pieces
from conformance.report.exchange.oscal import oscal_json
from conformance.report.exchange.results import results_pieces
from conformance.report.exchange.sarif import sarif_json
from conformance.report.messages import Language
from conformance.report.page.paging import FIRST, FOLDER, is_page
from conformance.report.staging import staged


class Format(StrEnum):
    """A form of the report, as the command line spells it; `json` comes last, as it is written last."""

    HTML = "html"
    JUNIT = "junit"
    CSV = "csv"
    SARIF = "sarif"
    OSCAL = "oscal"
    IN_TOTO = "in-toto"
    JSON = "json"


USUAL = (Format.HTML, Format.JUNIT, Format.JSON)
FILES: Mapping[Format, str] = MappingProxyType(
    {
        Format.HTML: FIRST,
        Format.JUNIT: "junit.xml",
        Format.CSV: "findings.csv",
        Format.SARIF: "results.sarif",
        Format.OSCAL: "assessment-results.json",
        Format.IN_TOTO: "test-result.intoto.json",
        Format.JSON: "results.json",
    }
)
_PIECES: Mapping[Format, Callable[[RunRecord], Iterator[str]]] = MappingProxyType(
    {Format.JUNIT: junit_pieces, Format.CSV: csv_pieces, Format.JSON: results_pieces}
)
_WHOLE: Mapping[Format, Callable[[RunRecord], str | bytes]] = MappingProxyType(
    {Format.SARIF: sarif_json, Format.OSCAL: oscal_json, Format.IN_TOTO: statement_payload}
)


def write_reports(
    record: RunRecord,
    folder: Path,
    lang: Language = Language.EN,
    album: Album = NO_ALBUM,
    formats: tuple[Format, ...] = USUAL,
) -> tuple[Path, ...]:
    """Write the files into the folder, making it where it is missing; their paths, `results.json` first.

    The pictures of the `album` go into `report.html` and nowhere else; a very large one has pages beside it.
    Everything is rendered before anything appears, each file appears whole or not at all, and `results.json`
    appears last: where it stands, the others belong to the same run.

    Raises:
        UnusableInputError: the folder can't be written to.
        ResultsError: a format can't say anything of such a run.
    """
    try:
        with staged() as files:
            for form in (form for form in Format if form in formats):
                for name, pieces in _files(form, record, lang, album):
                    files.write(folder / name, pieces)
            if Format.HTML in formats:
                _clear_pages(folder, frozenset(files.paths))
    except OSError as error:
        raise UnusableInputError(f"{folder}: the reports can't be written there: {error.strerror}") from error
    paths = [folder / FILES[form] for form in Format if form in formats]
    return (*paths[-1:], *paths[:-1]) if Format.JSON in formats else tuple(paths)


def _files(
    form: Format, record: RunRecord, lang: Language, album: Album
) -> Iterator[tuple[str, Iterable[str | bytes]]]:
    """The files of one form, each by its path in the folder and piece by piece."""
    if form is Format.HTML:
        yield from html_report(record, Language(lang), album)
    elif form in _PIECES:
        yield FILES[form], _PIECES[form](record)
    else:
        yield FILES[form], (_WHOLE[form](record),)


def clear_reports(folder: Path) -> None:
    """Remove every file that reports of a run have left in a folder."""
    for name in FILES.values():
        (folder / name).unlink(missing_ok=True)
    _clear_pages(folder, frozenset())


def _clear_pages(folder: Path, kept: frozenset[Path]) -> None:
    """Remove the pages of an earlier report that are none of this one."""
    stale = [path for path in (folder / FOLDER).glob("*.html") if is_page(path.name) and path not in kept]
    for path in stale:
        path.unlink()
    if stale:
        with suppress(OSError):  # something else lies in it
            (folder / FOLDER).rmdir()


def write_page(file: Path, text: str) -> None:
    """Write a page that stands by itself, whole or not at all.

    Raises:
        UnusableInputError: it can't be written there.
    """
    try:
        with staged() as files:
            files.write(file, (text,))
    except OSError as error:
        raise UnusableInputError(f"{file}: the page can't be written there: {error.strerror}") from error
