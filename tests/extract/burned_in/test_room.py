"""Copies of pictures: what they hold, and in how large pieces their memory is taken."""

import numpy as np

from conformance.extract.burned_in.room import Room


def test_a_copy_holds_what_the_picture_held_then() -> None:
    picture = np.arange(60, dtype=np.uint8).reshape(6, 10)[:, 2:7]
    kept = Room().copy(picture)
    picture[:] = 0
    assert kept.shape == (6, 5)
    assert kept[1].tolist() == [12, 13, 14, 15, 16]


def test_no_copy_lies_on_another() -> None:
    room = Room()
    kept = [room.copy(np.full((300, 400), value, np.uint8)) for value in range(20)]
    assert [int(one.min()) for one in kept] == list(range(20))
    assert [int(one.max()) for one in kept] == list(range(20))


def test_small_copies_share_pieces_of_a_megabyte_so_that_their_memory_can_be_given_back() -> None:
    room = Room()
    kept = [room.copy(np.zeros((300, 400), np.uint8)) for _ in range(20)]
    pieces = {id(one.base): one.base for one in kept}
    assert [piece.nbytes for piece in pieces.values()] == [9 * 120_000] * 3
