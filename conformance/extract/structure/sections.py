"""Puts the tables of a transport stream together, and holds their checksums and what they name against the stream.

Source: ISO/IEC 13818-1, 2.4.4 (pointer_field, PAT, CAT, PMT, private sections) and Annex A (CRC_32); ETSI EN 300 468,
5.1 and 5.2 (SDT, BAT, TOT).
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from conformance.extract.structure.source import Walked

Bytes = NDArray[np.uint8]

_PACKET, _PIDS = 188, 1 << 13
_PAT, _CAT, _SDT, _TOT, _NULL, _MAP = 0, 1, 0x11, 0x14, 0x1FFF, "PMT"
_NAMES = {_PAT: "PAT", _CAT: "CAT", _SDT: "SDT", _TOT: "TOT"}
# PIDs of DVB, which other streams may use as they like: table_id of what has a checksum there
_SERVICE = {_SDT: frozenset({0x42, 0x46, 0x4A}), _TOT: frozenset({0x73})}
_OF_SYSTEMS = 4  # table_id below it: PAT, CAT, PMT, TSDT, all of the long syntax
_PAT_TABLE, _PMT_TABLE, _TOT_TABLE, _STUFFING = 0x00, 0x02, 0x73, 0xFF
_MOST, _MOST_PRIVATE = 1021, 4093  # section_length
_HEAD, _LONG_HEAD, _CHECKSUM = 3, 8, 4  # bytes
_HOLDS = 0xFFFFFFFF  # what a section comes to with its checksum, as zlib gives it
_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_MOST_PACKETS = 1 << 20  # of tables, but for those that are the same again: nearly all of any recording


@dataclass
class _Pieces:
    """The section under way in one PID; `begun` is the packet in which it begins, -1 = there is none."""

    name: str
    strict: bool
    held: bytes = b""
    begun: int = -1
    last: bytes = b""
    well: bool = False  # the last packet held whole sections without a fault, and nothing behind them

    def drop(self) -> None:
        """End the section under way."""
        self.held, self.begun = b"", -1

    def repeats(self, packet: bytes) -> bool:
        """True where it is the last one again but for its counter."""
        last, self.last = self.last, packet
        if not last:
            return False
        same = last[4:] == packet[4:] and last[1:2] == packet[1:2] and not (last[3] ^ packet[3]) & 0xF0
        if not same and self.begun >= 0 and packet[3] & 0x0F != last[3] + 1 & 0x0F:
            self.drop()  # that packets are lost is told by their counters
        return same and (self.well or last[3] == packet[3])


class Tables:
    """Takes the packets of a stream in their order."""

    def __init__(self, walked: Walked) -> None:
        self._walked = walked
        self._pieces: dict[int, _Pieces] = {}
        self._version = (-1, -1)
        self._parts: dict[int, frozenset[int]] = {}  # PIDs of maps, by section of the PAT
        self._maps: frozenset[int] | None = None
        self._named: dict[int, tuple[int, int]] = {}  # PID of a map -> program, packet that names it first
        self._came: set[int] = set()
        self._left = _MOST_PACKETS

    @property
    def notes(self) -> tuple[str, ...]:
        """What was not looked at."""
        said = f"more than {_MOST_PACKETS} packets hold tables, of which the rest is not looked at"
        return (said,) if self._left <= 0 else ()

    def take(self, packets: Bytes, pids: NDArray[np.int32], at: int) -> None:
        """Packets one after the other from `at` on, shape (packets, 188), and their PIDs."""
        changes = list(self._associations(packets, pids, at))
        if self._maps is None:
            self._maps = changes[0][1] if changes else None
        wanted = {_CAT, *_SERVICE, *(self._maps or ()), *(pid for _, maps in changes for pid in maps)} - {_PAT, _NULL}
        coming = iter([*changes, (len(packets), frozenset[int]())])
        row, maps = next(coming)
        for here, pid, packet in _picked(packets, pids, wanted):
            while row <= here:
                self._maps, (row, maps) = maps, next(coming)
            if pid in (_CAT, *_SERVICE) or pid in (self._maps or ()):
                for section, begun in self._sections(pid, packet, at + here * packets.strides[0]):
                    self._look(pid, section, begun)
        self._maps = changes[-1][1] if changes else self._maps

    def conclude(self) -> None:
        """All is taken: maps that are named must have come."""
        for pid, (program, at) in sorted(self._named.items()):
            if pid not in self._came and self._left > 0:
                said = f"names PID {pid} for the map of program {program}, and none comes there"
                self._walked.flaw(f"PID {_PAT}/PAT", at, said)

    def _associations(self, packets: Bytes, pids: NDArray[np.int32], at: int) -> Iterator[tuple[int, frozenset[int]]]:
        """From which packet on which PIDs hold maps."""
        for row, pid, packet in _picked(packets, pids, {_PAT}):
            for section, begun in self._sections(pid, packet, at + row * packets.strides[0]):
                if self._look(pid, section, begun) and section[0] == _PAT_TABLE and section[5] & 1:
                    yield row, self._associate(section, begun)

    def _associate(self, section: bytes, at: int) -> frozenset[int]:
        """Programs of one section that is current (2.4.4.3); program 0 is that of the network."""
        version = int.from_bytes(section[3:5], "big"), section[5] >> 1 & 0x1F
        if version != self._version:
            self._version, self._parts = version, {}
        found = set[int]()
        for place in range(_LONG_HEAD, len(section) - _CHECKSUM - 3, 4):
            program, pid = (int.from_bytes(section[place + k : place + k + 2], "big") for k in (0, 2))
            if program:
                found.add(pid & 0x1FFF)
                self._named.setdefault(pid & 0x1FFF, (program, at))
        self._parts[section[6]] = frozenset(found)
        return frozenset[int]().union(*self._parts.values())

    def _sections(self, pid: int, packet: bytes, at: int) -> Iterator[tuple[bytes, int]]:
        """Sections that end in a packet, each with the packet in which it begins."""
        name = _NAMES.get(pid, _MAP)
        pieces = self._pieces.setdefault(pid, _Pieces(name, strict=pid not in _SERVICE))
        if packet[1] & 0x80 or packet[3] & 0xC0:  # with an error that it says itself, or scrambled
            pieces.drop()
        elif packet[3] & 0x10 and not pieces.repeats(packet) and self._left > 0:
            self._left -= 1
            before = self._walked.faults
            body = packet[5 + packet[4] :] if packet[3] & 0x20 else packet[4:]
            if body:
                yield from self._take(pid, body, at, starts=bool(packet[1] & 0x40))
            pieces.well = self._walked.faults == before and pieces.begun < 0 and bool(packet[1] & 0x40)

    def _take(self, pid: int, body: bytes, at: int, *, starts: bool) -> Iterator[tuple[bytes, int]]:
        """The payload of one packet (2.4.4.1, 2.4.4.2)."""
        pieces = self._pieces[pid]
        if not starts:
            pieces.held += body if pieces.begun >= 0 else b""
            yield from self._whole(pid, at)
            return
        pointer = body[0]
        if pieces.begun >= 0:
            pieces.held += body[1 : 1 + pointer]
            yield from self._whole(pid, at)
            if pieces.begun >= 0:
                said = f"a section is cut off after {len(pieces.held)} bytes: the next one begins at {at}"
                self._say(pid, pieces.begun, said)
        pieces.drop()
        if pointer + 1 >= len(body):
            self._say(pid, at, f"pointer_field {pointer} leads beyond its packet")
            return
        pieces.held, pieces.begun = body[1 + pointer :], at
        yield from self._whole(pid, at)

    def _whole(self, pid: int, at: int) -> Iterator[tuple[bytes, int]]:
        pieces = self._pieces[pid]
        while pieces.begun >= 0 and len(pieces.held) >= _HEAD:
            table, length = pieces.held[0], int.from_bytes(pieces.held[1:3], "big") & 0x0FFF
            most = _MOST if table < _OF_SYSTEMS or not pieces.strict else _MOST_PRIVATE
            if length > most and table != _STUFFING:
                self._say(pid, pieces.begun, f"section_length is {length}, at most {most} are allowed")
            if table == _STUFFING or length > most:
                pieces.drop()
            elif len(pieces.held) < _HEAD + length:
                return
            else:
                section, pieces.held = pieces.held[: _HEAD + length], pieces.held[_HEAD + length :]
                begun, pieces.begun = pieces.begun, at
                yield section, begun
                if not pieces.held.strip(b"\0"):  # some fill up with zeros
                    pieces.drop()
        if pieces.held[:1] == bytes([_STUFFING]):
            pieces.drop()

    def _look(self, pid: int, section: bytes, at: int) -> bool:
        """True for a section whose checksum holds; what is wrong with others is told."""
        table, long = section[0], bool(section[1] & 0x80)
        if table == _PMT_TABLE:
            self._came.add(pid)
        if pid in _SERVICE and table not in _SERVICE[pid]:
            return False
        if not long and table >= _OF_SYSTEMS and table != _TOT_TABLE:
            return False
        said = f"the CRC_32 of a section of {len(section)} bytes does not hold"
        if not long and table < _OF_SYSTEMS:
            said = f"section_syntax_indicator of table {table} is not set"
        elif len(section) >= (_LONG_HEAD if long else _HEAD) + _CHECKSUM and checksum_holds(section):
            return True
        self._walked.flaw(self._path(pid), at, said)
        self._pieces[pid].drop()  # its length may be wrong, and what follows no section
        return False

    def _say(self, pid: int, at: int, detail: str) -> None:
        if self._pieces[pid].strict:
            self._walked.flaw(self._path(pid), at, detail)

    def _path(self, pid: int) -> str:
        return f"PID {pid}/{self._pieces[pid].name}"


def checksum_holds(section: bytes) -> bool:
    """Whether the CRC_32 at its end holds: that of zlib takes the bits of each byte the other way round."""
    return zlib.crc32(section.translate(_MIRRORED)) == _HOLDS


def _picked(packets: Bytes, pids: NDArray[np.int32], wanted: set[int]) -> Iterator[tuple[int, int, bytes]]:
    """Row, PID and bytes of each packet of those PIDs."""
    marked = np.zeros(_PIDS, np.bool_)
    marked[list(wanted)] = True
    rows = np.flatnonzero(marked[pids])
    data = packets[rows].tobytes()
    for place, (row, pid) in enumerate(zip(rows.tolist(), pids[rows].tolist(), strict=True)):
        yield row, pid, data[place * _PACKET : (place + 1) * _PACKET]
