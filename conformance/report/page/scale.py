"""A value ± U drawn beside its limit: where the marks of the drawing lie, and the words on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import log10

from conformance.model.facts import Absent
from conformance.model.finding import Acceptance, Part, RunRecord
from conformance.model.measurement import Measurement, Uncertain
from conformance.model.vocabulary import Relation
from conformance.report import numbers
from conformance.report.columns import width
from conformance.report.messages import Language, term
from conformance.report.page.phrases import phrase
from conformance.report.punctuation import punctuation
from conformance.report.weight import WEIGHT

MOST_SCALES = 1500  # of a report: each takes some 800 bytes of it
_WIDTH, _EDGE, _BELOW = 320, 4, 44
_LETTER, _LINE = 6.8, 14  # of the words on it, in units of the drawing
_AIR = 0.1  # of the range, on both sides
_LOGARITHMIC = 30  # from this ratio of the largest to the smallest number on
_LARGEST = 10**30  # an absurd value gets no drawing
_UPWARD = (Relation.AT_LEAST, Relation.ABOVE)
_BOTH_WAYS = (Relation.WITHIN, Relation.STRICTLY_WITHIN)

Span = tuple[float, float]


@dataclass(frozen=True)
class Printed:
    """What the page prints of a part's value and limit already, and in which language."""

    value: str
    asked: str
    lang: Language


@dataclass(frozen=True)
class Label:
    """Words and the middle of where they stand."""

    at: float
    down: int
    text: str


