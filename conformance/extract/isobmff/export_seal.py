"""Parses the seal of an export: the `ipro` box with a `sinf` for every signing, and where the first signature lies.

Source: ONVIF Export File Format 26.06, 5.6.3 and 5.7; ISO/IEC 14496-12, 8.11.5 (`ipro`), 8.12 (`sinf`, `schm`, `schi`).
"""

from collections.abc import Callable
from typing import BinaryIO, NamedTuple, TypeAlias

from conformance.extract.isobmff.boxes import Node, children
from conformance.extract.isobmff.export_boxes import protection_count, start_times, within
from conformance.extract.isobmff.export_fields import Cursor
from conformance.extract.isobmff.faults import Fault, Ledger
from conformance.model.export_facts import (
    Certificate,
    Protection,
    Scheme,
    SignatureCheck,
    SignatureState,
    Signing,
    StartTimes,
)

Beat: TypeAlias = Callable[[], None]

_IPRO_HEAD = 6  # version, flags and protection_count
_FULL = 4
_SEQUENCE, _OBJECT_IDENTIFIER = 0x30, 0x06  # ITU-T X.690, 8.9 and 8.19


class Bytes(NamedTuple):
    """A file of `size` bytes; `beat` is called for each piece of it that was hashed."""

    stream: BinaryIO
    size: int
    beat: Beat


class Seal(NamedTuple):
    """What the check of one signature needs: the containers, every `sinf` in order, and the parts of the first one."""

    meta: Node
    ipro: Node
    sinfs: tuple[Node, ...]
    signatures: tuple[Node, ...]
    certificates: tuple[Node, ...]
    configurations: tuple[Node, ...]


class SealRead(NamedTuple):
    """One `ipro` box as facts, the start times inside it, and what the check of its first signature needs."""

    protection: Protection
    start_times: tuple[StartTimes, ...]
    seal: Seal


class _Parts(NamedTuple):
    """A `sinf` with the boxes that its first `schi` holds."""

    node: Node
    inside: list[Node]
    infos: list[Node]
    held: list[Node]


def not_signed(detail: str) -> SignatureCheck:
    """The check of a file without a signature."""
    return SignatureCheck(SignatureState.NOT_SIGNED, default=False, detail=detail)


def read_seal(ipro: Node, meta: Node, ledger: Ledger) -> SealRead:
    """Everything of one `ipro` box of the file-level `meta`."""
    count = protection_count(ipro, ledger)
    inside = children(ipro, ledger, _IPRO_HEAD)
    sinfs = tuple(node for node in inside if node.type == "sinf")
    parts = [_parts(sinf, ledger) for sinf in within(inside, "sinf", ipro, ledger)]
    signings = tuple(_signing(part, ledger) for part in parts)
    times = tuple(found for part in parts for found in _times(part, ledger))
    first = parts[0].held if parts else []
    kinds = ("sibo", "cert", "sigC")
    found = (tuple(node for node in first if node.type == kind) for kind in kinds)
    return SealRead(Protection(ipro.offset, count, signings), times, Seal(meta, ipro, sinfs, *found))


def _parts(sinf: Node, ledger: Ledger) -> _Parts:
    inside = children(sinf, ledger)
    infos = within(inside, "schi", sinf, ledger)
    return _Parts(sinf, inside, infos, children(infos[0], ledger) if infos else [])


def _signing(parts: _Parts, ledger: Ledger) -> Signing:
    sinf, held = parts.node, parts.held
    certificates = within(held, "cert", sinf, ledger)
    configurations = within(held, "sigC", sinf, ledger)
    schemes = (_scheme(node, ledger) for node in within(parts.inside, "schm", sinf, ledger))
    return Signing(
        path=sinf.path,
        offset=sinf.offset,
        schemes=tuple(schemes),
        infos=len(parts.infos),
        signatures=_count(held, "sibo"),
        certificates=tuple(map(_certificate, certificates)),
        user_infos=_count(held, "auib"),
        configurations=len(configurations),
        start_times=_count(held, "cstb"),
        configured=bool(configurations) and all(_is_algorithm(node, ledger) for node in configurations),
    )


def _certificate(node: Node) -> Certificate:
    # What reads certificates takes 0.1 s to load, and few files hold one
    from conformance.extract.isobmff.certificates import read_certificate  # noqa: PLC0415

    return read_certificate(node)


def _count(nodes: list[Node], kind: str) -> int:
    return sum(node.type == kind for node in nodes)


def _scheme(schm: Node, ledger: Ledger) -> Scheme:
    cursor = Cursor(schm, _FULL, ledger)
    return Scheme(cursor.integer(4), cursor.integer(4))


def _times(parts: _Parts, ledger: Ledger) -> list[StartTimes]:
    """The `cstb` boxes in the `sinf` (5.3) and in its `schi` (5.6.3.4)."""
    here = [start_times(node, parts.node, ledger) for node in within(parts.inside, "cstb", parts.node, ledger)]
    if not parts.infos:
        return here
    info = parts.infos[0]
    return here + [start_times(node, info, ledger) for node in within(parts.held, "cstb", info, ledger)]


def _is_algorithm(sigc: Node, ledger: Ledger) -> bool:
    """Whether a `sigC` holds a DER SEQUENCE that fills it and opens with an OBJECT IDENTIFIER (5.6.3.7; X.690)."""
    data = sigc.data[sigc.body : sigc.end]
    head = 2 + (data[1] & 0x7F if len(data) > 1 and data[1] & 0x80 else 0)
    length = int.from_bytes(data[2:head], "big") if head > 2 else data[1] if len(data) > 1 else 0
    fits = head + length == len(data) and length > 2
    good = fits and data[0] == _SEQUENCE and data[head] == _OBJECT_IDENTIFIER and 0 < data[head + 1] <= length - 2
    if not good:
        ledger.fault(Fault.BAD_TEXT, sigc, "sigC holds no DER AlgorithmIdentifier.")
    return good
