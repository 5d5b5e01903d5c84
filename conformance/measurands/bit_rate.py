"""Bit rate of the coded video, and its distance from what was set (GA/T 1356-2018, 5.4.1.2, formula 1)."""

from fractions import Fraction

from conformance.measurands.cadence import duration, frame_rate
from conformance.measurands.curves import over_time
from conformance.measurands.reading import Reading, Result, at
from conformance.measurands.tracks import primary, timeline
from conformance.measurands.windows import Windows
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, Media, Packets
from conformance.model.measurement import Uncertain
from conformance.model.vocabulary import Reason

_PEAK_WINDOW = 1  # s


def bit_rate(subject: RecordingSubject) -> Result:
    """Bits of the coded video over its duration, bit/s; container and sound excluded."""
    length, size = duration(subject), _video_bytes(subject)
    if isinstance(length, Absent):
        return length
    if isinstance(size, Absent):
        return size
    if not isinstance(length.value, Fraction) or not isinstance(length.uncertainty, Uncertain) or not length.value:
        return Absent(Reason.NOTHING_TO_MEASURE, "the recording has no duration")
    rate = size * 8 / length.value
    return Reading(rate, Uncertain(rate * length.uncertainty.expanded / length.value), length.exercised)


def bit_rate_peak(subject: RecordingSubject) -> Result:
    """Highest bit rate of the coded video over any whole second of the recording, bit/s."""
    track, line = primary(subject), timeline(subject)
    if isinstance(track, Absent):
        return track
    if isinstance(line, Absent):
        return line
    if not isinstance(track.packets, Packets):
        return track.packets
    windows = Windows(track.packets, track.time_base, _PEAK_WINDOW)
    starts = windows.starts_sliding(line.length)
    if not starts:
        return Absent(Reason.NOTHING_TO_MEASURE, f"the recording is shorter than {_PEAK_WINDOW} s")
    fullest = max(starts, key=windows.held)
    rate = windows.rate(fullest) * 8
    spread = Uncertain(rate * line.uncertainty.expanded / _PEAK_WINDOW)
    place = at(windows.seconds(fullest), f"{_PEAK_WINDOW} s from here on")
    note = "" if line.untimed == 0 else f"{line.untimed} pictures without a time stamp count with the one before"
    seconds = windows.starts_side_by_side(line.length)
    run = [(float(windows.seconds(start)), float(windows.rate(start) * 8)) for start in seconds]
    drawn = over_time("bit rate of each second", "bit/s", run, joined=True)
    return Reading(rate, spread, len(starts), note, (place,), curves=(drawn,))


def bit_rate_deviation(subject: RecordingSubject) -> Result:
    """(measured - set) / set, with the measured rate = stream file size x frame rate / total frames.

    The stream is the file where it holds video alone, else the coded video in it.
    """
    setting = subject.recording.settings.find("bit_rate", Reason.SETTING_NOT_STATED)
    if isinstance(setting, Absent):
        return setting
    rate, size = frame_rate(subject), _stream_bytes(subject)
    if isinstance(rate, Absent):
        return rate
    if isinstance(size, Absent):
        return size
    if not isinstance(rate.value, Fraction) or not isinstance(rate.uncertainty, Uncertain):
        return Absent(Reason.NOTHING_TO_MEASURE, "the recording has no frame rate")
    wanted = setting.to("bit/s").value
    measured = size * 8 * rate.value / rate.exercised
    spread = measured / wanted * rate.uncertainty.expanded / rate.value
    note = f"{float(measured):.6g} bit/s measured, {float(wanted):.6g} bit/s set"
    return Reading(measured / wanted - 1, Uncertain(spread), rate.exercised, note)


def _stream_bytes(subject: RecordingSubject) -> Fraction | Absent:
    media = subject.facts.media
    if isinstance(media, Media) and len(media.video) == 1 and not media.audio:
        return Fraction(subject.facts.size)
    return _video_bytes(subject)


def _video_bytes(subject: RecordingSubject) -> Fraction | Absent:
    track = primary(subject)
    if isinstance(track, Absent):
        return track
    if not isinstance(track.packets, Packets):
        return track.packets
    return Fraction(sum(track.packets.size))
