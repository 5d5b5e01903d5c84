"""What text, JSON and HTML of a comparison say alike: verdicts, values, causes and the table of what is the same."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from conformance.model.comparison import Attribution, CaseChange, Change, ClauseChange, Comparison, Stand
from conformance.model.evidence import Submission
from conformance.model.facts import Absent
from conformance.model.finding import DEVICE_EVIDENCE, RunRecord
from conformance.model.measurement import Measurement
from conformance.model.vocabulary import Verdict
from conformance.report.comparison.phrases import PHRASES, TERMS
from conformance.report.escapes import one_line, shortened
from conformance.report.messages import Language, chosen, term
from conformance.report.numbers import grouped, measured_text
from conformance.report.punctuation import punctuation

DIGITS_OF_A_DIGEST = 12


@dataclass(frozen=True)
class Likeness:
    """One line of what both runs are about; `detail` where their texts alone would not tell the difference."""

    key: str
    before: str
    after: str

    @property
    def same(self) -> bool:
        """True where both say the same, and something."""
        return self.before == self.after


class Wording:
    """The words of one language."""

    def __init__(self, lang: Language) -> None:
        self.lang = lang
        self.punct = punctuation(lang)

    def phrase(self, key: str, **values: object) -> str:
        """A phrase with its places filled."""
        return chosen(PHRASES[key], self.lang).format(**values)

    def word(self, member: StrEnum) -> str:
        """The word of a member, of this table or of the report's."""
        own = TERMS.get(type(member))
        return term(member, self.lang) if own is None else chosen(own[member.value], self.lang)

    def stand(self, stand: Stand | Absent) -> str:
        """A verdict in one run."""
        if isinstance(stand, Absent):
            return self.phrase("absent")
        verdict = term(stand.judgement.verdict, self.lang)
        return f"{verdict}{self.punct.bracketed(self.phrase('waived'))}" if stand.waived else verdict

    def attribution(self, one: Attribution) -> str:
        """What changed a verdict, proved, or that it is not known."""
        if not one.ways:
            return f"{self.phrase('not_attributed')}{self.punct.colon}{one.why}" if one.why else ""
        ways = (self.phrase("together").join(map(self.word, way)) for way in one.ways)
        text = self.phrase("either").join(ways)
        reserve = self.punct.bracketed(f"{self.phrase('not_told_apart')}{self.punct.colon}{one.why}")
        return f"{text}{reserve}" if one.why else text

    def values(self, case: CaseChange) -> str:
        """The values of a case that differ, in both runs or in the only one that has them."""
        before, after = (_values(stand) for stand in (case.before, case.after))
        names = [name for name in dict.fromkeys((*after, *before)) if before.get(name) != after.get(name)]
        shown = (
            f"{name}: {' -> '.join(values[name] for values in (before, after) if name in values)}" for name in names
        )
        return "; ".join(shown)

    def subject(self, case: CaseChange, paths: tuple[dict[str, str], dict[str, str]]) -> str:
        """The evidence of a case as people call it; both names where they differ."""
        names = [
            self.phrase("whole_device") if one == DEVICE_EVIDENCE else paths[side].get(one, one)
            for side, one in enumerate(case.evidence)
            if one
        ]
        return " -> ".join(shortened(one_line(name)) for name in dict.fromkeys(names))

    def likenesses(self, comparison: Comparison) -> tuple[Likeness, ...]:
        """What is the same in both runs and what is not: the head of every form of a comparison."""
        rows = [self._facts_of(record) for record in (comparison.before, comparison.after)]
        return tuple(Likeness(key, before, rows[1][key]) for key, before in rows[0].items())

    def _facts_of(self, record: RunRecord) -> dict[str, str]:
        device, none = record.submission.device, self.phrase("not_named")
        overlays = (f"{one_line(one.file)} {one.sha256[:DIGITS_OF_A_DIGEST]}" for one in record.catalog.overlays)
        return {
            "maker": one_line(device.maker) or none,
            "model": one_line(device.model) or none,
            "firmware": one_line(device.firmware) or none,
            "serial": one_line(device.serial) or none,
            "profiles": " + ".join(record.profiles),
            "catalog": record.catalog.sha256[:DIGITS_OF_A_DIGEST],
            "overlays": ", ".join(overlays) or self.phrase("none"),
            "tool": ", ".join(f"{name} {one_line(version)}" for name, version in record.tool.versions),
            "started": record.started.isoformat(sep=" ", timespec="seconds"),
        }

    def evidence(self, comparison: Comparison) -> str:
        """How much evidence is the same."""
        same = sum(pair.same_bytes for pair in comparison.evidence)
        counts = {
            "with_same_bytes": same,
            "with_other_bytes": len(comparison.evidence) - same,
            "only_first": len(comparison.only_before),
            "only_second": len(comparison.only_after),
        }
        return self.punct.comma.join(self.phrase(key, n=grouped(count)) for key, count in counts.items())


