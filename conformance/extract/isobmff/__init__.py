"""Own reader of ISO BMFF and QuickTime boxes, the container's independent witness beside FFmpeg."""

from conformance.extract.isobmff.reader import read_iso

__all__ = ["read_iso"]
