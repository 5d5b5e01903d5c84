"""What the walk over a container's structure, and a digest, cost beside `sha256sum` on the same file.

Run: python benchmarks/structure_walk.py FILE... [--pairs 5]
Prints for each file the median ratio of the speeds: 0.5 is half of the speed of `sha256sum`, and the goal. The walk is
that of the boxes for MP4 and MOV, by the file's name that of the other containers. Both read the same pages of the
cache, in turn.
"""

from pathlib import Path

from beside_sha256sum import compare

from conformance.evidence.digests import sha256_of
from conformance.extract.isobmff import read_iso
from conformance.extract.structure.reading import read_structure

CONTAINERS = {".avi": "avi", ".mkv": "matroska", ".webm": "matroska", ".ts": "mpeg-ts", ".m2ts": "mpeg-ts"}


def walk(file: Path) -> object:
    """The structure of one file."""
    if file.suffix in CONTAINERS:
        return read_structure(file, CONTAINERS[file.suffix], lambda: None)
    with file.open("rb") as stream:
        return read_iso(stream, file.stat().st_size)


if __name__ == "__main__":
    compare(__doc__, lambda file: (sha256_of(file), walk(file)))
