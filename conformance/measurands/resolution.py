"""What pictures resolve by the slanted edges of a filmed chart: in both directions, and in every kind of picture."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from math import sqrt
from typing import TYPE_CHECKING, TypeAlias

from conformance.measurands import coverage
from conformance.measurands.reading import Reading, Result
from conformance.measurands.tracks import primary
from conformance.model.chart_facts import ChartFacts, EdgeCrop, GreyPatch
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, Pictures
from conformance.model.measurement import Curve, Opinion
from conformance.model.vocabulary import Place, Reason

if TYPE_CHECKING:
    from conformance.measurands.esfr.edge import EdgeSfr, Estimate

_MIDDLE = (Place.CENTRE, Place.GIVEN)
_CORNERS = (Place.TOP_LEFT, Place.TOP_RIGHT, Place.BOTTOM_LEFT, Place.BOTTOM_RIGHT)
_SHARPENED = 1.1  # highest response of a picture that is no camera's doing
_MOST_TOLD = 4  # refused edges that a note names
_INTRA, _INTER = "intra-coded", "inter-coded"
_UPRIGHT, _LEVEL = "near vertical", "near horizontal"

Pick: TypeAlias = "Callable[[EdgeSfr], Estimate]"


@dataclass(frozen=True)
class _Edge:
    """A measured edge: what its pictures of each kind show."""

    crop: EdgeCrop
    kinds: "tuple[tuple[str, EdgeSfr], ...]"

    @property
    def direction(self) -> str:
        return _UPRIGHT if self.kinds[0][1].stands else _LEVEL


@dataclass(frozen=True)
class _View:
    """The measured edges of some places, and what was refused there."""

    chart: ChartFacts
    edges: tuple[_Edge, ...]
    refused: tuple[str, ...]

    def at(self, place: Place) -> tuple[_Edge, ...]:
        return tuple(edge for edge in self.edges if edge.crop.place is place)


def sfr50(subject: RecordingSubject) -> Result:
    """Spatial frequency at which the e-SFR falls to 50 %, smallest at the centre or the given regions, cycles/px."""
    return _in_the_middle(subject, lambda edge: edge.sfr50)


def sfr_at_0_45(subject: RecordingSubject) -> Result:
    """The e-SFR about 0.45 cycles/px, of light or codes, the smallest at the centre or the given regions."""
    return _in_the_middle(subject, lambda edge: edge.sfr45)


def resolution_lines(subject: RecordingSubject) -> Result:
    """Line widths per picture height at an e-SFR of 10 %, the smallest at the centre or the given regions, LW/PH."""
    return _in_the_middle(subject, _lines(subject))


def sfr50_corners(subject: RecordingSubject) -> Result:
    """Spatial frequency at which the e-SFR falls to 50 %, mean of the four corners, cycles/px."""
    return _in_the_corners(subject, lambda edge: edge.sfr50)


def sfr_at_0_45_corners(subject: RecordingSubject) -> Result:
    """The e-SFR about 0.45 cycles/px, mean of the four corners."""
    return _in_the_corners(subject, lambda edge: edge.sfr45)


def resolution_lines_corners(subject: RecordingSubject) -> Result:
    """Line widths per picture height at an e-SFR of 10 %, mean of the four corners, LW/PH."""
    return _in_the_corners(subject, _lines(subject))


def _in_the_middle(subject: RecordingSubject, pick: Pick) -> Result:
    view = _view(subject, _MIDDLE)
    if isinstance(view, Absent):
        return view
    groups = [*((edge,) for edge in view.at(Place.GIVEN)), view.at(Place.CENTRE)]
    found = [mean for edges in groups for mean in _means(edges, pick)]
    if not found:
        return _none(view, "at the centre")
    doubts = [*_unseen(subject, view.edges), *_given_but_refused(view)]
    return _reading(min(found, key=lambda one: one.value), view, doubts, pick)


def _in_the_corners(subject: RecordingSubject, pick: Pick) -> Result:
    view = _view(subject, _CORNERS)
    if isinstance(view, Absent):
        return view
    corners = [view.at(place) for place in _CORNERS]
    lacking = [place for place, edges in zip(_CORNERS, corners, strict=True) if not edges]
    if lacking:
        return _none(view, f"in {' and '.join(place.replace('_', ' ') for place in lacking)}")
    found = [min(_means(edges, pick), key=lambda one: one.value) for edges in corners]
    doubts = dict.fromkeys(doubt for edges in corners for doubt in _unseen(subject, edges))
    return _reading(_mean(found), view, list(doubts), pick)


def _lines(subject: RecordingSubject) -> Pick:
    """Two line widths a cycle, over the height of the picture as it is displayed."""
    chart, track = subject.facts.chart, primary(subject)
    if isinstance(chart, Absent):
        return lambda edge: edge.sfr10
    pictures = track if isinstance(track, Absent) else track.pictures
    lies = isinstance(pictures, Pictures) and pictures.rotation % 180 == 90
    scale = 2.0 * (chart.width if lies else chart.height)
    return lambda edge: _scaled(edge.sfr10, scale)


def _view(subject: RecordingSubject, places: Iterable[Place]) -> _View | Absent:
    chart = subject.facts.chart
    if isinstance(chart, Absent):
        return chart
    edges: list[_Edge] = []
    refused = [f"{one.place.replace('_', ' ')}: {one.why}" for one in chart.refused if one.place in places]
    for crop in chart.edges:
        if crop.place not in places:
            continue
        patches = tuple(patch for patch in chart.patches if patch.place is crop.place)
        found = _measured(crop, patches, limited=chart.limited_range)
        if isinstance(found, Absent):
            place = crop.place.replace("_", " ")
            refused.append(f"{place}, {crop.width} x {crop.height} px at {crop.left}, {crop.top}: {found.detail}")
        else:
            edges.append(found)
    return _View(chart, tuple(edges), tuple(refused))


@lru_cache(maxsize=64)  # six measurands read the same edges
def _measured(crop: EdgeCrop, patches: tuple[GreyPatch, ...], *, limited: bool) -> _Edge | Absent:
    """The edge in its intra-coded and in its other pictures; refused where one of them can't be measured."""
    import numpy as np  # noqa: PLC0415 - loads numpy, which most recordings are measured without

    from conformance.measurands.esfr.edge import measure_edge  # noqa: PLC0415 - as above
    from conformance.measurands.esfr.linearise import standard, tone  # noqa: PLC0415 - as above

    shape = (len(crop.pictures), crop.height, crop.width)
    if not crop.pictures or len(crop.intra) != len(crop.pictures) or len(crop.codes) != np.prod(shape):
        return Absent(Reason.EVIDENCE_UNREADABLE, "its samples are not complete")
    codes = np.frombuffer(crop.codes, dtype=np.uint8).reshape(shape)
    curve = tone(patches, limited=limited)
    if not curve.covers(codes):
        curve = standard(limited=limited)
    kinds = []
    for kind, chosen in ((_INTRA, np.array(crop.intra)), (_INTER, ~np.array(crop.intra))):
        if not chosen.any():
            continue
        found = measure_edge(codes[chosen], curve, limited=limited)
        if isinstance(found, Absent):
            return replace(found, detail=f"{found.detail} ({kind})")
        kinds.append((kind, found))
    return _Edge(crop, tuple(kinds))


