"""The run's record and facts beside its reports: what a later judgement or another report is made from."""

from pathlib import Path

from conformance.errors import ResultsError
from conformance.model.finding import RunRecord
from conformance.model.record_text import read_record, record_pieces
from conformance.model.shots import NO_ALBUM
from conformance.model.vocabulary import Privacy
from conformance.report.messages import Language
from conformance.report.staging import staged
from conformance.report.writing import FILES, USUAL, Format, clear_reports, write_reports
from conformance.suite.album import album_of

RECORD_FILE = "record.json"
RESULTS_FILE = FILES[Format.JSON]
FORM_HTML, FORM_PDF = "form-17025.html", "form-17025.pdf"


def archive(record: RunRecord, folder: Path, lang: Language, privacy: Privacy) -> tuple[Path, ...]:
    """Write record and reports; each file is whole or not there, `results.json` comes last.

    The report shows pictures of the evidence as far as `privacy` lets it, if findings rest on some.
    """
    with staged() as files:
        files.write(folder / RECORD_FILE, record_pieces(record))
    return publish(record, folder, lang, privacy)


def publish(
    record: RunRecord, folder: Path, lang: Language, privacy: Privacy, formats: tuple[Format, ...] = USUAL
) -> tuple[Path, ...]:
    """Write the reports alone; no pictures are to be had where the recordings are no longer at hand."""
    album = album_of(record, privacy) if Format.HTML in formats else NO_ALBUM
    return write_reports(record, folder, lang, album, formats)


def clear(folder: Path) -> None:
    """Remove what an earlier run left in the folder, so that nothing old is taken for the result of this one."""
    (folder / RESULTS_FILE).unlink(missing_ok=True)
    clear_reports(folder)
    for name in (RECORD_FILE, FORM_HTML, FORM_PDF):
        (folder / name).unlink(missing_ok=True)


def read_archive(results: Path) -> RunRecord:
    """The record of a run, given its folder or its `results.json`.

    Raises:
        ResultsError: there is none, or it is not one of this version.
    """
    folder = results if results.is_dir() else results.parent
    file = folder / RECORD_FILE
    try:
        with file.open("rb") as stream:
            return read_record(stream)
    except OSError as error:
        raise ResultsError(f"{file}: the record of the run can't be read: {error.strerror}") from error
    except ValueError as error:
        raise ResultsError(f"{file}: no record of a run of this version") from error
