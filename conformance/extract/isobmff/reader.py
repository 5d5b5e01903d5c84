"""Joins the parts: one ISO BMFF or QuickTime file in, its facts out, without reading media data but for a signature."""

from collections.abc import Sequence
from struct import Struct
from typing import BinaryIO

import numpy as np

from conformance.extract.isobmff.audit import (
    FilePlace,
    Use,
    audit_fragment_time,
    audit_overlap,
    audit_promise,
    audit_repeats,
    audit_use,
)
from conformance.extract.isobmff.boxes import (
    TopBox,
    load,
    parse_header,
    read_at,
    type_name,
    walk_file,
)
from conformance.extract.isobmff.export import Source, TrackFragments, read_export
from conformance.extract.isobmff.export_seal import Beat
from conformance.extract.isobmff.faults import Fault, Ledger
from conformance.extract.isobmff.fragments import Fragments
from conformance.extract.isobmff.indexes import audit_indexes
from conformance.extract.isobmff.layout import Coverage, Runs
from conformance.extract.isobmff.movie import NO_MOVIE, Movie, read_movie
from conformance.extract.isobmff.sync import audit_sync
from conformance.extract.stream.starts import NO_STARTS, CodedStarts
from conformance.model.facts import Absent, IsoFacts, IsoTrack
from conformance.model.vocabulary import Reason

MAX_BRANDS = 64

_OPENING = frozenset({b"ftyp", b"styp", b"moov", b"moof", b"mdat"})
_OPENING_WHOLE = frozenset({b"free", b"skip", b"wide", b"uuid", b"pnot", b"junk", b"sidx", b"emsg", b"prft", b"pdin"})
_SECOND = frozenset({b"moov", b"moof", b"mdat", b"free", b"wide"})


def read_iso(
    stream: BinaryIO, size: int, beat: Beat = lambda: None, coded: CodedStarts = NO_STARTS
) -> IsoFacts | Absent:
    """Facts of the file of `size` bytes in `stream`, or why there are none; raises OSError as the stream does.

    `beat` is called while media are read, which only a signed export needs. `coded` are the packets of the file, as far
    as they were read: what calls samples sync samples is held against them. A damaged file yields facts with faults;
    only one that is too short, or whose opening is no box of this family, yields none.
    """
    if size < 8:
        return Absent(Reason.EVIDENCE_UNREADABLE, f"The file holds {size} bytes; a box header takes 8.")
    if not _opens_as_iso(stream, size):
        return Absent(Reason.METHOD_DOES_NOT_APPLY, "The file does not open with a box of ISO BMFF or QuickTime.")
    return _read(stream, size, beat, coded)


def _read(stream: BinaryIO, size: int, beat: Beat, coded: CodedStarts) -> IsoFacts:
    ledger = Ledger()
    boxes = walk_file(stream, size, ledger)
    movie = _movie(stream, boxes, ledger)
    fragments, parts = len(_of_type(boxes, "moof")), _fragments(stream, boxes, movie, ledger)
    fragmented = movie.fragmented or fragments > 0
    tracks = _tracks(boxes, movie, ledger, fragmented=fragmented)
    if fragmented:
        audit_fragment_time(movie.spells, movie.header.timescale, tracks, ledger)
        audit_indexes(stream, size, boxes, ledger)
    brands = _brands(stream, boxes)
    audit_sync(movie.tracks, coded, ledger)
    return IsoFacts(
        brands=brands,
        boxes=tuple(box.value for box in boxes),
        fragments=fragments,
        creation_time=movie.header.creation,
        timescale=movie.header.timescale,
        duration=movie.header.duration,
        tracks=tracks,
        faults=ledger.faults(),
        doubts=ledger.doubts(),
        creation_times=movie.creation_times,
        wide_creation_times=movie.wide_creation_times,
        export=read_export(Source(stream, size, boxes, beat), movie, parts),
    )


