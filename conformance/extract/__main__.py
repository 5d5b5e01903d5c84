"""Worker process: one file in, its facts, a share of them or pictures out: a crash or hang costs that file alone.

Reads an `Errand` as JSON from standard input and writes a dot to standard output for every second of progress. May be
told before what it will be asked for, as `DEPTH` or `DEPTH FILE`: it loads and takes the file's digest meanwhile.
"""

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from conformance.extract.digest import Digest
from conformance.model.vocabulary import Depth

MEMORY_LIMIT = 4 * 2**30  # address space in bytes: libraries map far more than they use


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415 - POSIX only
    except ImportError:
        return
    held = [limit for limit in resource.getrlimit(resource.RLIMIT_AS) if limit != resource.RLIM_INFINITY]
    limit = min(MEMORY_LIMIT, *held) if held else MEMORY_LIMIT
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def main(arguments: Sequence[str] = ()) -> None:
    """Do one errand."""
    _limit_memory()
    begun = _begun(*arguments[1:])
    gc.disable()  # loading makes many objects and no garbage
    from conformance.extract.errands import do, get_ready  # noqa: PLC0415 - takes time; the digest is taken meanwhile

    get_ready(Depth(*arguments[:1] or [Depth.CONTAINER]))
    gc.enable()
    do(sys.stdin.read(), begun)


def _begun(*files: str) -> Digest | None:
    try:
        return Digest(Path(files[0])) if files else None
    except OSError:
        return None  # whoever reads the file will say so


if __name__ == "__main__":
    main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(0)  # a MediaInfo that was given up may still run, and would crash while Python tidies up
