"""What the page prints beside the verdicts: declarations, waivers, overlays, and the limits that are still wanted."""

from collections.abc import Mapping
from dataclasses import dataclass

from conformance.model.clause import Clause, Condition, Document, LimitNotSupplied, Overlay, conditions
from conformance.model.evidence import Waiver
from conformance.model.finding import Declaration, RunRecord, WaiverResult
from conformance.model.statement import StatementItem
from conformance.model.vocabulary import Basis, Reason, WaiverState
from conformance.model.words import Words
from conformance.report.messages import Language, chosen, term
from conformance.report.numbers import printed_unit
from conformance.report.page.phrases import PHRASES
from conformance.report.page.views import ClauseView, PageView
from conformance.report.stated import stated_text

_STATES = (
    WaiverState.IN_USE,
    WaiverState.PENDING,
    WaiverState.NOT_NEEDED,
    WaiverState.EXPIRED,
    WaiverState.UNUSED,
)


@dataclass(frozen=True)
class ClauseLink:
    """A clause that the page names: `anchor` is its fragment, '' where the run did not select it."""

    clause: Clause
    anchor: str


@dataclass(frozen=True)
class DeclarationView:
    """One item of the implementation statement with its answer ('' = left open) and the clauses that it removed."""

    declaration: Declaration
    question: Words
    answer: str
    removed: tuple[ClauseLink, ...]


@dataclass(frozen=True)
class WaiverView:
    """One waiver: what it came to, and what it holds for ('' = any)."""

    number: int
    result: WaiverResult
    clause: ClauseLink
    device: str
    firmware: str

    @property
    def anchor(self) -> str:
        """Fragment of the waiver."""
        return f"w{self.number}"


@dataclass(frozen=True)
class SuppliedView:
    """What an overlay supplies for one clause; edition and page are '' for house values."""

    clause: ClauseLink
    edition: str
    page: str


@dataclass(frozen=True)
class OverlayView:
    """One overlay with the clauses whose limits it supplies."""

    overlay: Overlay
    supplied: tuple[SuppliedView, ...]

    @property
    def is_house(self) -> bool:
        """True where the limits are no standard's."""
        return self.overlay.basis is Basis.HOUSE_VALUES


@dataclass(frozen=True)
class Wanted:
    """One limit that an overlay must supply: of which quantity, on which side of it, and what it is."""

    measurand: str
    unit: str
    relation: str
    wanted: str


@dataclass(frozen=True)
class WantedClause:
    """A clause that waits for limits."""

    view: ClauseView
    limits: tuple[Wanted, ...]


@dataclass(frozen=True)
class WantedDocument:
    """Clauses of one document that wait for limits."""

    document: Document
    clauses: tuple[WantedClause, ...]

    @property
    def size(self) -> int:
        """How many clauses wait."""
        return len(self.clauses)


@dataclass(frozen=True)
class Beside:
    """All of it; what is empty gets no section."""

    wanted: tuple[WantedDocument, ...]
    declarations: tuple[DeclarationView, ...]
    waivers: tuple[WaiverView, ...]
    overlays: tuple[OverlayView, ...]

    @property
    def sections(self) -> tuple[str, ...]:
        """Fragments of the sections that hold something, in the order of the page."""
        parts = (
            ("limits", self.wanted),
            ("declared", self.declarations),
            ("waivers", self.waivers),
            ("overlays", self.overlays),
        )
        return tuple(name for name, content in parts if content)

    @property
    def limits_wanted(self) -> int:
        """How many limits are wanted."""
        return sum(len(one.limits) for group in self.wanted for one in group.clauses)

    @property
    def removed(self) -> int:
        """How many clauses the declarations removed, each counted once."""
        return len({link.clause.id for one in self.declarations for link in one.removed})

    def waivers_of(self, clause: Clause) -> tuple[WaiverView, ...]:
        """Waivers of a clause, the one that covers it first."""
        mine = (one for one in self.waivers if one.clause.clause.id == clause.id)
        return tuple(sorted(mine, key=lambda one: _STATES.index(one.result.state)))


def beside(record: RunRecord, view: PageView, lang: Language) -> Beside:
    """What stands beside the verdicts of a run, linked to the clauses of its page."""
    anchors = {one.clause.id: one.anchor for group in view.documents for one in group.clauses}
    links = {clause.id: ClauseLink(clause, anchors.get(clause.id, "")) for clause in record.catalog.clauses}
    items = {item.id: item for item in record.catalog.statement}
    return Beside(
        wanted=_wanted(view, lang),
        declarations=tuple(_declaration(one, items, links) for one in record.declarations),
        waivers=tuple(_waiver(number, one, links, lang) for number, one in enumerate(record.waivers, 1)),
        overlays=tuple(
            OverlayView(one, tuple(SuppliedView(links[made.clause], made.edition, made.page) for made in one.supplied))
            for one in record.catalog.overlays
        ),
    )


def _declaration(
    declaration: Declaration, items: Mapping[str, StatementItem], links: Mapping[str, ClauseLink]
) -> DeclarationView:
    removed = tuple(links[clause] for clause in declaration.removed)
    return DeclarationView(declaration, items[declaration.item].question, stated_text(declaration.value), removed)


def _waiver(number: int, result: WaiverResult, links: Mapping[str, ClauseLink], lang: Language) -> WaiverView:
    waiver = result.waiver
    device = " ".join(name for name in (waiver.maker, waiver.model) if name)
    return WaiverView(number, result, links[waiver.clause], device, _firmware(waiver, lang))


def _firmware(waiver: Waiver, lang: Language) -> str:
    low, high = waiver.firmware_from, waiver.firmware_to
    if low and high:
        return low if low == high else chosen(PHRASES["firmware_range"], lang).format(low=low, high=high)
    if low or high:
        return chosen(PHRASES["firmware_from" if low else "firmware_to"], lang).format(version=low or high)
    return ""


def _wanted(view: PageView, lang: Language) -> tuple[WantedDocument, ...]:
    """Limits that keep clauses open, in the order of the catalog."""
    groups = (
        WantedDocument(
            group.document,
            tuple(WantedClause(one, limits) for one in group.clauses if (limits := _limits(one, lang))),
        )
        for group in view.documents
    )
    return tuple(group for group in groups if group.clauses)


def _limits(one: ClauseView, lang: Language) -> tuple[Wanted, ...]:
    reasons = {one.judgement.reason, *one.reasons}
    still = one.judgement.verdict.is_open and one.judgement.reason is not Reason.NOT_SELECTED
    if Reason.LIMIT_NOT_SUPPLIED not in reasons and not still:
        return ()
    return tuple(
        _limit(condition, condition.limit, lang)
        for condition in conditions(one.clause.requirement)
        if isinstance(condition.limit, LimitNotSupplied)
    )


def _limit(condition: Condition, limit: LimitNotSupplied, lang: Language) -> Wanted:
    unit = printed_unit(condition.unit)
    return Wanted(condition.measurand, unit, term(condition.relation, lang).format(limit="…"), limit.wanted)