def _means(edges: Iterable[_Edge], pick: Pick) -> "list[Estimate]":
    """Means over the edges of one direction, each in pictures of one kind."""
    alike: dict[tuple[str, str], list[Estimate]] = {}
    for edge in edges:
        for kind, found in edge.kinds:
            alike.setdefault((edge.direction, kind), []).append(pick(found))
    return [_mean(found) for found in alike.values()]


def _mean(found: "list[Estimate]") -> "Estimate":
    """Mean of independent readings by one method through one tone curve."""
    count = len(found)
    return replace(
        found[0],
        value=sum(one.value for one in found) / count,
        random=sqrt(sum(one.random**2 for one in found)) / count,
        method=sum(one.method for one in found) / count,
        tone=sum(one.tone for one in found) / count,
    )


def _scaled(found: "Estimate", scale: float) -> "Estimate":
    return replace(
        found,
        value=found.value * scale,
        random=found.random * scale,
        method=found.method * scale,
        tone=found.tone * scale,
    )


def _unseen(subject: RecordingSubject, edges: Iterable[_Edge]) -> list[str]:
    """What was not measured and might be worse: a direction, or a kind of picture that the recording holds."""
    edges = list(edges)
    lacking = [f"{one} edges" for one in (_UPRIGHT, _LEVEL) if all(edge.direction != one for edge in edges)]
    seen = {kind for edge in edges for kind, _ in edge.kinds}
    return [*lacking, *(f"{kind} pictures" for kind in _kinds(subject) if kind not in seen)]