def paths_of(comparison: Comparison) -> tuple[dict[str, str], dict[str, str]]:
    """Path by id of the evidence of either run."""
    return _paths(comparison.before.submission), _paths(comparison.after.submission)


def _paths(submission: Submission) -> dict[str, str]:
    recordings = {one.id: one.path for one in submission.recordings}
    return recordings | {one.id: one.path for one in submission.dumps}


def other_evidence(comparison: Comparison) -> tuple[tuple[StrEnum, tuple[str, ...]], ...]:
    """Evidence that is not the same file by the same path: how it was matched, or where alone it is, with its names."""
    matched = (
        (pair.by, tuple(dict.fromkeys((pair.before_path, pair.after_path))))
        for pair in comparison.evidence
        if not pair.same_bytes or pair.before_path != pair.after_path
    )
    gone = ((Change.GONE, (path,)) for path in comparison.only_before)
    return (*matched, *gone, *((Change.NEW, (path,)) for path in comparison.only_after))


def told(comparison: Comparison) -> tuple[ClauseChange, ...]:
    """Clauses of which there is something to tell, what asks for attention first."""
    order = list(Change)
    changed = (one for one in comparison.clauses if one.change is not Change.UNCHANGED or told_cases(one))
    return tuple(sorted(changed, key=lambda one: (not one.is_worse, order.index(one.change))))


def told_cases(one: ClauseChange) -> tuple[CaseChange, ...]:
    """Cases of a clause of which there is something to tell, what asks for attention first.

    One that only one run has and that passed there is counted and not told; of a clause that only one run has, the
    clause tells all.
    """
    if isinstance(one.before, Absent) or isinstance(one.after, Absent):
        return ()
    order = list(Change)
    changed = (case for case in one.cases if case.change is not Change.UNCHANGED and not _passed_alone(case))
    return tuple(sorted(changed, key=lambda case: order.index(case.change)))


def counted(comparison: Comparison) -> tuple[tuple[Change, int, int], ...]:
    """Clauses and cases by change, those that there are."""
    clauses = Counter(one.change for one in comparison.clauses)
    cases = Counter(case.change for one in comparison.clauses for case in one.cases)
    return tuple((change, clauses[change], cases[change]) for change in Change if clauses[change] or cases[change])


def hindered(comparison: Comparison) -> int:
    """How many clauses can't be compared as they stand."""
    return sum(bool(one.hindrances) for one in comparison.clauses)


def _passed_alone(case: CaseChange) -> bool:
    stands = [stand for stand in (case.before, case.after) if isinstance(stand, Stand)]
    return len(stands) == 1 and stands[0].judgement.verdict is Verdict.PASS


def _values(stand: Stand | Absent) -> dict[str, str]:
    if isinstance(stand, Absent):
        return {}
    return {
        part.measurand: one_line(measured_text(part.outcome))
        for part in stand.parts
        if isinstance(part.outcome, Measurement)
    }
