"""Walks the structure of a file as the container that FFmpeg opened it as."""

from collections.abc import Callable
from pathlib import Path

from conformance.extract.structure.ebml import walk_matroska
from conformance.extract.structure.riff import walk_avi
from conformance.extract.structure.source import MOST_ELEMENTS, TooManyElementsError, Walked
from conformance.extract.structure.transport import walk_transport
from conformance.model.facts import Absent
from conformance.model.stream_facts import ProgramStreamFacts
from conformance.model.structure_facts import Flaw, Structure
from conformance.model.vocabulary import Reason

_WALKS = {"avi": walk_avi, "matroska": walk_matroska, "mpeg-ts": walk_transport}


def read_structure(file: Path, container: str, beat: Callable[[], None]) -> Structure | Absent:
    """The structure of a file of that container; `beat` is called now and then.

    Raises:
        OSError: the file can't be read.
    """
    if container not in _WALKS:
        return Absent(Reason.METHOD_DOES_NOT_APPLY, f"the structure of {container} is not walked")
    with file.open("rb", buffering=0) as stream:
        walked = Walked(stream, file.stat().st_size, beat)
        try:
            return _WALKS[container](walked)
        except TooManyElementsError:
            said = f"it holds more than {MOST_ELEMENTS} elements, of which the rest is not walked"
            if not walked.faults:
                return Absent(Reason.EVIDENCE_UNREADABLE, said)
            return Structure(container, walked.elements, 0, 0, walked.faults, tuple(walked.flaws), said)


def of_packs(packs: ProgramStreamFacts) -> Structure:
    """The structure of a program stream, whose packs were walked for what they hold."""
    flaws = tuple(Flaw("packs", fault.offset, fault.detail) for fault in packs.faults)
    return Structure("mpeg-ps", packs.packs, 0, 0, len(flaws), flaws, "a program stream promises no bytes")
