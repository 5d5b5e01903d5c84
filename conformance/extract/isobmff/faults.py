"""The violations and doubts that the box reader can name, and the ledger that collects them within bounds."""

from enum import StrEnum
from typing import Protocol

from conformance.model.facts import StructureFault

MAX_FAULTS = 1_000
MAX_BOXES = 1 << 22  # boxes inside `moov` and all `moof`; 12 h of one-second fragments hold about 500 000


class Fault(StrEnum):
    """Codes of structure faults, as they are printed."""

    TRAILING_BYTES = "trailing_bytes"
    BOX_PAST_END = "box_past_end"
    BOX_PAST_PARENT = "box_past_parent"
    BOX_TOO_SHORT = "box_too_short"
    BOX_TOO_LARGE = "box_too_large"
    MISSING_BOX = "missing_box"
    DUPLICATE_BOX = "duplicate_box"
    DUPLICATE_TRACK_ID = "duplicate_track_id"
    ZERO_TIMESCALE = "zero_timescale"
    TABLE_TRUNCATED = "table_truncated"
    TABLE_TOO_LARGE = "table_too_large"
    STTS_COUNT = "stts_count"
    CTTS_COUNT = "ctts_count"
    STSC_ORDER = "stsc_order"
    STSC_COVERAGE = "stsc_coverage"
    STSS_OUT_OF_RANGE = "stss_out_of_range"
    NO_SYNC_SAMPLE = "no_sync_sample"
    MEDIA_DURATION = "media_duration"
    EXTERNAL_DATA = "external_data"
    SAMPLES_OVERLAP = "samples_overlap"
    PROMISED_TWICE = "promised_twice"
    UNREFERENCED_MEDIA = "unreferenced_media"
    SEQUENCE_NOT_INCREASING = "sequence_not_increasing"
    DECODE_TIME_BACKWARDS = "decode_time_backwards"
    DECODE_TIME_OVERLAP = "decode_time_overlap"
    MISSING_TREX = "missing_trex"
    UNKNOWN_TRACK = "unknown_track"
    NO_FULL_BOX = "no_full_box"
    BAD_TEXT = "bad_text"
    TOO_MANY_BOXES = "too_many_boxes"
    TOO_MANY_FAULTS = "too_many_faults"


class Doubt(StrEnum):
    """Codes of what is legal, but leaves open whether all media are there."""

    SEQUENCE_GAP = "sequence_gap"
    FRAGMENTS_TOO_SHORT = "fragments_too_short"
    INDEXED_FRAGMENT_ABSENT = "indexed_fragment_absent"
    INDEX_PAST_END = "index_past_end"
    UNREFERENCED_MEDIA = "unreferenced_media"


class Place(Protocol):
    """Anything with a box path and an offset in the file."""

    @property
    def path(self) -> str: ...  # noqa: D102 - the class docstring says it

    @property
    def offset(self) -> int: ...  # noqa: D102 - the class docstring says it


class Ledger:
    """Faults and doubts of one file in the order they were found, and how many nested boxes may still be read."""

    def __init__(self) -> None:
        self._faults: list[StructureFault] = []
        self._doubts: list[StructureFault] = []
        self._boxes = 0

    def fault(self, code: Fault, place: Place, detail: str) -> None:
        """Note a fault; after `MAX_FAULTS` one last entry says that there are more."""
        if len(self._faults) < MAX_FAULTS:
            self._faults.append(StructureFault(code.value, place.path, place.offset, detail))
        elif len(self._faults) == MAX_FAULTS:
            more = f"More than {MAX_FAULTS} faults; the rest is not listed."
            self._faults.append(StructureFault(Fault.TOO_MANY_FAULTS.value, place.path, place.offset, more))

    def doubt(self, code: Doubt, place: Place, detail: str) -> None:
        """Note a doubt; those after `MAX_FAULTS` are dropped, since one leaves the question open already."""
        if len(self._doubts) < MAX_FAULTS:
            self._doubts.append(StructureFault(code.value, place.path, place.offset, detail))

    def admits(self, place: Place) -> bool:
        """Count one nested box; False, with a fault the first time, once `MAX_BOXES` are exceeded."""
        self._boxes += 1
        if self._boxes == MAX_BOXES + 1:
            self.fault(Fault.TOO_MANY_BOXES, place, f"More than {MAX_BOXES} boxes; the rest is not read.")
        return self._boxes <= MAX_BOXES

    def faults(self) -> tuple[StructureFault, ...]:
        """All faults noted so far."""
        return tuple(self._faults)

    def doubts(self) -> tuple[StructureFault, ...]:
        """All doubts noted so far."""
        return tuple(self._doubts)
