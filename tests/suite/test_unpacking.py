"""`conformance unpack`: recordings of an image's file systems become a folder that can be submitted."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from types import SimpleNamespace

import pytest

from conformance.errors import ExtractionError, SubmissionError
from conformance.evidence.opening import open_submission
from conformance.extract.request import DumpRequest, UnpackRequest
from conformance.extract.unpacking import unpack as copy_files
from conformance.suite.unpacking import unpack
from conformance.synthesis.card import card_image
from conformance.synthesis.exfat_image import Defect, ExfatFile, ExfatPlan, exfat_image
from conformance.synthesis.fat_image import FatPlan, PlannedFile, fat_image

from ..extract.filesystems import ext_volumes
from ..extract.filesystems.partition_tables import mbr

Run = Callable[..., "CompletedProcess[str]"]
CLIP, LOG = b"\0\0\0\x10ftypisom" + b"v" * 5000, b"2026-11-20 10:00 start\n"
FILES = (
    PlannedFile("DCIM/CLIP0001.MP4", CLIP, 1_700_000_000, 1_700_000_000),
    PlannedFile("LOG/RUN.TXT", LOG, 1_700_000_000, 1_700_000_000),
    PlannedFile("DCIM/CLIP0002.MP4", b"gone", 1_700_000_000, 1_700_000_000, deleted=True),
)
CARD = FatPlan(32, 200, FILES, "CARD")
SECOND = ExfatPlan((ExfatFile("DCIM/clip.mov", CLIP + b"2"), ExfatFile("bad.mp4", b"b" * 9000, fragmented=True)))


def image(tmp_path: Path, data: bytes) -> Path:
    file = tmp_path / "card.img"
    file.write_bytes(data)
    return file


def two_parts(second: bytes) -> bytes:
    """A FAT32 and a volume behind it, each in a partition of 1 MiB and more."""
    first = fat_image(CARD)
    table = mbr((0x0C, 2048, len(first) // 512), (0x07, 4096, len(second) // 512))
    return (table.ljust(1 << 20, b"\0") + first).ljust(1 << 21, b"\0") + second


def names(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())


def test_recordings_are_copied_under_their_paths_with_their_digests(tmp_path: Path) -> None:
    unpacked = unpack(image(tmp_path, fat_image(CARD)), tmp_path / "out", ())

    assert [(one.path, one.size, one.sha256) for one in unpacked.copied] == [
        ("DCIM/CLIP0001.MP4", len(CLIP), hashlib.sha256(CLIP).hexdigest())
    ]
    assert (unpacked.left, unpacked.unread) == ((), ())
    assert names(tmp_path / "out") == ["DCIM/CLIP0001.MP4", "SHA256SUMS"]
    assert (tmp_path / "out/DCIM/CLIP0001.MP4").read_bytes() == CLIP
    assert (tmp_path / "out/SHA256SUMS").read_text() == f"{hashlib.sha256(CLIP).hexdigest()}  DCIM/CLIP0001.MP4\n"


def test_patterns_choose_what_is_copied(tmp_path: Path) -> None:
    unpacked = unpack(image(tmp_path, fat_image(CARD)), tmp_path / "out", ("LOG/*",))

    assert [one.path for one in unpacked.copied] == ["LOG/RUN.TXT"]
    assert (tmp_path / "out/LOG/RUN.TXT").read_bytes() == LOG


def test_of_several_volumes_each_has_its_number_and_its_losses(tmp_path: Path) -> None:
    damaged = ExfatPlan(SECOND.files, defects=(Defect.CUT_CHAIN,))
    unpacked = unpack(image(tmp_path, two_parts(exfat_image(damaged))), tmp_path / "out", ())

    assert [one.path for one in unpacked.copied] == ["1/DCIM/CLIP0001.MP4", "2/DCIM/clip.mov"]
    assert [one.path for one in unpacked.left] == ["2/bad.mp4"]
    assert names(tmp_path / "out") == ["1/DCIM/CLIP0001.MP4", "2/DCIM/clip.mov", "SHA256SUMS"]


def test_a_part_that_is_not_read_is_told(tmp_path: Path) -> None:
    unpacked = unpack(image(tmp_path, two_parts(b"\xa5" * (1 << 20))), tmp_path / "out", ())

    assert [one.path for one in unpacked.copied] == ["DCIM/CLIP0001.MP4"]
    assert unpacked.unread == (
        "the part at byte 2097152: no file system, or more than one, of which files are copied here",
    )


def test_an_image_that_is_cut_loses_what_lies_behind_the_cut(tmp_path: Path) -> None:
    whole = exfat_image(SECOND)
    cut = whole[: whole.index(CLIP + b"2") + 4200]
    unpacked = unpack(image(tmp_path, cut), tmp_path / "out", ())

    assert [one.path for one in unpacked.copied] == []
    assert {one.path for one in unpacked.left} == {"DCIM/clip.mov", "bad.mp4"}
    assert all("the image is damaged in it: it ends" in one.why for one in unpacked.left)
    assert names(tmp_path / "out") == ["SHA256SUMS"]


@ext_volumes.needs_tools
def test_names_that_not_every_system_can_hold_are_left_out(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name in ("clip.mp4", "CLIP.mp4", "es\x1bcape.mp4", "back\\slash.mp4", "<script>.mp4", "SHA256sums", "=1+2.mp4"):
        (source / name).write_bytes(name.encode())
    data = ext_volumes.make(source, tmp_path / "image", "-t", "ext2", size="1M")
    unpacked = unpack(image(tmp_path, data), tmp_path / "out", ("*",))

    assert {one.path for one in unpacked.copied} - {"clip.mp4", "CLIP.mp4"} == {"<script>.mp4", "=1+2.mp4"}
    assert len(unpacked.left) == 4
    assert sum("in case or Unicode form only" in one.why for one in unpacked.left) == 2


def test_nothing_is_written_beside_what_a_folder_holds(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/mine.txt").write_text("kept")

    with pytest.raises(SubmissionError, match="into a new or an empty folder"):
        unpack(image(tmp_path, fat_image(CARD)), tmp_path / "out", ())
    assert names(tmp_path / "out") == ["mine.txt"]


def test_what_is_no_image_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match="there is no such file"):
        unpack(tmp_path / "nowhere.img", tmp_path / "out", ())
    with pytest.raises(SubmissionError, match="there is no such file"):
        unpack(tmp_path, tmp_path / "out", ())


def test_the_copies_and_the_image_are_one_submission(tmp_path: Path) -> None:
    image(tmp_path, fat_image(CARD))
    unpack(tmp_path / "card.img", tmp_path / "card", ())
    lines = ("recordings: [{path: 'card/*.MP4'}]", "dumps: [{path: card.img}]", "manifest: card/SHA256SUMS")
    (tmp_path / "submission.yaml").write_text("\n".join(lines))
    submission = open_submission(tmp_path)

    assert [one.path for one in submission.recordings] == ["card/DCIM/CLIP0001.MP4"]
    assert [one.path for one in submission.dumps] == ["card.img"]


def test_the_command_says_what_was_left_and_ends_with_1(conformance: Run, tmp_path: Path) -> None:
    damaged = ExfatPlan(SECOND.files, defects=(Defect.CUT_CHAIN,))
    file = image(tmp_path, exfat_image(damaged))
    done = conformance("unpack", file, "--to", tmp_path / "out")
    again = conformance("unpack", file, "--to", tmp_path / "out")

    assert done.returncode == 1
    assert "not copied: bad.mp4: its clusters hold" in done.stdout
    assert f"1 files of {len(CLIP) + 1} bytes in " in done.stdout
    assert again.returncode == 2
    assert "into a new or an empty folder" in again.stderr


def test_the_command_ends_with_0_where_all_was_copied(conformance: Run, tmp_path: Path) -> None:
    done = conformance("unpack", image(tmp_path, card_image("clean")), "--to", tmp_path / "out")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("4 files of 12000 bytes in ")


def test_files_that_need_more_room_than_there_is_are_not_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = image(tmp_path, fat_image(CARD))
    (tmp_path / "out").mkdir()
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    request = UnpackRequest(DumpRequest((file,), digest, file.stat().st_size), tmp_path / "out", ())
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=(1 << 30) + 10))

    with pytest.raises(ExtractionError, match="its 1 files take 5012 bytes, and 10 may be written"):
        copy_files(request, lambda: None)
    assert names(tmp_path / "out") == []
