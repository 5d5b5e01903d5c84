"""The recordings in an image of a storage, copied into a folder that can be submitted, with a list of their digests."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from conformance.errors import ExtractionError, SubmissionError
from conformance.evidence.archives.names import Names
from conformance.evidence.dumps import single_dump
from conformance.execution.isolated import Limits, Workers
from conformance.extract.request import DumpRequest, UnpackRequest
from conformance.model.unpacked import CopiedFile, LeftFile, Unpacked

DIGESTS = "SHA256SUMS"


def unpack(image: Path, folder: Path, only: Sequence[str]) -> Unpacked:
    """Copy files of an image into a new or empty folder, under their paths; `DIGESTS` lists them there.

    `only` are patterns of paths; where there is none, files that are called as recordings are meant. A file whose name
    can't be written on every file system is left out too.

    Raises:
        SubmissionError: the folder holds something; the image can't be read, or its files need more room than there is.
    """
    dump = single_dump(image)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SubmissionError(f"{folder}: files are copied into a new or an empty folder, and this is none")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="copying-") as scratch:
        source = DumpRequest(tuple(file.absolute() for file in dump.files), dump.sha256, dump.size)
        copies = Path(scratch, "files")
        copies.mkdir()
        request = UnpackRequest(source, copies.absolute(), tuple(only))
        try:
            unpacked = Workers(Limits()).unpack(request, Path(scratch, "unpacked.json").absolute())
        except ExtractionError as error:
            raise SubmissionError(f"{image}: {error}") from error
        placed = tuple(_placed(unpacked.copied, copies, folder))
    copied = tuple(one for one in placed if isinstance(one, CopiedFile))
    lines = (f"{one.sha256}  {one.path}\n" for one in copied)
    (folder / DIGESTS).write_text("".join(lines), encoding="utf-8", newline="\n")
    refused = tuple(one for one in placed if isinstance(one, LeftFile))
    return replace(unpacked, copied=copied, left=(*unpacked.left, *refused))


def _placed(copied: Sequence[CopiedFile], copies: Path, folder: Path) -> Iterator[CopiedFile | LeftFile]:
    """Each copy moved to its path, or why that can't be."""
    names = Names()
    names.place(DIGESTS, folder=False)
    for one in copied:
        try:
            place = names.place(one.path, folder=False)
        except SubmissionError as error:
            yield LeftFile(one.path, str(error))
            continue
        for made in place.folders:
            (folder / made).mkdir()
        yield replace(one, file=str((copies / one.file).rename(folder / place.file)))
