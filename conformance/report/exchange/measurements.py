"""What was measured of single files, without verdicts: `measure --json` and its table for people."""

import json

from conformance.model.measured import MeasuredFile
from conformance.model.measurement import Measurement, NotMeasured
from conformance.report.exchange.fields import Json, place_fields, value_fields
from conformance.report.numbers import measured_text, number


def measurements_json(files: tuple[MeasuredFile, ...]) -> str:
    """`{FILE: {facts_sha256, measurements: {name: ...}, not_measured: {name: sentence}}}`."""
    return json.dumps({file.path: _file(file) for file in files}, indent=2, ensure_ascii=False)


def _file(file: MeasuredFile) -> Json:
    return {
        "facts_sha256": file.facts_sha256,
        "measurements": {one.measurand: _measurement(one) for one in file.outcomes if isinstance(one, Measurement)},
        "not_measured": {
            one.measurand: f"{one.reason}: {one.detail}" for one in file.outcomes if isinstance(one, NotMeasured)
        },
    }


def _measurement(one: Measurement) -> Json:
    return {"unit": one.unit, **value_fields(one), "where": [place_fields(place) for place in one.where]}


def measurements_text(files: tuple[MeasuredFile, ...]) -> str:
    """A block a file: each measurand with value, uncertainty and note, or why it was not measured."""
    return "\n\n".join("\n".join((file.path, *map(_line, file.outcomes))) for file in files)


def _line(outcome: Measurement | NotMeasured) -> str:
    if isinstance(outcome, NotMeasured):
        return f"  {outcome.measurand:<30} -  {outcome.reason}: {outcome.detail}"
    said = [f"{opinion.source} says {number(opinion.value)}" for opinion in outcome.conflicts]
    tail = "; ".join(text for text in (*said, outcome.note) if text)
    return f"  {outcome.measurand:<30} {measured_text(outcome)}{f'  ({tail})' if tail else ''}"
