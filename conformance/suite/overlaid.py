"""What a run makes of overlays: none of tomorrow's, and a sentence, so that no lab's value passes for a standard's."""

from collections.abc import Collection
from datetime import date, timedelta

from conformance.errors import CatalogError
from conformance.model.clause import Catalog, Overlay
from conformance.model.vocabulary import Basis
from conformance.report.escapes import one_line

_AHEAD = timedelta(days=1)  # a laboratory east of Greenwich has tomorrow's date while it is today in UTC


def refuse_of_the_future(catalog: Catalog, today: date) -> None:
    """Refuse an overlay that nobody can have written yet.

    Raises:
        CatalogError: its date is still to come.
    """
    for overlay in catalog.overlays:
        if overlay.on > today + _AHEAD:
            raise CatalogError(f"{one_line(overlay.file)}: the overlay is of {overlay.on}, which is still to come")


def overlay_sentences(catalog: Catalog, clauses: Collection[str]) -> str:
    """One sentence an overlay, each with a space before it; `clauses` are the ids that the run judges."""
    return "".join(f" {_sentence(overlay, clauses)}" for overlay in catalog.overlays)


def _sentence(overlay: Overlay, clauses: Collection[str]) -> str:
    file, by = one_line(overlay.file), one_line(overlay.by)
    count = sum(one.clause in clauses for one in overlay.supplied)
    if not count:
        return f"Overlay {file} supplies no limit of this run."
    limits = "1 limit is" if count == 1 else f"{count} limits are"
    if overlay.basis is Basis.HOUSE_VALUES:
        values = "a house value" if count == 1 else "house values"
        return f"{limits} {values} of {by}, no standard's (overlay {file})."
    return f"{limits} supplied by overlay {file} (licensed copy, read by {by})."
