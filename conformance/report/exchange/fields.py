"""The fields of a measured value as JSON: the same in `results.json` and in `measure --json`."""

from fractions import Fraction
from typing import TypeAlias

from conformance.model.file_timelines import FileBreak, FileSpan, FileTimeline
from conformance.model.measurement import Component, Curve, Measurement, Opinion, Text, Uncertain, Value, Where
from conformance.model.still import Still
from conformance.model.vocabulary import Axis
from conformance.report.numbers import exact_text

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

_AXIS_UNITS = {Axis.TIME: "s", Axis.BYTE: "B"}


def value_fields(measurement: Measurement) -> dict[str, Json]:
    """Value, uncertainty and what stands behind them; null where there is none."""
    fields: dict[str, Json] = {
        "value": _value(measurement.value),
        "value_exact": _exact(measurement.value),
        "exercised": measurement.exercised,
        "note": named(measurement.note),
        "opinions": [_opinion(opinion) for opinion in measurement.opinions],
        "budget": [_component(component) for component in measurement.budget],
        "curves": [_curve(curve) for curve in measurement.curves],
        "stills": [_still(still) for still in measurement.stills],
        "timelines": [_timeline(timeline) for timeline in measurement.timelines],
    }
    uncertainty = measurement.uncertainty
    if isinstance(uncertainty, Uncertain):
        return fields | {
            "expanded_uncertainty": float(uncertainty.expanded),
            "coverage_factor": float(uncertainty.coverage_factor),
        }
    why = f"uncertainty not known: {uncertainty.why}"
    note = "; ".join(text for text in (measurement.note, why) if text)
    return fields | {"expanded_uncertainty": None, "coverage_factor": None, "note": note}


def _opinion(opinion: Opinion) -> Json:
    return {
        "source": opinion.source,
        "value": _value(opinion.value),
        "value_exact": _exact(opinion.value),
        "agrees": opinion.agrees,
    }


def _component(component: Component) -> Json:
    return {"source": component.source, "standard_uncertainty": float(component.standard)}


def _curve(curve: Curve) -> Json:
    return {
        "of": curve.of,
        "unit": curve.unit,
        "over": curve.over,
        "over_unit": curve.over_unit,
        "points": [list(point) for point in curve.points],
        "fit": [list(place) for place in curve.fit],
    }


def _still(still: Still) -> Json:
    sight = still.sight
    return {
        "track": sight.track,
        "picture": sight.number,
        "pts": sight.pts,
        "time_stamp": float(still.stamp),
        "position": float(still.time),
        "unit": "s",
        "mean_luma": sight.luma,
        "marks": [[mark.left, mark.top, mark.right, mark.bottom] for mark in sight.marks],
        "read": named(still.read),
        "why": still.why,
    }


def _timeline(timeline: FileTimeline) -> Json:
    return {
        "of": timeline.of,
        "clock": timeline.clock.value,
        "scale": timeline.scale.value,
        "unit": "s",
        "spans": [_span(span) for span in timeline.spans],
        "breaks": [_break(one) for one in timeline.breaks],
    }


def _span(span: FileSpan) -> Json:
    return {
        "begin": span.begin,
        "end": span.end,
        "name": span.name,
        "files": span.files,
        "breaks": span.breaks,
        "longest": span.longest,
    }


def _break(one: FileBreak) -> Json:
    return {"at": one.at, "length": one.length, "expanded_uncertainty": one.within}


def place_fields(where: Where) -> Json:
    """One place in the evidence."""
    return {
        "axis": where.axis.value,
        "position": float(where.position),
        "unit": _AXIS_UNITS.get(where.axis),
        "detail": where.detail,
    }


def _value(value: Value) -> str | float:
    return value.text if isinstance(value, Text) else float(value)


def _exact(value: Value) -> str | None:
    return exact_text(value) if isinstance(value, Fraction) else None


def named(text: str) -> str | None:
    """The text, or null for an empty one."""
    return text or None
