"""What the walk over a container's structure, and a digest, cost beside `sha256sum` on the same file.

Run: python benchmarks/structure_walk.py FILE... [--pairs 5]
Prints for each file the median ratio of the speeds: 0.5 is half of the speed of `sha256sum`, and the goal. The walk is
that of the boxes for MP4 and MOV, by the file's name that of the other containers. Both read the same pages of the
cache, in turn.
"""

import argparse
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from conformance.evidence.digests import sha256_of
from conformance.extract.isobmff import read_iso
from conformance.extract.structure.reading import read_structure

CONTAINERS = {".avi": "avi", ".mkv": "matroska", ".webm": "matroska", ".ts": "mpeg-ts", ".m2ts": "mpeg-ts"}


def spent(work: Callable[[], object]) -> float:
    """Wall time in s."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def walk(file: Path) -> object:
    """The structure of one file."""
    if file.suffix in CONTAINERS:
        return read_structure(file, CONTAINERS[file.suffix], lambda: None)
    with file.open("rb") as stream:
        return read_iso(stream, file.stat().st_size)


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--pairs", type=int, default=5)
    options = parser.parse_args()
    for file in options.files:
        ours: list[float] = []
        ratios: list[float] = []
        for _ in range(options.pairs):
            theirs = spent(lambda file=file: subprocess.run(["sha256sum", file], check=True, capture_output=True))
            ours.append(spent(lambda file=file: (sha256_of(file), walk(file))))
            ratios.append(theirs / ours[-1])
        size = file.stat().st_size / 1e6
        print(f"{file.name}: {size:.0f} MB, speed {median(ratios):.2f} of sha256sum's, {median(ours):.2f} s")


if __name__ == "__main__":
    main()
