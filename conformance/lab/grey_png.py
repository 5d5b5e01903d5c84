"""Writes grey pictures as PNG, for screens and for pages that carry their pictures in themselves."""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def encoded(grey: NDArray[np.uint8]) -> bytes:
    """PNG (ISO/IEC 15948) of 8-bit grey samples, height x width, marked as sRGB."""
    height, width = grey.shape
    rows = np.zeros((height, width + 1), np.uint8)  # filter type 0 before each row
    rows[:, 1:] = grey
    return b"".join(
        (
            _SIGNATURE,
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
            _chunk(b"sRGB", b"\0"),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
