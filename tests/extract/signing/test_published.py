"""Signed recordings of two makers: what their own validators say of them, and of what is made of them here."""

from pathlib import Path

import pytest

from conformance.model.measurement import Measurement

from ..making import replaced, without
from .streams import answer, flipped, found, outcome_of, remuxed

MEDIA = Path(__file__).parents[3] / "../shared/media"
ONVIF = MEDIA / "onvif__media-signing-framework/examples/test-files/test_signed_h265.mp4"
AXIS = MEDIA / "AxisCommunications__signed-video-framework-examples/test-files/signed_test_h265.mp4"
UNSIGNED = [AXIS.with_name(name) for name in ("test_h264.mp4", "test_h265.mp4")]

pytestmark = pytest.mark.skipif(not ONVIF.exists(), reason="the folder ../shared/media is absent")

BOTH = [pytest.param(ONVIF, id="ONVIF Media Signing"), pytest.param(AXIS, id="Axis Signed Video")]


@pytest.mark.parametrize("source", BOTH)
def test_they_are_authentic(source: Path) -> None:
    assert answer(source) == "authentic"


@pytest.mark.parametrize("source", UNSIGNED, ids=lambda one: one.name)
def test_what_is_not_signed_is_not_signed(source: Path) -> None:
    assert answer(source) == "not_signed"


@pytest.mark.parametrize("source", BOTH)
@pytest.mark.parametrize("ending", ["mp4", "mkv"])
def test_another_container_changes_nothing(source: Path, ending: str, tmp_path: Path) -> None:
    assert answer(remuxed(source, tmp_path / f"again.{ending}", lambda _, data: [data])) == "authentic"


def test_start_codes_in_place_of_lengths_change_nothing_where_emulation_is_prevented(tmp_path: Path) -> None:
    assert answer(remuxed(AXIS, tmp_path / "again.ts", lambda _, data: [data])) == "authentic"
    assert answer(remuxed(ONVIF, tmp_path / "again.ts", lambda _, data: [data])) != "authentic"  # it is not, there


@pytest.mark.parametrize("source", BOTH)
def test_a_box_behind_the_media_changes_nothing(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "longer.mp4"
    target.write_bytes(source.read_bytes() + b"\x00\x00\x00\x10free12345678")
    assert answer(target) == "authentic"


@pytest.mark.parametrize("source", BOTH)
def test_one_bit_of_a_picture_is_seen(source: Path, tmp_path: Path) -> None:
    assert answer(remuxed(source, tmp_path / "bit.mp4", replaced(flipped, (100,)))) == "not_authentic"


@pytest.mark.parametrize("source", BOTH)
def test_a_dropped_picture_is_missing(source: Path, tmp_path: Path) -> None:
    path = remuxed(source, tmp_path / "drop.mp4", without(100))
    assert answer(path) == "authentic_with_missing"
    assert found(path) == "1 units of this part are not in the file"


@pytest.mark.parametrize("source", BOTH)
def test_a_dropped_group_of_pictures_is_seen(source: Path, tmp_path: Path) -> None:
    path = remuxed(source, tmp_path / "group.mp4", lambda k, data: [] if 62 <= k < 124 else [data])
    assert answer(path) == "not_authentic"


@pytest.mark.parametrize("source", BOTH)
def test_without_their_messages_they_are_not_signed(source: Path, tmp_path: Path) -> None:
    def stripped(_: int, data: bytes) -> list[bytes]:
        kept, at = b"", 0
        while at < len(data):
            end = at + 4 + int.from_bytes(data[at : at + 4], "big")
            kept += b"" if data[at + 4] >> 1 == 39 else data[at:end]
            at = end
        return [kept] if kept else []

    assert answer(remuxed(source, tmp_path / "bare.mp4", stripped)) == "not_signed"


@pytest.mark.parametrize("source", BOTH)
def test_of_a_truncated_file_what_is_there_is_authentic(source: Path, tmp_path: Path) -> None:
    path = remuxed(source, tmp_path / "short.mp4", lambda k, data: [data] if k < 200 else [])
    outcome = outcome_of(path)
    assert isinstance(outcome, Measurement)
    assert str(outcome.value) == "authentic"
    assert "at its end await a signature and are not vouched for" in outcome.note


def test_a_last_message_that_repeats_the_numbers_before_is_its_signers_fault() -> None:
    for name in ("signing.unit_counts_wrong", "signing.hashes_wrong"):
        outcome = outcome_of(ONVIF, name)
        assert isinstance(outcome, Measurement)
        assert (outcome.value, [int(where.position) for where in outcome.where]) == (1, [302])
