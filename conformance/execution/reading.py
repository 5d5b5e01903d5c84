"""Recordings and dumps read in worker processes; where that fails, facts that are absent for that reason."""

from dataclasses import dataclass
from pathlib import Path

from conformance.errors import ExtractionError
from conformance.execution.isolated import Workers
from conformance.execution.sharing import Slots, extract
from conformance.extract.request import DumpRequest, Request
from conformance.model.dump_facts import DumpFacts
from conformance.model.evidence import Dump, Recording
from conformance.model.facts import Absent, Facts
from conformance.model.vocabulary import Depth, Reason


@dataclass(frozen=True)
class Reader:
    """Reads one file at a time for whoever asks, as slots are free."""

    workers: Workers
    slots: Slots

    def recording(self, recording: Recording, depth: Depth, target: Path) -> Facts:
        """Facts of a recording, kept in `target` where its extractor did not fail."""
        request = Request(
            file=recording.file.absolute(),
            sha256=recording.sha256,
            size=recording.size,
            depth=depth,
            look=recording.look,
            logs=tuple(one.file.absolute() for one in recording.gnss_log),
        )
        try:
            return extract(self.workers, self.slots, request, target.absolute())
        except ExtractionError as error:
            failed = Absent(Reason.EXTRACTOR_FAILED, str(error))
            return Facts(
                request.sha256, request.size, _extractor(), request.depth, failed, failed, failed, look=request.look
            )

    def dump(self, dump: Dump, target: Path) -> DumpFacts:
        """Facts of a dump, kept in `target` where its extractor did not fail."""
        request = DumpRequest(tuple(file.absolute() for file in dump.files), dump.sha256, dump.size)
        try:
            with self.slots.own():
                return self.workers.read_dump(request, target.absolute())
        except ExtractionError as error:
            return DumpFacts(dump.sha256, dump.size, _extractor(), Absent(Reason.EXTRACTOR_FAILED, str(error)))


def _extractor() -> str:
    from conformance.extract.versions import extractor  # noqa: PLC0415 - loads all that measures, to name it

    return extractor()
