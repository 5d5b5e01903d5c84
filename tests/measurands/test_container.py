"""Containers other than ISO BMFF: what an own walk over them found, and what follows for media that may be missing."""

from dataclasses import replace
from fractions import Fraction

import pytest

from conformance.measurands.container import media_bytes_missing, structure_errors
from conformance.measurands.reading import Reading, Result
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, Media
from conformance.model.structure_facts import Flaw, Structure
from conformance.model.vocabulary import Reason

from .facts import subject, video

WHOLE = Structure("avi", 553, 320_246, 0, 0, ())
CUT = Structure("avi", 200, 320_246, 100_000, 1, (Flaw("RIFF/movi", 12, "runs past"),))
BENT = Structure("avi", 553, 320_246, 0, 1, (Flaw("RIFF/idx1", 9, "names another chunk"),))
STREAM = Structure("mpeg-ts", 260, 0, 0, 0, (), "a transport stream promises no bytes")


def walked(structure: Structure | Absent) -> RecordingSubject:
    made = subject(
        Media(
            structure.container if isinstance(structure, Structure) else "asf",
            "",
            (video((0, 1), Fraction(1, 25)),),
            (),
            (),
        )
    )
    return replace(made, facts=replace(made.facts, structure=structure))


def said(result: Result) -> object:
    return (result.value, result.exercised) if isinstance(result, Reading) else f"{result.reason}: {result.detail}"


@pytest.mark.parametrize(
    ("structure", "errors", "missing"),
    [
        (WHOLE, (0, 553), (0, 320_246)),
        (CUT, (1, 200), (100_000, 320_246)),
        (
            BENT,
            (1, 553),
            "evidence_unreadable: what the file should hold can't be known: RIFF/idx1: names another chunk",
        ),
        (STREAM, (0, 260), "method_does_not_apply: a transport stream promises no bytes"),
        (
            Absent(Reason.METHOD_DOES_NOT_APPLY, "the structure of asf is not walked"),
            "method_does_not_apply: the structure of asf is not walked",
            "method_does_not_apply: the structure of asf is not walked",
        ),
    ],
    ids=["whole", "cut", "bent", "stream", "another"],
)
def test_errors_and_missing_bytes_are_those_of_the_walk(
    structure: Structure | Absent, errors: object, missing: object
) -> None:
    told = walked(structure)

    assert (said(structure_errors(told)), said(media_bytes_missing(told))) == (errors, missing)


def test_what_was_not_looked_at_is_noted() -> None:
    noted = replace(WHOLE, notes=("dmlh states 0 pictures", "an index is not examined"))
    found = structure_errors(walked(noted))

    assert isinstance(found, Reading)
    assert (found.value, found.note) == (0, "dmlh states 0 pictures; an index is not examined")


def test_an_error_is_told_with_its_place() -> None:
    found = structure_errors(walked(CUT))

    assert isinstance(found, Reading)
    assert [(int(one.position), one.detail) for one in found.where] == [(12, "RIFF/movi: runs past")]
