"""Complaints that a lost picture explains are none; every other one stays a decode error."""

from dataclasses import replace
from fractions import Fraction

import pytest

from conformance.model.facts import DecoderComplaint, FrameNumbers, Media, VideoTrack
from conformance.model.measurement import Measurement
from conformance.model.stream_facts import PictureHashes
from conformance.model.vocabulary import Complaint

from .facts import NOTHING, outcome, packets, pictures, subject, value, video

ERRORS = "decode.errors"
LOST = FrameNumbers(100, ((40, 40, 41),), affected=((40, 59), (70, 70)))
MISSING, HASH, CORRUPT = Complaint.MISSING_REFERENCE, Complaint.HASH_MISMATCH, Complaint.CORRUPT_PICTURE


def track(*complaints: DecoderComplaint, codec: str = "hevc", numbers: FrameNumbers = LOST) -> VideoTrack:
    """100 pictures; packet and time stamp have the same number."""
    one = video(tuple(range(100)), Fraction(1, 25))
    return replace(one, codec=codec, frame_numbers=numbers, complaints=complaints)


def errors(*complaints: DecoderComplaint, codec: str = "hevc", numbers: FrameNumbers = LOST) -> object:
    return value(ERRORS, subject(Media("mp4", "", (track(*complaints, codec=codec, numbers=numbers),), (), ())))


def about(kind: Complaint, packet: int, time: int = -1) -> DecoderComplaint:
    return DecoderComplaint(kind, packet, packet if time < 0 else time, "said")


@pytest.mark.parametrize("kind", [MISSING, HASH])
@pytest.mark.parametrize(("packet", "count"), [(39, 1), (40, 0), (59, 0), (60, 1), (70, 0), (71, 1), (99, 1)])
def test_a_missing_reference_is_explained_where_pictures_rest_on_a_lost_one(
    kind: Complaint, packet: int, count: int
) -> None:
    assert errors(about(kind, packet)) == count


@pytest.mark.parametrize("kind", [Complaint.LOGGED, Complaint.REFUSED, Complaint.CORRUPT_PACKET])
def test_damage_is_an_error_wherever_it_is(kind: Complaint) -> None:
    assert errors(about(kind, 45)) == 1


def test_a_picture_is_marked_for_what_it_rests_on_whenever_it_comes_out() -> None:
    assert errors(about(CORRUPT, 63, time=58)) == 0
    assert errors(about(CORRUPT, 58, time=61)) == 1
    assert errors(about(CORRUPT, -1, time=70)) == 0


def test_in_h264_a_mark_is_of_damage() -> None:
    assert errors(about(CORRUPT, 45), codec="h264") == 1
    assert errors(about(MISSING, 45), codec="h264") == 0


def test_without_a_proven_loss_nothing_is_explained() -> None:
    assert errors(about(MISSING, 45), numbers=FrameNumbers(100, ())) == 1
    one = replace(track(about(MISSING, 45)), frame_numbers=NOTHING)
    assert value(ERRORS, subject(Media("mp4", "", (one,), (), ()))) == 1


@pytest.mark.parametrize(("packet", "count"), [(58, 0), (74, 0), (87, 1), (39, 1), (-1, 1)])
def test_without_time_stamps_a_picture_comes_out_soon_after_it_went_in(packet: int, count: int) -> None:
    one = track(DecoderComplaint(CORRUPT, packet, 0, "said"))
    untimed = replace(one, packets=replace(packets(tuple(range(100))), timed=(False,) * 100))

    assert value(ERRORS, subject(Media("hevc", "", (untimed,), (), ()))) == count


def test_what_is_explained_is_said() -> None:
    found = outcome(ERRORS, subject(Media("mp4", "", (track(about(MISSING, 41), about(CORRUPT, 41, 42)),), (), ())))

    assert isinstance(found, Measurement)
    assert (found.value, found.where) == (0, ())
    assert found.note.startswith("2 complaints about pictures that rest on a lost one are not counted")


def test_pictures_that_rest_on_a_lost_one_and_never_come_out_are_the_losss() -> None:
    shown = tuple(number for number in range(100) if number not in (41, 42, 80))
    one = replace(track(), pictures=pictures(shown))
    found = outcome(ERRORS, subject(Media("mp4", "", (one,), (), ())))

    assert isinstance(found, Measurement)
    assert [(one.source, one.value) for one in found.opinions] == [("packets with a coded picture", 1)]


def test_a_packet_that_shows_nothing_leaves_a_clean_decode_in_doubt() -> None:
    found = outcome(ERRORS, subject(Media("mp4", "", (track(numbers=replace(LOST, damaged=2)),), (), ())))

    assert isinstance(found, Measurement)
    assert [(one.value, one.agrees) for one in found.opinions] == [(2, False)]


@pytest.mark.parametrize(
    ("hashes", "words", "unproved"),
    [
        (
            PictureHashes(100, 100, 0, 0),
            "every HEVC picture carries its MD5: a clean decode proves the pictures",
            False,
        ),
        (PictureHashes(100, 99, 0, 0), "99 of 100 HEVC pictures carry their MD5, which was checked", True),
        (PictureHashes(100, 0, 100, 0), "by CRC or checksum, which the decoder does not check", True),
        (PictureHashes(100, 0, 0, 0), "3 % in hevc", True),
        (PictureHashes(0, 0, 0, 0), "3 % in hevc", True),
    ],
)
def test_a_clean_decode_is_worth_what_the_hashes_prove(hashes: PictureHashes, words: str, *, unproved: bool) -> None:
    one = replace(track(), picture_hashes=hashes)
    note = outcome(ERRORS, subject(Media("mp4", "", (one,), (), ()))).note  # type: ignore[union-attr]

    assert words in note
    assert ("3 % in hevc" in note) is unproved
    assert "does not prove that a file is unaltered" in note
