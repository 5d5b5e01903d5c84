"""VMDK images in a submission: the extents that a descriptor names are parts of it, and nothing is hidden by one."""

import hashlib
from pathlib import Path

import pytest

from conformance.evidence.digests import changed_since
from conformance.evidence.opening import open_submission

from .written import put, refused, state

HEAD = '# Disk DescriptorFile\nversion=1\nCID=1\nparentCID=ffffffff\ncreateType="custom"\n'


def text_of(*names: str) -> bytes:
    return (HEAD + "".join(f'RW 1 FLAT "{name}" 0\n' for name in names)).encode()


def dumps(folder: Path) -> list[list[str]]:
    return [[file.name for file in dump.files] for dump in open_submission(folder).dumps]


def test_a_descriptor_and_its_extents_are_one_dump_in_their_order(folder: Path) -> None:
    text = text_of("disk-f002.vmdk", "disk-f001.vmdk", "disk-f002.vmdk")
    for name, data in (("disk.vmdk", text), ("disk-f001.vmdk", b"one"), ("disk-f002.vmdk", b"two")):
        put(folder, name, data)
    found = open_submission(folder)
    (dump,) = found.dumps

    assert (dump.id, [file.name for file in dump.files]) == (
        "disk.vmdk",
        ["disk.vmdk", "disk-f002.vmdk", "disk-f001.vmdk"],
    )
    assert (dump.size, dump.sha256) == (len(text) + 6, hashlib.sha256(text + b"twoone").hexdigest())
    assert found.ignored == ()


def test_extents_of_any_name_belong_to_the_descriptor_that_is_named(folder: Path) -> None:
    put(folder, "a/disk.vmdk", text_of("中 文.bin"))
    put(folder, "a/中 文.bin", b"one")
    put(folder, "中 文.bin", b"another")
    state(folder, "dumps:\n  - {path: a/disk.vmdk}\n")
    found = open_submission(folder)

    assert dumps(folder) == [["disk.vmdk", "中 文.bin"]]
    assert found.dumps[0].files[1] == folder / "a/中 文.bin"
    assert [one.path for one in found.ignored] == ["中 文.bin"]


def test_a_descriptor_alone_is_a_submission_with_its_extents(folder: Path) -> None:
    put(folder, "disk.vmdk", text_of("disk-flat.vmdk"))
    put(folder, "disk-flat.vmdk", b"one")

    assert dumps(folder / "disk.vmdk") == [["disk.vmdk", "disk-flat.vmdk"]]


def test_an_extent_that_changes_later_is_named(folder: Path) -> None:
    put(folder, "disk.vmdk", text_of("disk-flat.vmdk"))
    put(folder, "disk-flat.vmdk", b"one")
    found = open_submission(folder)
    put(folder, "disk-flat.vmdk", b"ONE")

    assert changed_since(found) == ("disk.vmdk",)


@pytest.mark.parametrize("name", ["../outside.bin", "sub/inside.bin", "disk.vmdk", "absent.bin", ".."])
def test_a_name_that_is_no_file_beside_it_adds_none(name: str, folder: Path) -> None:
    put(folder, "in/disk.vmdk", text_of(name))
    put(folder, "outside.bin", b"one")
    put(folder, "in/sub/inside.bin", b"two")

    assert dumps(folder) == [["disk.vmdk"]]
    assert dumps(folder / "in/disk.vmdk") == [["disk.vmdk"]]


def test_a_link_out_of_the_folder_is_no_extent(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    put(folder, "in/disk.vmdk", text_of("link.bin", "near.bin", "real.bin"))
    put(folder, "in/real.bin", b"real")
    (folder / "in/link.bin").symlink_to(tmp_path / "secret")
    (folder / "in/near.bin").symlink_to(folder / "in/real.bin")

    assert dumps(folder) == [["disk.vmdk", "near.bin", "real.bin"]]
    assert dumps(folder / "in/disk.vmdk") == [["disk.vmdk", "near.bin", "real.bin"]]


def test_descriptors_that_name_each_other_hide_neither(folder: Path) -> None:
    put(folder, "a.vmdk", text_of("b.vmdk"))
    put(folder, "b.vmdk", text_of("a.vmdk", "b.vmdk"))

    assert dumps(folder) == [["a.vmdk"], ["b.vmdk"]]


def test_an_extent_of_two_descriptors_that_are_named_is_refused(folder: Path) -> None:
    for name in ("a.vmdk", "b.vmdk"):
        put(folder, name, text_of("flat.bin"))
    put(folder, "flat.bin", b"one")
    state(folder, "dumps:\n  - {path: '*.vmdk'}\n")

    assert "'b.vmdk' is named by an earlier entry already" in refused(folder)


def test_a_text_that_is_no_descriptor_has_no_extents(folder: Path) -> None:
    put(folder, "disk.vmdk", text_of("flat.bin").replace(b"# Disk", b"# disc"))
    put(folder, "delta.vmdk", text_of("flat.bin").replace(b"ffffffff", b"12345678"))
    put(folder, "flat.bin", b"one")

    assert dumps(folder) == [["delta.vmdk"], ["disk.vmdk"]]
