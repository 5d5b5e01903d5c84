"""Recordings of a made-up camera, which names no program, and what programs make of them."""

import struct
from dataclasses import replace
from pathlib import Path

from conformance.extract.isobmff import read_iso
from conformance.extract.layout.iso import iso_layout
from conformance.extract.structure.source import Walked
from conformance.measurands.editing import editing_traces
from conformance.measurands.layout import container_of, differences, fingerprint, golden_items
from conformance.measurands.reading import Reading
from conformance.model.facts import Absent, Facts, IsoFacts
from conformance.model.golden import GOLDEN_SCHEMA, Golden
from conformance.model.layout_facts import LayoutFacts, LayoutItem
from conformance.model.vocabulary import Depth

from ...measurands.facts import subject
from ..making import coded, facts_of

_SILENT = ("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", "-map_metadata", "-1")
_CODER = (
    "-c:v",
    "libx264",
    "-pix_fmt",
    "yuv420p",
    "-preset",
    "ultrafast",
    "-crf",
    "30",
    "-bf",
    "0",
    "-g",
    "10",
    "-threads",
    "1",
)
_NO_NAME = ("-bsf:v", "filter_units=remove_types=6")  # the encoder's own message
_PLAIN = (".mp4", ".mov")


def filmed(target: Path, seconds: int = 2, source: str = "testsrc2", options: tuple[str, ...] = ()) -> Path:
    """What the camera records, in the container that the target is called after."""
    scene = ("-f", "lavfi", "-i", f"{source}=size=320x240:rate=25:duration={seconds}")
    tone = ("-f", "lavfi", "-i", f"sine=frequency=440:sample_rate=48000:duration={seconds}")
    sound = ("-c:a", "pcm_s16le") if target.suffix in (".avi", ".mov") else ("-c:a", "mp2")
    edits = ("-use_editlist", "0") if target.suffix in _PLAIN else ()
    made = coded(target, *scene, *tone, *_CODER, *sound, *_NO_NAME, *_SILENT, *edits, *options)
    if target.suffix in _PLAIN:
        made.write_bytes(made.read_bytes().replace(b"Lavc libx264", b"ACME Encoder"))
    return made


def golden(*files: Path) -> Golden:
    facts = [facts_of(file, Depth.PACKETS) for file in files]
    return Golden(GOLDEN_SCHEMA, container_of(facts[0]), (), golden_items([items(one) for one in facts]))


def items(facts: Facts) -> tuple[LayoutItem, ...]:
    found = fingerprint(facts)
    assert not isinstance(found, Absent), found
    return found


def differs(file: Path, by: Golden) -> list[str]:
    """What differs from a golden file, in words."""
    return [one.detail for one in differences(items(facts_of(file, Depth.PACKETS)), by)]


def traces(file: Path) -> set[str]:
    """The kinds of traces of editing that are seen."""
    facts = facts_of(file, Depth.PACKETS)
    found = editing_traces(replace(subject(facts.media), facts=facts))
    assert isinstance(found, Reading), found
    kinds = {one.detail.split(":", 1)[0] for one in found.where}
    assert len(kinds) == found.value
    return kinds


def box(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


def layout_of(path: Path) -> LayoutFacts:
    """The layout of an ISO BMFF file, its packets unread."""
    size = path.stat().st_size
    with path.open("rb", buffering=0) as stream:
        found = read_iso(stream, size)
        assert isinstance(found, IsoFacts)
        return iso_layout(Walked(stream, size, lambda: None), found.boxes)
