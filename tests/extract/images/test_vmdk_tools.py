"""Disks that qemu-img converted to each kind of VMDK are read back to the byte."""

import random
import shutil
import subprocess
from pathlib import Path

import pytest

from conformance.extract.images.opening import OpenedImage, opened_image

from .making import nothing

pytestmark = pytest.mark.skipif(shutil.which("qemu-img") is None, reason="qemu-img is not installed")
MB = 1 << 20


def disk() -> bytes:
    """Noise, zeros, text and noise, not a whole number of grains."""
    noise = random.Random(3)  # noqa: S311 - a fixture
    return noise.randbytes(3 * MB) + bytes(40 * MB) + b"evidence" * MB + noise.randbytes(MB) + bytes(1536)


def converted(tmp_path: Path, options: str) -> list[Path]:
    """The descriptor or the only file, and the files beside it."""
    raw, folder = tmp_path / "disk.raw", tmp_path / "made"
    raw.write_bytes(disk())
    folder.mkdir()
    command = [str(shutil.which("qemu-img")), "convert", "-f", "raw", "-O", "vmdk", "-o", options]
    subprocess.run([*command, str(raw), str(folder / "disk.vmdk")], check=True, capture_output=True)
    return sorted(folder.iterdir(), key=lambda file: (file.name != "disk.vmdk", file.name))


@pytest.mark.parametrize(
    ("options", "files"),
    [
        ("subformat=monolithicSparse", 1),
        ("subformat=monolithicSparse,zeroed_grain=on", 1),
        ("subformat=streamOptimized", 1),
        ("subformat=monolithicFlat", 2),
        ("subformat=twoGbMaxExtentFlat", 2),
        ("subformat=twoGbMaxExtentSparse", 2),
    ],
)
def test_a_disk_that_qemu_img_converted_is_read_back(options: str, files: int, tmp_path: Path) -> None:
    made = converted(tmp_path, options)
    with opened_image(made, nothing) as image:
        assert isinstance(image, OpenedImage), image
        got, flaws = image.read(0, image.size + 1), image.flaws

    assert (len(made), len(got), got == disk(), flaws) == (files, len(disk()), True, ())


@pytest.mark.parametrize("subformat", ["twoGbMaxExtentFlat", "twoGbMaxExtentSparse"])
def test_a_disk_in_three_extents_is_read_across_their_bounds(subformat: str, tmp_path: Path) -> None:
    raw, folder = tmp_path / "disk.raw", tmp_path / "made"
    folder.mkdir()
    with raw.open("wb") as stream:
        for place in ((2 << 30) - 4, (4 << 30) - 4):
            stream.seek(place)
            stream.write(b"evidence")
        stream.truncate(5 << 30)
    command = [str(shutil.which("qemu-img")), "convert", "-f", "raw", "-O", "vmdk", "-o", f"subformat={subformat}"]
    subprocess.run([*command, str(raw), str(folder / "disk.vmdk")], check=True, capture_output=True)
    made = sorted(folder.iterdir(), key=lambda file: (file.name != "disk.vmdk", file.name))

    with opened_image(made, nothing) as image:
        assert isinstance(image, OpenedImage), image
        assert (image.size, image.flaws, len(made)) == (5 << 30, (), 4)
        assert image.read((2 << 30) - 8, 16) == image.read((4 << 30) - 8, 16) == b"\0\0\0\0evidence\0\0\0\0"


def test_a_disk_behind_another_is_refused(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    base, delta = tmp_path / "made/base.vmdk", tmp_path / "made/delta.vmdk"
    tool = str(shutil.which("qemu-img"))
    subprocess.run([tool, "create", "-f", "vmdk", str(base), "1M"], check=True, capture_output=True)
    command = [tool, "create", "-f", "vmdk", "-b", str(base), "-F", "vmdk", str(delta)]
    subprocess.run(command, check=True, capture_output=True)

    with opened_image([delta], nothing) as image:
        assert "holds only what differs from its parent" in str(image)
