"""Every measurand of a device's logs, one line of registration each: a part of the registry."""

from conformance.measurands.kinds import COUNTED, DeviceMeasurand
from conformance.measurands.logs import entries, kept, recorded
from conformance.model.vocabulary import Depth

_CONTAINER, _PACKETS, _FRAMES = Depth.CONTAINER, Depth.PACKETS, Depth.FRAMES
_ENDS = "one unit of the last digit at either end, and an hour by which the clock may have been moved (rectangular)"

LOGS = (
    DeviceMeasurand("log.entries", "count", _CONTAINER, COUNTED, entries.entries),
    DeviceMeasurand("log.unreadable_share", "ratio", _CONTAINER, COUNTED, entries.unreadable_share),
    DeviceMeasurand("log.out_of_order", "count", _CONTAINER, COUNTED, entries.out_of_order),
    DeviceMeasurand("log.kinds_missing", "count", _PACKETS, COUNTED, entries.kinds_missing),
    DeviceMeasurand(
        "log.recordings_without_entry",
        "count",
        _FRAMES,
        COUNTED,
        recorded.recordings_without_entry,
        ("clock_zone",),
    ),
    DeviceMeasurand("log.span", "d", _CONTAINER, _ENDS, kept.span),
    DeviceMeasurand("log.kept_time", "d", _CONTAINER, _ENDS, kept.kept_time),
)
