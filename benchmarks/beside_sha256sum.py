"""Compares the speed of work on a file with that of `sha256sum` on it, in turn; both read the same cached pages."""

import argparse
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median


def _spent(work: Callable[[], object]) -> float:
    """Wall time in s."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def compare(description: str | None, work: Callable[[Path], object]) -> None:
    """Print a row for each file of the command line: its size, the median ratio of the speeds, and our median time."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--pairs", type=int, default=5)
    options = parser.parse_args()
    for file in options.files:
        ours: list[float] = []
        ratios: list[float] = []
        for _ in range(options.pairs):
            theirs = _spent(lambda file=file: subprocess.run(["sha256sum", file], check=True, capture_output=True))
            ours.append(_spent(lambda file=file: work(file)))
            ratios.append(theirs / ours[-1])
        size = file.stat().st_size / 1e6
        print(f"{file.name}: {size:.0f} MB, speed {median(ratios):.2f} of sha256sum's, {median(ours):.2f} s")
