"""The pictures that the report of a run shows, taken from the evidence as far as it is at hand and unaltered."""

from conformance.execution.shooting import shoot
from conformance.model.facts import Absent
from conformance.model.finding import RunRecord
from conformance.model.shots import NO_ALBUM, Album
from conformance.model.vocabulary import Privacy, Reason
from conformance.report.page.strips import wanted
from conformance.suite.adjudicate import Defect, caught


def album_of(record: RunRecord, privacy: Privacy) -> Album:
    """The pictures for a run that was decided before: whatever becomes of them, the record stays as it is."""
    if privacy is Privacy.NONE:
        return NO_ALBUM
    recordings = {recording.id: recording for recording in record.submission.recordings}
    named = wanted(record)
    shots = caught(lambda: shoot(named, recordings, privacy))
    if isinstance(shots, Defect):
        failed = Absent(Reason.INTERNAL_ERROR, f"a defect of this tool: {shots.what}")
        return Album({(one, sight): failed for one, sights in named.items() for sight in sights}, privacy)
    return Album(shots, privacy)
