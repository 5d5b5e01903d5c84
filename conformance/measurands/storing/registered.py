"""Every measurand of recordable time, one line of registration each: a part of the registry."""

from conformance.measurands.kinds import DeviceMeasurand
from conformance.measurands.storing import recordable
from conformance.model.vocabulary import Depth

_BOUND = "none: the value is a one-sided 95 % bound"
_STATED = ("statement.storage_bytes",)

STORING = (
    DeviceMeasurand(
        "storage.recordable_time",
        "h",
        Depth.PACKETS,
        "spread of the rate between windows of 10 s, k = 2",
        recordable.recordable_time,
        _STATED,
    ),
    DeviceMeasurand(
        "storage.recordable_time_mean", "h", Depth.PACKETS, _BOUND, recordable.recordable_time_mean, _STATED
    ),
    DeviceMeasurand(
        "storage.recordable_time_shifts", "h", Depth.PACKETS, _BOUND, recordable.recordable_time_shifts, _STATED
    ),
)
