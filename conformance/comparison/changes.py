"""What became of a verdict and of a value between two runs, and whether it got worse."""

from collections.abc import Iterable

from conformance.model.comparison import Change, Stand, ValueChange
from conformance.model.finding import Part
from conformance.model.measurement import Measurement, Text, Uncertain
from conformance.model.vocabulary import Verdict

_DEGREES = list(ValueChange)
# verdict of the second run -> verdict of the first -> change; by its own verdict: from any other one
_TO = {
    Verdict.PASS: {Verdict.NOT_APPLICABLE: Change.APPLIED, Verdict.PASS: Change.FIXED},
    Verdict.FAIL: {Verdict.PASS: Change.BROKEN, Verdict.FAIL: Change.FAILED},
    Verdict.NOT_APPLICABLE: {Verdict.NOT_APPLICABLE: Change.EXEMPTED},
    Verdict.ERROR: {Verdict.ERROR: Change.ERROR},
}


def change_of(before: Stand, after: Stand, value: ValueChange) -> Change:
    """The change of a verdict that both runs have."""
    was, now = before.judgement.verdict, after.judgement.verdict
    if was is now and before.waived is not after.waived:
        return Change.WAIVED if after.waived else Change.UNWAIVED
    if was is now or (was.is_open and now.is_open):
        if (was, before.judgement.reason) != (now, after.judgement.reason):
            return Change.OTHER_REASON
        return Change.UNCHANGED if value is ValueChange.NONE else Change.VALUE_CHANGED
    if now.is_open:
        return Change.OPENED if was is Verdict.PASS else Change.UNDECIDED
    return _TO[now].get(was, _TO[now][now])


def got_worse(before: Stand, after: Stand) -> bool:
    """True where the second verdict stands further from conformity: met or outside, open, failed, error.

    A failure stays a failure under its waiver; of two failures the one without a waiver is worse.
    """
    return _standing(after) > _standing(before)


def stands_against(stand: Stand) -> bool:
    """True where a clause of its own fails, waived or not, or our code could not judge it."""
    return stand.judgement.verdict in (Verdict.FAIL, Verdict.ERROR)


def value_change(before: Iterable[Part], after: Iterable[Part]) -> ValueChange:
    """The greatest change among the values that both have, one a measurand."""
    old = {part.measurand: part.outcome for part in before}
    new = {part.measurand: part.outcome for part in after}
    degrees = [
        _difference(old[name], outcome)
        for name, outcome in new.items()
        if isinstance(outcome, Measurement) and isinstance(old.get(name), Measurement)
    ]
    return max(degrees, key=_DEGREES.index, default=ValueChange.NONE)


def _difference(before: object, after: Measurement) -> ValueChange:
    if not isinstance(before, Measurement):
        raise TypeError(f"{after.measurand} was not measured before")
    if before.value == after.value and before.unit == after.unit:
        return ValueChange.NONE
    if isinstance(before.value, Text) or isinstance(after.value, Text) or before.unit != after.unit:
        return ValueChange.OTHER_TEXT
    if not (isinstance(before.uncertainty, Uncertain) and isinstance(after.uncertainty, Uncertain)):
        return ValueChange.U_UNKNOWN
    spread = before.uncertainty.expanded**2 + after.uncertainty.expanded**2
    return ValueChange.BEYOND_U if (after.value - before.value) ** 2 > spread else ValueChange.WITHIN_U


def _rank(verdict: Verdict) -> int:
    if verdict in (Verdict.PASS, Verdict.NOT_APPLICABLE):
        return 0
    return 1 if verdict.is_open else 2 if verdict is Verdict.FAIL else 3


def _standing(stand: Stand) -> tuple[int, bool]:
    verdict = stand.judgement.verdict
    return _rank(verdict), verdict is Verdict.FAIL and not stand.waived
