"""Every measurand of an image of a storage, one line of registration each: a part of the registry."""

from conformance.measurands.dumps import files, loop, retained, sequence, volumes
from conformance.measurands.kinds import COUNTED, READ, DeviceMeasurand, DumpMeasurand
from conformance.model.units import TEXT
from conformance.model.vocabulary import Depth

DUMPS = (
    DumpMeasurand("dump.filesystem_errors", "count", COUNTED, volumes.filesystem_errors),
    DumpMeasurand("dump.filesystem_dirty", TEXT, READ, volumes.filesystem_dirty),
    DumpMeasurand("dump.deleted_recordings", "count", COUNTED, files.deleted_recordings),
    DumpMeasurand("dump.sequence_gaps", "count", COUNTED, sequence.sequence_gaps),
    DumpMeasurand("dump.executable_files", "count", COUNTED, files.executable_files),
    DumpMeasurand(
        "storage.retained_time",
        "h",
        "the last digits of the name and of the file's time at either end of a stretch (rectangular)",
        retained.retained_time,
    ),
)
ACROSS = (
    DeviceMeasurand(
        "storage.overwritten_out_of_order", "count", Depth.CONTAINER, COUNTED, loop.overwritten_out_of_order
    ),
)
