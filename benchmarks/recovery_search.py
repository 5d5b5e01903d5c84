"""What the search for pictures without an index costs beside `sha256sum` on the same file.

Run: python benchmarks/recovery_search.py FILE... [--pairs 5]
Prints for each file the median ratio of the speeds: 0.5 is half of the speed of `sha256sum`, and the goal. Both read
the same pages of the cache, in turn. The whole file is searched, its index or none.
"""

import argparse
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from conformance.extract.recovery.reading import read_recovery


def spent(work: Callable[[], object]) -> float:
    """Wall time in s."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


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
            ours.append(spent(lambda file=file: read_recovery(file, lambda: None)))
            ratios.append(theirs / ours[-1])
        size = file.stat().st_size / 1e6
        print(f"{file.name}: {size:.0f} MB, speed {median(ratios):.2f} of sha256sum's, {median(ours):.2f} s")


if __name__ == "__main__":
    main()
