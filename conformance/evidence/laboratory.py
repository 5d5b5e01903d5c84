"""The laboratory's own file beside a run (`conformance report --form 17025 --lab FILE`), read strictly."""

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field, StringConstraints

from conformance.errors import SubmissionError
from conformance.evidence.fields import Day, ShortText
from conformance.model.facts import Absent
from conformance.model.laboratory import (
    NOT_STATED,
    Amended,
    Authorised,
    Body,
    Circumstance,
    Customer,
    Data,
    Interpretation,
    Item,
    LaboratorySheet,
    Period,
    Provider,
    Sampling,
    Supplier,
)
from conformance.strictyaml import Place, Review, StrictModel, load, read_document, shown, suggestion, validate

# of an address or an opinion: a page of a report at most, with something in it beside white space
LongText = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=r"\S")]
Line = Annotated[ShortText, StringConstraints(pattern=r"\S")]
MOST = 200  # items, conditions, providers, opinions

T = TypeVar("T")


class BodyEntry(StrictModel):
    """The laboratory; `location` is where it worked, if that is another place than its address."""

    name: Line | None = None
    address: LongText | None = None
    location: LongText | None = None


class CustomerEntry(StrictModel):
    """For whom was tested."""

    name: Line | None = None
    contact: LongText | None = None


class ItemEntry(StrictModel):
    """One item as it was received."""

    description: LongText | None = None
    identification: LongText | None = None
    condition: LongText | None = None
    received: Day | None = None


class PeriodEntry(StrictModel):
    """First and last day of testing."""

    first: Day
    last: Day


class SamplingEntry(StrictModel):
    """How the items were chosen, and when."""

    plan: LongText
    on: Day | None = None


class ConditionEntry(StrictModel):
    """A condition of the test, such as the temperature of the air."""

    what: Line
    value: Line


class ProviderEntry(StrictModel):
    """Who else worked, and the clauses whose results come from there."""

    name: Line
    clauses: Annotated[tuple[ShortText, ...], Field(min_length=1)]


class SuppliedEntry(StrictModel):
    """Who supplied what the results rest on."""

    recordings: Supplier | None = None
    clock: Supplier | None = None
    statement: Supplier | None = None
    attestations: Supplier | None = None


class OpinionEntry(StrictModel):
    """An opinion, on what it rests, and whose it is."""

    text: LongText
    basis: LongText | None = None
    by: Line | None = None


class AuthorisedEntry(StrictModel):
    """Who authorises the report."""

    name: Line | None = None
    function: Line | None = None


class AmendsEntry(StrictModel):
    """The report that this one replaces."""

    number: Line
    issued: Day | None = None
    reason: LongText | None = None
    changes: LongText | None = None


class LaboratoryEntry(StrictModel):
    """The whole file; every key may be left out, and stands in the report as not stated then."""

    title: Line | None = None
    number: Line | None = None
    laboratory: BodyEntry = BodyEntry()
    customer: CustomerEntry = CustomerEntry()
    items: Annotated[tuple[ItemEntry, ...], Field(max_length=MOST)] = ()
    tested: PeriodEntry | None = None
    issued: Day | None = None
    sampling: SamplingEntry | None = None
    conditions: Annotated[tuple[ConditionEntry, ...], Field(max_length=MOST)] | None = None
    deviations: LongText | None = None
    decision_rule_agreed: LongText | None = None
    external_providers: Annotated[tuple[ProviderEntry, ...], Field(max_length=MOST)] | None = None
    supplied_by: SuppliedEntry = SuppliedEntry()
    opinions: Annotated[tuple[OpinionEntry, ...], Field(max_length=MOST)] = ()
    authorised: AuthorisedEntry = AuthorisedEntry()
    accreditation: LongText | None = None
    amends: AmendsEntry | None = None


