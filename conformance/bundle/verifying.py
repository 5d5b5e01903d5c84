"""Whether a bundle holds: its layout, its digests, its reports, its verdicts, its signature, its time stamp."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from conformance.bundle.checks import Check, State, differing
from conformance.bundle.container import ENVELOPE, Container, Fault
from conformance.bundle.evidence import compared, evidence_of
from conformance.bundle.facts import FACTS, BundleShelf, KeptFacts
from conformance.bundle.inventory import Envelope, Inventory, inventory_of, read_envelope
from conformance.bundle.keys import Signer, signer_of
from conformance.bundle.limits import MOST_ENVELOPE, MOST_RECORD, MOST_REPORT, is_crowded
from conformance.bundle.origin import difference
from conformance.bundle.papers import CATALOG, MOST_TEXT, STATED, catalog_differences, overlay_name, stated_differences
from conformance.bundle.rejudging import Rejudged, judged_again
from conformance.bundle.rendering import (
    JUNIT,
    PICTURES,
    RECORD,
    REPORT,
    RESULTS,
    Shown,
    album_in,
    first_difference,
    rendered,
)
from conformance.bundle.sealing import SIGNER
from conformance.bundle.stamps import Stamped, stamp_checks
from conformance.bundle.trust import Trusted
from conformance.errors import BundleError
from conformance.model import codec
from conformance.model.evidence import TrustedRoot
from conformance.model.finding import RunRecord
from conformance.model.vocabulary import Depth, Statement
from conformance.report.escapes import one_line
from conformance.suite.adjudicate import Defect, caught

_ZIP = b"PK"
_HOLD = f"{RESULTS}, {REPORT} and {JUNIT} are what {RECORD} gives, byte for byte"


@dataclass(frozen=True)
class Wanted:
    """Whom to trust, the file of the time stamp and the folder of the evidence (one or none each), and the time."""

    trusted: Trusted
    stamp: tuple[Path, ...]
    stamp_roots: tuple[TrustedRoot, ...]
    evidence: tuple[Path, ...]
    now: datetime


def verify(bundle: Path, wanted: Wanted) -> tuple[Check, ...]:
    """Everything that can be said of the bundle.

    Raises:
        BundleError: the file can't be read, or is no zip archive at all.
    """
    try:
        with bundle.open("rb") as file:
            if file.read(len(_ZIP)) != _ZIP:
                raise BundleError(f"{bundle}: no bundle: it does not begin like a zip archive")
            file.seek(0)
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            told = [Check("file", State.TOLD, f"{bundle.name}, {file.tell()} bytes, SHA-256 {sha256}")]
            return (*told, *_all(file, (bundle, sha256), wanted))
    except OSError as error:
        raise BundleError(f"{bundle}: the file can't be read: {error.strerror}") from error


def _all(file: BinaryIO, bundle: tuple[Path, str], wanted: Wanted) -> Iterator[Check]:
    try:
        container = Container(file)
        envelope = read_envelope(container.content(ENVELOPE, MOST_ENVELOPE))
        inventory = inventory_of(envelope.payload)
    except Fault as fault:
        yield Check("structure", State.DOES_NOT_HOLD, str(fault))
        return
    stamped = Stamped([Check("time stamp", State.TOLD, "none")])
    for stamp in wanted.stamp:
        stamped = stamp_checks(stamp, bundle, wanted.stamp_roots, wanted.now.date())
    yield from _names(container, inventory)
    yield from _digests(container, inventory)
    yield from _Held(container, inventory).checks(wanted.evidence)
    yield from _signature(container, envelope, wanted.trusted, stamped.time or (wanted.now,))
    yield from stamped.checks
    yield from _issued(inventory)


def _names(container: Container, inventory: Inventory) -> Iterator[Check]:
    """Every entry is listed, every file of the list is there, and there are none but those that bundles have."""
    listed = [one.name for one in inventory.files]
    there = [name for name in container.names if name != ENVELOPE]
    known = {RECORD, RESULTS, REPORT, JUNIT, PICTURES, CATALOG, STATED, SIGNER}
    overlays = {overlay_name(at) for at in range(len(there))}
    differences = (
        *(f"{name} is not in the inventory" for name in there if name not in set(listed)),
        *(f"{one_line(name)} is in the inventory and missing" for name in listed if name not in set(there)),
        *(f"{name} is no file of a bundle" for name in there if name not in known | overlays and not _is_fact(name)),
        *(["the inventory names a file twice, or not in its order"] if listed != sorted(set(listed)) else []),
    )
    yield from differing("structure", differences, f"{len(there)} files, each in the inventory, and nothing else")


def _is_fact(name: str) -> bool:
    return name.startswith(FACTS) and name.endswith(".json")


def _digests(container: Container, inventory: Inventory) -> Iterator[Check]:
    differences = []
    for one in inventory.files:
        if one.name in container.names:
            try:
                found = container.measured(one.name)
            except Fault as fault:
                differences.append(str(fault))
                continue
            if (found.size, found.sha256) != (one.bytes, one.sha256):
                differences.append(f"{one.name}: its SHA-256 is {found.sha256}, and the inventory states {one.sha256}")
    yield from differing("digests", tuple(differences), f"{len(inventory.files)} files are as the inventory says")


class _Held:
    """What the bundle holds against itself: reports and verdicts follow from the record, its catalog and its facts."""

    def __init__(self, container: Container, inventory: Inventory) -> None:
        self._container, self._inventory = container, inventory
        self._other = difference(inventory.sealed_by)
        self._worst = State.INCOMPARABLE if self._other else State.DOES_NOT_HOLD

    def checks(self, evidence: tuple[Path, ...]) -> Iterator[Check]:
        """A check for each; of a record that can't be read there is one alone."""
        if self._other:
            told = f"sealed by another version of this software: {self._other}. What differs may be its doing"
            yield Check("software", State.TOLD, one_line(told))
        try:
            record: RunRecord = codec.decode_strange(RunRecord, self._text(RECORD, MOST_RECORD))
        except ValueError as error:
            why = str(error) if isinstance(error, Fault) else f"{RECORD} is no record of a run of this version"
            yield Check("record", self._worst, self._told(why))
            return
        yield from self._reports(record)
        yield from self._papers(record)
        yield from self._listed(record)
        yield from self._verdicts(record)
        for folder in evidence:
            yield from compared(folder, evidence_of(record.submission))

    def _text(self, name: str, most: int) -> bytes:
        text = self._container.content(name, most)
        if is_crowded(text):
            raise Fault(
                f"{name} holds more items than any of its size does, or than memory has room for, and is not read"
            )
        return text

    def _told(self, why: str) -> str:
        return f"{why}; to tell, verify with the software that sealed it" if self._other else why

    def _differing(self, what: str, differences: tuple[str, ...], holds: str) -> list[Check]:
        return differing(what, tuple(map(self._told, differences)), holds, self._worst)

    def _reports(self, record: RunRecord) -> Iterator[Check]:
        """The reports made anew; only what nobody can make anew rests on its digest alone."""
        try:
            pictures = self._text(PICTURES, MOST_REPORT)
            shown = Shown(self._inventory.language, album_in(pictures))
            found = {name: self._container.content(name, MOST_REPORT) for name in (RESULTS, REPORT, JUNIT)}
        except ValueError as error:
            why = str(error) if isinstance(error, Fault) else f"{PICTURES} holds no pictures that can be read"
            yield Check("reports", self._worst, self._told(why))
            return
        made = caught(partial(rendered, record, shown))
        if isinstance(made, Defect):
            yield Check("reports", self._worst, self._told(f"no reports can be made of the record: {made.what}"))
            return
        found |= {RECORD: self._container.content(RECORD, MOST_RECORD), PICTURES: pictures}
        pairs = ((name, first_difference(found[name], made[name])) for name in made)
        yield from self._differing("reports", tuple(f"{name}: {told}" for name, told in pairs if told), _HOLD)

    def _papers(self, record: RunRecord) -> Iterator[Check]:
        differences = catalog_differences(record, lambda name: self._container.content(name, MOST_TEXT))
        yield from self._differing("catalog", differences, "the catalog in the record is what its text says")
        if STATED in self._container.names:
            text = self._container.content(STATED, MOST_TEXT)
            told = f"device, statement and waivers are as in {STATED}"
            yield from self._differing("submission", stated_differences(record, text), told)
        for why in self._inventory.not_kept:
            yield Check("submission", State.TOLD, f"not in the bundle: {one_line(why)}")

    def _listed(self, record: RunRecord) -> Iterator[Check]:
        stated = (self._inventory.statement, self._inventory.tool, self._inventory.evidence)
        own = (record.statement.value, record.tool.versions, evidence_of(record.submission))
        names = ("statement", "software", "evidence")
        pairs = zip(names, stated, own, strict=True)
        differences = tuple(
            f"the inventory states another {name} than the record" for name, one, other in pairs if one != other
        )
        yield from self._differing("inventory", differences, f"lists the {len(own[2])} files of evidence of the record")

    def _verdicts(self, record: RunRecord) -> Iterator[Check]:
        source = KeptFacts(BundleShelf(self._container), tuple(reversed(Depth)), lambda _: True)
        again = caught(lambda: judged_again(record, source, exactly=not self._other))
        if isinstance(again, Defect):
            yield Check("verdicts", self._worst, self._told(f"the record can't be judged again: {again.what}"))
            return
        yield from self._differing("verdicts", again.differences, _found_again(again))
        unused = sorted(set(BundleShelf(self._container).names) - source.used)
        differences = tuple(f"{FACTS}{name}: {source.refused.get(name, 'no verdict asks for it')}" for name in unused)
        yield from self._differing("facts", differences, "a verdict asks for each file of facts")
        if record.statement is Statement.INVALID:
            told = "the run says of itself that it can't be relied on, which only the run itself could see"
            yield Check("verdicts", State.TOLD, told)


def _found_again(again: Rejudged) -> str:
    told = f"{again.findings} findings were judged again from the facts and came out the same"
    return f"{told}; {again.without_facts} of them are open for want of facts" if again.without_facts else told


def _signature(
    container: Container, envelope: Envelope, trusted: Trusted, when: tuple[datetime, ...]
) -> Iterator[Check]:
    if not envelope.signatures:
        yield Check("signature", State.NOT_TRUSTED, "NOT SIGNED: anybody could have made this bundle")
        return
    try:
        signer = signer_of(container.content(SIGNER, MOST_TEXT))
    except Fault as fault:
        yield Check("signature", State.DOES_NOT_HOLD, str(fault))
        return
    (signature,) = envelope.signatures
    if signature.keyid != signer.keyid or not signer.signed(signature.value, envelope.signed):
        yield Check("signature", State.DOES_NOT_HOLD, f"it is not of this inventory by the key in {SIGNER}")
        return
    yield Check("signature", State.HOLDS, f"the inventory is signed by {_whose(signer)}")
    why = trusted.why_not(signer, when[0])
    state = State.NOT_TRUSTED if why else State.HOLDS
    yield Check("signer", state, one_line(why or f"trusted, at {when[0].astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"))


def _whose(signer: Signer) -> str:
    names = [one_line(one.subject.rfc4514_string()[:200]) for one in signer.chain[:1]]
    return " ".join([*names, f"key {signer.keyid}"])


def _issued(inventory: Inventory) -> Iterator[Check]:
    number = inventory.number or "no number"
    yield Check("report", State.TOLD, one_line(f"{number}: {inventory.statement}"))
    for amends in inventory.amends:
        digest = f"SHA-256 {amends.sha256}" if amends.sha256 else "whose SHA-256 it does not state"
        yield Check("report", State.TOLD, one_line(f"amends report {amends.number}, {digest}"))
