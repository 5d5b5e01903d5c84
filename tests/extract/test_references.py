"""What a decoder says is weighed as a whole: one word of damage, and it is no longer about a missing reference."""

import pytest

from conformance.extract.references import weighed
from conformance.model.vocabulary import Complaint

MISSING = "hevc: Could not find ref with POC 12"
HASH = "hevc: Verifying checksum for frame with POC 13: mismatching checksum of plane 0 - 00 != 11; "
DAMAGE = "hevc: The cu_qp_delta 54 is outside the valid range [-26, 25]."


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ((MISSING,), Complaint.MISSING_REFERENCE),
        ((MISSING, MISSING), Complaint.MISSING_REFERENCE),
        ((HASH,), Complaint.HASH_MISMATCH),
        ((MISSING, HASH), Complaint.MISSING_REFERENCE),
        ((MISSING, DAMAGE), Complaint.LOGGED),
        ((HASH, DAMAGE), Complaint.LOGGED),
        ((DAMAGE,), Complaint.LOGGED),
        ((), Complaint.LOGGED),
        (("h264: mmco: unref short failure",), Complaint.MISSING_REFERENCE),
        (
            ("h264: reference picture missing during reorder", "h264: Missing reference picture, default is 65562"),
            Complaint.MISSING_REFERENCE,
        ),
        (("h264: error while decoding MB 12 3, bytestream -6",), Complaint.LOGGED),
        (
            ("h264: mmco: unref short failure", "h264: concealing 12 DC, 12 AC, 12 MV errors in P frame"),
            Complaint.LOGGED,
        ),
        (("hevc: Error constructing the frame RPS.",), Complaint.LOGGED),
    ],
)
def test_all_that_is_said_makes_the_kind(lines: tuple[str, ...], kind: Complaint) -> None:
    assert weighed(Complaint.LOGGED, lines) is kind


def test_a_picture_that_was_refused_for_its_reference_is_of_that_kind_too() -> None:
    assert weighed(Complaint.REFUSED, ["hevc: Duplicate POC in a sequence: 4."]) is Complaint.MISSING_REFERENCE
    assert weighed(Complaint.REFUSED, ["Invalid data found when processing input"]) is Complaint.REFUSED
