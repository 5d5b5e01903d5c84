"""Worker process: one file in, its facts, a share of them or pictures out: a crash or hang costs that file alone.

Reads an `Errand` as JSON from standard input and writes a dot to standard output for every second of progress.
"""

import os
import sys
import time

from conformance.extract.facts import Read, read_facts, read_share
from conformance.extract.request import ALL, DumpRequest, Errand, UnpackRequest
from conformance.model import codec
from conformance.model.dump_facts import DumpFacts
from conformance.model.facts import Facts
from conformance.model.shots import Shots
from conformance.model.unpacked import Unpacked

MEMORY_LIMIT = 4 * 2**30  # address space in bytes: libraries map far more than they use
_BEAT_EVERY = 1.0  # s


class _Pulse:
    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _BEAT_EVERY
            sys.stdout.write(".\n")
            sys.stdout.flush()


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415 - POSIX only
    except ImportError:
        return
    held = [limit for limit in resource.getrlimit(resource.RLIMIT_AS) if limit != resource.RLIM_INFINITY]
    limit = min(MEMORY_LIMIT, *held) if held else MEMORY_LIMIT
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def main() -> None:
    """Do one request; what it comes to is complete or not there."""
    _limit_memory()
    errand: Errand = codec.decode(Errand, sys.stdin.read())
    partial = errand.target.with_suffix(".partial")
    partial.write_bytes(_done(errand))
    partial.replace(errand.target)


def _done(errand: Errand) -> bytes:
    request = errand.request
    if isinstance(request, DumpRequest):
        from conformance.extract.dump import read_dump  # noqa: PLC0415 - few errands need it

        return codec.encode(DumpFacts, read_dump(request, _Pulse()))
    if isinstance(request, UnpackRequest):
        from conformance.extract.unpacking import unpack  # noqa: PLC0415 - few errands need it

        return codec.encode(Unpacked, unpack(request, _Pulse()))
    if errand.sights:
        from conformance.extract.stills import take  # noqa: PLC0415 - few errands need it

        return codec.encode(Shots, take(request, errand.sights, _Pulse(), errand.privacy))
    if request.share == ALL:
        return codec.encode(Facts, read_facts(request, _Pulse()))
    return codec.encode(Read, read_share(request, _Pulse()))


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)  # a MediaInfo that was given up may still run, and would crash while Python tidies up
