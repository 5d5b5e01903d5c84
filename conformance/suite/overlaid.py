"""What a run's sentence says of the overlays, so that nobody takes a lab's own values for those of a standard."""

from collections.abc import Collection

from conformance.model.clause import Catalog, Overlay
from conformance.model.vocabulary import Basis
from conformance.report.escapes import one_line


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
