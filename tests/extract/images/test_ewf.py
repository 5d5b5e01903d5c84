"""E01 images: whole ones give the media, and no byte that was changed in one stays unseen."""

import hashlib
import random
import shutil
import struct
import subprocess
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.extract.filesystems.window import DamagedImageError
from conformance.extract.images.opening import OpenedImage, opened_image

from .making import Ewf, nothing, opened, reading, sealed, section, whole, why

REAL = Path(__file__).parents[3] / "../shared/media/log2timeline__dfvfs/test_data/ext2.E01"
CHUNK = 4 * 512
NOISE = random.Random(7).randbytes(5 * CHUNK)  # noqa: S311 - a fixture
MEDIA = NOISE + bytes(3 * CHUNK) + b"end".ljust(512, b".")  # the last chunk is short
SHA1 = hashlib.sha1(MEDIA, usedforsecurity=False).digest()
IMAGE = Ewf(MEDIA, compressed=(True, False))


def patched(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def resealed(data: bytes, begin: int, size: int) -> bytes:
    """With the checksum put right that follows `size` bytes from `begin`."""
    return patched(data, begin, sealed(data[begin : begin + size]))


@pytest.mark.skipif(not REAL.exists(), reason="the folder ../shared/media is absent")
def test_an_image_of_encase_6_gives_the_media_that_its_own_digest_is_of(tmp_path: Path) -> None:
    with opened_image([REAL], nothing) as image:
        assert isinstance(image, OpenedImage)
        data = image.read(0, image.size)

    assert (image.form, image.size, image.flaws) == ("e01", 4_194_304, ())
    assert hashlib.md5(data, usedforsecurity=False).hexdigest() == "196066add11fb71c4c49cf1bb50d6d24"


@pytest.mark.skipif(not REAL.exists(), reason="the folder ../shared/media is absent")
def test_no_bit_of_an_image_of_encase_6_changes_the_media_unseen(tmp_path: Path) -> None:
    data, file = REAL.read_bytes(), tmp_path / "changed.E01"
    notes = range(13, 743 + 180)  # header2 twice and header: what the examiner typed, which is not read
    sectors = range(section(data, b"sectors") + 76, section(data, b"table"))
    for at in range(notes.stop, len(data), 211):
        file.write_bytes(patched(data, at, bytes([data[at] ^ 0x10])))
        with opened_image([file], nothing) as image:
            if isinstance(image, OpenedImage) and not image.flaws:
                media = hashlib.md5(image.read(0, image.size), usedforsecurity=False).hexdigest()
                assert media == "196066add11fb71c4c49cf1bb50d6d24", at
                assert at in sectors, at  # in a chunk of zeros, zeros copied from another place are the same chunk


@pytest.mark.skipif(shutil.which("ewfacquire") is None, reason="ewfacquire is not installed")
@pytest.mark.parametrize("form", ["encase2", "encase5", "encase6", "ftk", "linen5", "smart"])
@pytest.mark.parametrize("compression", ["none", "fast"])
def test_an_image_that_ewfacquire_made_in_segments_is_read_back(form: str, compression: str, tmp_path: Path) -> None:
    raw = tmp_path / "media.raw"
    raw.write_bytes(MEDIA * 170)
    command = [str(shutil.which("ewfacquire")), "-u", "-q", "-f", form, "-c", f"deflate:{compression}"]
    options = ["-S", "1MiB", "-d", "sha1", "-t", str(tmp_path / "made"), str(raw)]
    subprocess.run([*command, *options], check=True, capture_output=True, stdin=subprocess.DEVNULL)
    files = [file.read_bytes() for file in sorted(tmp_path.glob("made.*"))]

    assert whole(tmp_path, *files) == (raw.read_bytes(), [])


@pytest.mark.parametrize("compressed", [(True,), (False,), (True, False)], ids=["deflated", "stored", "both"])
def test_a_whole_image_gives_all_its_media_and_has_no_flaw(compressed: tuple[bool, ...], tmp_path: Path) -> None:
    made = replace(IMAGE, compressed=compressed, sha1=SHA1)

    assert whole(tmp_path, *made.files()) == (MEDIA, [])


def test_a_smart_image_is_read_whose_chunks_follow_its_table(tmp_path: Path) -> None:
    assert whole(tmp_path, *replace(IMAGE, smart=True).files()) == (MEDIA, [])


def test_segments_are_put_in_order_by_the_numbers_that_they_state(tmp_path: Path) -> None:
    one, two, three = replace(IMAGE, segments=3).files()

    assert whole(tmp_path, one, two, three) == (MEDIA, [])
    assert whole(tmp_path, three, one, two) == (MEDIA, [])


def test_a_segment_that_is_missing_leaves_no_image(tmp_path: Path) -> None:
    one, two, three = replace(IMAGE, segments=3).files()

    assert why(tmp_path, one, three) == (
        "evidence_unreadable: its segment files state the numbers 1, 3: 1 to 2 are due"
    )
    assert why(tmp_path, two, three).endswith("state the numbers 2, 3: 1 to 2 are due")
    assert why(tmp_path, one, two, two).endswith("state the numbers 1, 2, 2: 1 to 3 are due")


def test_the_last_segment_that_is_missing_is_told_and_its_chunks_are_no_zeros(tmp_path: Path) -> None:
    one, two, _ = replace(IMAGE, segments=3).files()

    def take(image: OpenedImage) -> list[str]:
        assert image.read(0, 6 * CHUNK) == MEDIA[: 6 * CHUNK]
        with pytest.raises(DamagedImageError, match=r"chunk 6 \(byte 12288 of the media\) is in no table"):
            image.read(6 * CHUNK, 1)
        return [f"{flaw.path}: {flaw.detail}" for flaw in image.flaws]

    assert reading(tmp_path, [one, two], take) == [
        "segment 2/next: segment file 2 of 2 ends in 'next', 'done' is due",
        "segment 1/volume: states 9 chunks; 16896 bytes of media need 9, and the tables list 6",
    ]


def test_a_segment_of_another_image_is_told(tmp_path: Path) -> None:
    one, _ = replace(IMAGE, segments=2).files()
    other = replace(IMAGE, segments=2, bent={"data": lambda body: sealed(patched(body[:-4], 70, b"another"))})
    flaws = whole(tmp_path, one, other.files()[1])[1]

    assert flaws == ["segment 2/data@13: the segment file belongs to another image: the GUIDs differ"]


def test_other_files_beside_a_segment_are_no_image(tmp_path: Path) -> None:
    assert why(tmp_path, *IMAGE.files(), bytes(512)).endswith("segments of an E01 image and others are not")


@pytest.mark.parametrize("compressed", [True, False], ids=["deflated", "stored"])
def test_a_chunk_that_was_changed_is_named_and_never_given(compressed: bool, tmp_path: Path) -> None:  # noqa: FBT001
    (data,) = replace(IMAGE, compressed=(compressed,)).files()
    at = section(data, b"sectors") + 76 + (0 if compressed else CHUNK + 4) + 200
    number = 0 if compressed else 1

    def take(image: OpenedImage) -> list[str]:
        with pytest.raises(DamagedImageError, match=f"chunk {number} "):
            image.read(number * CHUNK + 5, 1)
        assert image.read((number + 1) * CHUNK, CHUNK) == MEDIA[(number + 1) * CHUNK :][:CHUNK]
        return [flaw.detail for flaw in image.flaws]

    said, digest = reading(tmp_path, [patched(data, at, bytes([data[at] ^ 1]))], take)  # type: ignore[misc]

    assert said.startswith(f"chunk {number} (byte {number * CHUNK} of the media) at byte ")
    assert said.endswith(" fails its checksum, or has not the 2048 bytes that are due")
    assert digest == "the md5 of the media can't be verified: chunks are missing"


def test_media_that_were_exchanged_with_all_checksums_right_have_another_digest(tmp_path: Path) -> None:
    right = hashlib.md5(MEDIA, usedforsecurity=False)
    forged = replace(IMAGE, media=MEDIA[:600] + b"forged" + MEDIA[606:], md5=right.digest(), sha1=SHA1)
    data, flaws = whole(tmp_path, *forged.files())
    now = hashlib.md5(data, usedforsecurity=False).hexdigest()

    assert len(flaws) == 3
    assert flaws[0].startswith("digest@")
    assert flaws[0].endswith(f"states the md5 {right.hexdigest()}; that of the media is {now}")
    assert f"states the sha1 {SHA1.hex()}; that of" in flaws[1]
    assert flaws[2].startswith("hash@")


def test_zeros_stand_for_no_digest(tmp_path: Path) -> None:
    assert whole(tmp_path, *replace(IMAGE, md5=bytes(16)).files()) == (MEDIA, [])


@pytest.mark.parametrize(("first", "other"), [(b"table", b"table2"), (b"table2", b"table")], ids=["table", "table2"])
def test_of_a_table_and_its_copy_the_one_that_is_whole_is_used(first: bytes, other: bytes, tmp_path: Path) -> None:
    (data,) = IMAGE.files()
    for at, said in ((76, "the header of the table fails"), (76 + 24, "the entries of the table fail")):
        changed = patched(data, section(data, first) + at, b"\x55")
        found, flaws = whole(tmp_path, changed)
        assert found == MEDIA
        assert len(flaws) == 1
        assert flaws[0].startswith(f"{first.decode()}@{section(data, first)}: {said}")


def test_a_copy_of_the_table_that_says_something_else_is_told(tmp_path: Path) -> None:
    (data,) = IMAGE.files()
    at = section(data, b"table2") + 76 + 24
    changed = patched(data, at, data[at + 4 : at + 8] + data[at : at + 4])
    found, flaws = whole(tmp_path, resealed(changed, at, 4 * 9))

    assert found == MEDIA
    assert flaws == [f"table2@{section(data, b'table2')}: differs from the table that it is the copy of"]


def test_both_tables_lost_leave_no_chunk_at_a_wrong_place(tmp_path: Path) -> None:
    one, two = replace(IMAGE, segments=2).files()
    for kind in (b"table", b"table2"):
        one = patched(one, section(one, kind) + 76, b"\3")  # fewer chunks: all that follow would move up

    def take(image: OpenedImage) -> str:
        with pytest.raises(DamagedImageError):
            image.read(5 * CHUNK, 1)
        return " ".join(flaw.detail for flaw in image.flaws)

    said = str(reading(tmp_path, [one, two], take))

    assert "how many chunks it lists is lost, and so is the place of all that follow" in said
    assert "and the tables list 0" in said


def test_a_cut_image_is_told_and_gives_no_chunk_that_is_lost(tmp_path: Path) -> None:
    (data,) = IMAGE.files()
    cut = data[: section(data, b"sectors") + 3000]

    def take(image: OpenedImage) -> list[str]:
        with pytest.raises(DamagedImageError):
            image.read(0, 1)
        return [flaw.detail for flaw in image.flaws]

    said = reading(tmp_path, [cut], take)
    assert isinstance(said, list)
    assert said[0].endswith(f"the file holds {len(cut)} bytes")
    assert said[1] == "the file ends where a section is due: it never comes to 'done'"
    assert "tables list 0" in said[2]


def test_sectors_that_the_device_did_not_give_are_told(tmp_path: Path) -> None:
    (data,) = replace(IMAGE, errors=[(3, 2), (20, 1)]).files()
    at = section(data, b"error2") + 76 + 520

    assert whole(tmp_path, data)[1] == [
        f"error2@{at}: 2 sectors from byte 1536 of the media could not be read from the device: zeros stand there",
        f"error2@{at + 8}: 1 sectors from byte 10240 of the media could not be read from the device: zeros stand there",
    ]
    assert whole(tmp_path, patched(data, at, b"\4"))[1][0].endswith("the list of errors fails its checksum")


def test_of_very_many_errors_the_first_thousand_are_told(tmp_path: Path) -> None:
    flaws = whole(tmp_path, *replace(IMAGE, errors=[(n, 1) for n in range(3000)]).files())[1]

    assert len(flaws) == 1000
    assert "from byte 511488 of" in flaws[-1]


def test_a_volume_section_that_is_damaged_leaves_no_image(tmp_path: Path) -> None:
    (data,) = IMAGE.files()

    assert why(tmp_path, patched(data, section(data, b"volume") + 80, b"\x77")).endswith(
        "it has no volume section that is whole, which says how large the media is"
    )


def test_two_billion_chunks_that_are_stated_cost_nothing(tmp_path: Path) -> None:
    def huge(body: bytes) -> bytes:
        return sealed(struct.pack("<IIIIQ", 1, 1 << 31, 4, 512, 1 << 33) + body[24:-4])

    (data,) = replace(IMAGE, bent={"volume": huge}).files()

    def take(image: OpenedImage) -> tuple[int, list[str]]:
        return image.size, [flaw.detail for flaw in image.flaws]

    size, said = reading(tmp_path, [data], take)  # type: ignore[misc]
    assert size == 1 << 42
    assert said[0] == "states 2147483648 chunks; 4398046511104 bytes of media need 2147483648, and the tables list 9"


def test_sizes_that_can_not_be_leave_no_image(tmp_path: Path) -> None:
    for per_chunk, sector, sectors in ((4, 512, 1 << 60), (0, 512, 8), (1 << 31, 512, 8), (4, 0, 8), (4, 512, 0)):

        def absurd(body: bytes, stated: tuple[int, int, int] = (per_chunk, sector, sectors)) -> bytes:
            return sealed(struct.pack("<IIIIQ", 1, 1, *stated) + body[24:-4])

        assert "which can't be" in why(tmp_path, *replace(IMAGE, bent={"volume": absurd}).files())


def test_a_chunk_that_inflates_without_bound_is_cut_off(tmp_path: Path) -> None:
    bomb = zlib.compress(bytes(1 << 26))

    def take(image: OpenedImage) -> list[str]:
        with pytest.raises(DamagedImageError, match="chunk 0 "):
            image.read(0, 1)
        return [flaw.path for flaw in image.flaws]

    made = replace(IMAGE, media=MEDIA[:CHUNK])
    made._stored = lambda *_: (bomb, True)  # type: ignore[method-assign]
    assert reading(tmp_path, made.files(), take) == ["chunk", "hash"]


def test_sections_that_lead_back_end_the_walk(tmp_path: Path) -> None:
    (data,) = IMAGE.files()
    at = section(data, b"sectors")
    looped = patched(data, at, struct.pack("<16sQQ", b"sectors", 13, 0))
    found = opened(tmp_path, resealed(looped, at, 72))

    assert isinstance(found, OpenedImage)
    assert found.flaws[0].detail.startswith("states 0 bytes, and the next section at byte 13: ")


def test_a_section_whose_size_leads_to_another_image_is_told(tmp_path: Path) -> None:
    (data,) = IMAGE.files()
    at = section(data, b"volume")
    two = resealed(patched(data, at + 24, struct.pack("<Q", 2000)), at, 72)

    assert whole(tmp_path, two)[1] == [
        f"volume@13: states 2000 bytes, and the next section at byte 1141: the file holds {len(data)} bytes"
    ]


def test_chunks_can_not_share_a_place(tmp_path: Path) -> None:
    (data,) = IMAGE.files()
    for kind in (b"table", b"table2"):
        at = section(data, kind) + 76 + 24
        data = resealed(patched(data, at + 4, data[at : at + 4]), at, 4 * 9)
    found = opened(tmp_path, data)

    assert isinstance(found, OpenedImage)
    assert [flaw.detail.split(": ")[-1] for flaw in found.flaws][:1] == [
        f"entry 0 at byte {section(data, b'table') + 100} names no place of a chunk"
    ]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 1 << 20), value=st.integers(1, 255), smart=st.booleans())
def test_a_byte_that_was_changed_is_never_an_exception_and_never_other_media(
    at: int,
    value: int,
    smart: bool,  # noqa: FBT001
    tmp_path: Path,
) -> None:
    (data,) = replace(IMAGE, smart=smart).files()
    at %= len(data)
    file = tmp_path / "changed.E01"
    file.write_bytes(patched(data, at, bytes([data[at] ^ value])))

    with opened_image([file], nothing) as image:
        if not isinstance(image, OpenedImage) or image.form != "e01":
            return
        for number in range(-(-image.size // CHUNK)):
            try:
                got = image.read(number * CHUNK, CHUNK)
            except DamagedImageError:
                assert image.flaws
            else:
                assert got == MEDIA[number * CHUNK :][:CHUNK]
