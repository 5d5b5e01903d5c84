"""One recording to its facts: what is read of it, in one process or in shares by several, and what it comes to.

The packets are read once a process, cheap as they are: so every share knows the spans without asking another one.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from itertools import chain

from conformance.errors import ExtractionError
from conformance.extract.burned_in.joining import joined_clock
from conformance.extract.credentials.reading import read_credentials
from conformance.extract.cuts import WHOLE, Span, confirmed
from conformance.extract.gnss.free_gps import read_free_gps
from conformance.extract.gnss.log import read_log
from conformance.extract.identity import CHANGED, Identity, digest_checked, unchanged
from conformance.extract.isobmff import read_iso
from conformance.extract.joining import joined_media, with_signatures
from conformance.extract.layout.reading import read_layout
from conformance.extract.mediainfo import read_second
from conformance.extract.opening import opened
from conformance.extract.packet_pass import Heartbeat, Surveyed, survey
from conformance.extract.picture_pass import CutNotFoundError, View, see
from conformance.extract.program_stream.reader import read_program_stream
from conformance.extract.recovery.reading import read_recovery
from conformance.extract.request import ALL, Request
from conformance.extract.sound_pass import Heard, hear
from conformance.extract.staged import StagedFacts
from conformance.extract.stream.starts import CodedStarts
from conformance.extract.structure.reading import of_packs, read_structure
from conformance.extract.svac.reading import read_svac
from conformance.extract.times.transport import read_tables
from conformance.extract.versions import extractor
from conformance.model.burned_in_facts import BurnedIn
from conformance.model.credential_facts import Credentials, NoCredentials
from conformance.model.facts import (
    CREDENTIALS_NOT_READ,
    LAYOUT_NOT_READ,
    NO_BURNED_IN,
    NO_TEXT,
    NOT_SEARCHED,
    NOT_TAKEN,
    NOT_WALKED,
    SVAC_NOT_READ,
    Absent,
    Facts,
    IsoFacts,
    Media,
    SecondExtractor,
)
from conformance.model.gnss_facts import GnssFacts, GnssLog, GnssTrack
from conformance.model.layout_facts import LayoutFacts
from conformance.model.recovery_facts import Recovery
from conformance.model.signing_facts import SigningFacts
from conformance.model.stated_times import StatedTimes, TimesFacts
from conformance.model.stream_facts import ProgramStreamFacts
from conformance.model.structure_facts import Structure
from conformance.model.svac_facts import SvacFacts
from conformance.model.vocabulary import Depth, Reason, Role

_EMPTY = Absent(Reason.EVIDENCE_UNREADABLE, "the file is empty (0 bytes)")
_ENCRYPTED_ENTRIES = frozenset({"encv", "enca", "drmi", "drms"})  # ISO/IEC 14496-12, 8.12


@dataclass(frozen=True)
class Surroundings:
    """What is read beside packets and pictures: boxes, MediaInfo, sound, packs, blocks, tables, logs, and more."""

    iso: IsoFacts | Absent
    second: SecondExtractor | Absent
    heard: tuple[Heard, ...]
    ps: ProgramStreamFacts | Absent
    blocks: tuple[GnssTrack, ...]
    tables: tuple[StatedTimes, ...] = ()
    logs: tuple[GnssLog, ...] = ()
    signing: tuple[tuple[int, SigningFacts], ...] = ()  # by the index of the track
    structure: Structure | Absent = NOT_WALKED
    credentials: Credentials | NoCredentials | Absent = CREDENTIALS_NOT_READ
    svac: SvacFacts | Absent = SVAC_NOT_READ
    recovery: Recovery | Absent = NOT_SEARCHED
    layout: LayoutFacts | Absent = LAYOUT_NOT_READ


@dataclass(frozen=True)
class Read:
    """One share of the reading: the packets, and views of its own spans.

    The first share alone takes the digest, the last one alone brings the surroundings. `identity` is that of the file
    all the while; there are no `views` where a span is not where the index says.
    """

    identity: Identity
    sha256: str
    packets: Surveyed | Absent
    spans: tuple[Span, ...]
    views: tuple[View, ...]
    around: tuple[Surroundings, ...]


def read_facts(request: Request, beat: Heartbeat) -> Facts:
    """Facts of one file to the depth asked for, in this process; damage is a fact, not an exception.

    Raises:
        OSError: the file can't be read at all.
        ExtractionError: the file is no longer the one whose digest was taken.
    """
    return joined(request, [read_share(request, beat)])


def read_share(request: Request, beat: Heartbeat) -> Read:
    """The share that the request asks for.

    Raises:
        OSError: the file can't be read at all.
        ExtractionError: the file is no longer the one whose digest was taken.
    """
    first, last = request.share.number == 0, request.share.number == request.share.of - 1
    digested = digest_checked(request) if first else nullcontext(lambda: NOT_TAKEN)
    with unchanged(request) as identity, digested as digest:
        packets = _packets(request, beat)
        spans = _spans(request, packets)
        own = _own(spans, request)
        views = _views(request, own, beat)
        if own and not views and request.share == ALL:
            spans = (WHOLE,)
            views = _views(request, spans, beat)
        around = (_surroundings(request, packets, beat),) if last else ()
        sha256 = digest()
    kept = replace(packets, starts=()) if isinstance(packets, Surveyed) else packets  # `around` has them in it
    return Read(identity, sha256, kept, spans, views, around)


def is_complete(shares: Sequence[Read]) -> bool:
    """False where some span was not where the index says: the file is then to be read in one go."""
    return all(len(share.spans) == sum(len(one.views) for one in shares) for share in shares)


def joined(request: Request, shares: Sequence[Read]) -> Facts:
    """The facts that all shares come to, given in their order.

    Raises:
        ExtractionError: the file was not the same one all the while.
    """
    if len({share.identity for share in shares}) != 1:
        raise ExtractionError(CHANGED)
    views = tuple(chain.from_iterable(share.views for share in shares))
    staged = views[0].staged if views else StagedFacts()  # a staged recording is one span
    around = shares[-1].around[0]
    return Facts(
        sha256=shares[0].sha256,
        size=request.size,
        extractor=extractor(),
        depth=request.depth,
        iso=around.iso,
        media=_media(shares[0].packets, around, views),
        second=around.second,
        ps=around.ps,
        look=request.look,
        chart=staged.chart,
        counter=staged.counter,
        clock=staged.clock,
        flashes=staged.flashes,
        drift=staged.drift,
        burned_in=_burned_in(views),
        gnss=_gnss(request, shares[0].packets, around),
        times=_times(request, shares[0].packets, around),
        overlay=views[0].overlay if views else NO_TEXT,
        structure=around.structure,
        credentials=around.credentials,
        svac=around.svac,
        recovery=around.recovery,
        layout=around.layout,
    )


def _burned_in(views: Sequence[View]) -> BurnedIn | Absent:
    """The clock in the largest track, which is the one that was watched."""
    watched = [view.burned_in for view in views if view.burned_in]
    return joined_clock(watched) if views and len(watched) == len(views) else NO_BURNED_IN


def _packets(request: Request, beat: Heartbeat) -> Surveyed | Absent:
    if not request.size:
        return _EMPTY
    with opened(request.file) as source:
        found = source if isinstance(source, Absent) else survey(source, request.depth, beat)
    if isinstance(found, Absent) or len(found.spans) == 1:
        return found
    with opened(request.file) as again:
        spans = found.spans if isinstance(again, Absent) else confirmed(again, found.spans)
    return replace(found, spans=spans)


def _spans(request: Request, packets: Surveyed | Absent) -> tuple[Span, ...]:
    """The spans in which the pictures are to be decoded; none where there is nothing to decode."""
    if isinstance(packets, Absent) or not request.depth.reaches(Depth.FRAMES):
        return ()
    return (WHOLE,) if request.look.staged else packets.spans


def _own(spans: tuple[Span, ...], request: Request) -> tuple[Span, ...]:
    """Those of one share: the spans are dealt out in their order, as evenly as they go."""
    number, count = request.share.number, request.share.of
    return spans[len(spans) * number // count : len(spans) * (number + 1) // count]


def _views(request: Request, spans: tuple[Span, ...], beat: Heartbeat) -> tuple[View, ...]:
    try:
        return tuple(see(request.file, span, request.look, beat) for span in spans)
    except CutNotFoundError:
        return ()


def _surroundings(request: Request, packets: Surveyed | Absent, beat: Heartbeat) -> Surroundings:
    with request.file.open("rb") as stream:
        coded = CodedStarts.of(packets.starts if isinstance(packets, Surveyed) else ())
        iso = read_iso(stream, request.size, beat, coded)
        deep = request.depth.reaches(Depth.PACKETS)
        blocks = read_free_gps(stream, iso) if deep and isinstance(iso, IsoFacts) else ()
    second, heard = read_second(request.file), _heard(request, beat)
    logs = tuple(read_log(file, request.look.gnss_log, beat) for file in request.logs) if deep else ()
    packs, tables = _packs(request, packets, beat), _tables(request, packets, beat)
    signing = _signing(request, beat) if isinstance(packets, Surveyed) and packets.signed else ()
    structure = _structure(request, packets, packs, beat)
    credentials = _credentials(request, iso, beat)
    svac = _svac(request, beat)
    recovery = _recovery(request, beat)
    layout = _layout(request, packets, iso, beat)
    return Surroundings(
        iso, second, heard, packs, blocks, tables, logs, signing, structure, credentials, svac, recovery, layout
    )


def _svac(request: Request, beat: Heartbeat) -> SvacFacts | Absent:
    """Whatever FFmpeg makes of the file: it knows no SVAC."""
    if not request.depth.reaches(Depth.PACKETS):
        return Absent(Reason.DEPTH_TOO_SHALLOW, f"the run stopped at depth {request.depth}")
    return read_svac(request.file, beat)


def _recovery(request: Request, beat: Heartbeat) -> Recovery | Absent:
    """Of a recording that was cut off on purpose, whether FFmpeg opens it or not."""
    if request.look.role is not Role.POWER_LOSS:
        return NOT_SEARCHED
    if not request.depth.reaches(Depth.PACKETS):
        return Absent(Reason.DEPTH_TOO_SHALLOW, f"the run stopped at depth {request.depth}")
    return read_recovery(request.file, beat)


def _layout(
    request: Request, packets: Surveyed | Absent, iso: IsoFacts | Absent, beat: Heartbeat
) -> LayoutFacts | Absent:
    if isinstance(packets, Absent):
        return packets
    if not request.depth.reaches(Depth.PACKETS):
        return Absent(Reason.DEPTH_TOO_SHALLOW, f"the run stopped at depth {request.depth}")
    return read_layout(request.file, packets.media.format, iso, beat)


def _credentials(request: Request, iso: IsoFacts | Absent, beat: Heartbeat) -> Credentials | NoCredentials | Absent:
    if not request.depth.reaches(Depth.PACKETS):
        return Absent(Reason.DEPTH_TOO_SHALLOW, f"the run stopped at depth {request.depth}")
    return read_credentials(request.file, iso, beat)


def _structure(
    request: Request, packets: Surveyed | Absent, packs: ProgramStreamFacts | Absent, beat: Heartbeat
) -> Structure | Absent:
    """Of containers other than ISO BMFF, whose boxes are walked whatever the depth."""
    if isinstance(packets, Absent):
        return packets
    if not request.depth.reaches(Depth.PACKETS):
        return Absent(Reason.DEPTH_TOO_SHALLOW, f"the run stopped at depth {request.depth}")
    if isinstance(packs, ProgramStreamFacts):
        return of_packs(packs)
    return read_structure(request.file, packets.media.format, beat)


def _signing(request: Request, beat: Heartbeat) -> tuple[tuple[int, SigningFacts], ...]:
    from conformance.extract.signing.reading import read_signing  # noqa: PLC0415 - few files need its library

    return tuple(read_signing(request.file, beat).items())


def _heard(request: Request, beat: Heartbeat) -> tuple[Heard, ...]:
    if not request.size or not request.depth.reaches(Depth.FRAMES):
        return ()
    with opened(request.file) as source:
        return () if isinstance(source, Absent) else hear(source, request.look, beat)


def _packs(request: Request, packets: Surveyed | Absent, beat: Heartbeat) -> ProgramStreamFacts | Absent:
    if isinstance(packets, Absent):
        return packets
    name = packets.media.format
    if name != "mpeg-ps":
        return Absent(Reason.METHOD_DOES_NOT_APPLY, f"packs are of MPEG program streams; this file is {name}")
    if not request.depth.reaches(Depth.PACKETS):
        return Absent(Reason.DEPTH_TOO_SHALLOW, f"the run stopped at depth {request.depth}")
    return read_program_stream(request.file, beat)


def _tables(request: Request, packets: Surveyed | Absent, beat: Heartbeat) -> tuple[StatedTimes, ...]:
    deep = request.depth.reaches(Depth.PACKETS)
    if not deep or isinstance(packets, Absent) or packets.media.format != "mpeg-ts":
        return ()
    return read_tables(request.file, beat)


def _times(request: Request, packets: Surveyed | Absent, around: Surroundings) -> TimesFacts | Absent:
    if isinstance(packets, Absent):
        return packets
    if not request.depth.reaches(Depth.PACKETS):
        return Absent(Reason.DEPTH_TOO_SHALLOW, f"the run stopped at depth {request.depth}")
    return TimesFacts((*packets.times, *around.tables))


def _gnss(request: Request, packets: Surveyed | Absent, around: Surroundings) -> GnssFacts | Absent:
    if isinstance(packets, Absent):
        return packets
    if not request.depth.reaches(Depth.PACKETS):
        return Absent(Reason.DEPTH_TOO_SHALLOW, f"the run stopped at depth {request.depth}")
    tracks = (*packets.gnss, *around.blocks)
    if tracks or around.logs:
        return GnssFacts(tracks, around.logs)
    return Absent(Reason.TRACK_MISSING, "the file holds no satellite receiver's times, and no log is named beside it")


def _media(packets: Surveyed | Absent, around: Surroundings, views: tuple[View, ...]) -> Media | Absent:
    iso = around.iso
    if isinstance(iso, IsoFacts) and any(track.sample_entry in _ENCRYPTED_ENTRIES for track in iso.tracks):
        return Absent(Reason.ENCRYPTED, "the tracks are encrypted and no key was given")
    if isinstance(packets, Absent):
        return packets
    media = with_signatures(packets.media, dict(around.signing))
    if not media.video and not media.audio:
        return Absent(Reason.EVIDENCE_UNREADABLE, f"the file opens as {media.format} but holds no video or audio track")
    return joined_media(media, around.heard, views) if views else media
