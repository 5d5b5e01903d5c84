"""Finds manifest stores of content credentials among the boxes of a file, and what the file says of where one is.

Source: C2PA specification, "Embedding manifests into BMFF-based assets"; XMP specification part 3 (uuid box of XMP).
"""

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from conformance.extract.isobmff.boxes import parse_header, read_at
from conformance.extract.packet_pass import Heartbeat
from conformance.model.facts import Box, IsoFacts

STORE_UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
LARGEST_STORE = 64 << 20  # bytes; with thumbnails of many ingredients one takes a few

_XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_LARGEST_XMP = 1 << 20
_LONGEST_ADDRESS = 300
_PROVENANCE = re.compile(rb"dcterms:provenance(?:\s*=\s*[\"']([^\"'<>]+)|\s*>\s*([^<]+))")
_VERSION_AND_FLAGS = 4
_WITH_JUMBF = (b"manifest", b"original", b"update")  # purposes, each ended by 0
_MERKLE_OFFSET = 8  # bytes behind the purpose


def stores_in(stream: BinaryIO, iso: IsoFacts, beat: Heartbeat) -> tuple[Box, ...]:
    """The boxes of content credentials, whatever is in them: a damaged store is a store."""
    return tuple(_of_uuid(stream, iso, STORE_UUID, beat))


def manifests_in(stream: BinaryIO, stores: Sequence[Box]) -> list[bytes]:
    """JUMBF of those boxes that say that they hold it."""
    contents = [_content(stream, box, LARGEST_STORE)[_VERSION_AND_FLAGS:] for box in stores]
    return [
        content[len(purpose) + 1 + _MERKLE_OFFSET :]
        for content in contents
        for purpose in _WITH_JUMBF
        if content.startswith(purpose + b"\0")
    ]


def named_store(stream: BinaryIO, iso: IsoFacts, beat: Heartbeat) -> str:
    """Where the file's XMP says that its content credentials are, here or elsewhere; '' where it does not."""
    for box in _of_uuid(stream, iso, _XMP_UUID, beat):
        found = _PROVENANCE.search(_content(stream, box, _LARGEST_XMP))
        if found:
            return (found[1] or found[2]).decode("utf-8", "replace").strip()[:_LONGEST_ADDRESS]
    return ""


def _of_uuid(stream: BinaryIO, iso: IsoFacts, uuid: bytes, beat: Heartbeat) -> Iterator[Box]:
    for box in iso.boxes:
        if box.type == "uuid":
            beat()
            if read_at(stream, _body(stream, box), len(uuid)) == uuid:
                yield box


def _content(stream: BinaryIO, box: Box, most: int) -> bytes:
    """What the box holds behind its UUID, `most` bytes of it."""
    start = _body(stream, box) + len(STORE_UUID)
    return read_at(stream, start, max(0, min(most, box.offset + box.size - start)))


def _body(stream: BinaryIO, box: Box) -> int:
    return box.offset + parse_header(read_at(stream, box.offset, 16), 0).length
