"""Tells whether a decoder only misses a picture: where the stream proves that one was lost, that is no damage."""

from collections.abc import Iterable

from conformance.model.vocabulary import Complaint

# What FFmpeg's decoders say of a whole picture that refers to one which is not there. Every line was seen in streams
# from which one picture had been taken (libx264, libx265, libkvazaar, every position of 100 pictures, 39 settings).
_MISSING = (
    "h264: mmco: unref short failure",
    "h264: reference picture missing during reorder",
    "h264: Missing reference picture, default is ",
    "h264: co located POCs unavailable",
    "h264: number of reference frames (",
    "hevc: Could not find ref with POC ",
    "hevc: Duplicate POC in a sequence: ",
)
_HASH = "hevc: Verifying checksum for frame with POC "


def weighed(kind: Complaint, lines: Iterable[str]) -> Complaint:
    """What kind of complaint all lines about one packet make: one line of another sort, and it is what it was."""
    told = list(lines)
    if not told or not all(line.startswith((*_MISSING, _HASH)) for line in told):
        return kind
    return Complaint.MISSING_REFERENCE if any(line.startswith(_MISSING) for line in told) else Complaint.HASH_MISMATCH