def _kinds(subject: RecordingSubject) -> list[str]:
    track = primary(subject)
    pictures = track if isinstance(track, Absent) else track.pictures
    types = "" if isinstance(pictures, Absent) else pictures.types
    return [kind for kind, letters in ((_INTRA, "KI"), (_INTER, "PB")) if set(letters) & set(types)]


def _given_but_refused(view: _View) -> list[str]:
    return ["a given region"] if any(why.startswith(Place.GIVEN) for why in view.refused) else []


def _reading(found: "Estimate", view: _View, doubts: list[str], pick: Pick) -> Reading:
    """The reading; what was not measured has its say as an opinion, which leaves open a verdict that it might turn."""
    said = tuple(Opinion(f"{doubt} (not measured: 0 at worst)", Fraction(0), agrees=False) for doubt in doubts)
    return Reading(
        value=Fraction(found.value).limit_denominator(10**6),
        uncertainty=coverage.uncertain(found.random, found.method, found.tone),
        exercised=len({picture for edge in view.edges for picture in edge.crop.pictures}),
        note="; ".join(_told(view, pick)),
        opinions=said,
        curves=(_drawn(view, pick),),
    )


def _drawn(view: _View, pick: Pick) -> Curve:
    """The response of the edge with the smallest value."""
    shown = (found for edge in view.edges for _, found in edge.kinds)
    return Curve(
        "e-SFR",
        "1",
        "spatial frequency",
        "cycles/px",
        min(shown, key=lambda one: pick(one).value).curve,
        (),
        joined=True,
    )


def _told(view: _View, pick: Pick) -> Iterable[str]:
    shown = [(edge, kind, found) for edge in view.edges for kind, found in edge.kinds]
    angles = [abs(found.angle) for _, _, found in shown]
    upright = sum(edge.direction == _UPRIGHT for edge in view.edges)
    yield f"edges: {upright} near vertical, {len(view.edges) - upright} near horizontal"
    yield f"slanted by {min(angles):.1f} to {max(angles):.1f} degrees"
    yield f"contrast {min(found.contrast for _, _, found in shown):.2f}"
    edge, kind, _ = min(shown, key=lambda one: pick(one[2]).value)
    yield f"smallest: {edge.direction}, {kind}"
    yield f"linear light by {' and '.join(sorted({found.tone_source for _, _, found in shown}))}"
    peak = max(found.peak for _, _, found in shown)
    if peak > _SHARPENED:
        yield f"sharpened: the response rises to {peak:.2f}"
    if any(found.above for _, _, found in shown):
        yield "above 10 % up to 0.5 cycles/px, beyond which a pixel grid shows nothing"
    if view.refused:
        more = len(view.refused) - _MOST_TOLD
        tail = f", and {more} more" if more > 0 else ""
        yield f"refused: {'; '.join(view.refused[:_MOST_TOLD])}{tail}"


def _none(view: _View, where: str) -> Absent:
    if view.refused:
        return Absent(Reason.METHOD_DOES_NOT_APPLY, f"no edge {where} can be measured: {'; '.join(view.refused)}")
    return Absent(Reason.EVIDENCE_MISSING, f"the recording shows no edge of the chart {where}")
