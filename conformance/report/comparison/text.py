"""A comparison for a terminal: what is the same first, then what changed and by what."""

from collections.abc import Iterator

from conformance.model.comparison import CaseChange, Change, ClauseChange, Comparison
from conformance.report.columns import aligned
from conformance.report.comparison.wording import Wording, counted, hindered, other_evidence, paths_of, told, told_cases
from conformance.report.escapes import one_line, shortened
from conformance.report.messages import Language, chosen
from conformance.report.page.views import binding

CASES_SHOWN = 20  # of one clause; all stand in the JSON


def comparison_text(comparison: Comparison, lang: Language) -> str:
    """Lines of a comparison."""
    return "\n".join(_lines(comparison, Wording(lang)))


def _lines(comparison: Comparison, words: Wording) -> Iterator[str]:
    yield words.word(comparison.progress)
    yield f"{words.phrase('statement')}: {comparison.before.statement} -> {comparison.after.statement}"
    yield from ("", f"{words.phrase('common')}:")
    yield from aligned(
        [
            (
                f"  {words.phrase(one.key)}",
                words.phrase("same") if one.same else words.phrase("differs"),
                one.before if one.same else f"{one.before} -> {one.after}",
            )
            for one in words.likenesses(comparison)
        ]
    )
    yield f"  {words.phrase('evidence')}: {words.evidence(comparison)}"
    yield from _evidence(comparison, words)
    yield ""
    yield from aligned(
        [
            (words.phrase("change"), words.phrase("clauses"), words.phrase("cases")),
            *((f"  {words.word(change)}", str(clauses), str(cases)) for change, clauses, cases in counted(comparison)),
        ],
        numbers=(1, 2),
    )
    yield words.phrase("hindered_many", n=hindered(comparison))
    found = told(comparison)
    paths = paths_of(comparison)
    for one in found:
        yield ""
        yield from _clause(one, words)
        yield from _cases(one, words, paths)
    if not found:
        yield from ("", words.phrase("nothing_changed"))


def _evidence(comparison: Comparison, words: Wording) -> Iterator[str]:
    found = other_evidence(comparison)
    for how, paths in found[:CASES_SHOWN]:
        yield f"    {' -> '.join(shortened(one_line(path)) for path in paths)}: {words.word(how)}"
    if len(found) > CASES_SHOWN:
        yield f"    {words.phrase('more', n=len(found) - CASES_SHOWN)}"


def _clause(one: ClauseChange, words: Wording) -> Iterator[str]:
    marks = [words.phrase("worse")] * one.is_worse + [words.phrase("not_binding")] * (not binding(one.clause))
    tail = f"  [{', '.join(marks)}]" if marks else ""
    yield f"{one.clause.id}  {chosen(one.clause.title, words.lang)}{tail}"
    yield f"  {words.stand(one.before)} -> {words.stand(one.after)}: {words.word(one.change)}"
    if said := words.attribution(one.attribution):
        yield f"  {words.phrase('by')}: {one_line(said)}"
    for hindrance in one.hindrances:
        yield f"  {words.phrase('hindered')} ({words.word(hindrance.ground)}): {one_line(hindrance.detail)}"


def _cases(one: ClauseChange, words: Wording, paths: tuple[dict[str, str], dict[str, str]]) -> Iterator[str]:
    cases = told_cases(one)
    for case in cases[:CASES_SHOWN]:
        step = f"{words.stand(case.before)} -> {words.stand(case.after)}"
        yield f"    {words.subject(case, paths)}: {step}, {_kind(case, words)}"
        for said in (words.values(case), words.attribution(case.attribution)):
            if said:
                yield f"      {one_line(said)}"
    if len(cases) > CASES_SHOWN:
        yield f"    {words.phrase('more', n=len(cases) - CASES_SHOWN)}"


def _kind(case: CaseChange, words: Wording) -> str:
    if case.change is Change.VALUE_CHANGED:
        return f"{words.word(case.change)}: {words.word(case.value)}"
    return words.word(case.change)
