"""A packet that shows neither a picture nor a message may be a destroyed picture; any other one is not."""

from conformance.extract.stream.wholeness import Wholeness


def test_pictures_and_messages_are_understood() -> None:
    whole = Wholeness()
    whole.message(0)
    assert not whole.first_slice(0)
    whole.further_slice(0)
    whole.unknown(0)  # beside a picture
    whole.message(1)
    assert not whole.first_slice(2)

    assert whole.finish() == 0


def test_a_packet_without_any_unit_casts_doubt_on_the_next_picture_alone() -> None:
    whole = Wholeness()
    whole.first_slice(0)

    assert [whole.first_slice(2), whole.first_slice(3)] == [True, False]
    assert whole.finish() == 1


def test_a_packet_that_begins_in_the_middle_of_a_picture_is_in_doubt() -> None:
    whole = Wholeness()
    whole.first_slice(0)
    whole.further_slice(1)

    assert whole.first_slice(2)
    assert whole.finish() == 1


def test_an_unknown_unit_ahead_of_its_picture_is_harmless_and_alone_is_not() -> None:
    whole = Wholeness()
    whole.unknown(0)
    whole.first_slice(0)
    whole.unknown(1)

    assert whole.first_slice(2)
    assert whole.finish() == 1


def test_an_unreadable_slice_counts_once_with_all_that_goes_on_with_it() -> None:
    whole = Wholeness()
    whole.first_slice(0)
    whole.first_slice(1)
    whole.unreadable(1)
    whole.further_slice(1)

    assert whole.first_slice(2)
    assert whole.finish() == 1


def test_the_last_packet_is_in_doubt_too() -> None:
    whole = Wholeness()
    whole.first_slice(0)
    whole.further_slice(1)

    assert whole.finish() == 1
    assert whole.finish() == 1