def read_laboratory(file: Path, clauses: Collection[str], run_on: date) -> LaboratorySheet:
    """What the laboratory states beside a run of these clauses, made on that day (UTC).

    Raises:
        DocumentError: it can't be used; all problems with file, line and column.
        SubmissionError: it can't be read.
    """
    try:
        text = read_document(file)
    except OSError as error:
        raise SubmissionError(f"{file}: the file can't be read: {error.strerror or error}") from error
    tree = load(text, str(file))
    entry = validate(LaboratoryEntry, tree)
    review = Review(tree)
    _check_dates(entry, review, run_on)
    _check_clauses(entry, review, clauses)
    if entry.amends and entry.amends.number == entry.number:
        review.note(("amends", "number"), "a report can't amend itself; give this one a number of its own")
    review.refuse()
    return _sheet(entry)


def _check_dates(entry: LaboratoryEntry, review: Review, run_on: date) -> None:
    period = entry.tested
    if period and period.last < period.first:
        review.note(("tested", "last"), f"{period.last} lies before the first day, {period.first}; mend one of the two")
    if not entry.issued:
        return
    if period and entry.issued < period.last:
        what = f"{entry.issued} lies before the last day of testing, {period.last}; mend one of the two"
        review.note(("issued",), what)
    if (run_on - entry.issued).days > 1:  # in no zone was it still that day
        review.note(("issued",), f"{entry.issued} lies before the run, which was made on {run_on} (UTC)")
    dates: list[tuple[Place, date | None]] = [
        (("items", index, "received"), item.received) for index, item in enumerate(entry.items)
    ]
    dates += [
        (("sampling", "on"), entry.sampling.on if entry.sampling else None),
        (("amends", "issued"), entry.amends.issued if entry.amends else None),
    ]
    for place, day in dates:
        if day and day > entry.issued:
            review.note(place, f"{day} lies after the day of issue, {entry.issued}; mend one of the two")


def _check_clauses(entry: LaboratoryEntry, review: Review, clauses: Collection[str]) -> None:
    for index, provider in enumerate(entry.external_providers or ()):
        for at, clause in enumerate(provider.clauses):
            if clause not in clauses:
                what = f"the run has no clause {shown(clause)}; {suggestion(clause, clauses)}"
                review.note(("external_providers", index, "clauses", at), what)


def _told(value: T | None) -> T | Absent:
    return NOT_STATED if value is None else value


def _sheet(entry: LaboratoryEntry) -> LaboratorySheet:
    conditions, providers = entry.conditions, entry.external_providers
    supplied = ((one, getattr(entry.supplied_by, one.value)) for one in Data)
    return LaboratorySheet(
        title=_told(entry.title),
        number=_told(entry.number),
        body=Body(**_texts(entry.laboratory)),
        customer=Customer(**_texts(entry.customer)),
        items=tuple(
            Item(
                _told(one.description),
                _told(one.identification),
                _told(one.condition),
                _told(one.received),
            )
            for one in entry.items
        ),
        tested=Period(entry.tested.first, entry.tested.last) if entry.tested else Period(),
        issued=_told(entry.issued),
        sampling=Sampling(entry.sampling.plan, _told(entry.sampling.on)) if entry.sampling else Sampling(),
        conditions=NOT_STATED if conditions is None else tuple(Circumstance(one.what, one.value) for one in conditions),
        deviations=_told(entry.deviations),
        rule_agreed=_told(entry.decision_rule_agreed),
        providers=NOT_STATED if providers is None else tuple(Provider(one.name, one.clauses) for one in providers),
        supplied=tuple((one, who) for one, who in supplied if who is not None),
        interpretations=tuple(Interpretation(one.text, _told(one.basis), _told(one.by)) for one in entry.opinions),
        authorised=Authorised(**_texts(entry.authorised)),
        accreditation=entry.accreditation or "",
        amends=_amended(entry.amends),
    )


def _texts(entry: BodyEntry | CustomerEntry | AuthorisedEntry) -> dict[str, str]:
    """The texts of an entry that were written, by name."""
    return {name: str(value) for name, value in entry.model_dump(exclude_none=True).items()}


def _amended(entry: AmendsEntry | None) -> tuple[Amended, ...]:
    if entry is None:
        return ()
    return (Amended(entry.number, _told(entry.issued), _told(entry.reason), _told(entry.changes)),)
