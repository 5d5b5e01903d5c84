"""Words in one language, and the list of what the laboratory did not state, kept while the form is written."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from conformance.model.evidence import Attestation
from conformance.model.facts import Absent
from conformance.model.finding import Finding, RunRecord
from conformance.model.laboratory import Day, LaboratorySheet, Told
from conformance.model.words import Words
from conformance.report import numbers
from conformance.report.form.content import Line, Tone, plain
from conformance.report.form.phrases import PHRASES
from conformance.report.messages import Language, chosen, term
from conformance.report.punctuation import punctuation

MOST_ATTACHED = 32 * 1024 * 1024  # characters of results.json that a PDF carries along


@dataclass(frozen=True)
class Given:
    """What a form is made from.

    `methods` has each measurand's method in one sentence, as this version has it; `results` is the text of
    `results.json`, and `results_sha256` its digest.
    """

    record: RunRecord
    sheet: LaboratorySheet
    methods: Mapping[str, str]
    results: str
    results_sha256: str

    @property
    def attached(self) -> bool:
        """Whether `results.json` is small enough to go into the PDF."""
        return len(self.results) <= MOST_ATTACHED

    @cached_property
    def subjects(self) -> Mapping[str, int]:
        """Number of each piece of evidence, by its id: recordings, then dumps."""
        submission = self.record.submission
        ids = (*(one.id for one in submission.recordings), *(one.id for one in submission.dumps))
        return {one: number for number, one in enumerate(ids, 1)}

    def attestation(self, finding: Finding) -> tuple[tuple[int, Attestation], ...]:
        """The attestation that a finding is about, with its number among all: one or none."""
        return self._attested.get((finding.clause, finding.evidence), ())

    @cached_property
    def _attested(self) -> Mapping[tuple[str, str], tuple[tuple[int, Attestation], ...]]:
        """By clause and evidence of the finding, which counts the attestations of one clause."""
        counts: Counter[str] = Counter()
        found = {}
        for number, one in enumerate(self.record.submission.attestations, 1):
            counts[one.clause] += 1
            found[one.clause, f"attestation-{counts[one.clause]}"] = ((number, one),)
        return found


class Teller:
    """Says things in one language; `missing` grows with every thing that was asked for and not stated."""

    def __init__(self, lang: Language) -> None:
        self.lang = lang
        self.punct = punctuation(lang)
        self.missing: list[str] = []

    def say(self, key: str, **values: object) -> str:
        """A phrase."""
        return chosen(PHRASES[key], self.lang).format(**values)

    def line(self, key: str, **values: object) -> Line:
        """A phrase as text of the form."""
        return plain(self.say(key, **values))

    def words(self, text: Words) -> str:
        """The text in this language."""
        return chosen(text, self.lang)

    def term(self, member: StrEnum) -> str:
        """A vocabulary's word."""
        return term(member, self.lang)

    def told(self, value: Told | Day, what: str, tone: Tone = Tone.PLAIN) -> Line:
        """What the laboratory states, or that it does not, which is noted under the words `what`."""
        if isinstance(value, Absent):
            return self.unstated(what)
        return plain(value.isoformat() if isinstance(value, date) else value, tone)

    def unstated(self, what: str, instead: str = "not_stated") -> Line:
        """Note that something is not stated; the words that stand in its place."""
        self.missing.append(what)
        return plain(self.say(instead), Tone.MISSING)

    def count(self, number: int) -> str:
        """A whole number."""
        return numbers.grouped(number)
