"""Finds manifest stores of content credentials among the boxes of a file, and what the file says of one elsewhere.

Source: C2PA specification, "Embedding manifests into BMFF-based assets"; XMP specification part 3, 1.1.3 (uuid box).
"""

import re
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
_PURPOSES = {b"manifest": 8, b"original": 8, b"update": 8}  # and the bytes behind the name: the place of a Merkle tree
_LONGEST_PURPOSE = 16


def stores_in(stream: BinaryIO, iso: IsoFacts, beat: Heartbeat) -> tuple[Box, ...]:
    """The boxes of content credentials, whatever is in them: a damaged store is a store."""
    return _of_uuid(stream, iso, STORE_UUID, beat)


def manifests_in(stream: BinaryIO, stores: tuple[Box, ...]) -> list[bytes]:
    """JUMBF of those boxes that say that they hold it."""
    contents = [_payload(stream, box, LARGEST_STORE)[_VERSION_AND_FLAGS:] for box in stores]
    named = [content[:_LONGEST_PURPOSE].partition(b"\0") for content in contents]
    return [
        content[len(purpose) + 1 + _PURPOSES[purpose] :]
        for content, (purpose, end, _) in zip(contents, named, strict=True)
        if end and purpose in _PURPOSES
    ]


def remote_store(stream: BinaryIO, iso: IsoFacts, beat: Heartbeat) -> str:
    """Where the file's XMP says that its content credentials are kept; '' where it does not."""
    for box in _of_uuid(stream, iso, _XMP_UUID, beat):
        found = _PROVENANCE.search(_payload(stream, box, _LARGEST_XMP))
        if found:
            return (found[1] or found[2]).decode("utf-8", "replace").strip()[:_LONGEST_ADDRESS]
    return ""


def _of_uuid(stream: BinaryIO, iso: IsoFacts, uuid: bytes, beat: Heartbeat) -> tuple[Box, ...]:
    found = []
    for box in iso.boxes:
        if box.type == "uuid":
            beat()
            if _payload(stream, box, 0, uuid) == uuid:
                found.append(box)
    return tuple(found)


def _payload(stream: BinaryIO, box: Box, most: int, head: bytes = b"") -> bytes:
    """Content of the box behind its UUID, `most` bytes at most; the UUID itself where the length of one is given."""
    start = box.offset + parse_header(read_at(stream, box.offset, 16), 0).length
    if head:
        return read_at(stream, start, len(head))
    start += len(STORE_UUID)
    return read_at(stream, start, max(0, min(most, box.offset + box.size - start)))
