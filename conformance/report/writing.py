"""Reports of a run: `results.json` for programs, `report.html` for people, `junit.xml` for continuous integration."""

import os
from pathlib import Path

from conformance.errors import UnusableInputError
from conformance.model.finding import RunRecord
from conformance.model.shots import NO_ALBUM, Album
from conformance.report.exchange.junit import junit_xml
from conformance.report.exchange.results import results_json
from conformance.report.messages import Language
from conformance.report.page.html import html_page


def write_reports(
    record: RunRecord, folder: Path, lang: Language = Language.EN, album: Album = NO_ALBUM
) -> tuple[Path, ...]:
    """Write the three files into the folder, making it where it is missing; their paths, `results.json` first.

    The pictures of the `album` go into `report.html` and nowhere else.
    Everything is rendered before anything is written, each file appears whole or not at all, and `results.json`
    appears last: where it stands, the others belong to the same run.

    Raises:
        UnusableInputError: the folder can't be written to.
    """
    texts = (
        (folder / "report.html", html_page(record, lang, album)),
        (folder / "junit.xml", junit_xml(record)),
        (folder / "results.json", results_json(record)),
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in texts:
            write_whole(path, text.encode("utf-8"))
    except OSError as error:
        raise UnusableInputError(f"{folder}: the reports can't be written there: {error.strerror}") from error
    report, junit, results = (path for path, _ in texts)
    return results, report, junit


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
