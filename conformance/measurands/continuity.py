"""Pictures lost before the time stamps were made."""

from fractions import Fraction

from conformance.measurands.reading import MOST_PLACES, Reading, Result
from conformance.measurands.tracks import primary
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, FrameNumbers
from conformance.model.measurement import EXACT, Opinion, Where
from conformance.model.vocabulary import Axis

_DAMAGED = "with pictures whose headers can't be read"
_INVISIBLE = {
    "h264": "the last picture before an IDR, whole groups of pictures, losses in multiples of MaxFrameNum",
    "hevc": "the last pictures of a coded video sequence, and whole sequences",
}


def frame_num_gaps(subject: RecordingSubject) -> Result:
    """Pictures lost before the file was written, by gaps in what H.264 and HEVC slice headers count.

    Those that others refer to are found by frame_num (H.264) or by the pictures kept for reference (HEVC), the others
    by the picture order count, where the stream counts evenly.
    """
    track = primary(subject)
    if isinstance(track, Absent):
        return track
    numbers = track.frame_numbers
    if isinstance(numbers, Absent):
        return numbers
    said = "frame_num {1} where {0} was due" if track.codec == "h264" else "refers to picture {0}, which is not there"
    found = [(packet, said.format(expected, found)) for packet, expected, found in numbers.gaps]
    found += [(packet, f"{count} missing at picture order count {first}") for packet, first, count in numbers.holes]
    places = tuple(Where(Axis.PACKET, Fraction(packet), detail) for packet, detail in sorted(found)[:MOST_PLACES])
    doubtful = (Opinion(_DAMAGED, Fraction(len(found) + numbers.damaged), agrees=False),) if numbers.damaged else ()
    return Reading(Fraction(len(found)), EXACT, numbers.pictures, _gaps_note(track.codec, numbers), places, doubtful)


def _gaps_note(codec: str, numbers: FrameNumbers) -> str:
    hidden = _INVISIBLE.get(codec, "")
    if numbers.uneven:
        hidden = f"{hidden}, and pictures to which no other refers ({numbers.uneven})"
    parts = [f"not visible here: {hidden}"]
    if numbers.holes:
        parts.insert(0, f"{len(numbers.gaps)} by references, {len(numbers.holes)} by the picture order count alone")
    if numbers.skipped and not numbers.uneven:
        parts.append(f"the picture order count skips {numbers.skipped} times more, which an encoder may do")
    return "; ".join(parts)