@dataclass(frozen=True)
class ScaleView:
    """Marks along one axis, in units of the drawing, and the same in words for who can't see it."""

    words: str
    accepted: tuple[Span, ...]
    guard: tuple[Span, ...]
    limits: tuple[float, ...]
    edges: tuple[float, ...]  # acceptance limits, where they are not the limits themselves
    value: float
    spread: tuple[Span, ...]  # value - U to value + U; none where U is 0 or not known
    labels: tuple[Label, ...]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the drawing."""
        return _WIDTH, max(label.down for label in self.labels) + 5

    @property
    def ends(self) -> tuple[int, int]:
        """Where the axis begins and ends."""
        return _EDGE, _WIDTH - _EDGE


@dataclass(frozen=True)
class Comparison:
    """Exact numbers of one comparison, as they lie on its axis; on a `folded` axis the value is its magnitude."""

    value: Fraction
    expanded: Fraction  # 0 where U is not known
    relation: Relation
    acceptance: Acceptance
    folded: bool = False

    def turns(self, inset: Fraction) -> tuple[Fraction, ...]:
        """Where a value lies `inset` within its limit, in rising order; none where no value can."""
        bound = self.acceptance.bound
        if self.relation in _BOTH_WAYS:
            return () if bound < inset else (bound - inset,) if self.folded else (inset - bound, bound - inset)
        return (bound + inset,) if self.relation in _UPWARD else (bound - inset,)

    @property
    def edges(self) -> tuple[Fraction, ...]:
        """Acceptance limits; none where U is not known, or larger than an interval."""
        guard = self.acceptance.guard
        return () if isinstance(guard, Absent) else self.turns(guard)

    @property
    def outer(self) -> tuple[Fraction, ...]:
        """Where rejection begins."""
        return self.turns(-self.acceptance.still_open)

    @property
    def around(self) -> tuple[Fraction, Fraction]:
        """The value less and plus U."""
        return self.value - self.expanded, self.value + self.expanded

    @property
    def is_guarded(self) -> bool:
        """True where a band beside the limit is not accepted."""
        return not isinstance(self.acceptance.guard, Absent) and self.acceptance.guard > 0

    @property
    def numbers(self) -> tuple[Fraction, ...]:
        """All that the axis must reach."""
        return (*self.around, *self.turns(Fraction(0)), *self.edges, *self.outer)


@dataclass(frozen=True)
class _Axis:
    """Numbers from `low` to `high` across the drawing, as they are or by their logarithms."""

    low: float
    high: float
    logarithmic: bool

    @classmethod
    def over(cls, known: tuple[Fraction, ...]) -> "_Axis":
        least, most = min(known), max(known)
        logarithmic = least > 0 and most > _LOGARITHMIC * least
        low, high = (_log(least), _log(most)) if logarithmic else (float(least), float(most))
        room = (high - low) * _AIR or abs(high) * _AIR or 1.0
        return cls(low - room, high + room, logarithmic)

    def place(self, number: Fraction) -> float:
        along = _log(number) if self.logarithmic else float(number)
        return round(_EDGE + (along - self.low) / (self.high - self.low) * (_WIDTH - 2 * _EDGE), 1)

    def places(self, known: Iterable[Fraction]) -> tuple[float, ...]:
        return tuple(map(self.place, known))


def _log(number: Fraction) -> float:
    return log10(number.numerator) - log10(number.denominator)  # of any size, where a float ends


@dataclass(frozen=True)
class Drawn:
    """Numbers of the findings whose scales a report draws, and whether it leaves some out."""

    numbers: frozenset[int]
    left_out: bool


def to_be_drawn(record: RunRecord) -> Drawn:
    """The heaviest findings that have a scale, and of equals the first."""
    numbered = enumerate(record.findings, 1)
    drawable = [(number, one) for number, one in numbered if any(map(comparison, one.parts))]
    heaviest = sorted(drawable, key=lambda one: WEIGHT.index(one[1].judgement.verdict))
    return Drawn(frozenset(number for number, _ in heaviest[:MOST_SCALES]), len(drawable) > MOST_SCALES)


def comparison(part: Part) -> tuple[Comparison, ...]:
    """What was compared, where a number was compared with a number.

    Where an interval around 0 would be too small beside the value to be seen, the axis is folded at 0.
    """
    outcome, acceptance = part.outcome, part.acceptance
    if not isinstance(acceptance, Acceptance) or not isinstance(outcome, Measurement):
        return ()
    if not isinstance(outcome.value, Fraction) or abs(outcome.value) > _LARGEST:
        return ()
    known = isinstance(outcome.uncertainty, Uncertain)
    expanded = outcome.uncertainty.expanded if known and isinstance(outcome.uncertainty, Uncertain) else Fraction(0)
    far = part.relation in _BOTH_WAYS and abs(outcome.value) > _LOGARITHMIC * acceptance.bound > 0
    value = abs(outcome.value) if far else outcome.value
    return (Comparison(value, expanded, part.relation, acceptance, far),)


def scales_of(part: Part, printed: Printed) -> tuple[ScaleView, ...]:
    """The scale of a part whose number was compared with a number; none for any other."""
    return tuple(_scale(one, part, printed) for one in comparison(part))


def _scale(one: Comparison, part: Part, printed: Printed) -> ScaleView:
    axis = _Axis.over(one.numbers)
    limits, edges = axis.places(one.turns(Fraction(0))), axis.places(one.edges)
    texts = (_value_text(one, axis, printed), *_limit_texts(one, part, printed))
    value = axis.place(one.value)
    low, high = axis.places(one.around)
    middles = (value, _middle(limits), _middle(edges or limits))
    downs = (11, _BELOW + 9, _BELOW + 9 + _LINE)
    return ScaleView(
        words=phrase("scale_words", printed.lang, said="; ".join(texts)),
        accepted=_accepted(one, edges),
        guard=_guard(one, axis) if one.is_guarded else (),
        limits=limits,
        edges=edges if edges != limits else (),
        value=value,
        spread=((low, high),) if one.expanded else (),
        labels=tuple(Label(_kept(at, text), down, text) for at, down, text in zip(middles, downs, texts, strict=False)),
    )


def _accepted(one: Comparison, edges: tuple[float, ...]) -> tuple[Span, ...]:
    """Stretches of the axis on which a value is accepted."""
    if not edges:
        return ()
    begin, end = float(_EDGE), float(_WIDTH - _EDGE)
    if one.relation is Relation.EQUAL:
        return ((edges[0] - 2, edges[0] + 2),)
    if one.relation in _UPWARD:
        return ((edges[0], end),)
    return ((begin, edges[0]),) if len(edges) == 1 else ((edges[0], edges[1]),)


def _guard(one: Comparison, axis: _Axis) -> tuple[Span, ...]:
    """Stretches on which a value is not accepted although it may be within the limit."""
    edges, outer = axis.places(one.edges), axis.places(one.outer)
    if not edges:  # nothing can be accepted: all that is not rejected
        return ((float(_EDGE) if one.folded else outer[0], outer[-1]),)
    return tuple((min(pair), max(pair)) for pair in zip(edges, outer, strict=True))


def _value_text(one: Comparison, axis: _Axis, printed: Printed) -> str:
    remarks = [key for key, holds in (("scale_folded", one.folded), ("scale_log", axis.logarithmic)) if holds]
    if not remarks:
        return printed.value
    marks = punctuation(printed.lang)
    return f"{printed.value}{marks.bracketed(marks.comma.join(phrase(key, printed.lang) for key in remarks))}"


def _limit_texts(one: Comparison, part: Part, printed: Printed) -> tuple[str, ...]:
    """The limit, and what of it is accepted where that is something else."""
    bound, guard = one.acceptance.bound, one.acceptance.guard
    limit = phrase("scale_limit", printed.lang, limit=printed.asked)
    if part.limit and bound not in numbers.limit_values(part.limit, part.unit):
        limit = f"{limit} = {_with_unit(numbers.number(bound), part)}"
    if isinstance(guard, Absent):
        return limit, phrase("scale_u_unknown", printed.lang)
    if not guard:
        return (limit,)
    if not one.edges:
        return limit, phrase("scale_none", printed.lang)
    edge = _accepted_text(one, one.edges[-1], guard, part, printed.lang)
    if not one.acceptance.still_open:
        return limit, phrase("scale_accepted", printed.lang, limit=edge)
    last = _edge_number(one, one.outer[-1], guard)
    return limit, phrase("scale_open_to", printed.lang, limit=edge, last=_with_unit(last, part))


def _accepted_text(one: Comparison, edge: Fraction, guard: Fraction, part: Part, lang: Language) -> str:
    return term(part.relation, lang).format(limit=_with_unit(_edge_number(one, edge, guard), part))


def _edge_number(one: Comparison, edge: Fraction, guard: Fraction) -> str:
    """To the digits of U, and never onto or across the value or the limit."""
    apart = (one.value, -one.value, one.acceptance.bound)
    return numbers.with_uncertainty(edge, abs(guard), apart)[0]


def _with_unit(text: str, part: Part) -> str:
    return f"{text} {numbers.printed_unit(part.unit)}".rstrip()


def _middle(places: tuple[float, ...]) -> float:
    return sum(places) / len(places) if places else _WIDTH / 2


def _kept(at: float, text: str) -> float:
    """The middle of the words, moved where they would leave the drawing."""
    half = min(width(text) * _LETTER / 2, _WIDTH / 2)
    return round(min(max(at, half), _WIDTH - half), 1)
