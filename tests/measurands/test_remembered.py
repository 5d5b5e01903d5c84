"""What was worked out of facts goes with them."""

from dataclasses import replace

from conformance.measurands.remembered import remembered
from conformance.model.evidence import RecordingSubject
from tests.measurands.facts import NOTHING
from tests.measurands.facts import subject as made


def test_an_answer_is_worked_out_once_a_subject_and_never_for_other_facts() -> None:
    asked: list[RecordingSubject] = []

    @remembered
    def size(subject: RecordingSubject) -> int:
        asked.append(subject)
        return subject.facts.size

    subject = made(NOTHING)
    assert size(subject) == size(subject) == subject.facts.size
    assert len(asked) == 1
    other = replace(subject, facts=replace(subject.facts, size=subject.facts.size + 1))
    assert size(other) == subject.facts.size + 1
    assert subject == replace(subject), "what is known is no part of what a subject is"
