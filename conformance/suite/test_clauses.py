"""The checks themselves: one item a case; pytest's outcome follows the finding's verdict."""

import warnings

import pytest

from conformance.conclusion import is_binding
from conformance.model.finding import Case, Finding
from conformance.model.vocabulary import Verdict


class ClauseNotMetWarning(UserWarning):
    """A clause that does not decide conformity (should, may, advisory) is not met or open."""


def test_clause(case: Case, finding: Finding) -> None:
    """Pass, fail with the judge's sentence, warn where the clause does not decide, skip where it does not apply."""
    judgement = finding.judgement
    sentence = f"{judgement.verdict} ({judgement.reason}): {judgement.sentence}"
    if judgement.verdict is Verdict.NOT_APPLICABLE:
        pytest.skip(sentence)
    if judgement.verdict is Verdict.PASS:
        return
    if is_binding(case.clause):
        pytest.fail(sentence, pytrace=False)
    warnings.warn(ClauseNotMetWarning(f"{case.id} {sentence}"), stacklevel=1)
