"""The checksums that ext4 keeps of its structures, over many rows of equal length at once.

Source: "ext4 Data Structures and Algorithms" of Linux's documentation, "Checksums".
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Bytes: TypeAlias = NDArray[np.uint8]
Sums: TypeAlias = NDArray[np.uint32]

ALL_ONES = 0xFFFF_FFFF
_PIECE = 4096  # bytes of a row at once: the tables take 1 kB a byte
_AT_ONCE = 1 << 20  # bytes of all rows


class Crc:
    """A reflected cyclic redundancy check as the kernel chains it: nothing inverted, before or after.

    It is linear: each byte adds, by exclusive or, a value that hangs on it and on its distance from the end alone,
    and the state before the first bytes is one with their bits.
    """

    def __init__(self, polynomial: int) -> None:
        table = np.arange(256, dtype=np.uint32)
        for _ in range(8):
            table = np.where(table & 1, (table >> 1) ^ np.uint32(polynomial), table >> 1).astype(np.uint32)
        self._table = table
        self._places = table[np.newaxis]  # by distance from the end

    def of_rows(self, rows: Bytes, state: Sums | int) -> Sums:
        """Checksums (n,) of `rows` (n, length), each behind its `state` or all behind one."""
        states = np.broadcast_to(np.asarray(state, dtype=np.uint32), len(rows)).copy()
        step = max(1, _AT_ONCE // max(1, rows.shape[1]))
        for begin in range(0, len(rows), step):
            for at in range(0, rows.shape[1], _PIECE):
                piece = rows[begin : begin + step, at : at + _PIECE]
                states[begin : begin + step] = self._chained(piece, states[begin : begin + step])
        return states

    def of_bytes(self, data: bytes, state: int) -> int:
        """Checksum of `data` behind `state`."""
        return int(self.of_rows(np.frombuffer(data, np.uint8)[np.newaxis], state)[0])

    def _chained(self, rows: Bytes, states: Sums) -> Sums:
        length = rows.shape[1]
        if length < 4:
            for place in range(length):
                states = self._table[(states ^ rows[:, place]) & 0xFF] ^ (states >> 8)
            return states
        self._grow(length)
        mixed = rows.copy()
        mixed[:, :4] ^= states.astype("<u4").view(np.uint8).reshape(-1, 4)
        lines = np.arange(length - 1, -1, -1, dtype=np.int32) * 256
        added = self._places.ravel()[lines + mixed]
        summed: Sums = np.bitwise_xor.reduce(added, axis=1)
        return summed

    def _grow(self, length: int) -> None:
        if length <= len(self._places):
            return
        places = np.empty((_PIECE if length > 256 else 256, 256), np.uint32)
        places[0] = self._table
        for place in range(1, len(places)):
            before = places[place - 1]
            places[place] = (before >> 8) ^ self._table[before & 0xFF]
        self._places = places


CRC32C = Crc(0x82F6_3B78)
CRC16 = Crc(0xA001)


def words(values: NDArray[np.generic] | int) -> Bytes:
    """Numbers as rows (n, 4) of bytes, lowest first."""
    return np.atleast_1d(np.asarray(values)).astype("<u4").view(np.uint8).reshape(-1, 4)
