"""What a catalog file becomes: exact limits in the measurand's unit, resolved profiles, a digest."""

from collections.abc import Mapping
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import pytest

from conformance.catalog import load_catalog
from conformance.catalog.schema import CATALOG
from conformance.model.clause import (
    AllOf,
    AnyOf,
    Catalog,
    Condition,
    Document,
    Limit,
    LimitNotSupplied,
    Quantifier,
    Words,
)
from conformance.model.measurand import Signature
from conformance.model.measurement import Text
from conformance.model.vocabulary import (
    DecisionRule,
    DocumentStatus,
    EvidenceKind,
    Grade,
    Level,
    QuantifierKind,
    Relation,
    Role,
    Topic,
)

SMALL = Path(__file__).with_name("small.yaml")
SIMPLE = DecisionRule.SIMPLE


@pytest.fixture(scope="module")
def catalog(measurands: Mapping[str, Signature]) -> Catalog:
    return load_catalog(SMALL, measurands)


def at_least(measurand: str, pixels: int) -> Condition:
    limit = Limit((Fraction(pixels),), f"{pixels} px")
    return Condition(measurand, "px", Relation.AT_LEAST, limit, SIMPLE)


def test_the_digest_is_that_of_the_bytes_of_the_file(catalog: Catalog) -> None:
    assert catalog.sha256 == sha256(SMALL.read_bytes()).hexdigest()


def test_a_document_keeps_its_title_in_two_languages(catalog: Catalog) -> None:
    assert catalog.documents == (Document("rule", Words("A rule", "规则"), DocumentStatus.IN_FORCE, "the rule itself"),)


def test_a_clause_keeps_all_that_is_written_of_it(catalog: Catalog) -> None:
    clause = catalog.clauses[0]
    assert (clause.id, clause.document, clause.number) == ("rule-1-rate", "rule", "1")
    assert (clause.topic, clause.level, clause.evidence) == (Topic.FRAME_RATE, Level.SHALL, EvidenceKind.RECORDING)
    assert (clause.title, clause.wording.zh) == (Words("Rate", "帧率"), "帧率为 30 Hz。")
    assert (clause.provenance.grade, clause.provenance.seen) == (Grade.TEXT, "page 1")
    assert (clause.roles, clause.quantifier) == ((Role.PATROL,), Quantifier(QuantifierKind.EVERY))
    assert clause.notes == ("the first",)


def test_a_nominal_rate_is_kept_beside_its_exact_limit(catalog: Catalog) -> None:
    limit = Limit((Fraction(30),), "30 Hz")
    assert catalog.clauses[0].requirement == Condition(
        "video.frame_rate", "Hz", Relation.AT_LEAST, limit, SIMPLE, nominal_rate=True
    )


def test_a_list_of_texts_becomes_the_values_of_one_limit(catalog: Catalog) -> None:
    limit = Limit((Text("h264"), Text("hevc")), "h264, hevc")
    assert catalog.clauses[1].requirement == Condition("video.codec", "text", Relation.ONE_OF, limit, SIMPLE)
    assert catalog.clauses[1].quantifier == Quantifier(QuantifierKind.AT_LEAST, 2)


def test_parts_nest_as_they_are_written(catalog: Catalog) -> None:
    landscape = AllOf((at_least("video.width", 1280), at_least("video.height", 720)))
    assert catalog.clauses[2].requirement == AnyOf((landscape, at_least("video.height", 1280)))


def test_an_attested_quantity_without_a_limit_says_what_is_wanted(catalog: Catalog) -> None:
    wanted = LimitNotSupplied("greatest delay in s")
    assert catalog.clauses[3].requirement == Condition(
        "attested.av_sync_error", "s", Relation.WITHIN, wanted, DecisionRule.GUARDED
    )


def test_a_limit_is_converted_to_the_unit_of_its_measurand_and_printed_as_written(catalog: Catalog) -> None:
    limit = Limit((Fraction(24),), "1 d")
    assert catalog.clauses[4].requirement == Condition("storage.recordable_time", "h", Relation.AT_LEAST, limit, SIMPLE)


def test_a_profile_holds_imports_and_own_clauses_less_exclusions_in_the_order_of_the_catalog(catalog: Catalog) -> None:
    assert {profile.id: profile.clauses for profile in catalog.profiles} == {
        "picture": ("rule-1-rate", "rule-3-size"),
        "all": ("rule-2-codec", "rule-3-size", "rule-4-sync", "rule-5-storage"),
    }


def test_the_json_schema_knows_the_keys_and_words_of_a_clause() -> None:
    schema = CATALOG.json_schema()
    assert schema["required"] == ["documents", "clauses", "profiles"]
    assert schema["$defs"]["Level"]["enum"] == ["shall", "should", "may"]
    assert "relation" in schema["$defs"]["MeasuredClause"]["required"]
    assert schema["$defs"]["ProfileEntry"]["properties"].keys() == {
        *("title", "import", "clauses", "exclude", "mandatory", "parameters", "waivers"),
    }
