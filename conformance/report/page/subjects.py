"""What the findings of a run looked at, each with a name, an anchor, and the page that tells of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from conformance.model.evidence import Dump, Recording
from conformance.model.finding import DEVICE_EVIDENCE, NO_EVIDENCE, Finding, RunRecord
from conformance.model.vocabulary import Reason
from conformance.report.escapes import one_line, shortened
from conformance.report.messages import Language, chosen
from conformance.report.page.phrases import PHRASES

# why a finding without evidence has none, where it is not that somebody owes it
_NOTHING_OWED = {
    Reason.DECLARED_ABSENT: "by_statement",
    Reason.DECLARED_AWAY: "by_statement",
    Reason.STATEMENT_CONTRADICTED: "by_statement",
    Reason.METHOD_PLANNED: "no_method",
    Reason.NOT_TESTABLE: "no_method",
}


@dataclass(frozen=True)
class Subject:
    """Name and anchor of what a case looked at."""

    anchor: str
    label: str
    name: str  # in full, as the reproduce command spells it
    is_file: bool


@dataclass(frozen=True)
class Subjects:
    """What the findings looked at: recordings and dumps by id, and all else by the key of its phrase."""

    files: Mapping[str, Subject]
    others: Mapping[str, Subject]

    @classmethod
    def of(cls, record: RunRecord, lang: Language) -> "Subjects":
        """In the order of the submission, then of the findings."""
        files = {}
        evidence: tuple[Recording | Dump, ...] = (*record.submission.recordings, *record.submission.dumps)
        for number, one in enumerate(evidence, 1):
            label = one_line(one.path)
            files[one.id] = Subject(f"r{number}", shortened(label), label, is_file=True)
        keys = dict.fromkeys(_nature(finding) for finding in record.findings if finding.evidence not in files)
        labels = {key: chosen(PHRASES[key], lang) for key in keys}
        numbered = enumerate(labels.items(), len(files) + 1)
        others = {key: Subject(f"r{number}", label, label, is_file=False) for number, (key, label) in numbered}
        return cls(files, others)

    def __iter__(self) -> Iterator[Subject]:
        """All of them, files first."""
        yield from self.files.values()
        yield from self.others.values()

    def subject(self, finding: Finding) -> Subject:
        """What one finding looked at."""
        return self.files.get(finding.evidence) or self.others[_nature(finding)]


def _nature(finding: Finding) -> str:
    """Key of the phrase for evidence that is no file."""
    if finding.evidence == NO_EVIDENCE:
        return _NOTHING_OWED.get(finding.judgement.reason, "no_evidence")
    return "whole_device" if finding.evidence == DEVICE_EVIDENCE else "attested"
