"""What is signed: a list of every file in the bundle, as an in-toto statement in a DSSE envelope.

Source: in-toto Attestation Framework, Statement v1; DSSE 1.0.2 (protocol: pre-authentication encoding; envelope).
"""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from conformance.bundle.container import Fault
from conformance.bundle.limits import is_crowded
from conformance.model import codec
from conformance.report.messages import Language

_STATEMENT = "https://in-toto.io/Statement/v1"
_PREDICATE = "https://recorder-conformance.invalid/bundle/v1"  # leads nowhere (RFC 2606): a name, no address
_PAYLOAD = "application/vnd.in-toto+json"


@dataclass(frozen=True)
class Sealed:
    """A file of the bundle."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class EvidenceDigest:
    """Evidence that the run rests on and that is not in the bundle.

    `files` are percent-encoded paths in the submission, several for what was cut in parts; `sha256` is of all in a row.
    `bytes` is one or none: of papers the record keeps no size.
    """

    kind: str
    files: tuple[str, ...]
    sha256: str
    bytes: tuple[int, ...]


@dataclass(frozen=True)
class Amends:
    """The bundle that this one takes the place of: its number, and its SHA-256 ('' = it was not at hand)."""

    number: str
    sha256: str


@dataclass(frozen=True)
class Inventory:
    """Every file, and what must be known of the bundle before one is read.

    `tool` is the software that judged, `sealed_by` that which made the bundle; `not_kept` says why a file that bundles
    have is missing. `number` is '' where the report has none; `amends` is one or none.
    """

    statement: str
    number: str
    amends: tuple[Amends, ...]
    language: Language
    tool: tuple[tuple[str, str], ...]
    sealed_by: tuple[tuple[str, str], ...]
    not_kept: tuple[str, ...]
    evidence: tuple[EvidenceDigest, ...]
    files: tuple[Sealed, ...]


@dataclass(frozen=True)
class Signature:
    """A signature and the SHA-256 of the public key that it is said to be by, which is a hint and no proof."""

    keyid: str
    value: bytes


@dataclass(frozen=True)
class Envelope:
    """What is signed, and by whom: one or nobody."""

    payload: bytes
    signatures: tuple[Signature, ...]

    @property
    def signed(self) -> bytes:
        """The bytes that a signature is of: the pre-authentication encoding."""
        kind = _PAYLOAD.encode()
        return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(self.payload), self.payload)


def payload_of(inventory: Inventory) -> bytes:
    """The inventory as an in-toto statement whose subjects are the files; the same inventory gives the same bytes."""
    statement = {
        "_type": _STATEMENT,
        "subject": [{"name": one.name, "digest": {"sha256": one.sha256}} for one in inventory.files],
        "predicateType": _PREDICATE,
        "predicate": json.loads(codec.encode(Inventory, inventory)),
    }
    return _text(statement)


def inventory_of(payload: bytes) -> Inventory:
    """The inventory of a statement.

    Raises:
        Fault: it is none, or holds more or less than one.
    """
    try:
        predicate = json.dumps(_mapping(payload).get("predicate")).encode()
        inventory: Inventory = codec.decode_strange(Inventory, predicate)
        same = payload_of(inventory) == payload
    except (ValueError, TypeError, RecursionError) as error:
        raise Fault("what is signed is no inventory of this version") from error
    if not same:
        raise Fault("the inventory is not written as this tool writes it")
    return inventory


def write_envelope(envelope: Envelope) -> bytes:
    """The envelope as JSON."""
    return _text(
        {
            "payload": base64.b64encode(envelope.payload).decode(),
            "payloadType": _PAYLOAD,
            "signatures": [
                {"keyid": one.keyid, "sig": base64.b64encode(one.value).decode()} for one in envelope.signatures
            ],
        }
    )


def read_envelope(text: bytes) -> Envelope:
    """The envelope of a bundle.

    Raises:
        Fault: it is none, or holds more or less than one.
    """
    try:
        read = _mapping(text)
        signatures = tuple(Signature(str(one["keyid"]), _bytes(one["sig"])) for one in read["signatures"])
        envelope = Envelope(_bytes(read["payload"]), signatures)
        same = write_envelope(envelope) == text
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Fault("its envelope can't be read") from error
    if not same:
        raise Fault("its envelope is not written as this tool writes it")
    if len(signatures) > 1:
        raise Fault(f"its envelope has {len(signatures)} signatures, and a bundle has one or none")
    return envelope


def _mapping(text: bytes) -> dict[str, Any]:
    if is_crowded(text):
        raise ValueError
    read = json.loads(text)
    if not isinstance(read, dict):
        raise TypeError
    return read


def _bytes(text: object) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except binascii.Error as error:
        raise ValueError from error


def _text(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode() + b"\n"
