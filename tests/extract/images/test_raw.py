"""Raw images in one file and in several, and files of other forms, which are told and never read as raw bytes."""

import fcntl
import os
from pathlib import Path

import pytest

from conformance.extract.images.opening import OpenedImage, opened_image
from conformance.extract.images.raw import Piece, RawImage

from .making import nothing, reading, whole, why


def test_a_raw_image_gives_its_bytes_from_any_place(tmp_path: Path) -> None:
    data = bytes(range(256)) * 8

    def take(image: OpenedImage) -> object:
        return image.form, image.size, image.read(250, 10), image.read(2046, 10), image.read(2048, 1), image.read(-1, 1)

    assert reading(tmp_path, [data], take) == (
        "raw",
        2048,
        b"\xfa\xfb\xfc\xfd\xfe\xff\x00\x01\x02\x03",
        b"\xfe\xff",
        b"",
        b"",
    )


def test_places_that_no_file_can_have_give_no_bytes(tmp_path: Path) -> None:
    assert reading(tmp_path, [b"x" * 512], lambda image: (image.read(1 << 70, 512), image.read(0, 1 << 70))) == (
        b"",
        b"x" * 512,
    )


def test_pieces_of_one_image_follow_each_other(tmp_path: Path) -> None:
    pieces = [bytes([number]) * 100 for number in (1, 2, 3)]
    found, flaws = whole(tmp_path, *pieces[:2], pieces[2][:40])

    assert found == b"\1" * 100 + b"\2" * 100 + b"\3" * 40
    assert flaws == []
    assert reading(tmp_path, pieces, lambda image: (image.form, image.read(99, 102))) == (
        "split raw",
        b"\1" + b"\2" * 100 + b"\3",
    )


def test_a_piece_that_was_cut_is_told(tmp_path: Path) -> None:
    assert whole(tmp_path, b"a" * 100, b"b" * 60, b"c" * 100)[1] == [
        "piece 2@100: holds 60 bytes, the first piece 100: one was cut or is missing"
    ]
    assert whole(tmp_path, b"a" * 100, b"c" * 101)[1] == [
        "piece 2@100: holds 101 bytes, the first piece 100: one was cut or is missing"
    ]


def test_an_empty_piece_in_the_middle_hides_nothing(tmp_path: Path) -> None:
    found, flaws = whole(tmp_path, b"a" * 100, b"", b"c" * 100)

    assert found == b"a" * 100 + b"c" * 100
    assert flaws == ["piece 2@100: holds 0 bytes, the first piece 100: one was cut or is missing"]


def test_no_byte_is_no_image(tmp_path: Path) -> None:
    assert why(tmp_path, b"") == "evidence_unreadable: the image holds no byte"
    assert why(tmp_path) == "evidence_unreadable: the image holds no byte"


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"EVF2\r\n\x81\0", "an Ex01 image"),
        (b"LVF\x09\x0d\x0a\xff\0", "a logical evidence file (L01)"),
        (b"COWD\1\0\0\0", "a sparse VMDK image (ESX)"),
        (b"vhdxfile", "a VHDX image"),
        (b"<<< Oracle VM VirtualBox Disk Image >>>\n".ljust(64, b"\0") + b"\x7f\x10\xda\xbe", "a VDI image"),
        (bytes(4096) + b"koly" + bytes(508), "an Apple disk image"),
        (b"\x1f\x8b\x08\0", "compressed (gzip)"),
        (b"PK\x03\x04", "compressed (zip, AFF4)"),
    ],
)
def test_other_forms_are_named_and_not_read(data: bytes, form: str, tmp_path: Path) -> None:
    said = f"evidence_unreadable: the file is {form}, which is not read here: convert it to a raw image"

    assert why(tmp_path, data) == said


def test_the_name_of_a_file_says_nothing(tmp_path: Path) -> None:
    named = tmp_path / "card.E01"
    named.write_bytes(b"\0" * 512)

    with opened_image([named], nothing) as image:
        assert isinstance(image, OpenedImage)
        assert image.form == "raw"


def test_an_image_is_opened_for_reading_alone(tmp_path: Path) -> None:
    file = tmp_path / "card.raw"
    file.write_bytes(b"x" * 512)

    with opened_image([file], nothing) as image:
        assert isinstance(image, OpenedImage)
        assert isinstance(image.image, RawImage)
        (piece,) = image.image._pieces
        assert isinstance(piece, Piece)
        descriptor = piece._descriptor
        assert fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY


def test_a_file_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), opened_image([tmp_path / "none"], nothing):
        pass


def test_only_bytes_that_are_asked_for_are_read_of_a_large_sparse_image(tmp_path: Path) -> None:
    file = tmp_path / "large.raw"
    with file.open("wb") as stream:
        stream.truncate(1 << 40)
        stream.seek((1 << 40) - 4)
        stream.write(b"last")

    with opened_image([file], nothing) as image:
        assert isinstance(image, OpenedImage)
        assert (image.size, image.read((1 << 40) - 6, 100)) == (1 << 40, b"\0\0last")
