"""What only the laboratory knows of its report: who, when, which item, under which conditions, signed by whom.

ISO/IEC 17025:2017, 7.8, asks for it, and no recording shows it. What the laboratory leaves open is absent here.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from conformance.model.facts import Absent
from conformance.model.vocabulary import Reason

NOT_STATED = Absent(Reason.SETTING_NOT_STATED, "the laboratory's file does not state it")

Told: TypeAlias = str | Absent
Day: TypeAlias = date | Absent


class Supplier(StrEnum):
    """Who supplied data that results rest on."""

    CUSTOMER = "customer"
    LABORATORY = "laboratory"


class Data(StrEnum):
    """Data that results rest on and that a customer may supply (7.8.2.2)."""

    RECORDINGS = "recordings"
    CLOCK = "clock"
    STATEMENT = "statement"
    ATTESTATIONS = "attestations"


@dataclass(frozen=True)
class Item:
    """One item that was tested, as the laboratory received it."""

    description: Told = NOT_STATED
    identification: Told = NOT_STATED
    condition: Told = NOT_STATED
    received: Day = NOT_STATED


@dataclass(frozen=True)
class Circumstance:
    """One condition under which was tested, in the laboratory's words and units."""

    what: str
    value: str


@dataclass(frozen=True)
class Provider:
    """An external provider, and the clauses whose results come from it."""

    name: str
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Interpretation:
    """One opinion or interpretation (7.8.7): no result of a measurement."""

    text: str
    basis: Told = NOT_STATED
    by: Told = NOT_STATED


@dataclass(frozen=True)
class Amended:
    """The report that this one amends and replaces (7.8.8)."""

    number: str
    issued: Day = NOT_STATED
    reason: Told = NOT_STATED
    changes: Told = NOT_STATED


@dataclass(frozen=True)
class Authorised:
    """Who authorises the report."""

    name: Told = NOT_STATED
    function: Told = NOT_STATED


@dataclass(frozen=True)
class Body:
    """The laboratory: its name and address, and where it worked."""

    name: Told = NOT_STATED
    address: Told = NOT_STATED
    location: Told = NOT_STATED


@dataclass(frozen=True)
class Customer:
    """For whom was tested."""

    name: Told = NOT_STATED
    contact: Told = NOT_STATED


@dataclass(frozen=True)
class Sampling:
    """How the items were chosen, and on which day where that matters; none = nothing more than the text says."""

    plan: Told = NOT_STATED
    on: Day = NOT_STATED


@dataclass(frozen=True)
class Period:
    """First and last day of testing."""

    first: Day = NOT_STATED
    last: Day = NOT_STATED


@dataclass(frozen=True)
class LaboratorySheet:
    """All that the laboratory states beside a run.

    An empty tuple says that there is none (no external provider, no condition that matters); an `Absent` that nobody
    said so. `amends` is one or none, `accreditation` and `interpretations` may be missing without a gap.
    """

    title: Told = NOT_STATED
    number: Told = NOT_STATED
    body: Body = Body()
    customer: Customer = Customer()
    items: tuple[Item, ...] = ()
    tested: Period = Period()
    issued: Day = NOT_STATED
    sampling: Sampling = Sampling()
    conditions: tuple[Circumstance, ...] | Absent = NOT_STATED
    deviations: Told = NOT_STATED
    rule_agreed: Told = NOT_STATED
    providers: tuple[Provider, ...] | Absent = NOT_STATED
    supplied: tuple[tuple[Data, Supplier], ...] = ()
    interpretations: tuple[Interpretation, ...] = ()
    authorised: Authorised = Authorised()
    accreditation: str = ""
    amends: tuple[Amended, ...] = ()

    def supplier(self, data: Data) -> Supplier | Absent:
        """Who supplied those data."""
        return dict(self.supplied).get(data, NOT_STATED)
