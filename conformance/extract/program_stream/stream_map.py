"""Program stream maps (ISO/IEC 13818-1, 2.5.4): which stream_type each stream is said to have."""

from collections.abc import Iterator

from conformance.model.stream_facts import StreamFault

_MOST_DIFFERENT = 64  # maps: a recorder has one or two
_MOST_SIZE = 1018  # bytes, by program_stream_map_length
_HEAD, _CHECKSUM = 6, 4
_STREAM_MAP = b"\x00\x00\x01\xbc"


def _table() -> Iterator[int]:
    """Remainders of all bytes by the polynomial 0x04C11DB7 (ISO/IEC 13818-1, Annex A)."""
    for byte in range(256):
        register = byte << 24
        for _ in range(8):
            register = (register << 1 ^ (0x04C11DB7 if register & 0x80000000 else 0)) & 0xFFFFFFFF
        yield register


_REMAINDERS = tuple(_table())


class StreamMaps:
    """Takes the maps of one file; equal ones are read once."""

    def __init__(self) -> None:
        self.count = 0
        self.faults: list[StreamFault] = []
        self._known: set[bytes] = set()
        self._types: dict[int, dict[int, None]] = {}

    def take(self, body: bytes, offset: int) -> bool:
        """One map without its start code and length; False where it is none."""
        if body not in self._known:
            entries = _entries(body)
            if not entries or len(self._known) >= _MOST_DIFFERENT:
                return False
            self._known.add(body)
            for stream_id, stream_type in entries:
                self._types.setdefault(stream_id, {})[stream_type] = None
            whole = _STREAM_MAP + len(body).to_bytes(2, "big") + body
            if crc(whole[:-_CHECKSUM]) != int.from_bytes(whole[-_CHECKSUM:], "big"):
                fault = StreamFault("map_checksum", offset, "the map's CRC-32 is wrong", ends_proof=False)
                self.faults.append(fault)
        self.count += 1
        return True

    def types(self, stream_id: int) -> tuple[int, ...]:
        """The stream types that the maps give a stream, in order of appearance."""
        return tuple(self._types.get(stream_id, ()))


def _entries(body: bytes) -> tuple[tuple[int, int], ...]:
    """(stream_id, stream_type) of a map; empty where it lists nothing or does not hold together."""
    if len(body) > _MOST_SIZE or len(body) < _HEAD + _CHECKSUM:
        return ()
    at = 4 + int.from_bytes(body[2:4], "big")
    if at + 2 > len(body) - _CHECKSUM:
        return ()
    end = at + 2 + int.from_bytes(body[at : at + 2], "big")
    if end > len(body) - _CHECKSUM:
        return ()
    at, found = at + 2, []
    while at + 4 <= end:
        found.append((body[at + 1], body[at]))
        at += 4 + int.from_bytes(body[at + 2 : at + 4], "big")
    return tuple(found) if at == end else ()


def crc(data: bytes) -> int:
    """CRC-32 of ISO/IEC 13818-1, Annex A: not reflected, started at all ones."""
    register = 0xFFFFFFFF
    for byte in data:
        register = (register << 8 & 0xFFFFFFFF) ^ _REMAINDERS[register >> 24 ^ byte]
    return register
