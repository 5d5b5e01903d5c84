"""Small archives for these tests, and what is said of one and left of it when it is refused."""

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from conformance.errors import SubmissionError
from conformance.evidence.archives.opening import unpacked

TIME = 1_600_000_000
TWO = {"submission.yaml": b"device: {}", "DCIM/1.mp4": b"first recording"}


def zip_of(members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return packed.getvalue()


def tar_of(
    members: dict[str, bytes], packing: str = "", shared: dict[str, str] | None = None, **fields: object
) -> bytes:
    """With those records in a global header, and those fields in every member."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=f"w:{packing}", pax_headers=shared) as archive:
        for name, content in members.items():
            add(archive, name, content, **fields)
    return packed.getvalue()


def add(archive: tarfile.TarFile, name: str, content: bytes = b"", **fields: object) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mtime = len(content), TIME
    for field, value in fields.items():
        setattr(member, field, value)
    archive.addfile(member, io.BytesIO(content))


def tree(folder: Path) -> dict[str, bytes]:
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


class Bench:
    """An archive file beside an empty folder, and nothing else."""

    def __init__(self, parent: Path) -> None:
        self.parent = parent
        self.archive = parent / "archive"
        self.folder = parent / "folder"
        self.folder.mkdir()

    def unpack(self, content: bytes, most: int = 1 << 40) -> Path:
        self.archive.write_bytes(content)
        return unpacked(self.archive, self.folder, most)

    def refusal(self, content: bytes, most: int = 1 << 40) -> str:
        """Why it is refused, after a look that nothing is left and the evidence is the same."""
        with pytest.raises(SubmissionError) as caught:
            self.unpack(content, most)
        assert list(self.folder.iterdir()) == []
        assert sorted(self.parent.iterdir()) == [self.archive, self.folder]
        assert self.archive.read_bytes() == content
        return str(caught.value).removeprefix(f"{self.archive}: the archive can't be used: ")
