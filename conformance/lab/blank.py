"""The plan as a `submission.yaml` whose blanks the reader refuses, so that none of them passes for an answer."""

import json
from collections.abc import Iterator

from conformance.lab.phrases import EXAMPLES
from conformance.lab.plan import Plan, PlannedRecording, Question, Witnessed
from conformance.lab.wording import on_one_line, phrase, setting, wanted_texts
from conformance.model.clause import Clause
from conformance.model.units import TEXT, fitting
from conformance.model.vocabulary import ItemKind
from conformance.report.messages import Language, chosen
from conformance.report.page.asking import formula, line_of

_NAMES = 'file_names: ["{device}_{year}{month}{day}{hour}{minute}{second}.mp4"]'
_SPELLED_LIKE_VALUES = ("true", "false", "null", "yes", "no", "on", "off", "y", "n")


def blank_submission(plan: Plan, lang: Language) -> str:
    """The text of `submission.yaml`: everything that the plan knows is written, everything else is blank."""
    return "\n".join(_lines(plan, lang)) + "\n"


def _lines(plan: Plan, lang: Language) -> Iterator[str]:
    profiles = tuple(profile.id for profile in plan.profiles)
    yield f"# {phrase('blank_head', lang, profiles=', '.join(profiles))}"
    yield f"# {phrase('catalog', lang)} {plan.catalog_sha256}"
    yield f"# {phrase('blank_how', lang)}"
    yield f"#     conformance run . {' '.join(f'--profile {name}' for name in profiles)}"
    yield "device:"
    yield "  maker:"
    yield "  model:"
    yield f"  firmware:  # {phrase('blank_quotes', lang)}"
    yield f"  serial:  # {phrase('blank_quotes', lang)}"
    if plan.dumps or any(recording.needs.zone for recording in plan.recordings):
        yield f"# {phrase('blank_names', lang, line=_NAMES)}"
    if plan.questions:
        yield "statement:"
    for question in plan.questions:
        yield from _answer(question, lang)
    yield "recordings:"
    for recording in plan.recordings:
        yield from _recording(recording, lang)
    if plan.dumps:
        yield "dumps:"
    for dump in plan.dumps:
        yield f"  - path: {dump.folder}/*  # {dump.step} {phrase('blank_parts', lang)}"
    if plan.witnessed:
        yield f"attestations:  # {phrase('blank_file', lang)}"
    for witnessed in plan.witnessed:
        yield from _attestations(witnessed, lang)


def _answer(question: Question, lang: Language) -> Iterator[str]:
    item = question.item
    match item.kind:
        case ItemKind.BOOL:
            hint = phrase("blank_bool", lang)
        case ItemKind.CHOICE:
            hint = phrase("blank_choice", lang, choices=", ".join(item.choices))
        case ItemKind.QUANTITY:
            hint = phrase("blank_quantity", lang, units=", ".join(fitting(item.unit)))
    key = json.dumps(item.id) if item.id in _SPELLED_LIKE_VALUES else item.id
    yield f"  # {question.step} {on_one_line(chosen(item.question, lang))}"
    yield f"  {key}:  # {on_one_line(hint)}"


def _recording(recording: PlannedRecording, lang: Language) -> Iterator[str]:
    yield f"  - path: {recording.folder}/*  # {recording.step}"
    yield f"    role: {recording.role}"
    if recording.needs.settings:
        yield "    settings:"
    for name in recording.needs.settings:
        yield f"      {name}:  # {setting(name, lang)}: {EXAMPLES[name]}"
    if recording.needs.zone:
        yield f"    clock_zone:  # {phrase('blank_zone', lang)}"
    if recording.needs.segment:
        yield f"    segment_of:  # {phrase('blank_segment', lang)}"
    if recording.needs.length:
        yield "    recorded_for:"
        yield f"      value:  # {phrase('blank_length', lang)}"
        yield f"      u:  # {phrase('blank_u', lang)}"
    if recording.needs.reference:
        yield "    reference:"
        yield f"      start:  # {phrase('blank_start', lang)}"
        yield f"      u:  # {phrase('blank_u', lang)}"


def _attestations(witnessed: Witnessed, lang: Language) -> Iterator[str]:
    """One entry a clause; what to write stands beside the first alone, for the others take the same."""
    first, *others = witnessed.clauses
    same = f" {phrase('blank_same', lang, n=len(witnessed.clauses))}" if others else ""
    yield f"  # {witnessed.step}{same}"
    yield from _entry(first, tuple(_fields(witnessed, lang)), lang)
    for clause in others:
        yield from _entry(clause, tuple((name, "") for name, _ in _fields(witnessed, lang)), lang)


def _entry(clause: Clause, fields: tuple[tuple[str, str], ...], lang: Language) -> Iterator[str]:
    yield f"  - clause: {json.dumps(clause.id)}  # {on_one_line(line_of(formula(clause.requirement, lang)))}"
    for name, hint in fields:
        yield f"    {name}:  # {on_one_line(hint)}" if hint else f"    {name}:"


def _fields(witnessed: Witnessed, lang: Language) -> Iterator[tuple[str, str]]:
    """Fields of an attestation, and what to write there."""
    day = phrase("blank_day", lang)
    if witnessed.unit == TEXT:
        texts = ", ".join(wanted_texts(witnessed.clauses))
        yield "value", phrase("blank_text", lang, texts=texts)
        yield "instrument", phrase("means", lang)
    else:
        yield "value", phrase("blank_quantity", lang, units=", ".join(fitting(witnessed.unit)))
        yield "u", phrase("u", lang)
        yield "instrument", phrase("instrument", lang)
        yield "calibration_due", day
    yield "by", phrase("by", lang)
    yield "on", day
    yield "valid_until", day
