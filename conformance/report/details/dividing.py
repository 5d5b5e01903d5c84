"""`report.html`, and where a run has too many findings for it, the pages that hold them."""

from collections.abc import Iterable, Iterator

from conformance.model.finding import RunRecord
from conformance.model.shots import Album
from conformance.report.details.pages import Pages
from conformance.report.messages import Language
from conformance.report.page.html import first_page
from conformance.report.page.paging import FIRST, ONE_PAGE, PAGED_FROM, Paging
from conformance.report.page.subjects import Subjects


def html_report(record: RunRecord, lang: Language, album: Album) -> Iterator[tuple[str, Iterable[str]]]:
    """Files by their paths, each piece by piece; the last one is `report.html`, which leads to all others."""
    paging = ONE_PAGE
    if len(record.findings) > PAGED_FROM:
        paging = Paging.of(record, Subjects.of(record, lang))
        yield from Pages.of(record, paging, lang)
    yield FIRST, (first_page(record, lang, album, paging),)
