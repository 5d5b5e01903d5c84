"""One recording to its facts: own box walk, MediaInfo and the FFmpeg pass, each absent with a reason where it fails."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import av
from av import library_versions as codec_versions
from pymediainfo import MediaInfo

from conformance import __version__
from conformance.errors import ExtractionError
from conformance.extract.isobmff import read_iso
from conformance.extract.media import Heartbeat, read_media
from conformance.extract.mediainfo import read_second
from conformance.extract.program_stream import read_program_stream
from conformance.model.codec import EncodedPath
from conformance.model.facts import Absent, Facts, IsoFacts, Media
from conformance.model.stream_facts import ProgramStreamFacts
from conformance.model.vocabulary import Depth, Reason

_ENCRYPTED_ENTRIES = frozenset({"encv", "enca", "drmi", "drms"})  # ISO/IEC 14496-12, 8.12


@dataclass(frozen=True)
class Request:
    """What a worker is asked for; `sha256` and `size` were taken when the submission was opened."""

    file: EncodedPath
    sha256: str
    size: int
    depth: Depth


@cache
def library_versions() -> tuple[tuple[str, str], ...]:
    """Names and versions of all that measures, our own code by digest, so that cached facts are never stale."""
    own = hashlib.sha256()
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        own.update(source.read_bytes())
    codec = ".".join(map(str, codec_versions["libavcodec"]))
    return (
        ("conformance", __version__),
        ("extractor", own.hexdigest()[:16]),
        ("PyAV", av.__version__),
        ("FFmpeg", f"{av.ffmpeg_version_info} (libavcodec {codec})"),
        ("pymediainfo", version("pymediainfo")),
        ("MediaInfo", _mediainfo_version()),
        ("cryptography", version("cryptography")),
    )


def _mediainfo_version() -> str:
    library, _, text, _ = MediaInfo._get_library()  # noqa: SLF001 - pymediainfo tells its library's version nowhere else
    del library
    return str(text).removeprefix("MediaInfoLib - v")


def extractor() -> str:
    """One line that names the extractor: facts of another line are not reused."""
    return "; ".join(f"{name} {text}" for name, text in library_versions())


def read_facts(request: Request, beat: Heartbeat) -> Facts:
    """Facts of one file to the depth asked for; damage is a fact, not an exception.

    Raises:
        OSError: the file can't be read at all.
        ExtractionError: the file is no longer the one whose digest was taken.
    """
    opened = _identity(request.file)
    with request.file.open("rb") as stream:
        same = hashlib.file_digest(stream, "sha256").hexdigest() == request.sha256
        iso = read_iso(stream, request.size, beat)
    media, second = _media(request, iso, beat), read_second(request.file)
    packs = _packs(request, media, beat)
    if not same or _identity(request.file) != opened:
        raise ExtractionError("the file changed after its digest was taken")
    return Facts(
        sha256=request.sha256,
        size=request.size,
        extractor=extractor(),
        depth=request.depth,
        iso=iso,
        media=media,
        second=second,
        ps=packs,
    )


def _identity(file: Path) -> tuple[int, ...]:
    """What changes when a file is replaced or written to; the time of change can't be set by a program."""
    seen = file.stat()
    return seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns


def _packs(request: Request, media: Media | Absent, beat: Heartbeat) -> ProgramStreamFacts | Absent:
    if isinstance(media, Absent):
        return media
    if media.format != "mpeg-ps":
        return Absent(Reason.METHOD_DOES_NOT_APPLY, f"packs are of MPEG program streams; this file is {media.format}")
    if not request.depth.reaches(Depth.PACKETS):
        return Absent(Reason.DEPTH_TOO_SHALLOW, f"the run stopped at depth {request.depth}")
    return read_program_stream(request.file, beat)


def _media(request: Request, iso: IsoFacts | Absent, beat: Heartbeat) -> Media | Absent:
    if request.size == 0:
        return Absent(Reason.EVIDENCE_UNREADABLE, "the file is empty (0 bytes)")
    media = read_media(request.file, request.depth, beat)
    if isinstance(iso, IsoFacts) and any(track.sample_entry in _ENCRYPTED_ENTRIES for track in iso.tracks):
        return Absent(Reason.ENCRYPTED, "the tracks are encrypted and no key was given")
    if isinstance(media, Absent):
        return media
    if not media.video and not media.audio:
        return Absent(Reason.EVIDENCE_UNREADABLE, f"the file opens as {media.format} but holds no video or audio track")
    return media
