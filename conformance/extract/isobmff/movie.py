"""Reads `moov` into tracks whose sample tables are laid out in the file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conformance.extract.isobmff.audit import Stated, audit_duration, audit_tables, stts_duration
from conformance.extract.isobmff.boxes import Node, at_most_one, children, one
from conformance.extract.isobmff.claims import Claims
from conformance.extract.isobmff.faults import Fault, Ledger
from conformance.extract.isobmff.fragments import FragmentTrack
from conformance.extract.isobmff.headers import (
    Times,
    TrackHeader,
    edits,
    fragment_duration,
    main_format,
    media_header,
    times,
    track_header,
)
from conformance.extract.isobmff.layout import ChunkLayout, Coverage, Runs, chunk_layout
from conformance.extract.isobmff.tables import SampleTables, read_tables
from conformance.model.facts import Edit, IsoTrack

MAX_TRACKS = 1024
MAX_USER_DATA = 16


@dataclass(frozen=True)
class Track:
    """One `trak` as read, `user_data` its `udta` boxes; `fragments` is filled later, while the fragments are read."""

    node: Node
    header: TrackHeader
    mdhd: Node
    media: Times
    handler: str
    edits: tuple[Edit, ...]
    tables: SampleTables
    layout: ChunkLayout
    fragments: FragmentTrack
    user_data: tuple[Node, ...]

    def runs(self) -> tuple[Runs, ...]:
        """All runs in this file, those of the sample tables first."""
        return (self.layout.runs, *self.fragments.runs())

    def facts(self, coverage: Coverage, *, fragmented: bool) -> IsoTrack:
        """What the track promises, and what of it lies outside the coverage."""
        runs, extra = self.runs(), self.fragments
        loss = sum((part.loss(coverage) for part in runs), start=self.layout.unplaced)
        promised = int(runs[0].bytes.sum()) + self.layout.external.bytes + self.layout.unplaced.bytes + extra.bytes
        duration = stts_duration(self.tables) + extra.duration if fragmented else self.media.duration
        return IsoTrack(
            track_id=self.header.track_id,
            handler=self.handler,
            sample_entry=main_format(self.tables.entries),
            timescale=self.media.timescale,
            duration=duration,
            samples=self.tables.sizes.samples + extra.samples,
            sample_bytes=promised,
            missing_samples=loss.samples,
            missing_bytes=loss.bytes,
            width=self.header.width,
            height=self.header.height,
            rotation=self.header.rotation,
            edits=self.edits,
        )


@dataclass(frozen=True)
class Movie:
    """`moov` as read; `fragmented` where it announces fragments (`mvex`), with its `trex` boxes.

    `spells` are the durations that `mvhd` and `mehd` state, in ticks of the movie's timescale. `user_data` are its own
    `udta` boxes.
    """

    header: Times
    tracks: tuple[Track, ...]
    fragmented: bool
    trex: tuple[Node, ...]
    spells: tuple[Stated, ...]
    user_data: tuple[Node, ...] = ()

    @property
    def creation_times(self) -> tuple[int, ...]:
        """Distinct set creation times of `mvhd`, then of each track's `tkhd` and `mdhd`, in s since 1904."""
        return tuple(dict.fromkeys(one.creation for one in self._headers if one.creation))

    @property
    def wide_creation_times(self) -> tuple[int, ...]:
        """Those that stand in 64 bits wherever they stand."""
        narrow = {one.creation for one in self._headers if not one.wide}
        return tuple(time for time in self.creation_times if time not in narrow)

    @property
    def _headers(self) -> Iterator[Times | TrackHeader]:
        yield self.header
        for track in self.tracks:
            yield from (track.header, track.media)


NO_MOVIE = Movie(Times(0, 0, 0, stated=False), (), fragmented=False, trex=(), spells=())


def read_movie(moov: Node, ledger: Ledger) -> Movie:
    """Everything of `moov`; its faults go to the ledger."""
    inside = children(moov, ledger)
    mvhd = one(inside, ("mvhd",), moov, ledger)
    header = times(mvhd, ledger)
    mvex = at_most_one(inside, ("mvex",), moov, ledger)
    traks = [node for node in inside if node.type == "trak"]
    if len(traks) > MAX_TRACKS:
        detail = f"moov holds {len(traks)} tracks; the first {MAX_TRACKS} are read."
        ledger.fault(Fault.TOO_MANY_BOXES, traks[MAX_TRACKS], detail)
    tracks = tuple(_read_track(node, ledger) for node in traks[:MAX_TRACKS])
    if not mvex.present:
        for track in tracks:
            _audit_time(track, header.timescale, ledger)
    _audit_ids(tracks, ledger)
    announced = children(mvex, ledger)
    mehd = at_most_one(announced, ("mehd",), mvex, ledger)
    spells = (Stated(mvhd, header.duration), Stated(mehd, fragment_duration(mehd, ledger)))
    trex = tuple(node for node in announced if node.type == "trex")
    return Movie(header, tracks, mvex.present, trex, spells, _user_data(inside, moov, ledger))


def _read_track(trak: Node, ledger: Ledger) -> Track:
    inside = children(trak, ledger)
    header = track_header(one(inside, ("tkhd",), trak, ledger), ledger)
    mdia = one(inside, ("mdia",), trak, ledger)
    mdia_children = children(mdia, ledger)
    mdhd, media, handler = media_header(mdia_children, mdia, ledger)
    tables = read_tables(one(mdia_children, ("minf",), mdia, ledger), ledger)
    layout = chunk_layout(tables)
    audit_tables(tables, layout, ledger)
    external = frozenset(index for index, entry in enumerate(tables.entries, 1) if entry.external)
    extra = FragmentTrack(header.track_id, external, Claims(wanted=handler == "vide"))
    held = _user_data(inside, trak, ledger)
    return Track(trak, header, mdhd, media, handler, edits(inside, trak, ledger), tables, layout, extra, held)


def _user_data(inside: Sequence[Node], parent: Node, ledger: Ledger) -> tuple[Node, ...]:
    """The `udta` boxes of a movie or track, `MAX_USER_DATA` at most; one is allowed (ISO/IEC 14496-12, 8.10.1)."""
    found = [node for node in inside if node.type == "udta"]
    if len(found) > MAX_USER_DATA:
        detail = f"{parent.type} holds {len(found)} boxes of type udta; the first {MAX_USER_DATA} are read."
        ledger.fault(Fault.TOO_MANY_BOXES, parent, detail)
    return tuple(found[:MAX_USER_DATA])


def _audit_time(track: Track, movie_timescale: int, ledger: Ledger) -> None:
    if track.media.stated and track.mdhd.present:
        empty = sum(edit.duration for edit in track.edits if edit.media_time == -1)
        lead = empty * track.media.timescale // max(movie_timescale, 1)
        audit_duration(track.tables, track.mdhd, track.media.duration, lead, ledger)


def _audit_ids(tracks: Sequence[Track], ledger: Ledger) -> None:
    seen: set[int] = set()
    for track in tracks:
        track_id = track.header.track_id
        if track_id in seen:
            ledger.fault(Fault.DUPLICATE_TRACK_ID, track.node, f"Track id {track_id} is taken by a track before.")
        seen.add(track_id)
