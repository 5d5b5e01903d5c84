"""The layout of a file as the container that it was opened as."""

from collections.abc import Callable
from pathlib import Path

from conformance.extract.layout.avi import avi_layout
from conformance.extract.layout.iso import iso_layout
from conformance.extract.layout.matroska import matroska_layout
from conformance.extract.layout.transport import transport_layout
from conformance.extract.structure.source import TooManyElementsError, Walked
from conformance.model.facts import Absent, IsoFacts
from conformance.model.layout_facts import LayoutFacts
from conformance.model.vocabulary import Reason

_LAYOUTS = {"avi": avi_layout, "matroska": matroska_layout, "mpeg-ts": transport_layout}


def read_layout(file: Path, container: str, iso: IsoFacts | Absent, beat: Callable[[], None]) -> LayoutFacts | Absent:
    """The layout of a file of that container; `beat` is called now and then.

    Raises:
        OSError: the file can't be read.
    """
    if container == "mpeg-ps":
        return LayoutFacts(container, ())  # its streams and packs are facts of their own
    if container not in _LAYOUTS and not isinstance(iso, IsoFacts):
        return Absent(Reason.METHOD_DOES_NOT_APPLY, f"the layout of {container} is not read")
    with file.open("rb", buffering=0) as stream:
        walked = Walked(stream, file.stat().st_size, beat)
        try:
            return iso_layout(walked, iso.boxes) if isinstance(iso, IsoFacts) else _LAYOUTS[container](walked)
        except TooManyElementsError:
            return Absent(Reason.EVIDENCE_UNREADABLE, "it holds more elements than any recording has")
