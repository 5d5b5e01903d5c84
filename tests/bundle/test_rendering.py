"""Pictures of a report are kept with the bundle, so that the page can be made anew."""

from dataclasses import replace
from fractions import Fraction

from conformance.bundle.rendering import Shown as Depends
from conformance.bundle.rendering import album_in, rendered
from conformance.model.areas import Rectangle
from conformance.model.facts import Absent
from conformance.model.shots import Album, Image, Shot
from conformance.model.still import Sight
from conformance.model.vocabulary import Privacy, Reason, Verdict
from conformance.report.messages import Language
from tests.report.factory import one_case

SIGHT = Sight(0, 3, 90, float(Fraction(1001, 7)), (Rectangle(1, 2, 3, 4),))


def test_the_pictures_of_a_bundle_are_read_as_they_were_kept() -> None:
    image = Image("image/png", 2, 1, b"\x89PNG\0\xff")
    absent = Absent(Reason.EVIDENCE_MISSING, "the recording is not at hand")
    album = Album({("a.mp4", SIGHT): Shot(image, (image,)), ("b.mp4", SIGHT): absent}, Privacy.PIXELATED)
    record = one_case(Verdict.PASS)
    record = replace(record, submission=replace(record.submission, ignored=()))
    made = rendered(record, Depends(Language.EN, album))

    assert album_in(made["pictures.json"]) == album
