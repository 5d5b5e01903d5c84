"""The checksums of ext4 against the check values of their catalogues, over rows as over one."""

import numpy as np
import pytest

from conformance.extract.filesystems.ext.checksums import ALL_ONES, CRC16, CRC32C

DIGITS = b"123456789"


def test_crc32c_is_that_of_castagnoli() -> None:
    assert CRC32C.of_bytes(DIGITS, ALL_ONES) ^ ALL_ONES == 0xE306_9283


def test_crc16_is_that_of_arc() -> None:
    assert CRC16.of_bytes(DIGITS, 0) == 0xBB3D


@pytest.mark.parametrize("length", [0, 1, 3, 4, 5, 255, 256, 257, 4095, 4096, 4099, 9000])
def test_a_checksum_may_be_taken_in_two_parts(length: int) -> None:
    data = np.random.default_rng(length).bytes(length)
    half = length // 3

    assert CRC32C.of_bytes(data[half:], CRC32C.of_bytes(data[:half], 7)) == CRC32C.of_bytes(data, 7)


def test_rows_are_summed_each_behind_its_own_state() -> None:
    rows = np.random.default_rng(1).integers(0, 256, (3, 300), dtype=np.uint8)
    states = np.array([1, 2, 0xFFFF_FFFF], np.uint32)
    found = CRC32C.of_rows(rows, states)

    assert found.tolist() == [
        CRC32C.of_bytes(row.tobytes(), state) for row, state in zip(rows, (1, 2, ALL_ONES), strict=True)
    ]


def test_one_bit_changes_the_checksum() -> None:
    assert CRC32C.of_bytes(bytes(4096), 1) != CRC32C.of_bytes(bytes(4095) + b"\1", 1)