def _opens_as_iso(stream: BinaryIO, size: int) -> bool:
    """True for a known first box, or for one of damaged type that a known one follows."""
    first = parse_header(read_at(stream, 0, 16), 0)
    if first.type in _OPENING:
        return True
    if first.size < first.length or first.size > size:
        return False
    if first.type in _OPENING_WHOLE:
        return True
    return parse_header(read_at(stream, first.size, 16), 0).type in _SECOND


def _of_type(boxes: Sequence[TopBox], kind: str) -> list[TopBox]:
    return [box for box in boxes if box.type == kind]


def _movie(stream: BinaryIO, boxes: Sequence[TopBox], ledger: Ledger) -> Movie:
    for kind in ("ftyp", "moov"):
        hits = _of_type(boxes, kind)
        if len(hits) > 1:
            ledger.fault(Fault.DUPLICATE_BOX, hits[1], f"The file holds {len(hits)} boxes of type {kind}.")
    movies = _of_type(boxes, "moov")
    if not movies:
        ledger.fault(Fault.MISSING_BOX, FilePlace("moov", 0), "The file holds no moov: nothing says where samples lie.")
        return NO_MOVIE
    return read_movie(load(stream, movies[0], ledger), ledger)


def _fragments(stream: BinaryIO, boxes: Sequence[TopBox], movie: Movie, ledger: Ledger) -> TrackFragments:
    """Read the fragments into the movie's tracks; what they are made of."""
    reader = Fragments((track.fragments for track in movie.tracks), movie.trex, ledger)
    for moof in _of_type(boxes, "moof") if movie.tracks else ():
        reader.add(load(stream, moof, ledger))
    return TrackFragments(reader.trafs, reader.untimed, tuple(reader.untimed_at))


def _tracks(boxes: Sequence[TopBox], movie: Movie, ledger: Ledger, *, fragmented: bool) -> tuple[IsoTrack, ...]:
    media = [box for box in boxes if box.type == "mdat"]
    start = np.array([box.body for box in media], np.int64)
    coverage = Coverage.of(start, np.array([box.end for box in media], np.int64))
    tracks = tuple(track.facts(coverage, fragmented=fragmented) for track in movie.tracks)
    here = sum(
        track.sample_bytes - item.layout.external.bytes for track, item in zip(tracks, movie.tracks, strict=True)
    )
    if here and not media:
        detail = f"The file holds no mdat, and its tables promise {here} bytes of samples."
        ledger.fault(Fault.MISSING_BOX, FilePlace("mdat", 0), detail)
    _audit_use(movie, coverage, ledger)
    return tracks


def _audit_use(movie: Movie, coverage: Coverage, ledger: Ledger) -> None:
    sound: list[Runs] = []
    video: list[Runs] = []
    used = Coverage.of(coverage.start[:0], coverage.start[:0])
    for track in movie.tracks:
        parts = track.runs()
        if track.handler in ("soun", "vide"):
            audit_repeats(track.header.track_id, parts, coverage, ledger)
            (sound if track.handler == "soun" else video).extend(parts)
        used = used.joined(parts)
    audit_overlap(sound, video, ledger)
    audit_promise((*sound, *video), coverage, ledger)
    held = int(coverage.length.sum())
    if movie.tracks:
        sure = all(track.tables.sizes.uniform != 1 or track.tables.sound_frame.bytes for track in movie.tracks)
        here = int(coverage.inside(used.start, used.length).sum())
        audit_use(Use(held, here, sure), FilePlace("mdat", int(coverage.start[0]) if held else 0), ledger)


def _brands(stream: BinaryIO, boxes: Sequence[TopBox]) -> tuple[str, ...]:
    """Major brand, then compatible brands, of the first `ftyp`; each once."""
    declared = _of_type(boxes, "ftyp")
    if not declared:
        return ()
    data = read_at(stream, declared[0].body, min(declared[0].end - declared[0].body, 4 * MAX_BRANDS))
    codes = [code for (code,) in Struct("4s").iter_unpack(data[: len(data) // 4 * 4])]
    names = [type_name(code) for index, code in enumerate(codes) if index != 1]  # the second word is the minor version
    return tuple(dict.fromkeys(names))
