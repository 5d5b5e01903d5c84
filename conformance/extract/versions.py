"""Names and versions of all that measures, our own code by digest, so that cached facts are never stale."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

import av
from av import library_versions as codec_versions
from pymediainfo import MediaInfo

from conformance import __version__
from conformance.extract.burned_in import extra as text_extra
from conformance.extract.credentials import extra as credentials_extra


@cache
def library_versions() -> tuple[tuple[str, str], ...]:
    """Name and version of each."""
    own = hashlib.sha256()
    extract = Path(__file__).parent
    for source in sorted((*extract.rglob("*.py"), *(extract.parent / "model").glob("*.py"))):
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
        ("zxing-cpp", version("zxing-cpp")),
        ("av-drift-detector", version("av-drift-detector")),
        *text_extra.versions(),
        *credentials_extra.versions(),
    )


def _mediainfo_version() -> str:
    library, _, text, _ = MediaInfo._get_library()  # noqa: SLF001 - pymediainfo tells its library's version nowhere else
    del library
    return str(text).removeprefix("MediaInfoLib - v")


def extractor() -> str:
    """One line that names the extractor: facts of another line are not reused."""
    return "; ".join(f"{name} {text}" for name, text in library_versions())
