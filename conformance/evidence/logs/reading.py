"""A log as `submission.yaml` names it: its files found, their digests taken, their lines read within bounds."""

from collections.abc import Sequence

from conformance.errors import SubmissionError
from conformance.evidence.digests import sha256_of
from conformance.evidence.files import FoundFile, is_image, matching
from conformance.evidence.logs.entries import LogEntry, phrases
from conformance.evidence.logs.ordering import content_of
from conformance.evidence.logs.parsing import FileEntries, Parser
from conformance.evidence.zones import minutes_east
from conformance.model.evidence import NO_ZONE
from conformance.model.facts import Absent
from conformance.model.logs import NOT_SAID_SINCE, EventKind, Log, LogContent
from conformance.model.name_pattern import parse_log_line
from conformance.model.sidecar import Sidecar
from conformance.model.vocabulary import Reason

_MOST_BYTES = 256_000_000  # of a log
_MOST_LINES = 2_000_000  # of all logs, blank ones too


class Logs:
    """Reads the logs of one submission, which share what is read at most."""

    def __init__(self, found: Sequence[FoundFile]) -> None:
        self._found = found
        self._taken: set[str] = set()
        self._left = _MOST_LINES

    def log(self, entry: LogEntry) -> Log:
        """The log that an entry names.

        Raises:
            SubmissionError: a file can't be used, or is named twice, or a word is stated of two kinds.
        """
        stated = phrases(entry)
        _refuse_repeats(stated)
        files = self._files(entry.path)
        sidecars = tuple(_sidecar(file) for file in files)
        return Log(
            path=entry.path,
            files=sidecars,
            clock_zone=minutes_east(entry.clock_zone) if entry.clock_zone else NO_ZONE,
            written_since=entry.written_since or NOT_SAID_SINCE,
            stated=tuple(dict.fromkeys(kind for _, kind in stated)),
            content=self._content(entry, sidecars),
        )

    def _files(self, path: str) -> tuple[FoundFile, ...]:
        files = matching(path, self._found)
        for file in files:
            if not file.why_not or is_image(file.file):
                what = "an image of a storage" if file.why_not else "a recording"
                raise SubmissionError(f"{file.path!r} is {what}, and no log")
            if file.path in self._taken:
                raise SubmissionError(f"{file.path!r} is named by an earlier entry already")
            self._taken.add(file.path)
        return files

    def _content(self, entry: LogEntry, files: Sequence[Sidecar]) -> LogContent | Absent:
        if sum(one.size for one in files) > _MOST_BYTES:
            return Absent(
                Reason.EVIDENCE_UNREADABLE, f"the log has more than {_MOST_BYTES} bytes; hand in a part of it"
            )
        parser = Parser(map(parse_log_line, entry.lines), phrases(entry), entry.encoding.value)
        read = list[FileEntries]()
        for one in files:
            before = parser.passed
            try:
                read.append(parser.read(one.path, one.file, self._left))
            except OSError as error:
                raise SubmissionError(f"{one.path!r} can't be read: {error.strerror}") from error
            self._left -= parser.passed - before
            if self._left <= 0:
                said = f"all logs together have {_MOST_LINES} lines or more; hand in parts of them"
                return Absent(Reason.EVIDENCE_UNREADABLE, said)
        return content_of(read, parser)


def _refuse_repeats(stated: tuple[tuple[str, EventKind], ...]) -> None:
    kinds: dict[str, EventKind] = {}
    for text, kind in stated:
        if text in kinds:
            raise SubmissionError(f"the words {text!r} are stated of {kinds[text]} already; keep one")
        if not text:
            raise SubmissionError(f"words of {kind} are blank, and stand in every entry")
        kinds[text] = kind


def _sidecar(file: FoundFile) -> Sidecar:
    sha256, size = sha256_of(file.file)
    return Sidecar(file.path, file.file, size, sha256)
