"""How many pictures the camera captured a second: counted where a frame counter was filmed, else estimated."""

from conformance.measurands.counter import new_picture_rate_by_counter
from conformance.measurands.reading import Result
from conformance.measurands.several import every_track
from conformance.model.evidence import RecordingSubject
from conformance.model.vocabulary import Role


def new_picture_rate(subject: RecordingSubject) -> Result:
    """Captured pictures a second, Hz: counted off a filmed frame counter (role frame_counter), else an indicator.

    A counter that can't be read leaves the recording unmeasured: the indicator is no stand-in for it.
    """
    if subject.facts.look.role is Role.FRAME_COUNTER:
        return new_picture_rate_by_counter(subject)
    from conformance.measurands.padding import new_picture_rate as indicator  # noqa: PLC0415 - loads numpy

    return every_track(indicator)(subject)
