"""Third-party recordings, none of which is an export: what FFmpeg, another reader, says of location and fragments."""

import re
from pathlib import Path

import av
import pytest

from conformance.extract.isobmff import read_iso
from conformance.model import codec
from conformance.model.export_facts import ExportFacts, SignatureState
from conformance.model.facts import IsoFacts, IsoResult

MEDIA = Path(__file__).parents[3] / "../shared/media"
FILES = sorted(path for path in MEDIA.rglob("*") if path.is_file()) if MEDIA.is_dir() else []

pytestmark = pytest.mark.skipif(not FILES, reason="the folder ../shared/media is absent")


def facts_of(path: Path) -> IsoResult:
    with path.open("rb") as stream:
        return read_iso(stream, path.stat().st_size)


def export_of(name: str) -> ExportFacts:
    facts = facts_of(MEDIA / name)
    assert isinstance(facts, IsoFacts)
    assert isinstance(facts.export, ExportFacts)
    return facts.export


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_file_is_taken_for_an_export_and_none_breaks_the_reader(path: Path) -> None:
    facts = facts_of(path)
    assert codec.decode(IsoResult, codec.encode(IsoResult, facts)) == facts
    if isinstance(facts, IsoFacts) and isinstance(facts.export, ExportFacts):
        found = facts.export
        assert (found.metas, found.exports, found.start_times, found.protections) == (0, (), (), ())
        assert (found.signature.state, found.faults) == (SignatureState.NOT_SIGNED, ())


@pytest.mark.parametrize("name", ["androidx__media/media/mp4/sample_portrait.mp4", "abema__go-mp4/testdata/sample.mp4"])
def test_the_location_is_the_one_that_ffmpeg_reads(name: str) -> None:
    [found] = export_of(name).locations
    with av.open(str(MEDIA / name)) as container:
        said = [float(part) for part in re.findall(r"[+-][\d.]+", container.metadata["location"])]
    assert [round(float(angle), 4) for angle in (found.latitude, found.longitude)] == said
    assert (found.whole, found.role, found.body) == (True, 0, "earth")


@pytest.mark.parametrize(
    ("name", "fragments", "untimed"),
    [
        ("androidx__media/media/mp4/sample_fragmented.mp4", 2, 2),
        ("abema__go-mp4/testdata/sample_fragmented.mp4", 8, 0),
        ("androidx__media/media/mp4/sample.mp4", 0, 0),
    ],
)
def test_decode_times_are_missing_where_the_file_holds_no_such_box(name: str, fragments: int, untimed: int) -> None:
    found = export_of(name)
    assert (found.track_fragments, found.untimed_fragments) == (fragments, untimed)
    held = (MEDIA / name).read_bytes()
    assert (held.count(b"traf"), held.count(b"tfdt")) == (fragments, fragments - untimed)


def test_the_metadata_track_of_an_action_camera_is_not_described_as_onvif_metadata() -> None:
    entries = export_of("gopro__gpmf-parser/samples/karma.mp4").metadata
    assert [(entry.sample_entry, entry.namespace) for entry in entries] == [("gpmd", ""), ("fdsc", "")]
