"""The start of a recording by the log of a satellite receiver beside it, whose lines go with no picture.

All that ties the two is the submission's word that the device wrote the log while it recorded. So the first line was
written no earlier than the first picture, and the last one no later than the end of the last: the start lies between
the last time less the length of the pictures, and the first time.
"""

from fractions import Fraction

from conformance.measurands.clocks.receiver import LATEST, STRAYS, GnssStart, counted, time_text
from conformance.measurands.tracks import Timeline
from conformance.model.facts import Absent
from conformance.model.gnss_facts import GnssLog, LoggedTime
from conformance.model.leap_seconds import utc_when
from conformance.model.units import decimal
from conformance.model.vocabulary import Reason


def logged_start(log: GnssLog, line: Timeline) -> GnssStart | Absent:
    """Where the log puts the start of these pictures, or why it does not."""
    if not log.ends:
        return Absent(Reason.TIME_NOT_SET, f"the {log.format} holds no valid fix: {counted(log)}")
    if log.damaged > log.valid:
        return _broken(log, f"more is damaged than valid: {counted(log)}")
    if log.backward:
        return _broken(log, f"its time goes back {log.backward} times")
    first, last = log.ends
    if first.passed == last.passed:
        return Absent(Reason.NOTHING_TO_MEASURE, f"the {log.format} is not seen to run: {counted(log)}")
    last_picture = max(line.last_duration, line.median_interval) * line.tick  # not every container states its length
    return _between(log, first, last, line.span + last_picture)


def _between(log: GnssLog, first: LoggedTime, last: LoggedTime, length: Fraction) -> GnssStart | Absent:
    open_by = max(first.resolution, last.resolution) + length * STRAYS
    earliest, latest = last.passed - length - open_by, first.passed + LATEST + open_by
    if earliest > latest:
        ran = f"from {time_text(first)} to {time_text(last)}, {decimal(last.passed - first.passed)} s"
        return _broken(
            log, f"it runs {ran}, longer than the pictures, {decimal(length)} s: not of this recording alone"
        )
    return GnssStart(log, utc_when((earliest + latest) / 2), (latest - earliest) / 2)


def _broken(log: GnssLog, why: str) -> Absent:
    return Absent(Reason.TIME_STAMPS_UNRELIABLE, f"{log.format}: {why}")
