"""Joins what a file says of its export: the file-level `meta`, user data, metadata tracks, fragments, the seal.

Source: ONVIF Export File Format 26.06, chapter 5. Its faults stand apart from those of the container's own audit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from conformance.extract.isobmff.boxes import Node, TopBox, children, load
from conformance.extract.isobmff.export_boxes import (
    locations,
    metadata_entries,
    start_times,
    surveillance_export,
    within,
)
from conformance.extract.isobmff.export_seal import Beat, Bytes, SealRead, not_signed, read_seal
from conformance.extract.isobmff.faults import Fault, Ledger
from conformance.extract.isobmff.movie import Movie
from conformance.model.export_facts import (
    ExportFacts,
    ExportFault,
    SignatureCheck,
    StartTimes,
    SurveillanceExport,
)

MAX_METAS = 4  # file-level `meta` boxes that are read; ISO/IEC 14496-12, 8.11.1 allows one
_FULL = 4


@dataclass(frozen=True)
class TrackFragments:
    """How many `traf` boxes there are, how many lack `tfdt` (5.3), and the offsets of the first of those."""

    number: int
    untimed: int
    untimed_at: tuple[int, ...]


class _Meta(NamedTuple):
    """What one file-level `meta` holds."""

    exports: tuple[SurveillanceExport, ...]
    times: tuple[StartTimes, ...]
    seals: tuple[SealRead, ...]


class Source(NamedTuple):
    """A file with its top-level boxes; `beat` is called while it is read once more."""

    stream: BinaryIO
    size: int
    boxes: Sequence[TopBox]
    beat: Beat


def read_export(source: Source, movie: Movie, fragments: TrackFragments) -> ExportFacts:
    """All export boxes of the file; reads it once more where it is signed. OSError as the stream raises it."""
    ledger = Ledger()
    places = locations(movie, ledger)
    entries = metadata_entries(movie, ledger)
    metas = tuple(_metas(source, ledger))
    seals = tuple(seal for meta in metas for seal in meta.seals)
    return ExportFacts(
        metas=sum(box.type == "meta" for box in source.boxes),
        exports=tuple(found for meta in metas for found in meta.exports),
        start_times=tuple(found for meta in metas for found in meta.times),
        track_fragments=fragments.number,
        untimed_fragments=fragments.untimed,
        untimed=fragments.untimed_at,
        locations=places,
        metadata=entries,
        protections=tuple(seal.protection for seal in seals),
        signature=_signature(source, seals),
        faults=tuple(ExportFault(fault.code, fault.path, fault.offset, fault.detail) for fault in ledger.faults()),
    )


def _metas(source: Source, ledger: Ledger) -> Iterator[_Meta]:
    found = [box for box in source.boxes if box.type == "meta"]
    if len(found) > MAX_METAS:
        detail = f"The file holds {len(found)} boxes of type meta; the first {MAX_METAS} are read."
        ledger.fault(Fault.TOO_MANY_BOXES, found[MAX_METAS], detail)
    for box in found[:MAX_METAS]:
        media_before = sum(other.end - other.body for other in source.boxes if _is_media_before(other, box))
        yield _meta(load(source.stream, box, ledger), media_before, ledger)


def _is_media_before(box: TopBox, meta: TopBox) -> bool:
    return box.type == "mdat" and box.offset < meta.offset


def _meta(meta: Node, media_before: int, ledger: Ledger) -> _Meta:
    if meta.data[meta.body + 4 : meta.body + 8] == b"hdlr":
        detail = "meta holds boxes where its version and flags should stand: it is QuickTime's, not a full box."
        ledger.fault(Fault.NO_FULL_BOX, meta, detail)
        return _Meta((), (), ())
    inside = children(meta, ledger, _FULL)
    seals = tuple(read_seal(ipro, meta, ledger) for ipro in within(inside, "ipro", meta, ledger))
    own = (start_times(cstb, meta, ledger) for cstb in within(inside, "cstb", meta, ledger))
    return _Meta(
        tuple(surveillance_export(suep, media_before, ledger) for suep in within(inside, "suep", meta, ledger)),
        (*own, *(times for seal in seals for times in seal.start_times)),
        seals,
    )


def _signature(source: Source, seals: Sequence[SealRead]) -> SignatureCheck:
    """The check of the first signing of the first `ipro`."""
    if not seals:
        return not_signed("the file-level meta holds no ipro")
    if not seals[0].seal.sinfs:
        return not_signed("the first ipro holds no sinf")
    # What checks signatures takes 0.1 s to load, and few files are sealed
    from conformance.extract.isobmff.export_signature import check_first  # noqa: PLC0415

    return check_first(Bytes(source.stream, source.size, source.beat), seals[0].seal)
