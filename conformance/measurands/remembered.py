"""What many measurands ask of one recording is worked out once."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from conformance.model.evidence import RecordingSubject

Answer = TypeVar("Answer")


def remembered(function: Callable[[RecordingSubject], Answer]) -> Callable[[RecordingSubject], Answer]:
    """`function` with its answer kept beside the facts that it follows from; the answer must be immutable."""

    @wraps(function)
    def answer(subject: RecordingSubject) -> Answer:
        if function not in subject.known:
            subject.known[function] = function(subject)
        found: Answer = subject.known[function]
        return found

    return answer
