"""What an overlay makes of a catalog: limits filled in, with the grade and the source of those who read or set them."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import pytest

from conformance.catalog import lay, load_catalog, load_overlays, parametrized
from conformance.errors import CatalogError, DocumentError
from conformance.model.clause import (
    AllOf,
    Catalog,
    Condition,
    Limit,
    LimitNotSupplied,
    Overlay,
    Profile,
    Setting,
    Supplied,
    conditions,
)
from conformance.model.measurand import Signature
from conformance.model.measurement import Text
from conformance.model.vocabulary import Basis, DecisionRule, Grade, Relation
from conformance.model.words import Words

HERE = Path(__file__).parent
COPY = "overlay: {by: 'Lab, J. Doe', on: 2026-11-20, basis: licensed_copy}\nlimits:\n"
HOUSE = "overlay: {by: A City, on: 2026-11-20, basis: house_values}\nlimits:\n"
SOURCE = 'edition: R 1-2015, page: "7"'


@pytest.fixture(scope="module")
def catalog(measurands: Mapping[str, Signature]) -> Catalog:
    return load_catalog(HERE / "overlaid.yaml", measurands)


def laid(catalog: Catalog, head: str, *entries: str) -> Catalog:
    text = head + "".join(f"  - {{{entry}}}\n" for entry in entries)
    return lay(catalog, text.encode(), "labs/own.yaml")


def only(catalog: Catalog, clause: str) -> Condition:
    [condition] = conditions(catalog.clause(clause).requirement)
    return condition


def test_a_wanted_limit_is_filled_in_from_a_licensed_copy(catalog: Catalog) -> None:
    clause = laid(catalog, COPY, f'clause: rate, limit: 25 Hz, number: "6.2.1", {SOURCE}').clause("rate")
    assert clause.number == "6.2.1"
    assert clause.provenance.grade is Grade.LAB
    assert clause.provenance.seen == "R 1-2015, page 7, read by Lab, J. Doe on 2026-11-20"
    assert clause.notes == ("the first",)


def test_a_wanted_limit_is_filled_in_from_a_house_value_and_called_so(catalog: Catalog) -> None:
    clause = laid(catalog, HOUSE, "clause: rate, limit: 25 Hz").clause("rate")
    assert clause.number == "not confirmed"
    assert clause.provenance.grade is Grade.HOUSE
    assert clause.provenance.seen == "house value of A City, 2026-11-20"
    assert clause.notes == ("the first", "The limit is a house value of A City, no standard's.")


def test_the_overlay_and_its_digest_are_kept_beside_the_catalogs(catalog: Catalog) -> None:
    entry = f"clause: clock, limit: 500 ms, {SOURCE}"
    overlaid = laid(catalog, COPY, entry)
    digest = sha256(f"{COPY}  - {{{entry}}}\n".encode()).hexdigest()
    supplied = (Supplied("clock", "R 1-2015", "7"),)
    expected = Overlay(digest, "own.yaml", "Lab, J. Doe", date(2026, 11, 20), Basis.LICENSED_COPY, supplied)
    assert overlaid.overlays == (expected,)
    assert overlaid.sha256 == catalog.sha256
    assert catalog.overlays == ()


def test_a_limit_is_converted_and_the_rule_stays(catalog: Catalog) -> None:
    limit = Limit((Fraction(1, 2),), "500 ms")
    assert only(laid(catalog, COPY, f"clause: clock, limit: 500 ms, {SOURCE}"), "clock") == Condition(
        "time.creation_offset", "s", Relation.WITHIN, limit, DecisionRule.GUARDED
    )


def test_a_list_of_texts_is_a_limit_of_several_values(catalog: Catalog) -> None:
    overlaid = laid(catalog, HOUSE, "clause: codec, limit: [h264, hevc]")
    assert only(overlaid, "codec").limit == Limit((Text("h264"), Text("hevc")), "h264, hevc")


def test_another_relation_is_taken_over_and_said(catalog: Catalog) -> None:
    overlaid = laid(catalog, HOUSE, 'clause: rate, relation: "<=", limit: 60 Hz')
    assert only(overlaid, "rate").relation is Relation.AT_MOST
    assert overlaid.clause("rate").notes[-1] == "The overlay sets the relation <=; the catalog has >=."


@pytest.mark.parametrize(("limit", "nominal"), [("30 Hz", True), ("25 Hz", False)])
def test_only_the_name_of_a_rate_stays_nominal(catalog: Catalog, limit: str, nominal: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert only(laid(catalog, HOUSE, f"clause: rate, limit: {limit}"), "rate").nominal_rate is nominal


def test_no_profile_sets_a_limit_that_an_overlay_has_supplied(catalog: Catalog) -> None:
    title = Words("P", "P")
    sets = Profile("p", title, ("rate",), settings=(Setting("rate", Limit((Fraction(5),), "5 Hz")),))
    overlaid = laid(catalog, HOUSE, "clause: rate, limit: 25 Hz")
    both = Catalog(overlaid.sha256, overlaid.documents, overlaid.clauses, (sets,), overlays=overlaid.overlays)
    assert only(parametrized(both, ("p",)), "rate").limit == Limit((Fraction(25),), "25 Hz")


def test_measurands_tell_the_conditions_of_one_clause_apart(catalog: Catalog) -> None:
    clause = laid(
        catalog,
        COPY,
        f"clause: size, measurand: video.height, limit: 720 px, {SOURCE}",
        'clause: size, measurand: video.width, limit: 1280 px, edition: R 1-2015, page: "8"',
    ).clause("size")
    assert isinstance(clause.requirement, AllOf)
    written = [one.limit.text for one in conditions(clause.requirement) if isinstance(one.limit, Limit)]
    assert written == ["1280 px", "720 px", "1 count"]
    assert clause.provenance.seen == "R 1-2015, page 7; R 1-2015, page 8, read by Lab, J. Doe on 2026-11-20"


def test_one_of_two_wanted_limits_leaves_the_other_wanted(catalog: Catalog) -> None:
    overlaid = laid(catalog, HOUSE, "clause: size, measurand: video.width, limit: 1280 px")
    left = [
        one.measurand for one in conditions(overlaid.clause("size").requirement) if not isinstance(one.limit, Limit)
    ]
    assert left == ["video.height"]


def test_a_licensed_copy_corrects_a_limit_that_was_only_quoted(catalog: Catalog) -> None:
    overlaid = laid(catalog, COPY, f'clause: quoted, limit: 4 m, number: "6.9", {SOURCE}')
    clause = overlaid.clause("quoted")
    assert only(overlaid, "quoted").limit == Limit((Fraction(4),), "4 m")
    assert (clause.number, clause.provenance.grade) == ("6.9", Grade.LAB)
    assert clause.notes == (
        "Without the overlay: attested.distance >= 3 m, with grade secondary, which decides nothing.",
    )


def test_relations_tell_two_conditions_on_one_measurand_apart(catalog: Catalog) -> None:
    overlaid = laid(
        catalog,
        COPY,
        f'clause: range, relation: "<=", limit: 8 Mbit/s, {SOURCE}',
        f'clause: range, relation: ">=", limit: 2 Mbit/s, {SOURCE}',
    )
    limits = [(one.relation.value, one.limit) for one in conditions(overlaid.clause("range").requirement)]
    assert limits == [
        (">=", Limit((Fraction(2_000_000),), "2 Mbit/s")),
        ("<=", Limit((Fraction(8_000_000),), "8 Mbit/s")),
    ]


def test_clauses_that_no_overlay_names_stay_as_they_are(catalog: Catalog) -> None:
    overlaid = laid(catalog, HOUSE, "clause: rate, limit: 25 Hz")
    assert overlaid.clauses[1:] == catalog.clauses[1:]
    assert isinstance(only(overlaid, "clock").limit, LimitNotSupplied)


def test_two_overlays_that_supply_different_clauses_are_both_laid(catalog: Catalog) -> None:
    overlaid = laid(laid(catalog, HOUSE, "clause: rate, limit: 25 Hz"), COPY, f"clause: clock, limit: 1 s, {SOURCE}")
    assert [one.basis for one in overlaid.overlays] == [Basis.HOUSE_VALUES, Basis.LICENSED_COPY]
    assert overlaid.clause("rate").provenance.grade is Grade.HOUSE
    assert overlaid.clause("clock").provenance.grade is Grade.LAB


def test_the_problems_of_all_overlay_files_come_in_one_go(catalog: Catalog, tmp_path: Path) -> None:
    files = (tmp_path / "one.yaml", tmp_path / "two.yaml")
    files[0].write_text(f"{HOUSE}  - {{clause: rat, limit: 25 Hz}}\n")
    files[1].write_text(f"{HOUSE}  - {{clause: rate, limit: 25 s}}\n")
    with pytest.raises(DocumentError) as caught:
        load_overlays(catalog, files)
    assert [(problem.mark.file, problem.mark.line) for problem in caught.value.problems] == [
        (str(files[0]), 3),
        (str(files[1]), 3),
    ]


def test_an_overlay_that_is_not_there_is_named(catalog: Catalog, tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"can't read the overlay .*absent\.yaml: No such file or directory"):
        load_overlays(catalog, (tmp_path / "absent.yaml",))


def test_the_name_of_an_overlay_need_not_be_unicode(catalog: Catalog) -> None:
    [overlay] = lay(catalog, f"{HOUSE}  - {{clause: rate, limit: 25 Hz}}\n".encode(), "labs/\udcff.yaml").overlays
    assert overlay.file == "\\udcff.yaml"
