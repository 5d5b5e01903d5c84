"""Takes single pictures out of a recording that was measured before, to be looked at in a report.

A picture is known again by its time stamp and its luma, and where nothing but the beginning leads to it by its number
too. One that is not found stays out: never is another one shown in its place.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TypeAlias

import av
from av.video.stream import VideoStream

from conformance.errors import ExtractionError
from conformance.extract.decoding import decode
from conformance.extract.identity import digest_checked, unchanged
from conformance.extract.imaging import shot
from conformance.extract.luma import mean, samples
from conformance.extract.opening import Source, opened, refuse_shortage
from conformance.extract.packet_pass import Heartbeat
from conformance.extract.request import Request
from conformance.model.facts import Absent
from conformance.model.shots import Shot, Shots
from conformance.model.still import Sight
from conformance.model.vocabulary import Privacy, Reason

_TOGETHER = 60  # pictures: nearer ones are decoded in one go, two seconds cost less than another seek
_EARLIER = 10  # s before a picture from where it is decoded if nearer to it nothing leads to it
_MOST = 3000  # pictures that are decoded of a file: half a minute of 1080 rows

_Found: TypeAlias = dict[Sight, Shot]


def take(request: Request, sights: Sequence[Sight], beat: Heartbeat, privacy: Privacy = Privacy.FULL) -> Shots:
    """Those pictures of a file, or why one is not to be had: none is of a file that has no longer its digest.

    Raises:
        OSError: the file can't be read at all.
    """
    search = _Search(request, beat, privacy)
    try:
        with unchanged(request), digest_checked(request, beat):
            for _, alike in groupby(sorted(sights, key=_order), key=lambda sight: sight.track):
                search.track(list(alike))
    except ExtractionError as error:
        return Shots((Absent(Reason.EVIDENCE_UNREADABLE, str(error)),) * len(sights))
    return Shots(tuple(search.found.get(sight, search.missing) for sight in sights))


def _order(sight: Sight) -> tuple[int, int]:
    return sight.track, sight.number


class _Search:
    """Grows into the pictures that were found, as long as no more have been decoded than allowed."""

    def __init__(self, request: Request, beat: Heartbeat, privacy: Privacy) -> None:
        self._file, self._beat, self._privacy = request.file, beat, privacy
        self._left = _MOST
        self.found: _Found = {}

    @property
    def missing(self) -> Absent:
        """What is said of a picture that was not found."""
        seen = "its time stamp and its luma lead to no picture of the file"
        spent = f"the {_MOST} pictures that may be decoded for it did not lead to it"
        return Absent(Reason.EVIDENCE_UNREADABLE, seen if self._left > 0 else spent)

    def track(self, sights: list[Sight]) -> None:
        """Look for pictures of one track, given in their order."""
        for near in _near(sights):
            for earlier in (0, _EARLIER):
                self._pass(near, earlier)
        self._pass(sights, None)

    def _pass(self, sights: Sequence[Sight], earlier: int | None) -> None:
        """Decode from the key picture before the first that is missing, or so many s before; None is the beginning."""
        wanted = [sight for sight in sights if sight not in self.found]
        if not wanted or self._left <= 0:
            return
        with opened(self._file) as source:
            stream = None if isinstance(source, Absent) else _stream(source, wanted[0].track)
            if isinstance(source, Absent) or stream is None or not source.timed:
                return
            if earlier is not None and not _sought(source, stream, wanted[0].pts, earlier):
                return
            for number, frame in enumerate(self._frames(source, stream)):
                counted = number if earlier is None else -1
                self.found |= {
                    sight: shot(frame, sight.marks, self._privacy) for sight in wanted if _is(sight, frame, counted)
                }
                if all(sight in self.found for sight in wanted) or _behind(wanted[-1], frame, counted):
                    return

    def _frames(self, source: Source, stream: VideoStream) -> Iterator[av.VideoFrame]:
        for packet in source.packets([stream]):
            self._beat()
            frames, _ = decode(packet, source.log)
            for frame in frames:
                self._left -= 1
                yield frame
                if self._left <= 0:
                    return


def _near(sights: Sequence[Sight]) -> Iterator[list[Sight]]:
    """Pictures that stand so near to one another that they are decoded together."""
    group: list[Sight] = []
    for sight in sights:
        if group and sight.number - group[-1].number > _TOGETHER:
            yield group
            group = []
        group.append(sight)
    yield group


def _stream(source: Source, track: int) -> VideoStream | None:
    return next((stream for stream in source.video if stream.index == track), None)


def _sought(source: Source, stream: VideoStream, pts: int, earlier: int) -> bool:
    """False where no seek leads there."""
    if stream.time_base is None:
        return False
    try:
        source.container.seek(pts - round(earlier / stream.time_base), stream=stream)
    except (av.FFmpegError, OSError) as error:
        refuse_shortage(error)
        return False
    return True


def _is(sight: Sight, frame: av.VideoFrame, number: int) -> bool:
    """True for the picture itself; `number` is -1 where nobody counted."""
    if frame.pts != sight.pts or number not in (-1, sight.number):
        return False
    seen = samples(frame)
    return bool(seen.size) and mean(seen) == sight.luma


def _behind(last: Sight, frame: av.VideoFrame, number: int) -> bool:
    """True where the last picture that is wanted should have come."""
    if number >= 0:
        return number >= last.number
    return frame.pts is not None and frame.pts >= last.pts
