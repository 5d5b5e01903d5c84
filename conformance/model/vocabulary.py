"""The closed vocabularies of the project; every one is public, spelled as it is printed."""

from enum import StrEnum


class Verdict(StrEnum):
    """What a case comes to."""

    PASS = "pass"  # noqa: S105 - a verdict, no secret
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"
    NOT_EXERCISED = "not_exercised"
    NOT_TESTED = "not_tested"
    NOT_APPLICABLE = "not_applicable"
    ERROR = "error"

    @property
    def is_open(self) -> bool:
        """Neither met nor not met: something is still owed."""
        return self in (Verdict.INCONCLUSIVE, Verdict.NOT_EXERCISED, Verdict.NOT_TESTED)


class Reason(StrEnum):
    """Why a verdict is what it is: one code, explained by the finding's sentence."""

    MET = "met"
    NOT_MET = "not_met"
    GUARD_BAND = "guard_band"
    EXTRACTORS_DISAGREE = "extractors_disagree"
    UNCERTAINTY_UNKNOWN = "uncertainty_unknown"
    NOTHING_TO_MEASURE = "nothing_to_measure"
    SCENE_TOO_STILL = "scene_too_still"
    EVIDENCE_MISSING = "evidence_missing"
    EVIDENCE_UNREADABLE = "evidence_unreadable"
    EXTRACTOR_FAILED = "extractor_failed"
    TRACK_MISSING = "track_missing"
    ENCRYPTED = "encrypted"
    NO_TIME_STAMPS = "no_time_stamps"
    TIME_STAMPS_UNRELIABLE = "time_stamps_unreliable"
    TIME_NOT_SET = "time_not_set"
    NO_REFERENCE_TIME = "no_reference_time"
    SETTING_NOT_STATED = "setting_not_stated"
    CAPACITY_NOT_STATED = "capacity_not_stated"
    METHOD_DOES_NOT_APPLY = "method_does_not_apply"
    DEPTH_TOO_SHALLOW = "depth_too_shallow"
    ATTESTATION_PENDING = "attestation_pending"
    ATTESTATION_EXPIRED = "attestation_expired"
    INSTRUMENT_OUT_OF_CALIBRATION = "instrument_out_of_calibration"
    EXHIBIT_MISSING = "exhibit_missing"
    EXHIBIT_ALTERED = "exhibit_altered"
    STATEMENT_SILENT = "statement_silent"
    STATEMENT_CONTRADICTED = "statement_contradicted"
    DECLARED_ABSENT = "declared_absent"
    DECLARED_AWAY = "declared_away"
    METHOD_PLANNED = "method_planned"
    NOT_TESTABLE = "not_testable"
    NOT_SELECTED = "not_selected"
    LIMIT_NOT_SUPPLIED = "limit_not_supplied"
    INTERNAL_ERROR = "internal_error"


class Statement(StrEnum):
    """The statement of a whole run."""

    CONFORMS = "CONFORMS"
    DOES_NOT_CONFORM = "DOES NOT CONFORM"
    NOT_DETERMINED = "NOT DETERMINED"
    INVALID = "INVALID"


class Level(StrEnum):
    """How binding a clause is."""

    SHALL = "shall"
    SHOULD = "should"
    MAY = "may"


class Grade(StrEnum):
    """Where a clause's number and limit come from, best first; a wrong limit is worse than none."""

    TEXT = "text"
    EXCERPT = "excerpt"
    DRAFT = "draft"
    SECONDARY = "secondary"
    IMPLEMENTATION = "implementation"
    TENDER = "tender"
    LAB = "lab"
    HOUSE = "house"

    @property
    def decides(self) -> bool:
        """False where verdicts are advisory: the source is weaker than an excerpt of the text itself."""
        return self in (Grade.TEXT, Grade.EXCERPT, Grade.LAB, Grade.HOUSE)


class DocumentStatus(StrEnum):
    """Standing of a document with its publisher."""

    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    DRAFT = "draft"
    UNKNOWN = "unknown"


class Topic(StrEnum):
    """What a clause is about."""

    RESOLUTION = "resolution"
    FRAME_RATE = "frame_rate"
    TIMESTAMP_ACCURACY = "timestamp_accuracy"
    FILE_INTEGRITY = "file_integrity"
    STORAGE_DURATION = "storage_duration"
    ENCODING = "encoding"
    BIT_RATE = "bit_rate"
    AUDIO = "audio"
    SYNC = "sync"
    PRE_EVENT = "pre_event"
    EQUIPMENT = "equipment"
    METADATA = "metadata"
    OVERLAY = "overlay"
    LOCATION = "location"
    SECURITY = "security"
    ACCESS_LOG = "access_log"
    RETENTION = "retention"
    EXPORT = "export"
    SIGNATURE = "signature"
    NETWORK = "network"
    INTERFACE = "interface"
    LOW_LIGHT = "low_light"
    RECORDING_MODE = "recording_mode"
    ENVIRONMENT = "environment"


