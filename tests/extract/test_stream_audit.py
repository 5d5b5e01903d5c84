"""Each codec has its audits, and a codec without NAL units has none."""

from conformance.extract.stream.audit import StreamAudit
from conformance.model.facts import Absent, FrameNumbers
from conformance.model.stream_facts import ParameterSets, PictureHashes
from conformance.model.vocabulary import Reason

from .h264_bits import parameter_sets, slice_of
from .hevc_bits import BEFORE, IDR, SETS, TRAIL_R, picture


def annex_b(*units: bytes) -> bytes:
    return b"".join(b"\0\0\0\1" + one for one in units)


def test_an_h264_track_has_numbers_and_sets() -> None:
    audit = StreamAudit("h264", b"")
    kinds = audit.take(annex_b(*parameter_sets(), slice_of(0x65, 0)), 0)
    audit.take(memoryview(annex_b(slice_of(0x41, 1))), 1)
    audit.take(annex_b(slice_of(0x41, 3)), 2)

    numbers, sets, hashes = audit.frame_numbers(), audit.parameter_sets(), audit.picture_hashes()
    assert kinds == {7, 8, 5}
    assert isinstance(numbers, FrameNumbers)
    assert numbers.gaps == ((2, 2, 3),)
    assert isinstance(sets, ParameterSets)
    assert (sets.key_pictures, sets.unprepared) == (1, ())
    assert isinstance(hashes, Absent)


def test_an_hevc_track_has_hashes_too() -> None:
    audit = StreamAudit("hevc", b"")
    kinds = audit.take(annex_b(*SETS, picture(IDR, 0)), 0)
    audit.take(annex_b(picture(TRAIL_R, 1, BEFORE)), 1)
    audit.take(annex_b(picture(TRAIL_R, 3, BEFORE)), 2)

    numbers = audit.frame_numbers()
    assert kinds == {32, 33, 34, 19}
    assert isinstance(numbers, FrameNumbers)
    assert numbers.gaps == ((2, 2, 3),)
    assert isinstance(audit.parameter_sets(), ParameterSets)
    assert audit.picture_hashes() == PictureHashes(3, 0, 0, 0)


def test_sets_of_the_sample_description_are_read_before_the_first_packet() -> None:
    audit = StreamAudit("hevc", annex_b(*SETS))
    audit.take(annex_b(picture(IDR, 0)), 0)
    audit.take(annex_b(picture(TRAIL_R, 1, BEFORE)), 1)

    sets = audit.parameter_sets()
    assert isinstance(audit.frame_numbers(), FrameNumbers)
    assert isinstance(sets, ParameterSets)
    assert (sets.levels, sets.unprepared) == ((93,), (0,))


def test_a_codec_without_units_has_no_audit() -> None:
    audit = StreamAudit("mpeg4", b"\0\0\1\xb0")

    assert audit.take(annex_b(slice_of(0x65, 0)), 0) == set()
    for found in (audit.frame_numbers(), audit.parameter_sets(), audit.picture_hashes()):
        assert isinstance(found, Absent)
        assert found.reason is Reason.METHOD_DOES_NOT_APPLY
        assert found.detail.endswith("this track is mpeg4")
