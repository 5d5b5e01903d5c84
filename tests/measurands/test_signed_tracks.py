"""Files with two video tracks: no track goes unasked for what is said of the signatures of the file."""

from dataclasses import replace

from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, Media
from conformance.model.measurement import Measurement, NotMeasured
from conformance.model.signing_facts import SigningFacts
from conformance.model.vocabulary import Reason

from .facts import outcome
from .test_signer import DEVICE, MAKER, authority, issued, signed

NOT_READ = Absent(Reason.METHOD_DOES_NOT_APPLY, "signatures are read in H.264 and HEVC; this track is mjpeg")
STRANGER = issued("Stranger", None, authority())


def beside(other: SigningFacts | Absent) -> RecordingSubject:
    """The recording that DEVICE signed, with a second, smaller track."""
    made = signed(DEVICE, MAKER)
    assert isinstance(made.facts.media, Media)
    (first,) = made.facts.media.video
    second = replace(first, index=1, width=640, height=360, signing=other)
    return replace(made, facts=replace(made.facts, media=replace(made.facts.media, video=(first, second))))


def signing_of(made: RecordingSubject) -> SigningFacts:
    assert isinstance(made.facts.media, Media)
    found = made.facts.media.video[0].signing
    assert isinstance(found, SigningFacts)
    return found


def test_a_second_track_that_somebody_else_signed_is_a_conflict() -> None:
    found = outcome("integrity.signer", beside(signing_of(signed(issued("Device 2", STRANGER), STRANGER))))

    assert isinstance(found, Measurement)
    assert str(found.value) == "trusted"
    assert [(one.source, str(one.value)) for one in found.conflicts] == [("video track 1 (640x360)", "not_trusted")]


def test_a_second_track_of_the_same_signer_agrees() -> None:
    for name, answer in (("integrity.signer", "trusted"), ("integrity.signature", "authentic")):
        found = outcome(name, beside(signing_of(signed(DEVICE, MAKER))))
        assert isinstance(found, Measurement)
        assert (str(found.value), found.conflicts) == (answer, ())


def test_a_second_track_whose_signatures_are_not_read_leaves_the_file_open() -> None:
    for name in ("integrity.signer", "integrity.signature"):
        found = outcome(name, beside(NOT_READ))
        assert isinstance(found, NotMeasured)
        assert (found.reason, found.detail) == (
            Reason.METHOD_DOES_NOT_APPLY,
            "video track 1 (640x360): signatures are read in H.264 and HEVC; this track is mjpeg",
        )


def test_a_second_track_that_is_not_signed_contradicts_the_signature_alone() -> None:
    found = outcome("integrity.signature", beside(SigningFacts(10)))
    assert isinstance(found, Measurement)
    assert [str(one.value) for one in found.conflicts] == ["not_signed"]
    assert isinstance(outcome("integrity.signer", beside(SigningFacts(10))), Measurement)


def test_a_bad_answer_of_the_first_track_stays_one_whatever_is_known_of_the_second() -> None:
    made = beside(NOT_READ)
    assert isinstance(made.facts.media, Media)
    first, second = made.facts.media.video
    bare = replace(made.facts.media, video=(replace(first, signing=SigningFacts(10)), second))
    found = outcome("integrity.signature", replace(made, facts=replace(made.facts, media=bare)))

    assert isinstance(found, Measurement)
    assert str(found.value) == "not_signed"
