"""Every measurand of recordings whose power was cut, a line each: a part of the registry."""

from conformance.measurands import recovery
from conformance.measurands.kinds import COUNTED, RecordingMeasurand
from conformance.model.vocabulary import Depth

_PACKETS, _FRAMES = Depth.PACKETS, Depth.FRAMES
_STAMPS = "two time stamps, each rounded to one tick of the time base"
_LAST = "the last picture, which may be whole though nothing shows it (rectangular); of what plays, two time stamps"
_RATE, _WITNESS = "settings.frame_rate", "recorded_for"

RECOVERING = (
    RecordingMeasurand("recovery.playable_duration", "s", _FRAMES, _STAMPS, recovery.playable_duration),
    RecordingMeasurand("recovery.recoverable_duration", "s", _FRAMES, _LAST, recovery.recoverable_duration, (_RATE,)),
    RecordingMeasurand("recovery.repair_only_duration", "s", _FRAMES, _LAST, recovery.repair_only_duration, (_RATE,)),
    RecordingMeasurand(
        "recovery.lost_before_power_loss",
        "s",
        _FRAMES,
        "the witnessed time, and the last picture",
        recovery.lost_before_power_loss,
        (_RATE, _WITNESS),
    ),
    RecordingMeasurand("recovery.recoverable_pictures", "count", _PACKETS, COUNTED, recovery.recoverable_pictures),
    RecordingMeasurand("recovery.bytes_lost", "B", _PACKETS, COUNTED, recovery.bytes_lost),
)
