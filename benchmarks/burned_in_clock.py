"""What reading the clock in the pictures costs beside decoding and all else that is looked at, in one process.

Run: python benchmarks/burned_in_clock.py FILE [--pairs 3]
Prints the ratio of processor times with and without it, of pairs run in turn, and how many seconds were read.
"""

import argparse
import time
from pathlib import Path
from statistics import median

from conformance.extract import picture_pass
from conformance.extract.cuts import WHOLE
from conformance.model.facts import NOTHING_STAGED

watch = picture_pass.overlay_watcher


def without(_: object, given: object, *, first: bool) -> None:
    """Watch nothing."""


def spent(file: Path, *, read: bool) -> tuple[float, int]:
    """Processor time in s and seconds read."""
    picture_pass.overlay_watcher = watch if read else without
    begin = time.process_time()
    seen = picture_pass.see(file, WHOLE, NOTHING_STAGED, lambda: None)
    return time.process_time() - begin, len(seen.burned_in.seconds) if seen.burned_in else 0


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--pairs", type=int, default=3)
    options = parser.parse_args()
    pairs = [(spent(options.file, read=True), spent(options.file, read=False)) for _ in range(options.pairs)]
    ratios = sorted(one / other for (one, _), (other, _) in pairs)
    took = f"{median(one for (one, _), _ in pairs):.1f} s against {median(other for _, (other, _) in pairs):.1f} s"
    print(
        f"{median(ratios):.3f} ({' '.join(f'{ratio:.3f}' for ratio in ratios)}; {took}), {pairs[0][0][1]} seconds read"
    )


if __name__ == "__main__":
    main()
