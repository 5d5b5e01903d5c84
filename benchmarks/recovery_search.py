"""What the search for pictures without an index costs beside `sha256sum` on the same file.

Run: python benchmarks/recovery_search.py FILE... [--pairs 5]
Prints for each file the median ratio of the speeds: 0.5 is half of the speed of `sha256sum`, and the goal. Both read
the same pages of the cache, in turn. The whole file is searched, its index or none.
"""

from beside_sha256sum import compare

from conformance.extract.recovery.reading import read_recovery

if __name__ == "__main__":
    compare(__doc__, lambda file: read_recovery(file, lambda: None))
