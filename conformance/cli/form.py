"""`conformance report RUN --form 17025`: the form that a laboratory signs, of an earlier run."""

import hashlib
from enum import StrEnum
from pathlib import Path

from conformance.errors import ResultsError, SelectionError, UnusableInputError
from conformance.evidence.laboratory import read_laboratory
from conformance.measurands import registry
from conformance.model.facts import Absent
from conformance.model.finding import RunRecord
from conformance.report.exchange.results import results_json
from conformance.report.form.compose import form_17025
from conformance.report.form.html import form_html
from conformance.report.form.pdf import form_pdf
from conformance.report.form.teller import Given
from conformance.report.messages import Language
from conformance.report.staging import staged
from conformance.suite.archive import FORM_HTML, FORM_PDF, RESULTS_FILE, read_archive


class FormName(StrEnum):
    """A form that a report can take."""

    ISO_17025 = "17025"


def write_form(results: Path, lab: Path | None, out: Path, lang: Language, *, pdf: bool) -> tuple[Path, ...]:
    """Write the form into a folder; the paths of its files.

    Raises:
        SelectionError: no file of the laboratory is named.
        DocumentError: that file can't be used.
        ResultsError: the run can't be read, or its `results.json` is not what its record gives.
        MissingExtraError: a PDF is wanted, and its extra is not installed.
        UnusableInputError: the folder can't be written to.
    """
    if lab is None:
        raise SelectionError("--form 17025 needs what only the laboratory knows: name its file (--lab LAB.yaml)")
    folder = results if results.is_dir() else results.parent
    record = read_archive(results)
    text = _results(record, folder / RESULTS_FILE)
    clauses = [result.clause for result in record.clauses]
    sheet = read_laboratory(lab, clauses, record.started.date())
    methods = {one.name: one.method for one in registry.MEASURANDS}
    digest = hashlib.sha256(text.encode()).hexdigest()
    given = Given(record, sheet, methods, text, digest)
    form = form_17025(given, lang)
    contents = {out / FORM_HTML: form_html(form).encode()}
    if pdf:
        dated = record.started.date() if isinstance(sheet.issued, Absent) else sheet.issued
        contents[out / FORM_PDF] = form_pdf(form, text if given.attached else "", digest, dated)
    try:
        with staged() as files:
            for path, content in contents.items():
                files.write(path, (content,))
    except OSError as error:
        raise UnusableInputError(f"{out}: the form can't be written there: {error.strerror}") from error
    return tuple(contents)


def _results(record: RunRecord, file: Path) -> str:
    """The text of `results.json`, which must be that of the record: the form prints its digest."""
    text = results_json(record)
    try:
        found = file.read_bytes()
    except OSError as error:
        raise ResultsError(f"{file}: the file whose digest the form prints can't be read: {error.strerror}") from error
    if found != text.encode():
        why = "it is not what the run's record gives: altered, or written by another version"
        raise ResultsError(f"{file}: {why}; write it anew with 'conformance report {file.parent} --out {file.parent}'")
    return text
