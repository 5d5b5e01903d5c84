"""Two profiles side by side, as a reader of a terminal sees them."""

from dataclasses import replace
from fractions import Fraction

from conformance.model.clause import Catalog, Clause, Condition, Document, Limit, Profile
from conformance.model.vocabulary import DecisionRule, DocumentStatus, Relation
from conformance.model.words import Words
from conformance.report.columns import aligned
from conformance.report.profile_diff import Side, profile_diff
from tests.report.factory import BASE


def clause(name: str, document: str, hertz: int) -> Clause:
    limit = Limit((Fraction(hertz),), f"{hertz} Hz")
    asks = Condition("video.frame_rate", "Hz", Relation.AT_LEAST, limit, DecisionRule.SIMPLE)
    title = Words("Rate", "帧率")
    return replace(BASE, id=name, document=document, number="1", title=title, requirement=asks)


def side(profile: Profile, *clauses: Clause) -> Side:
    documents = tuple(Document(name, Words(name, name), DocumentStatus.IN_FORCE, name) for name in ("d", "e"))
    return Side(profile, Catalog("0" * 64, documents, clauses, (profile,)))


def test_what_only_one_asks_for_and_what_both_ask_for_differently_is_shown() -> None:
    own, other, same = clause("own", "d", 25), clause("other", "e", 25), clause("same", "d", 25)
    left = Profile("left", Words("L", "左"), ("same", "rate", "own"), mandatory=("same", "rate"), waivers=True)
    right = Profile("right", Words("R", "右"), ("same", "rate", "other"), mandatory=("rate",))
    lines = profile_diff(
        side(left, same, clause("rate", "d", 25), own, other), side(right, same, clause("rate", "d", 30), own, other)
    )

    assert "\n".join(lines) == (
        "           left     right\n"
        "title      L        R\n"
        "clauses    3        3\n"
        "mandatory  2        1\n"
        "waivers    allowed  not allowed\n"
        "\n"
        "documents\n"
        "  d  both\n"
        "  e  only right\n"
        "\n"
        "clauses only in left: 1\n"
        "  own  1  shall  text  Rate\n"
        "\n"
        "clauses only in right: 1\n"
        "  other  1  shall  text  Rate\n"
        "\n"
        "clauses in both: 2, of which 2 differ\n"
        "                  left                                right\n"
        "  same  is        mandatory                           not mandatory\n"
        "  rate  asks for  video.frame_rate >= 25 Hz (simple)  video.frame_rate >= 30 Hz (simple)"
    )


def test_a_profile_beside_itself_differs_in_nothing() -> None:
    profile = Profile("one", Words("O", "一"), ("same",))
    one = side(profile, clause("same", "d", 25))

    assert list(profile_diff(one, one))[-1] == "clauses in both: 1, of which 0 differ"


def test_wide_characters_take_two_columns() -> None:
    assert list(aligned([("帧率", "1"), ("rate", "22")], numbers=(1,))) == ["帧率   1", "rate  22"]


def test_no_rows_make_no_table() -> None:
    assert list(aligned([])) == []