class Relation(StrEnum):
    """How a measured value stands to its limit."""

    AT_LEAST = ">="
    AT_MOST = "<="
    ABOVE = ">"
    BELOW = "<"
    EQUAL = "=="
    WITHIN = "|x|<="
    STRICTLY_WITHIN = "|x|<"
    ONE_OF = "in"


class DecisionRule(StrEnum):
    """ILAC-G8:09/2019 4.2.1 (simple acceptance), 4.2.2 (guard band w = U), 4.2.3 (non-binary, w = U)."""

    SIMPLE = "simple"
    GUARDED = "guarded"
    BAND = "band"


class QuantifierKind(StrEnum):
    """How a clause's cases fold into its verdict."""

    EVERY = "every"
    ANY = "any"
    AT_LEAST = "at_least"


class EvidenceKind(StrEnum):
    """What one case of a clause is about."""

    RECORDING = "recording"
    DUMP = "dump"
    DEVICE = "device"
    ATTESTATION = "attestation"
    NONE = "none"


class ItemKind(StrEnum):
    """What an item of the implementation statement is answered by."""

    BOOL = "bool"
    QUANTITY = "quantity"
    CHOICE = "choice"


class Basis(StrEnum):
    """Where the limits of an overlay come from."""

    LICENSED_COPY = "licensed_copy"
    HOUSE_VALUES = "house_values"


class Shown(StrEnum):
    """What the evidence says of a declared item of the implementation statement."""

    CONFIRMED = "confirmed"
    DECLARED_BUT_ABSENT = "declared_but_absent"
    PRESENT_BUT_UNDECLARED = "present_but_undeclared"
    NOT_SHOWN = "not_shown"

    @property
    def contradicts(self) -> bool:
        """True where statement and evidence can't both be right."""
        return self in (Shown.DECLARED_BUT_ABSENT, Shown.PRESENT_BUT_UNDECLARED)


class WaiverState(StrEnum):
    """What a waiver came to in a run."""

    IN_USE = "in_use"
    PENDING = "pending"
    EXPIRED = "expired"
    UNUSED = "unused"
    NOT_NEEDED = "not_needed"

    @property
    def is_stale(self) -> bool:
        """True where somebody must mend or remove the waiver."""
        return self in (WaiverState.EXPIRED, WaiverState.UNUSED, WaiverState.NOT_NEEDED)


class Role(StrEnum):
    """What a recording was made for; staged roles serve only clauses that name them."""

    GENERAL = "general"
    PATROL = "patrol"
    REFERENCE_CLOCK = "reference_clock"
    CHART = "chart"
    SYNC = "sync"
    FRAME_COUNTER = "frame_counter"
    POWER_LOSS = "power_loss"

    @property
    def staged(self) -> bool:
        """True where the scene or the handling was arranged for one purpose."""
        return self not in (Role.GENERAL, Role.PATROL)


class Depth(StrEnum):
    """How far a recording is read, in rising cost; each depth includes those before it."""

    CONTAINER = "container"
    PACKETS = "packets"
    FRAMES = "frames"

    def reaches(self, other: "Depth") -> bool:
        """True where this depth includes `other`."""
        order = list(Depth)
        return order.index(self) >= order.index(other)


class Privacy(StrEnum):
    """How much of the evidence's pictures a report shows: all, what was measured in them alone, or no picture."""

    FULL = "full"
    PIXELATED = "pixelated"
    NONE = "none"


class Place(StrEnum):
    """Where in the picture an edge of a resolution chart lies; `given` is a region that the submission names."""

    CENTRE = "centre"
    TOP_LEFT = "top_left"
    TOP_RIGHT = "top_right"
    BOTTOM_LEFT = "bottom_left"
    BOTTOM_RIGHT = "bottom_right"
    GIVEN = "given"


class Axis(StrEnum):
    """What a position in a recording counts."""

    TIME = "time"
    BYTE = "byte"
    PACKET = "packet"


class TimeScale(StrEnum):
    """What the times of a timeline count from: its first file's start, or 1970 in UTC or as the clock shows it."""

    ELAPSED = "elapsed"
    UTC = "utc"
    SHOWN = "shown"


class FileClock(StrEnum):
    """What tells when the files of a recording were recorded."""

    STAMPS = "time stamps"
    CREATED = "creation times"
    NAMES = "names and file times"


class SignatureProfile(StrEnum):
    """What the signatures of a GB 35114 stream are over: vendors differ, and the standard's text was not at hand."""

    Z_OVER_DIGEST = "gb35114-z-over-digest"  # e = SM3(Z || digest), as an implementation that verifies has it
    DIGEST = "gb35114-digest"  # e = digest


class Complaint(StrEnum):
    """What a decoder could not do right."""

    REFUSED = "refused"
    CORRUPT_PACKET = "corrupt_packet"
    CORRUPT_PICTURE = "corrupt_picture"
    LOGGED = "logged"
    MISSING_REFERENCE = "missing_reference"
    HASH_MISMATCH = "hash_mismatch"
