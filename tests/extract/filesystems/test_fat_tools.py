"""FAT volumes that others made: a published image, and those of mkfs.vfat, mtools and fsck.vfat."""

import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from conformance.extract.filesystems.fat.reading import is_fat

from .fat_volumes import card, flaws, paths, volume, window

IMAGE = Path(__file__).parents[3] / "../shared/media/rafalh__rust-fatfs/resources/fat16.img"
WHERE = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))
TOOLS = ("mkfs.vfat", "fsck.vfat", "mcopy", "mdel", "mmd")
needs_tools = pytest.mark.skipif(
    not all(shutil.which(tool, path=WHERE) for tool in TOOLS), reason=f"{', '.join(TOOLS)}: not all are installed"
)
KINDS = [("12", 1440, "1"), ("16", 16_384, "2"), ("32", 40_960, "1")]  # kind, KiB, sectors a cluster


def run(tool: str, *arguments: object) -> str:
    found = shutil.which(tool, path=WHERE)
    assert found
    environment = {**os.environ, "MTOOLS_SKIP_CHECK": "1", "MTOOLSRC": os.devnull, "LC_ALL": "C.UTF-8"}
    done = subprocess.run([found, *map(str, arguments)], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.skipif(not IMAGE.exists(), reason="the folder ../shared/media is absent")
def test_a_published_image_is_told_as_its_owner_does() -> None:
    data = IMAGE.read_bytes()
    found = volume(data)

    assert is_fat(window(data))
    assert (found.filesystem, found.label, found.unit, found.usable // 512) == ("FAT16", "Test!", 512, 4927)
    assert (found.free // 512, found.faults, found.unclosed) == (4892, 0, ())
    assert [(entry.path, entry.size, entry.deleted) for entry in found.entries] == [
        ("long.txt", 14_000, False),
        ("short.txt", 14, False),
        ("very", 0, False),
        ("very-long-dir-name", 0, False),
        ("very/long", 0, False),
        ("very/long/path", 0, False),
        ("very/long/path/test.txt", 14, False),
        ("very-long-dir-name/very-long-file-name.txt", 14, False),
    ]


@needs_tools
@pytest.mark.parametrize("kind", [12, 16, 32])
def test_another_checker_finds_the_clean_volume_clean(kind: int, tmp_path: Path) -> None:
    image = tmp_path / "card.img"
    image.write_bytes(card(kind))
    used = 12 if kind == 32 else 11

    assert f"7 files, {used}/{4085 if kind == 16 else 100} clusters" in run("fsck.vfat", "-n", image)


def made(folder: Path, kind: tuple[str, int, str]) -> Path:
    image = folder / "card.img"
    bits, size, per_cluster = kind
    run("mkfs.vfat", "-F", bits, "-s", per_cluster, "-n", "RECORDER", "-i", "12345678", "-C", image, size)
    return image


def copied(image: Path, folder: Path, names: list[str], source: np.random.Generator) -> dict[str, int]:
    """Files of random bytes and length written, and their sizes by path."""
    sizes = {}
    for name in names:
        file = folder / "content"
        file.write_bytes(source.bytes(int(source.integers(60_000))))
        run("mcopy", "-i", image, file, f"::{name}")
        sizes[name] = file.stat().st_size
    return sizes


@needs_tools
@pytest.mark.parametrize("kind", KINDS, ids=["fat12", "fat16", "fat32"])
def test_a_healthy_volume_of_random_bytes_has_no_flaw_and_nothing_deleted(
    kind: tuple[str, int, str], tmp_path: Path
) -> None:
    image = made(tmp_path, kind)
    run("mmd", "-i", image, "::DCIM", "::DCIM/events of today")
    names = [f"CLIP{number:04}.MP4" for number in range(10)]
    names += [f"DCIM/events of today/Aufnahme vom {number:02}. März.mp4" for number in range(20)]
    sizes = copied(image, tmp_path, names, np.random.default_rng(4))
    found = volume(image.read_bytes())

    assert (found.filesystem, found.label, flaws(found), found.unclosed) == (f"FAT{kind[0]}", "RECORDER", [], ())
    assert {entry.path: entry.size for entry in found.entries if entry.nature == "file"} == sizes
    assert paths(found, deleted=True) == []
    assert f"{(found.usable - found.free) // found.unit}/{found.usable // found.unit}" in run("fsck.vfat", "-n", image)


@needs_tools
@pytest.mark.parametrize("kind", KINDS, ids=["fat12", "fat16", "fat32"])
def test_what_another_tool_deleted_is_found_and_what_it_wrote_over_is_not(
    kind: tuple[str, int, str], tmp_path: Path
) -> None:
    image = made(tmp_path, kind)
    run("mmd", "-i", image, "::DCIM")
    names = ["ONE.MP4", "two.mp4", "DCIM/the third of several.mp4", "DCIM/FOUR.MP4", "DCIM/Fünf Meter.mp4"]
    sizes = copied(image, tmp_path, names, np.random.default_rng(5))
    run("mdel", "-i", image, *(f"::{name}" for name in (*names[:3], names[4])))
    found = volume(image.read_bytes())
    after = copied(image, tmp_path, ["NEW.MP4"], np.random.default_rng(6))
    later = volume(image.read_bytes())

    assert (flaws(found), flaws(later)) == ([], [])
    assert paths(found) == ["DCIM", "DCIM/FOUR.MP4"]
    assert {entry.path: entry.size for entry in found.entries if entry.deleted} == {
        "_NE.MP4": sizes["ONE.MP4"],
        "_wo.mp4": sizes["two.mp4"],
        "DCIM/the third of several.mp4": sizes["DCIM/the third of several.mp4"],
        "DCIM/Fünf Meter.mp4": sizes["DCIM/Fünf Meter.mp4"],
    }
    assert {entry.path: entry.size for entry in later.entries if entry.nature == "file"} == {
        **{entry.path: entry.size for entry in found.entries if entry.path.startswith("DCIM/")},
        "_wo.mp4": sizes["two.mp4"],
        **after,
    }


@needs_tools
def test_a_fragmented_and_full_volume_has_no_flaw(tmp_path: Path) -> None:
    image = made(tmp_path, KINDS[0])
    names = [f"{number}.MP4" for number in range(20)]
    copied(image, tmp_path, names, np.random.default_rng(7))
    run("mdel", "-i", image, *(f"::{name}" for name in names[::2]))
    free = volume(image.read_bytes()).free
    (tmp_path / "large").write_bytes(np.random.default_rng(8).bytes(free))
    run("mcopy", "-i", image, tmp_path / "large", "::LARGE.MP4")
    found = volume(image.read_bytes())

    assert (flaws(found), found.free) == ([], 0)
    assert "LARGE.MP4" in paths(found)
