"""Time stamps of the manifest and of single recordings, and how long after the recordings they come."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import PurePosixPath

from conformance.measurands.clocks.clock import EPOCH, Clock
from conformance.measurands.clocks.stating import written_clocks
from conformance.measurands.reading import Reading, Result, rectangular, seconds, summed
from conformance.measurands.time_stamps.answers import (
    NOT_VALID,
    OTHER_DATA,
    TOO_WEAK,
    Trust,
    answer,
    is_believed,
    utc,
)
from conformance.model.evidence import DeviceSubject, RecordingSubject
from conformance.model.facts import Absent
from conformance.model.manifest import FORGED, ManifestCheck
from conformance.model.measurement import Component, UncertaintyUnknown
from conformance.model.time_stamps import TimeStamp, Token
from conformance.model.vocabulary import Reason

_NO_STAMP = Absent(Reason.EVIDENCE_MISSING, "the submission names no time stamp of its manifest (manifest_timestamp)")
_NO_STAMP_HERE = Absent(Reason.EVIDENCE_MISSING, "the submission names no time stamp of this recording (timestamp)")
_NO_CLOCK = Absent(Reason.TIME_NOT_SET, "no recording states a time whose zone is known")


def manifest_timestamp(subject: DeviceSubject) -> Result:
    """What the time stamp (RFC 3161) of the manifest comes to: trusted, or how it is not.

    Others are trusted_when_stamped, not_trusted, other_data, too_weak and not_valid.
    """
    if not subject.time_stamps:
        return _NO_STAMP
    stamp = subject.time_stamps[0]
    result = _of_strong(answer(stamp, Trust(subject.trusted_roots, subject.today)), stamp, subject.manifests)
    return _noted(result, _contradictions(stamp, subject.recordings))


def timestamp(subject: RecordingSubject) -> Result:
    """What the time stamp (RFC 3161) of the file comes to, as integrity.manifest_timestamp says it."""
    if not subject.recording.time_stamp:
        return _NO_STAMP_HERE
    stamp = subject.recording.time_stamp[0]
    result = answer(stamp, Trust(subject.recording.trusted_roots, subject.today))
    return _noted(result, _contradictions(stamp, (subject,)))


def manifest_timestamp_delay(subject: DeviceSubject) -> Result:
    """Time stamp of the manifest minus the newest time that the recordings state, s; below 0 where it comes first."""
    result = manifest_timestamp(subject)
    if isinstance(result, Absent):
        return result
    token = subject.time_stamps[0].token
    if not isinstance(token, Token) or not is_believed(result):
        return Absent(Reason.EVIDENCE_UNREADABLE, f"the time stamp says nothing: it is {result.value}")
    clocks = _clocks(subject.recordings)
    if not clocks:
        return _NO_CLOCK
    path, clock = clocks[-1]
    value = _instant(token) - clock.instant
    note = f"{utc(token)} against the {clock.text} of {path}"
    if isinstance(token.accuracy, Absent):
        return Reading(value, UncertaintyUnknown(token.accuracy.detail), len(clocks), note)
    budget = (
        Component("accuracy of the time stamp", rectangular(token.accuracy)),
        Component(f"last digit of the {clock.source}", clock.uncertainty),
    )
    return Reading(value, summed(budget), len(clocks), note, budget=budget)


def _noted(result: Result, more: Iterable[str]) -> Result:
    """The same with more to be told, where it is a value."""
    return result if isinstance(result, Absent) else replace(result, note="; ".join((result.note, *more)))


def _of_strong(result: Result, stamp: TimeStamp, manifests: Sequence[ManifestCheck]) -> Result:
    """The same, but too weak where it holds of a list whose digests can be made at will for another file.

    That of a bag's tag files holds the lists of its payload (RFC 8493, 2.2.1), one of which must be better.
    """
    if not isinstance(result, Reading) or result.value in (OTHER_DATA, TOO_WEAK, NOT_VALID):
        return result
    of = {one.path for one in stamp.of if isinstance(stamp.token, Token) and one.digest == stamp.token.imprint}
    stamped = [one for one in manifests if one.path in of]
    lists = [one for one in manifests if not PurePosixPath(one.path).name.startswith("tagmanifest-")]
    for kind in (stamped, lists):
        if all(FORGED.issuperset(one.algorithms) for one in kind):
            paths = ", ".join(one.path for one in kind)
            said = f"{paths}: no digest there tells a file from another that was made to have the same"
            return Reading(TOO_WEAK, note=f"{said}; {result.note}")
    return result


def _contradictions(stamp: TimeStamp, recordings: Iterable[RecordingSubject]) -> list[str]:
    """The newest recording, where it says that it was made after the time stamp."""
    clocks = _clocks(recordings) if isinstance(stamp.token, Token) else []
    if not isinstance(stamp.token, Token) or not clocks:
        return []
    path, clock = clocks[-1]
    known = Fraction(0) if isinstance(stamp.token.accuracy, Absent) else stamp.token.accuracy
    if _instant(stamp.token) + known + stamp.token.resolution >= clock.instant - clock.resolution:
        return []
    return [f"that is before the {clock.text} of {path}: one of the two clocks is wrong"]


def _clocks(recordings: Iterable[RecordingSubject]) -> list[tuple[str, Clock]]:
    """Every time that a recording states in a known zone, with the recording's path; the newest stands last."""
    found = [
        (one.recording.path, clock)
        for one in recordings
        for clocks in (written_clocks(one),)
        if not isinstance(clocks, Absent)
        for clock in clocks
        if not isinstance(clock.zone, Absent)
    ]
    return sorted(found, key=lambda pair: pair[1].instant)


def _instant(token: Token) -> Fraction:
    """Seconds since 1970-01-01 UTC."""
    return seconds(token.time.replace(tzinfo=None) - EPOCH)
