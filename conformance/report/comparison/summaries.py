"""The runs of a folder, each by the head of its `results.json`: what a list of them shows, and no finding."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from stat import S_ISREG
from typing import TypeAlias, TypeVar

from conformance.model.vocabulary import Statement, Verdict
from conformance.report.exchange.results import SCHEMA

RESULTS = "results.json"
LEFT_BY_A_RUN = ("record.json", "report.html", "junit.xml")
MOST_BYTES = 16 * 1024 * 1024  # of all that stands before the findings
_PIECE = 256 * 1024
_FINDINGS = b'\n "findings": ['  # written with one space an indent, a line of the document itself and of nothing in it
T = TypeVar("T")
Fields: TypeAlias = dict[str, object]


@dataclass(frozen=True)
class ClauseSummary:
    """One clause and its verdict."""

    clause: str
    number: str
    verdict: Verdict


@dataclass(frozen=True)
class RunSummary:
    """One run; `folder` is its path from the folder that was searched; '' = the submission does not name it."""

    folder: Path
    started: datetime
    maker: str
    model: str
    firmware: str
    profiles: tuple[str, ...]
    statement: Statement
    clauses: tuple[ClauseSummary, ...]
    has_report: bool


@dataclass(frozen=True)
class Unreadable:
    """A folder that looks like a run's and can't be told of."""

    folder: Path
    why: str


def summaries(folder: Path) -> tuple[tuple[RunSummary, ...], tuple[Unreadable, ...]]:
    """Runs in the subfolders and in theirs, newest first, and what can't be read, by name."""
    found = [_summary(folder, one) for one in _runs(folder)]
    runs = [one for one in found if isinstance(one, RunSummary)]
    bad = [one for one in found if isinstance(one, Unreadable)]
    runs.sort(key=lambda run: (run.started, str(run.folder)), reverse=True)
    return tuple(runs), tuple(sorted(bad, key=lambda one: str(one.folder)))


def _runs(folder: Path) -> Iterator[Path]:
    """Folders that a run left something in; a run's own folder is not searched further."""
    for one in _folders(folder, links=True):
        if _is_run(one):
            yield one
        else:
            yield from (inner for inner in _folders(one, links=False) if _is_run(inner))


def _folders(folder: Path, *, links: bool) -> list[Path]:
    try:
        return sorted(one for one in folder.iterdir() if one.is_dir() and (links or not one.is_symlink()))
    except OSError:
        return []


def _is_run(folder: Path) -> bool:
    return any((folder / name).exists() for name in (RESULTS, *LEFT_BY_A_RUN))


def _summary(root: Path, folder: Path) -> RunSummary | Unreadable:
    named = folder.relative_to(root)
    try:
        document = _head(folder / RESULTS)
        return _read(document, named, has_report=(folder / "report.html").is_file())
    except FileNotFoundError:
        return Unreadable(named, f"no {RESULTS}: the run did not come to its end")
    except OSError as error:
        return Unreadable(named, f"{RESULTS} can't be opened: {error.strerror}")
    except (ValueError, RecursionError) as error:
        said = error.args[0] if error.args and isinstance(error, _ForeignError) else "it is no JSON document"
        return Unreadable(named, f"{RESULTS} is not of this tool, or damaged: {said}")


class _ForeignError(ValueError):
    """A document of another shape."""


def _head(file: Path) -> object:
    """The document without its findings; nothing behind their beginning is read but the last bytes."""
    if not S_ISREG(file.stat().st_mode):
        raise _ForeignError("it is no file")
    with file.open("rb") as stream:
        text = b""
        while _FINDINGS not in text[-_PIECE - len(_FINDINGS) :] and (piece := stream.read(_PIECE)):
            text += piece
            if len(text) > MOST_BYTES:
                raise _ForeignError(f"no findings begin in its first {MOST_BYTES} bytes")
        head, found, _ = text.partition(_FINDINGS)
        if not found:
            return json.loads(text)
        stream.seek(max(0, file.stat().st_size - 16))
        if not stream.read().rstrip().endswith(b"]\n}"):
            raise _ForeignError("it breaks off before its end")
    return json.loads(head.rstrip().removesuffix(b",") + b"}")


def _read(document: object, folder: Path, *, has_report: bool) -> RunSummary:
    fields = _of(document, dict, "the document")
    if fields.get("schema") not in range(1, SCHEMA + 1):
        raise _ForeignError(f"schema {str(fields.get('schema'))[:20]!r}, and this version reads up to {SCHEMA}")
    device = _of(fields.get("device"), dict, "device")
    clauses = _of(fields.get("clauses"), list, "clauses")
    profiles = _of(fields.get("profiles"), list, "profiles")
    started = _moment(_of(fields.get("started"), str, "started"))
    return RunSummary(
        folder=folder,
        started=started,
        maker=_named(device, "maker"),
        model=_named(device, "model"),
        firmware=_named(device, "firmware"),
        profiles=tuple(_of(one, str, "profiles") for one in profiles),
        statement=_member(Statement, fields.get("statement")),
        clauses=tuple(map(_clause, clauses)),
        has_report=has_report,
    )


def _clause(one: object) -> ClauseSummary:
    fields = _of(one, dict, "clauses")
    clause, number = (_of(fields.get(key), str, f"clauses.{key}") for key in ("clause", "number"))
    return ClauseSummary(clause, number, _member(Verdict, fields.get("verdict")))


def _named(device: Fields, key: str) -> str:
    return _of(device.get(key) or "", str, f"device.{key}")


def _of(value: object, kind: type[T], name: str) -> T:
    if not isinstance(value, kind):
        raise _ForeignError(f"{name} is missing or of another kind")
    return value


_Word = TypeVar("_Word", Statement, Verdict)


def _member(vocabulary: type[_Word], value: object) -> _Word:
    if value not in {member.value for member in vocabulary}:
        raise _ForeignError(f"no {vocabulary.__name__.lower()} is called {str(value)[:40]!r}")
    return vocabulary(value)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise _ForeignError("started is no date and time") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
