"""Hostile files: read in bounded time, with harmless names, and said to be cut where they are."""

import struct
from pathlib import Path
from time import process_time

import pytest

from conformance.extract.layout.avi import avi_layout
from conformance.extract.layout.collecting import MOST_ITEMS, shown
from conformance.extract.layout.matroska import matroska_layout
from conformance.extract.layout.transport import transport_layout
from conformance.extract.structure.source import Walked
from conformance.model.layout_facts import LayoutFacts

from .cameras import box, layout_of

FTYP = box(b"ftyp", b"isom" + bytes(4))
MOST_TIME = 10  # s


def read(data: bytes, folder: Path) -> LayoutFacts:
    (folder / "hostile.mp4").write_bytes(FTYP + data + box(b"mdat"))
    begun = process_time()
    found = layout_of(folder / "hostile.mp4")
    assert process_time() - begun < MOST_TIME
    return found


def nested(kind: bytes, depth: int) -> bytes:
    sizes = range(8 * depth, 0, -8)
    return b"".join(struct.pack(">I4s", size, kind) for size in sizes)


def test_boxes_nested_without_end_are_cut_at_a_depth(tmp_path: Path) -> None:
    found = read(box(b"moov", nested(b"trak", 5000)), tmp_path)

    assert found.cut == "elements more than 12 deep"


def test_a_million_boxes_are_cut_at_a_number(tmp_path: Path) -> None:
    found = read(box(b"moov", box(b"udta", box(b"abcd") * 1_000_000)), tmp_path)

    assert found.cut == "more than 65536 elements; more than 4096 lines"
    assert len(found.items) == MOST_ITEMS


def test_very_many_fragments_are_no_reason_to_cut(tmp_path: Path) -> None:
    found = read(box(b"moov") + (box(b"moof") + box(b"mdat")) * 100_000, tmp_path)

    assert found.cut == ""
    assert found.items[0].value == "ftyp moov fragments(mdat moof)"


def test_a_name_is_no_way_out_of_its_path_or_of_a_report(tmp_path: Path) -> None:
    found = read(box(b"moov", box(b"a/:\x1b")), tmp_path)

    assert [one.path for one in found.items if one.path.startswith("moov/")] == ["moov/a\\x2f\\x3a\\x1b"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"\x1b[2J<b>", "\\x1b[2J<b>"),
        ("\u202eevil", "\\u202eevil"),
        (b"\xff\xfe", "\\xff\\xfe"),
        ("x" * 1000, "x" * 400 + "... (1000 characters)"),
    ],
)
def test_text_is_shown_without_control_of_the_reader(text: bytes | str, said: str) -> None:
    assert shown(text) == said


@pytest.mark.parametrize("cut", [1, 9, 20, 50, 100, 150])
def test_headers_cut_short_are_no_crash(cut: int, tmp_path: Path) -> None:
    entry = box(b"avc1", bytes(78) + box(b"avcC", bytes(9)))
    stbl = box(b"stbl", box(b"stsd", bytes(7) + b"\1" + entry))
    mdia = box(b"mdia", box(b"mdhd", bytes(24)) + box(b"hdlr", bytes(8) + b"vide" + bytes(12)) + box(b"minf", stbl))
    moov = box(b"moov", box(b"mvhd", bytes(100)) + box(b"trak", box(b"tkhd", bytes(84)) + mdia))

    assert read(moov[:-cut], tmp_path).items


NONSENSE = [b"", b"\0" * 100, b"\xff" * 100_000, b"RIFF\xff\xff\xff\xffAVI LIST" + b"LIST" * 50_000]
LAYOUTS = {"avi": avi_layout, "mkv": matroska_layout, "ts": transport_layout}


@pytest.mark.parametrize("kind", LAYOUTS)
@pytest.mark.parametrize("data", NONSENSE)
def test_what_is_no_container_is_no_crash(kind: str, data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "hostile"
    file.write_bytes(data)
    begun = process_time()
    with file.open("rb", buffering=0) as stream:
        LAYOUTS[kind](Walked(stream, len(data), lambda: None))

    assert process_time() - begun < MOST_TIME


def test_lists_within_lists_are_cut_at_a_depth(tmp_path: Path) -> None:
    file = tmp_path / "deep.avi"
    lists = b"".join(b"LIST" + struct.pack("<I", 12 * left) + b"abcd" for left in range(3000, 0, -1))
    file.write_bytes(b"RIFF" + struct.pack("<I", len(lists) + 4) + b"AVI " + lists)
    with file.open("rb", buffering=0) as stream:
        found = avi_layout(Walked(stream, file.stat().st_size, lambda: None))

    assert found.cut == "elements more than 12 deep"


def test_very_many_clusters_are_told_once(tmp_path: Path) -> None:
    file = tmp_path / "many.mkv"
    cluster = bytes.fromhex("1F43B675 83 E78100")
    segment = b"\x18\x53\x80\x67\x01" + (len(cluster) * 200_000).to_bytes(7, "big") + cluster * 200_000
    file.write_bytes(bytes.fromhex("1A45DFA3 80") + segment)
    begun = process_time()
    with file.open("rb", buffering=0) as stream:
        found = matroska_layout(Walked(stream, file.stat().st_size, lambda: None))

    assert process_time() - begun < MOST_TIME
    assert found.cut == ""
    assert ("Segment", "size known, holds Cluster") in [(one.path, one.value) for one in found.items]
