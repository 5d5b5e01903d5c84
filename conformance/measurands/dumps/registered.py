"""Every measurand of an image of a storage, one line of registration each: a part of the registry."""

from conformance.measurands.dumps import files, sequence, volumes
from conformance.measurands.kinds import COUNTED, READ, DumpMeasurand
from conformance.model.units import TEXT

DUMPS = (
    DumpMeasurand("dump.filesystem_errors", "count", COUNTED, volumes.filesystem_errors),
    DumpMeasurand("dump.filesystem_dirty", TEXT, READ, volumes.filesystem_dirty),
    DumpMeasurand("dump.deleted_recordings", "count", COUNTED, files.deleted_recordings),
    DumpMeasurand("dump.sequence_gaps", "count", COUNTED, sequence.sequence_gaps),
    DumpMeasurand("dump.executable_files", "count", COUNTED, files.executable_files),
)
