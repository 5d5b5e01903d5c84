"""A file beside the recordings, told by its path and digest."""

from dataclasses import dataclass

from conformance.model.codec import EncodedPath


@dataclass(frozen=True)
class Sidecar:
    """A file beside the evidence, such as a log that the device wrote as it recorded; `path` for people."""

    path: str
    file: EncodedPath
    size: int
    sha256: str
