"""What reading a hostile archive can raise, and what is said of it."""

import lzma
import struct
import tarfile
import zipfile
import zlib

from conformance.errors import SubmissionError

UNUSABLE: tuple[type[Exception], ...] = (
    SubmissionError,
    OSError,
    EOFError,
    ValueError,
    LookupError,
    OverflowError,
    RuntimeError,
    struct.error,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    tarfile.TarError,
)


def why(error: Exception) -> str:
    """The reason in the error, without the path in one of the operating system."""
    text = (error.strerror if isinstance(error, OSError) else "") or str(error)
    return text or f"it can't be read ({type(error).__name__})"
