"""How soon a report is seen: Chromium's first contentful paint of pages, each opened anew several times.

Run: python -m benchmarks.first_paint PAGE... [--times 5]
Prints a row a page: its size, the median and all times from the request to the first paint with text in it, and to the
end of loading, s. The browser is Chromium, without a window, found as the tests of pages find theirs.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.browser.conftest import PROGRAMS
from tests.browser.devtools import Browser, Tab, browser

_SEEN = """new Promise(done => new PerformanceObserver(
  list => list.getEntriesByName('first-contentful-paint').forEach(one => done(one.startTime))
).observe({type: 'paint', buffered: true}))"""
_LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd"


def seen(chromium: Browser, address: str) -> tuple[float, float]:
    """Seconds to the first contentful paint and to the end of loading, in a tab of its own."""
    tab = Tab(chromium)
    tab.look(1280)
    tab.open(address)
    painted, loaded = (float(tab.evaluate(one)) for one in (_SEEN, _LOADED))
    tab.close()
    return painted / 1000, loaded / 1000


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("page", type=Path, nargs="+")
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args()
    program = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if program is None:
        sys.exit(f"no browser of the names {', '.join(PROGRAMS)}")
    print("| page | first paint, median | all | loaded, median |")
    print("|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, browser(program, Path(folder)) as chromium:
        for page in given.page:
            times = [seen(chromium, page.absolute().as_uri()) for _ in range(given.times)]
            painted, loaded = (sorted(column) for column in zip(*times, strict=True))
            every = " ".join(f"{one:.2f}" for one in painted)
            size = f"{page.stat().st_size / 1e6:.1f} MB"
            print(
                f"| {page.name}, {size} | **{median(painted):.2f} s** | {every} | {median(loaded):.2f} s |", flush=True
            )


if __name__ == "__main__":
    main()
