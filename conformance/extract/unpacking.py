"""Copies files out of an image of a storage, byte for byte, so that they can be measured as recordings."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import BinaryIO, NamedTuple

from conformance.errors import ExtractionError
from conformance.extract.dump import unchanged_image
from conformance.extract.filesystems.contents import Content, Contents
from conformance.extract.filesystems.known import file_systems_in
from conformance.extract.filesystems.partitions import partitions
from conformance.extract.filesystems.window import DamagedImageError, Image, Window
from conformance.extract.request import UnpackRequest
from conformance.model.facts import Absent
from conformance.model.file_names import is_recording
from conformance.model.unpacked import CopiedFile, LeftFile, Unpacked

_BLOCK = 1 << 20  # B
_KEPT_FREE = 1 << 30  # B of the target that are left to others


class _Told(NamedTuple):
    """A file of one of the volumes, and its path with the number of that where there are several."""

    path: str
    window: Window
    content: Content


def unpack(request: UnpackRequest, beat: Callable[[], None]) -> Unpacked:
    """Copy the wanted files as `1`, `2` ... into the request's folder; one that can't be had whole is not copied.

    Raises:
        OSError: the image can't be read, or the folder not written.
        ExtractionError: the image is not the one whose digest was taken, or has no partitions that are read, or the
            files need more room than there is.
    """
    with unchanged_image(request.image, beat) as image:
        if isinstance(image, Absent):
            raise ExtractionError(image.detail)
        found, unread = _volumes(image, request, beat)
        files = list(_told(found))
        _check_room(files, request.folder)
        copied, left = list[CopiedFile](), list[LeftFile]()
        for path, window, content in files:
            done = _copied(path, (window, content), request.folder / str(len(copied) + 1))
            if isinstance(done, LeftFile):
                left.append(done)
            else:
                copied.append(done)
    return Unpacked(tuple(copied), tuple(left), unread)


def _volumes(image: Image, request: UnpackRequest, beat: Callable[[], None]) -> tuple[list[Contents], tuple[str, ...]]:
    """The files of every volume that is read, and why others are not."""
    try:
        parts = partitions(image).parts
    except DamagedImageError as error:
        raise ExtractionError(str(error)) from error
    found, unread = list[Contents](), list[str]()
    for part in parts:
        window = Window(image, part.offset, part.size, beat)
        contents = _contents(window, request)
        if contents.unread:
            unread.append(f"the part at byte {part.offset}: {contents.unread}")
        if contents.files:
            found.append(contents)
    return found, tuple(unread)


def _contents(window: Window, request: UnpackRequest) -> Contents:
    def wanted(path: str) -> bool:
        return any(fnmatchcase(path, glob) for glob in request.only) if request.only else is_recording(path)

    try:
        found = file_systems_in(window)
        if len(found) == 1:
            return found[0].contents(window, wanted)
    except DamagedImageError as error:
        return Contents(window, (), f"the image is damaged in it: {error}")
    return Contents(window, (), "no file system, or more than one, of which files are copied here")


def _told(found: list[Contents]) -> Iterator[_Told]:
    for number, contents in enumerate(found, 1):
        for content in contents.files:
            path = f"{number}/{content.path}" if len(found) > 1 else content.path
            yield _Told(path, contents.window, content)


def _check_room(files: list[_Told], folder: Path) -> None:
    needed = sum(one.content.size for one in files if not one.content.trouble)
    room = max(0, shutil.disk_usage(folder).free - _KEPT_FREE)
    if needed > room:
        said = f"its {len(files)} files take {needed} bytes, and {room} may be written; name fewer with --only"
        raise ExtractionError(said)


def _copied(path: str, where: tuple[Window, Content], target: Path) -> CopiedFile | LeftFile:
    window, content = where
    if content.trouble:
        return LeftFile(path, content.trouble)
    try:
        with target.open("xb") as stream:
            digest = _copy(window, content, stream)
    except DamagedImageError as error:
        target.unlink()
        return LeftFile(path, f"the image is damaged in it: {error}")
    return CopiedFile(path, content.size, digest, target.name)


def _copy(window: Window, content: Content, target: BinaryIO) -> str:
    """The bytes, zeros where none are stored; their SHA-256."""
    digest = hashlib.sha256()
    for place, count in content.pieces:
        for at in range(0, count, _BLOCK):
            size = min(_BLOCK, count - at)
            data = bytes(size) if place < 0 else window.read(place + at, size)
            if len(data) < size:
                raise DamagedImageError(f"it ends {size - len(data)} bytes before the file does, or more")
            digest.update(data)
            target.write(data)
            window.beat()
    return digest.hexdigest()
