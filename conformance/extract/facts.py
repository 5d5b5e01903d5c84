"""One recording to its facts: the parts of its reading, by one process or several, and what they come to."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from conformance.errors import ExtractionError
from conformance.extract.cuts import WHOLE, Span, confirmed
from conformance.extract.isobmff import read_iso
from conformance.extract.joining import joined_media
from conformance.extract.mediainfo import read_second
from conformance.extract.opening import opened
from conformance.extract.packet_pass import Heartbeat, Surveyed, survey
from conformance.extract.picture_pass import CutNotFoundError, View, see
from conformance.extract.program_stream.reader import read_program_stream
from conformance.extract.request import Part, Request
from conformance.extract.sound_pass import Heard, hear
from conformance.extract.staged import StagedFacts
from conformance.extract.versions import extractor
from conformance.model.facts import NOTHING_STAGED, Absent, Facts, IsoFacts, Media, SecondExtractor
from conformance.model.stream_facts import ProgramStreamFacts
from conformance.model.vocabulary import Depth, Reason

_CHANGED = "the file changed after its digest was taken"
_ENCRYPTED_ENTRIES = frozenset({"encv", "enca", "drmi", "drms"})  # ISO/IEC 14496-12, 8.12

Identity: TypeAlias = tuple[int, ...]


@dataclass(frozen=True)
class PacketPart:
    """What the packets say, or why the file has no media; `identity` is that of the file all the while."""

    identity: Identity
    surveyed: Surveyed | Absent


@dataclass(frozen=True)
class SurroundingPart:
    """What is read beside packets and pictures."""

    identity: Identity
    iso: IsoFacts | Absent
    second: SecondExtractor | Absent
    heard: tuple[Heard, ...]
    ps: ProgramStreamFacts | Absent


@dataclass(frozen=True)
class PicturePart:
    """A view of each span that was asked for; none where a span is not where the index says."""

    identity: Identity
    views: tuple[View, ...]


Outcome: TypeAlias = Facts | PacketPart | SurroundingPart | PicturePart
OUTCOMES: Mapping[Part, type[Outcome]] = {
    Part.WHOLE: Facts,
    Part.PACKETS: PacketPart,
    Part.SURROUNDINGS: SurroundingPart,
    Part.PICTURES: PicturePart,
}


def read(request: Request, beat: Heartbeat) -> Outcome:
    """The part that the request asks for, as `OUTCOMES` has it.

    Raises:
        OSError: the file can't be read at all.
        ExtractionError: the file is no longer the one whose digest was taken.
    """
    parts: Mapping[Part, Callable[[Request, Heartbeat], Outcome]] = {
        Part.WHOLE: read_facts,
        Part.PACKETS: read_packets,
        Part.SURROUNDINGS: read_surroundings,
        Part.PICTURES: read_pictures,
    }
    return parts[request.part](request, beat)


def read_facts(request: Request, beat: Heartbeat) -> Facts:
    """Facts of one file to the depth asked for, in this process; damage is a fact, not an exception.

    Raises:
        OSError: the file can't be read at all.
        ExtractionError: the file is no longer the one whose digest was taken.
    """
    packets = read_packets(request, beat)
    around = read_surroundings(request, beat)
    spans = spans_of(request, packets)
    pictures = read_pictures(replace(request, spans=spans), beat)
    if not is_whole(spans, [pictures]):
        pictures = read_pictures(replace(request, spans=(WHOLE,)), beat)
    return joined(request, packets, around, [pictures])


def spans_of(request: Request, packets: PacketPart) -> tuple[Span, ...]:
    """The spans in which the pictures are to be decoded; none where there is nothing to decode."""
    if isinstance(packets.surveyed, Absent) or not request.depth.reaches(Depth.FRAMES):
        return ()
    return packets.surveyed.spans if request.look == NOTHING_STAGED else (WHOLE,)


def is_whole(spans: tuple[Span, ...], pictures: Sequence[PicturePart]) -> bool:
    """False where some span was not where the index says: the file is then to be decoded in one go."""
    return len(spans) == sum(len(part.views) for part in pictures)


def read_packets(request: Request, beat: Heartbeat) -> PacketPart:
    """The part `packets`."""
    with _unchanged(request.file) as identity:
        if not request.size:
            return PacketPart(identity, Absent(Reason.EVIDENCE_UNREADABLE, "the file is empty (0 bytes)"))
        with opened(request.file) as source:
            found = source if isinstance(source, Absent) else survey(source, request.depth, beat)
        if isinstance(found, Surveyed) and len(found.spans) > 1:
            with opened(request.file) as again:
                found = found if isinstance(again, Absent) else replace(found, spans=confirmed(again, found.spans))
    return PacketPart(identity, found)


def read_surroundings(request: Request, beat: Heartbeat) -> SurroundingPart:
    """The part `surroundings`, with all sound decoded where the depth asks for it."""
    with _unchanged(request.file) as identity:
        with request.file.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != request.sha256:
                raise ExtractionError(_CHANGED)
            iso = read_iso(stream, request.size, beat)
        heard, ps = _heard(request, beat)
        second = read_second(request.file)
    return SurroundingPart(identity, iso, second, heard, ps)


def _heard(request: Request, beat: Heartbeat) -> tuple[tuple[Heard, ...], ProgramStreamFacts | Absent]:
    if not request.size:
        return (), Absent(Reason.EVIDENCE_UNREADABLE, "the file is empty (0 bytes)")
    with opened(request.file) as source:
        if isinstance(source, Absent):
            return (), source
        name = source.format
        heard = hear(source, request.look, beat) if request.depth.reaches(Depth.FRAMES) else ()
    if name != "mpeg-ps":
        return heard, Absent(Reason.METHOD_DOES_NOT_APPLY, f"packs are of MPEG program streams; this file is {name}")
    if not request.depth.reaches(Depth.PACKETS):
        return heard, Absent(Reason.DEPTH_TOO_SHALLOW, f"the run stopped at depth {request.depth}")
    return heard, read_program_stream(request.file, beat)


def read_pictures(request: Request, beat: Heartbeat) -> PicturePart:
    """The part `pictures`, of the spans that the request names."""
    with _unchanged(request.file) as identity:
        try:
            views = tuple(see(request.file, span, request.look, beat) for span in request.spans)
        except CutNotFoundError:
            views = ()
    return PicturePart(identity, views)


def joined(request: Request, packets: PacketPart, around: SurroundingPart, pictures: Sequence[PicturePart]) -> Facts:
    """The facts that all parts come to.

    Raises:
        ExtractionError: the file was not the same one all the while.
    """
    identities = {packets.identity, around.identity, *(part.identity for part in pictures)}
    if len(identities) != 1:
        raise ExtractionError(_CHANGED)
    views = tuple(chain.from_iterable(part.views for part in pictures))
    staged = views[0].staged if views else StagedFacts()  # a staged recording is one span
    return Facts(
        sha256=request.sha256,
        size=request.size,
        extractor=extractor(),
        depth=request.depth,
        iso=around.iso,
        media=_media(packets.surveyed, around, views),
        second=around.second,
        ps=around.ps,
        look=request.look,
        chart=staged.chart,
        counter=staged.counter,
        flashes=staged.flashes,
        drift=staged.drift,
    )


def _media(surveyed: Surveyed | Absent, around: SurroundingPart, views: tuple[View, ...]) -> Media | Absent:
    iso = around.iso
    if isinstance(iso, IsoFacts) and any(track.sample_entry in _ENCRYPTED_ENTRIES for track in iso.tracks):
        return Absent(Reason.ENCRYPTED, "the tracks are encrypted and no key was given")
    if isinstance(surveyed, Absent):
        return surveyed
    media = surveyed.media
    if not media.video and not media.audio:
        return Absent(Reason.EVIDENCE_UNREADABLE, f"the file opens as {media.format} but holds no video or audio track")
    return joined_media(media, around.heard, views) if views else media


@contextmanager
def _unchanged(file: Path) -> Iterator[Identity]:
    """What changes when a file is replaced or written to; the time of change can't be set by a program."""
    before = _identity(file)
    yield before
    if _identity(file) != before:
        raise ExtractionError(_CHANGED)


def _identity(file: Path) -> Identity:
    seen = file.stat()
    return seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns
