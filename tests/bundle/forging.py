"""What somebody does to a bundle: other contents, sealed anew as well as can be, by a key of their own or by none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from conformance.bundle.checks import Check, State, status_of
from conformance.bundle.container import ENVELOPE, Container, measured, write_container
from conformance.bundle.inventory import (
    Envelope,
    Inventory,
    Sealed,
    Signature,
    inventory_of,
    payload_of,
    read_envelope,
    write_envelope,
)
from conformance.bundle.keys import PrivateKey, SigningKey, signer_of
from conformance.bundle.rendering import Shown, album_in, rendered
from conformance.bundle.trust import Trusted, trusted_by
from conformance.bundle.verifying import Wanted, verify
from conformance.model import codec
from conformance.model.finding import RunRecord
from conformance.model.shots import NO_ALBUM
from conformance.report.messages import Language

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
PLAIN = Shown(Language.EN, NO_ALBUM)
STRANGER = Ed25519PrivateKey.from_private_bytes(b"stranger".ljust(32))
NOBODY = Trusted()
REMOVED = b"\0removed"
MOST = 1 << 30


def signing(key: PrivateKey) -> SigningKey:
    """A key without certificates."""
    return SigningKey(key, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


@dataclass(frozen=True)
class Laboratory:
    key: Ed25519PrivateKey
    folder: Path

    @property
    def trusted(self) -> Trusted:
        file = self.folder / "lab.pem"
        file.write_bytes(signing(self.key).papers)
        return trusted_by([file])


def contents_of(bundle: Path) -> dict[str, bytes]:
    with bundle.open("rb") as file:
        container = Container(file)
        return {name: container.content(name, MOST) for name in container.names}


def inventory_in(bundle: Path) -> Inventory:
    return inventory_of(read_envelope(contents_of(bundle)[ENVELOPE]).payload)


def swapped(bundle: Path, out: Path, changes: Mapping[str, bytes]) -> Path:
    """Other contents, and nothing sealed anew."""
    contents = {**contents_of(bundle), **changes}
    with out.open("wb") as file:
        write_container(file, {name: content for name, content in contents.items() if content != REMOVED})
    return out


def resealed(
    bundle: Path,
    out: Path,
    changes: Mapping[str, bytes],
    key: PrivateKey = STRANGER,
    stated: Callable[[Inventory], Inventory] = lambda same: same,
) -> Path:
    """Other contents, with an inventory of them that is signed by that key."""
    papers = signing(key)
    contents = {**contents_of(bundle), **changes, "signer.pem": papers.papers}
    del contents[ENVELOPE]
    contents = {name: content for name, content in contents.items() if content != REMOVED}
    files = (measured(name, contents[name]) for name in sorted(contents))
    listed = tuple(Sealed(one.name, one.size, one.sha256) for one in files)
    payload = payload_of(stated(replace(inventory_in(bundle), files=listed)))
    signature = Signature(signer_of(papers.papers).keyid, papers.sign(Envelope(payload, ()).signed))
    return swapped(bundle, out, {**changes, **contents, ENVELOPE: write_envelope(Envelope(payload, (signature,)))})


def rewritten(bundle: Path, edit: Callable[[RunRecord], RunRecord]) -> dict[str, bytes]:
    """An edited record, and all that is made of it."""
    contents = contents_of(bundle)
    record = edit(codec.decode(RunRecord, contents["record.json"]))
    return rendered(record, Shown(inventory_in(bundle).language, album_in(contents["pictures.json"])))


def checks(bundle: Path, trusted: Trusted = NOBODY, **more: object) -> tuple[Check, ...]:
    wanted = Wanted(trusted, stamp=(), stamp_roots=(), evidence=(), now=NOW)
    return verify(bundle, replace(wanted, **more))  # type: ignore[arg-type]


def wrong(found: tuple[Check, ...]) -> list[str]:
    """What does not hold, in words."""
    return [f"{one.what}: {one.told}" for one in found if one.state is State.DOES_NOT_HOLD]


def outcome(found: tuple[Check, ...]) -> tuple[int, list[str]]:
    return status_of(found), wrong(found)
