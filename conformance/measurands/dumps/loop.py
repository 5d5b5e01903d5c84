"""Whether what went from one dump of a storage to a later one was the oldest."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise

from conformance.measurands.dumps.names import Named, named, recordings
from conformance.measurands.dumps.reading import unless_unlisted, volumes_of
from conformance.measurands.reading import MOST_PLACES, Reading, Result
from conformance.model.evidence import DeviceSubject, DumpSubject
from conformance.model.facts import Absent
from conformance.model.vocabulary import Reason


def overwritten_out_of_order(subject: DeviceSubject) -> Result:
    """Recordings that went from one dump to a later one though an older one stayed, or that changed in between.

    The dump whose newest recording is later is the later one. One that is marked as important must stay whatever its
    age.
    """
    if len(subject.dumps) < 2:
        said = f"two dumps of one storage are needed, taken one after the other; there are {len(subject.dumps)}"
        return Absent(Reason.EVIDENCE_MISSING, said)
    states: list[list[Named]] = []
    for dump in subject.dumps:
        state = _state(dump)
        if isinstance(state, Absent):
            return state
        states.append(state)
    states.sort(key=lambda state: max((one.age for one in state), default=((), -1)))
    return _compared(states)


def _state(dump: DumpSubject) -> list[Named] | Absent:
    """The recordings of one dump, of which all are known."""
    patterns = dump.dump.name_patterns
    if not patterns:
        return Absent(Reason.SETTING_NOT_STATED, "submission.yaml states no file_names")
    found = volumes_of(dump)
    if isinstance(found, Absent):
        return found
    whole = unless_unlisted(Reading(Fraction(0)), found)
    return whole if isinstance(whole, Absent) else named(recordings(found, patterns), patterns)


def _compared(states: list[list[Named]]) -> Reading:
    """What went or changed from each state to the next."""
    wrong: list[str] = []
    gone = 0
    for before, behind in pairwise(states):
        sizes = {one.identity: one.entry.size for one in behind}
        removed = [one for one in before if one.identity not in sizes]
        kept = [one for one in before if one.identity in sizes]
        gone += len(removed)
        wrong += [f"{one.entry.path} changed its size" for one in kept if sizes[one.identity] != one.entry.size]
        wrong += [f"{one.entry.path} went though it is important" for one in removed if one.is_important]
        wrong += _out_of_order(removed, kept)
    note = f"{gone} recordings went between {len(states)} dumps"
    told = f"{', '.join(wrong[:MOST_PLACES])}; {note}" if wrong else note
    return Reading(Fraction(len(wrong)), exercised=gone + len(wrong), note=told)


def _out_of_order(removed: Iterable[Named], kept: Iterable[Named]) -> list[str]:
    """Removed ones that are newer than the oldest of their series that stayed and need not have."""
    oldest: dict[tuple[tuple[str, str], ...], Named] = {}
    for one in kept:
        if not one.is_important:
            oldest.setdefault(one.series, one)
    pairs = ((one, oldest.get(one.series)) for one in removed if not one.is_important)
    return [
        f"{one.entry.path} went, and the older {other.entry.path} stayed"
        for one, other in pairs
        if other and other.age < one.age
    ]
