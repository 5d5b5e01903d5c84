"""Reports of a run, each in a file of its own: what a person asks for, and the three that every run leaves."""

import os
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from conformance.errors import UnusableInputError
from conformance.model.finding import RunRecord
from conformance.model.shots import NO_ALBUM, Album
from conformance.report.exchange.csv_table import findings_csv
from conformance.report.exchange.in_toto import statement_payload
from conformance.report.exchange.junit import junit_xml
from conformance.report.exchange.oscal import oscal_json
from conformance.report.exchange.results import results_json
from conformance.report.exchange.sarif import sarif_json
from conformance.report.messages import Language
from conformance.report.page.html import html_page


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
        Format.HTML: "report.html",
        Format.JUNIT: "junit.xml",
        Format.CSV: "findings.csv",
        Format.SARIF: "results.sarif",
        Format.OSCAL: "assessment-results.json",
        Format.IN_TOTO: "test-result.intoto.json",
        Format.JSON: "results.json",
    }
)
_TEXTS: Mapping[Format, Callable[[RunRecord], str]] = MappingProxyType(
    {
        Format.JUNIT: junit_xml,
        Format.CSV: findings_csv,
        Format.SARIF: sarif_json,
        Format.OSCAL: oscal_json,
        Format.JSON: results_json,
    }
)


def write_reports(
    record: RunRecord,
    folder: Path,
    lang: Language = Language.EN,
    album: Album = NO_ALBUM,
    formats: tuple[Format, ...] = USUAL,
) -> tuple[Path, ...]:
    """Write the files into the folder, making it where it is missing; their paths, `results.json` first.

    The pictures of the `album` go into `report.html` and nowhere else.
    Everything is rendered before anything is written, each file appears whole or not at all, and `results.json`
    appears last: where it stands, the others belong to the same run.

    Raises:
        UnusableInputError: the folder can't be written to.
        ResultsError: a format can't say anything of such a run.
    """
    contents = [(folder / FILES[form], _content(form, record, lang, album)) for form in Format if form in formats]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in contents:
            write_whole(path, content)
    except OSError as error:
        raise UnusableInputError(f"{folder}: the reports can't be written there: {error.strerror}") from error
    paths = [path for path, _ in contents]
    return (*paths[-1:], *paths[:-1]) if Format.JSON in formats else tuple(paths)


def _content(form: Format, record: RunRecord, lang: Language, album: Album) -> bytes:
    if form is Format.HTML:
        return html_page(record, lang, album).encode("utf-8")
    if form is Format.IN_TOTO:
        return statement_payload(record)
    return _TEXTS[form](record).encode("utf-8")


def write_page(file: Path, text: str) -> None:
    """Write a page that stands by itself, whole or not at all.

    Raises:
        UnusableInputError: it can't be written there.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, text.encode("utf-8"))
    except OSError as error:
        raise UnusableInputError(f"{file}: the page can't be written there: {error.strerror}") from error


def write_whole(path: Path, content: bytes) -> None:
    """Replace the file in one step, so that no reader and no interruption ever sees half of it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
