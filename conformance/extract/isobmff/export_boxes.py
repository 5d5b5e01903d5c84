"""Parses the boxes that tell of an export: who made it, when capture began, where, and what timed metadata holds.

Source: ONVIF Export File Format 26.06, 5.2 (`suep`), 5.3 (`cstb`), 5.4 (`loci`), 5.5 (`metx`), fields in the order in
which its syntax gives them; ISO/IEC 14496-12, 4.2 and 12.3.3 (`metx`).
"""

from collections.abc import Iterator
from fractions import Fraction

from conformance.extract.isobmff.boxes import Node, children, one, version
from conformance.extract.isobmff.export_fields import Cursor
from conformance.extract.isobmff.faults import Fault, Ledger
from conformance.extract.isobmff.headers import entries_of
from conformance.extract.isobmff.movie import Movie, Track
from conformance.model.export_facts import (
    ExportSource,
    Location,
    MetadataEntry,
    StartTime,
    StartTimes,
    SurveillanceExport,
)

SUEP_VERSION = 1  # the version whose fields 5.2 tells
MAX_EACH = 16  # boxes of one kind in one parent that are read; no real file comes near it
_FULL = 4  # version and flags
_SAMPLE_ENTRY = 8  # reserved bytes and data_reference_index
_ONE = 1 << 16  # of a 16.16 fixed-point number


def within(nodes: list[Node], kind: str, parent: Node, ledger: Ledger) -> list[Node]:
    """The boxes of that type, `MAX_EACH` at most; more are a fault of the parent, since they are not read."""
    found = [node for node in nodes if node.type == kind]
    if len(found) > MAX_EACH:
        detail = f"{parent.type} holds {len(found)} boxes of type {kind}; the first {MAX_EACH} are read."
        ledger.fault(Fault.TOO_MANY_BOXES, parent, detail)
    return found[:MAX_EACH]


def surveillance_export(suep: Node, media_before: int, ledger: Ledger) -> SurveillanceExport:
    """The fields of a `suep` box of version 1; those of another version are left empty."""
    cursor = Cursor(suep, _FULL, ledger)
    if version(suep) != SUEP_VERSION:
        cursor.close()
    unit = cursor.text(), cursor.text(), cursor.text()
    time, operator = cursor.integer(8), cursor.text()
    sources = tuple(_sources(cursor, cursor.count()))
    cursor.finish()
    return SurveillanceExport(suep.offset, version(suep), cursor.whole, *unit, time, operator, sources, media_before)


def _sources(cursor: Cursor, count: int) -> Iterator[ExportSource]:
    for _ in range(count):
        source = ExportSource(cursor.integer(2), cursor.text(), cursor.text(), cursor.text(), cursor.text())
        if not cursor.whole:
            return
        yield source


def start_times(cstb: Node, container: Node, ledger: Ledger) -> StartTimes:
    """The entries of a `cstb` box."""
    cursor = Cursor(cstb, 0, ledger)
    entries = tuple(_start_times(cursor, cursor.count()))
    cursor.finish()
    return StartTimes(container.path, cstb.offset, cursor.whole, entries)


def _start_times(cursor: Cursor, count: int) -> Iterator[StartTime]:
    for _ in range(count):
        entry = StartTime(cursor.integer(4), cursor.integer(8))
        if not cursor.whole:
            return
        yield entry


def locations(movie: Movie, ledger: Ledger) -> tuple[Location, ...]:
    """Every `loci` box in the user data of the movie and of its tracks."""
    found: list[Location] = []
    for udta in (*movie.user_data, *(held for track in movie.tracks for held in track.user_data)):
        inside = _user_data(udta, ledger)
        found += [_location(node, udta, ledger) for node in within(inside, "loci", udta, ledger)]
    return tuple(found)


def _user_data(udta: Node, ledger: Ledger) -> list[Node]:
    """Boxes of a `udta`, which QuickTime ends with four zero bytes (QuickTime File Format, "User Data Atoms")."""
    inside = children(udta, Ledger())
    tiled = inside[-1].limit if inside else udta.body
    if udta.end - tiled == 4 and not any(udta.data[tiled : udta.end]):
        return inside
    return children(udta, ledger)


def _location(loci: Node, udta: Node, ledger: Ledger) -> Location:
    cursor = Cursor(loci, _FULL, ledger)
    cursor.integer(2)  # language
    name, role = cursor.text(), cursor.integer(1)
    longitude, latitude, altitude = (Fraction(cursor.integer(4, signed=True), _ONE) for _ in range(3))
    body, notes = cursor.text(), cursor.text()
    cursor.finish()
    return Location(udta.path, loci.offset, cursor.whole, name, role, longitude, latitude, altitude, body, notes)


def metadata_entries(movie: Movie, ledger: Ledger) -> tuple[MetadataEntry, ...]:
    """Sample entries of every track whose handler is `meta`."""
    tracks = (track for track in movie.tracks if track.handler == "meta")
    return tuple(entry for track in tracks for entry in _entries(track, ledger))


def _entries(track: Track, ledger: Ledger) -> Iterator[MetadataEntry]:
    node = track.node
    for kind in ("mdia", "minf", "stbl", "stsd"):
        node = one(children(node, Ledger()), (kind,), node, Ledger())  # its faults are those of the movie, noted there
    for entry in entries_of(node, Ledger())[:MAX_EACH]:
        cursor = Cursor(entry, _SAMPLE_ENTRY, ledger if entry.type == "metx" else Ledger())
        if entry.type != "metx":
            cursor.close()
        encoding, namespace = cursor.text(), cursor.text()
        yield MetadataEntry(track.header.track_id, entry.offset, entry.type, cursor.whole, encoding, namespace)


def protection_count(ipro: Node, ledger: Ledger) -> int:
    """`protection_count` of an `ipro` box."""
    return Cursor(ipro, _FULL, ledger).integer(2)
