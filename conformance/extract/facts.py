"""One recording to its facts: what is read of it, in one process or in shares by several, and what it comes to.

The packets are read once a process, cheap as they are: so every share knows the spans without asking another one.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from itertools import chain

from conformance.errors import ExtractionError
from conformance.extract.burned_in.joining import joined_clock
from conformance.extract.cuts import WHOLE, Span, confirmed
from conformance.extract.digest import Digest, Identity
from conformance.extract.identity import CHANGED, digest_checked, unchanged
from conformance.extract.joining import joined_media, with_signatures
from conformance.extract.opening import opened
from conformance.extract.packet_pass import Heartbeat, Surveyed, survey
from conformance.extract.request import ALL, Request
from conformance.extract.staged import StagedFacts
from conformance.extract.surroundings import Surroundings, read_surroundings
from conformance.extract.versions import extractor
from conformance.extract.views import View
from conformance.model.burned_in_facts import BurnedIn
from conformance.model.facts import (
    NO_BURNED_IN,
    NO_TEXT,
    NOT_TAKEN,
    Absent,
    Facts,
    IsoFacts,
    Media,
)
from conformance.model.gnss_facts import GnssFacts
from conformance.model.stated_times import TimesFacts
from conformance.model.vocabulary import Depth, Reason

_EMPTY = Absent(Reason.EVIDENCE_UNREADABLE, "the file is empty (0 bytes)")
_ENCRYPTED_ENTRIES = frozenset({"encv", "enca", "drmi", "drms"})  # ISO/IEC 14496-12, 8.12


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


def read_facts(request: Request, beat: Heartbeat, begun: Digest | None = None) -> Facts:
    """Facts of one file to the depth asked for, in this process; damage is a fact, not an exception.

    `begun` is the digest of the file, where it was begun before.

    Raises:
        OSError: the file can't be read at all.
        ExtractionError: the file is no longer the one whose digest was taken.
    """
    return joined(request, [read_share(request, beat, begun)])


def read_share(request: Request, beat: Heartbeat, begun: Digest | None = None) -> Read:
    """The share that the request asks for.

    Raises:
        OSError: the file can't be read at all.
        ExtractionError: the file is no longer the one whose digest was taken.
    """
    first, last = request.share.number == 0, request.share.number == request.share.of - 1
    digested = digest_checked(request, beat, begun) if first else nullcontext(lambda: NOT_TAKEN)
    with unchanged(request) as identity, digested as digest:
        packets = _packets(request, beat)
        spans = _spans(request, packets)
        own = _own(spans, request)
        views = _views(request, own, beat)
        if own and not views and request.share == ALL:
            spans = (WHOLE,)
            views = _views(request, spans, beat)
        around = (read_surroundings(request, packets, beat),) if last else ()
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
    if not spans:
        return ()
    from conformance.extract.picture_pass import CutNotFoundError, see  # noqa: PLC0415 - takes time to load

    try:
        return tuple(see(request.file, span, request.look, beat) for span in spans)
    except CutNotFoundError:
        return ()


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
