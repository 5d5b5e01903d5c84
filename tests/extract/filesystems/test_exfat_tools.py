"""exFAT's reader and builder against exfatprogs, which know nothing of either."""

import shutil
import subprocess
from pathlib import Path

import pytest

from conformance.synthesis.exfat_image import Defect, ExfatFile, ExfatPlan, exfat_image

from .exfat_volumes import told, volume_of

needs_mkfs = pytest.mark.skipif(shutil.which("mkfs.exfat") is None, reason="mkfs.exfat is not installed")
needs_fsck = pytest.mark.skipif(shutil.which("fsck.exfat") is None, reason="fsck.exfat is not installed")
PLAN = ExfatPlan(
    files=(
        ExfatFile("DCIM/100MEDIA/VIDEO 0001.mp4", b"v" * 10_000),
        ExfatFile("DCIM/100MEDIA/pieces.mp4", b"p" * 20_000, fragmented=True),
        ExfatFile("证据/执法记录仪 2024年05月14日 上午十一点零一分六秒 的录像.mp4", b"z" * 5_000),
        ExfatFile("A" * 255, b"x"),
        ExfatFile("Übergabe an die Staatsanwaltschaft.pdf", b"u" * 4096),
        ExfatFile("empty.log"),
        ExfatFile("gone.mp4", b"g" * 9_000, deleted=True),
    ),
    folders=("empty", "A/B/C/D"),
)


def made(target: Path, *options: str) -> bytes:
    target.write_bytes(bytes(8 << 20))
    subprocess.run([str(shutil.which("mkfs.exfat")), *options, str(target)], check=True, capture_output=True)
    return target.read_bytes()


def checked(target: Path, data: bytes) -> "subprocess.CompletedProcess[str]":
    target.write_bytes(data)
    command = [str(shutil.which("fsck.exfat")), "-n", str(target)]
    return subprocess.run(command, check=False, capture_output=True, text=True)


@needs_mkfs
def test_an_empty_volume_of_mkfs_is_read_without_a_flaw(tmp_path: Path) -> None:
    found = volume_of(made(tmp_path / "volume", "-L", "证据 17"))

    assert told(found) == []
    assert (found.label, found.size, found.unit, found.entries) == ("证据 17", 8 << 20, 4096, ())
    assert (found.usable, found.free) == (1536 * 4096, 1532 * 4096)


@needs_mkfs
@pytest.mark.parametrize(("size", "clusters"), [("512", 12_288), ("128K", 48)])
def test_clusters_of_any_size_are_read(tmp_path: Path, size: str, clusters: int) -> None:
    found = volume_of(made(tmp_path / "volume", "-c", size))

    assert (told(found), found.usable // found.unit) == ([], clusters)


@needs_fsck
def test_the_builders_clean_volume_is_clean_for_fsck(tmp_path: Path) -> None:
    data = exfat_image(PLAN)
    done = checked(tmp_path / "volume", data)

    assert (done.returncode, "clean. directories 9, files 6" in done.stdout) == (0, True), done.stdout + done.stderr
    assert told(volume_of(data)) == []


@needs_fsck
@pytest.mark.parametrize("defect", [Defect.MARKED_FREE, Defect.CUT_CHAIN, Defect.LOOP, Defect.SET_CHECKSUM])
def test_the_builders_damaged_volume_is_damaged_for_fsck(tmp_path: Path, defect: Defect) -> None:
    done = checked(tmp_path / "volume", exfat_image(ExfatPlan(PLAN.files, PLAN.folders, defects=(defect,))))

    assert done.returncode != 0, done.stdout + done.stderr
