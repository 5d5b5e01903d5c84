"""Each defect does what its name says and nothing else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conformance.errors import FixtureError
from conformance.synthesis import bmff
from conformance.synthesis.build import content
from conformance.synthesis.defects import (
    AppendJunk,
    CutMedia,
    CutPower,
    DamageSlices,
    OverstateMedia,
    TruncateTail,
    ZeroBlock,
    noise,
)
from conformance.synthesis.recipe import Recipe

from .conftest import Seen


@pytest.fixture(scope="module")
def plain(built: Callable[[str], Path]) -> bytes:
    return built("patrol").read_bytes()


def differing(one: bytes, other: bytes) -> list[int]:
    assert len(one) == len(other)
    return [index for index, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]


def test_noise_is_the_same_on_every_machine() -> None:
    assert noise(4, 1).hex() == "19199181"
    assert noise(4, 2) != noise(4, 1)


def test_a_truncated_file_lacks_only_its_tail() -> None:
    assert TruncateTail(size=2).apply(b"recording") == b"recordi"


def test_a_file_whose_power_was_cut_ends_early_and_zeros_fill_its_cluster() -> None:
    assert CutPower(kept=50, zeros=3).apply(b"recording") == b"reco\0\0\0"


def test_defects_are_applied_after_encoding_in_their_order(recipes: dict[str, Recipe]) -> None:
    whole = replace(recipes["broken-copy"], defects=())
    both = replace(whole, defects=(AppendJunk(size=5, seed=1), TruncateTail(size=2)))
    assert content(both) == content(whole) + noise(5, 1)[:3]


def test_cut_media_end_before_the_sample_and_the_boxes_still_tile(plain: bytes) -> None:
    cut = CutMedia(from_sample=45).apply(plain)
    boxes = list(bmff.inside(cut, bmff.whole(cut)))
    assert [box.type for box in boxes] == ["ftyp", "moov", "free", "mdat"]
    assert boxes[-1].end == len(cut) == bmff.video_samples(plain)[45].offset
    assert len(bmff.video_samples(cut)) == 60


def test_cut_media_leaves_whole_pictures_that_decode_without_complaint(look: Callable[[str], Seen]) -> None:
    file = look("patrol-cut")
    assert (file.pictures, file.corrupt) == (45, 0)
    assert not any("decod" in complaint for complaint in file.complaints)


def test_half_a_picture_is_met_by_the_decoder(look: Callable[[str], Seen]) -> None:
    file = look("half-picture")
    assert file.pictures == 12
    assert any("NAL unit" in complaint for complaint in file.complaints)


def test_an_overstated_mdat_passes_the_end_of_the_file_and_every_sample_is_there(
    plain: bytes, look: Callable[[str], Seen]
) -> None:
    wrong = OverstateMedia(size=4096).apply(plain)
    mdat = bmff.only(wrong, bmff.whole(wrong), "mdat")
    assert (mdat.end - len(wrong), len(differing(plain, wrong)) <= 4) == (4096, True)
    assert look("patrol-overstated").pictures == 60


def test_junk_follows_the_last_box(plain: bytes) -> None:
    longer = AppendJunk(size=777, seed=7).apply(plain)
    assert (longer[: len(plain)], len(longer) - len(plain)) == (plain, 777)


def test_damage_lies_inside_the_named_samples(plain: bytes) -> None:
    changed = differing(plain, DamageSlices(samples=(10, 40), bytes_each=16, seed=1).apply(plain))
    samples = bmff.video_samples(plain)
    inside = [sum(samples[n].offset <= at < samples[n].offset + samples[n].size for at in changed) for n in (10, 40)]
    assert (inside, len(changed)) == ([16, 16], 32)


def test_a_decoder_complains_of_every_damaged_slice(look: Callable[[str], Seen]) -> None:
    file = look("patrol-damaged")
    assert (file.pictures, file.corrupt) == (60, 3)
    assert sum("error while decoding MB" in complaint for complaint in file.complaints) == 3


def test_a_decoder_complains_of_a_lost_block(look: Callable[[str], Seen]) -> None:
    assert look("lost-block").complaints != ()


def test_a_zeroed_block_keeps_the_length(plain: bytes) -> None:
    holed = ZeroBlock(offset=100_000, size=512).apply(plain)
    assert holed[100_000:100_512] == bytes(512)
    assert holed[:100_000] + holed[100_512:] == plain[:100_000] + plain[100_512:]


def test_a_block_outside_the_file_is_refused(plain: bytes) -> None:
    with pytest.raises(FixtureError, match="the block ends at"):
        ZeroBlock(offset=len(plain), size=1).apply(plain)


def test_a_creation_time_changes_in_every_header_and_nowhere_else(plain: bytes, built: Callable[[str], Path]) -> None:
    late = built("patrol-hour").read_bytes()
    times = [
        bmff.number(late, box.body + 4)
        for path in ("moov/mvhd", "moov/trak/tkhd", "moov/trak/mdia/mdhd")
        for box in bmff.below(late, bmff.whole(late), path)
    ]
    seconds = datetime(2026, 11, 20, 11, tzinfo=UTC) - datetime(1904, 1, 1, tzinfo=UTC)
    assert times == [int(seconds.total_seconds())] * 5
    assert len(differing(plain, late)) <= 20


def test_a_defect_of_boxes_refuses_another_container(built: Callable[[str], Path]) -> None:
    with pytest.raises(FixtureError, match="mdat"):
        OverstateMedia(size=1).apply(built("mkv-mulaw").read_bytes())


def test_media_that_are_not_last_are_not_cut(built: Callable[[str], Path]) -> None:
    data = built("patrol").read_bytes() + b"\0\0\0\x08free"
    with pytest.raises(FixtureError, match="last box"):
        CutMedia(from_sample=1).apply(data)


def test_a_sample_too_short_to_damage_is_refused(built: Callable[[str], Path]) -> None:
    with pytest.raises(FixtureError, match="too few"):
        DamageSlices(samples=(5,), bytes_each=16, seed=1).apply(built("still").read_bytes())
