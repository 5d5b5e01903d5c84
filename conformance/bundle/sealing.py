"""Makes a bundle of a run: everything is made anew from the record and judged once more before it is sealed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from conformance.bundle.container import ENVELOPE, Container, Fault, Measured, measured, write_container
from conformance.bundle.evidence import evidence_of
from conformance.bundle.facts import FACTS, FolderShelf, KeptFacts
from conformance.bundle.inventory import (
    Amends,
    Envelope,
    Inventory,
    Sealed,
    Signature,
    inventory_of,
    payload_of,
    read_envelope,
    write_envelope,
)
from conformance.bundle.keys import SigningKey, signer_of
from conformance.bundle.limits import MOST_ENVELOPE, MOST_RECORD, MOST_REPORT
from conformance.bundle.origin import software
from conformance.bundle.papers import Papers
from conformance.bundle.rejudging import judged_again
from conformance.bundle.rendering import JUNIT, RECORD, RESULTS, Shown, first_difference, rendered
from conformance.errors import BundleError
from conformance.model.finding import RunRecord
from conformance.model.vocabulary import Depth

SIGNER = "signer.pem"
_EARLIER = "facts of an earlier run, by"
_LONGEST = 100  # characters of a number


@dataclass(frozen=True)
class Issue:
    """How a report is issued: its number ('' = none), what it takes the place of, and the key (one or none each)."""

    number: str
    amends: tuple[Amends, ...]
    key: tuple[SigningKey, ...]


@dataclass(frozen=True)
class Run:
    """A run to be sealed: its folder, its record, and what it was judged by."""

    folder: Path
    record: RunRecord
    papers: Papers


@dataclass(frozen=True)
class Made:
    """A bundle that was written: the SHA-256 of the file, and its entries."""

    sha256: str
    entries: tuple[Measured, ...]


def seal(run: Run, shown: Shown, issue: Issue, out: Path) -> Made:
    """Write the bundle of a run; an existing file is never written over, and half of one is never left.

    Raises:
        BundleError: the file is there already, or the run is not what its record says.
    """
    if out.exists():
        raise BundleError(f"{out} is there already, and what was issued stays as it is; name another file with --out")
    made = _made_anew(run, shown)
    facts = _facts(run)
    contents: dict[str, bytes | Path] = {**made, **run.papers.texts, **facts}
    for key in issue.key:
        contents[SIGNER] = key.papers
    contents[ENVELOPE] = write_envelope(_envelope(_inventory(run, shown, issue, contents), issue))
    _refuse_large(contents, run.folder)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("xb") as stream:
            entries = _written(stream, contents, out)
        out.chmod(0o444)
        with out.open("rb") as stream:
            return Made(hashlib.file_digest(stream, "sha256").hexdigest(), entries)
    except FileExistsError as error:
        raise BundleError(f"{out} is there already; name another file with --out") from error
    except OSError as error:
        raise BundleError(f"{out}: the bundle can't be written: {error.strerror}") from error


def number_of(text: str) -> str:
    """The number of a report as it is stated.

    Raises:
        BundleError: it is too long, or holds what can't be seen.
    """
    if len(text) > _LONGEST or not text.isprintable() or text != text.strip():
        raise BundleError(f"a number is text of {_LONGEST} characters at most that can all be seen, not {text!a}")
    return text


def amended(named: str, number: str) -> tuple[Amends, ...]:
    """What the report of that number takes the place of: a bundle, or the number of a report ('' = nothing).

    Raises:
        BundleError: the report itself has no number or the same one, or the bundle can't be read or has no number.
    """
    if not named:
        return ()
    if not number:
        raise BundleError("an amendment needs a number of its own; name it with --number")
    file = Path(named)
    amends = _read(file) if file.is_file() else Amends(number_of(named), "")
    if not amends.number:
        raise BundleError(f"{file}: the bundle has no number that an amendment could refer to")
    if amends.number == number:
        raise BundleError(f"the number {number!r} is the one of the report that is amended; an amendment has another")
    return (amends,)


def _read(file: Path) -> Amends:
    try:
        with file.open("rb") as stream:
            inventory = inventory_of(read_envelope(Container(stream).content(ENVELOPE, MOST_ENVELOPE)).payload)
            stream.seek(0)
            return Amends(inventory.number, hashlib.file_digest(stream, "sha256").hexdigest())
    except (OSError, Fault) as error:
        raise BundleError(f"{file}: no bundle that could be amended: {error}") from error


def _written(stream: BinaryIO, contents: Mapping[str, bytes | Path], out: Path) -> tuple[Measured, ...]:
    try:
        return write_container(stream, contents)
    except BaseException:
        out.unlink()
        raise


def _refuse_large(contents: Mapping[str, bytes | Path], folder: Path) -> None:
    """Refuse what nobody could verify."""
    limits = {ENVELOPE: MOST_ENVELOPE, RECORD: MOST_RECORD}
    for name, content in contents.items():
        most = limits.get(name, MOST_REPORT)
        if isinstance(content, bytes) and len(content) > most:
            raise BundleError(f"{folder}: {name} has {len(content)} bytes, where a bundle can hold {most}")


def _made_anew(run: Run, shown: Shown) -> dict[str, bytes]:
    """Record and reports, which must be those in the folder as far as they depend on nothing else."""
    made = rendered(run.record, shown)
    for name in (RECORD, RESULTS, JUNIT):
        file = run.folder / name
        try:
            difference = first_difference(file.read_bytes(), made[name])
        except OSError as error:
            raise BundleError(f"{file}: the file can't be read: {error.strerror}") from error
        if difference:
            raise BundleError(
                f"{file} is not what the record gives: {difference}. It was edited, or written by another version: "
                "`conformance judge` or `conformance report` write it anew"
            )
    return made


def _facts(run: Run) -> dict[str, Path]:
    """The facts that the verdicts follow from, which may have been read less deep than others that are kept."""
    folder = run.folder / "facts"
    extractors = _extractors(run.record)
    depths = tuple(reversed(Depth))
    differences: tuple[str, ...] = ()
    for at in range(len(depths)):
        source = KeptFacts(FolderShelf(folder), depths[at:], extractors.__contains__)
        again = judged_again(run.record, source, exactly=True)
        if not again.differences:
            return {FACTS + name: folder / name for name in sorted(source.used)}
        differences = differences or again.differences
    raise BundleError(
        f"{run.folder}: the verdicts of the record do not follow from the facts that are kept: {differences[0]} "
        f"({len(differences)} such differences). Judge it anew with `conformance judge`"
    )


def _extractors(record: RunRecord) -> frozenset[str]:
    """The extractors that the record names: its own, and those of earlier runs."""
    own = "; ".join(f"{name} {text}" for name, text in record.tool.versions if name != _EARLIER)
    return frozenset({own, *(text for name, text in record.tool.versions if name == _EARLIER)})


def _inventory(run: Run, shown: Shown, issue: Issue, contents: Mapping[str, bytes | Path]) -> Inventory:
    files = (measured(name, contents[name]) for name in sorted(contents))
    return Inventory(
        statement=run.record.statement.value,
        number=issue.number,
        amends=issue.amends,
        language=shown.language,
        tool=run.record.tool.versions,
        sealed_by=software(),
        not_kept=run.papers.not_kept,
        evidence=evidence_of(run.record.submission),
        files=tuple(Sealed(one.name, one.size, one.sha256) for one in files),
    )


def _envelope(inventory: Inventory, issue: Issue) -> Envelope:
    unsigned = Envelope(payload_of(inventory), ())
    signatures = (Signature(signer_of(key.papers).keyid, key.sign(unsigned.signed)) for key in issue.key)
    return Envelope(unsigned.payload, tuple(signatures))
