"""Does the errand of a worker: facts of a file, a share of them, a dump's, files of an image, or pictures."""

import sys
import time
from importlib import import_module

from conformance.extract.digest import Digest
from conformance.extract.facts import Read, read_facts, read_share
from conformance.extract.request import ALL, DumpRequest, Errand, UnpackRequest
from conformance.model import codec
from conformance.model.dump_facts import DumpFacts
from conformance.model.facts import Facts
from conformance.model.shots import Shots
from conformance.model.unpacked import Unpacked
from conformance.model.vocabulary import Depth

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


def get_ready(depth: Depth) -> None:
    """Do now what an errand of that depth would wait for."""
    codec.get_ready(Errand)
    codec.get_ready(Facts)
    if depth.reaches(Depth.PACKETS):
        import_module("conformance.extract.thorough")
    if depth.reaches(Depth.FRAMES):
        import_module("conformance.extract.picture_pass")


def do(text: str, begun: Digest | None) -> None:
    """Do the errand of that text, an `Errand` as JSON; what it comes to is complete or not there.

    Raises:
        OSError: the file can't be read at all.
        ExtractionError: it changed meanwhile.
    """
    errand: Errand = codec.decode(Errand, text)
    partial = errand.target.with_suffix(".partial")
    partial.write_bytes(_done(errand, begun))
    partial.replace(errand.target)


def _done(errand: Errand, begun: Digest | None) -> bytes:
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
        return codec.encode(Facts, read_facts(request, _Pulse(), begun))
    return codec.encode(Read, read_share(request, _Pulse(), begun))
