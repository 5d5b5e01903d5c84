"""What changed a verdict: the fewest things of the second run with which the first one, judged again, comes to it."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from conformance.comparison.rejudging import Bench, Corner
from conformance.model.comparison import NOT_ASKED, Attribution, Cause, Stand
from conformance.model.facts import Absent
from conformance.model.finding import ToolVersions
from conformance.model.vocabulary import Verdict

_Outcome: TypeAlias = tuple[Verdict, bool]
_ORDER = tuple(Cause)


@dataclass(frozen=True)
class Question:
    """One changed verdict, and where a mixture of the runs has it; `of` is told whether evidence is the second's."""

    before: Stand
    after: Stand
    of: Callable[[Corner, bool], Stand | Absent]


class Attributor:
    """Finds causes on a bench; `tools` are the versions of the first run, of the second one, and of this tool."""

    def __init__(self, bench: Bench, tools: tuple[ToolVersions, ToolVersions, ToolVersions]) -> None:
        self._bench = bench
        self._differing = bench.differing
        before, after, ours = tools
        self._foreign = (before != ours, after != ours)

    def attribution(self, question: Question) -> Attribution:
        """The causes of one changed verdict; what can't be judged again is said and not guessed."""
        first, last = self._seen(question, ()), self._seen(question, self._differing)
        for seen in (first, last):
            if isinstance(seen, Absent):
                return Attribution(why=seen.detail)
        if isinstance(first, Absent) or isinstance(last, Absent):
            return NOT_ASKED
        drifted = (_outcome(first) != _outcome(question.before), _outcome(last) != _outcome(question.after))
        for which, seen, drift, foreign in zip(("first", "second"), (first, last), drifted, self._foreign, strict=True):
            if drift and not foreign:
                return Attribution(why=_not_reproduced(which, seen))
        by_tool = (Cause.TOOL,) if any(drifted) else ()
        if by_tool and _outcome(first) == _outcome(last):
            return Attribution((by_tool,))
        ways, why = self._smallest(question, _outcome(last))
        return Attribution(tuple(_ordered((*way, *by_tool)) for way in ways), why)

    def _smallest(self, question: Question, wanted: _Outcome) -> tuple[tuple[tuple[Cause, ...], ...], str]:
        """The smallest sets of differences that bring the verdict about, and what of the smaller ones is not known."""
        unknown = ""
        for size in range(1, len(self._differing) + 1):
            found = []
            for taken in combinations(self._differing, size):
                seen = self._seen(question, taken)
                if isinstance(seen, Absent):
                    unknown = unknown or seen.detail
                elif _outcome(seen) == wanted:
                    found.append(taken)
            if found:
                return tuple(found), unknown
        return (), unknown

    def _seen(self, question: Question, taken: tuple[Cause, ...]) -> Stand | Absent:
        return question.of(self._bench.corner(frozenset(taken)), Cause.DEVICE in taken)


def _outcome(stand: Stand) -> _Outcome:
    return stand.judgement.verdict, stand.waived


def _ordered(causes: tuple[Cause, ...]) -> tuple[Cause, ...]:
    return tuple(cause for cause in _ORDER if cause in causes)


def _not_reproduced(which: str, seen: Stand) -> str:
    said = seen.judgement
    return (
        f"judged again from its own facts and catalog, the {which} run comes to {said.verdict} ({said.reason}): "
        "the facts that are kept are not those that it judged"
    )
