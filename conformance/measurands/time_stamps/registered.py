"""Every measurand of time stamps of the manifest, one line of registration each: a part of the registry."""

from conformance.measurands.kinds import READ, DeviceMeasurand
from conformance.measurands.time_stamps import stamps
from conformance.model.units import TEXT
from conformance.model.vocabulary import Depth

TIME_STAMPS = (
    DeviceMeasurand("integrity.manifest_timestamp", TEXT, Depth.PACKETS, READ, stamps.manifest_timestamp),
    DeviceMeasurand(
        "integrity.manifest_timestamp_delay",
        "s",
        Depth.PACKETS,
        "accuracy of the token and the last digit of the recording's time (rectangular); unknown without an accuracy",
        stamps.manifest_timestamp_delay,
    ),
)
