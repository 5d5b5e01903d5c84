"""The scale of a finding: it shows what the judge compared, at the places where the judge turns."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from conformance.judge import judge
from conformance.model.clause import Condition, Limit
from conformance.model.finding import ClauseResult, Finding, Part, RunRecord
from conformance.model.measurement import Measurement, Text, Uncertain, UncertaintyUnknown
from conformance.model.vocabulary import DecisionRule, Relation, Verdict
from conformance.report.messages import Language
from conformance.report.page.html import html_page
from conformance.report.page.parts import part_view, scaled
from conformance.report.page.scale import MOST_SCALES, Comparison, ScaleView, comparison, to_be_drawn

from ..factory import BASE, CODEC, HOURS, OFFSET, hours_part, measurement, one_case, record, recording

UNKNOWN = "?"


def judged(relation: str, limit: str, rule: str, value: str, expanded: str = "0") -> Part:
    """The part that the judge makes of a value in seconds."""
    condition = Condition("m", "s", Relation(relation), Limit((Fraction(limit),), f"{limit} s"), DecisionRule(rule))
    spread = UncertaintyUnknown("no budget") if expanded == UNKNOWN else Uncertain(Fraction(expanded))
    outcome = Measurement("m", "s", Fraction(value), spread, exercised=5)
    return judge(condition, lambda _: outcome)[1][0]


def drawn(part: Part, lang: Language = Language.EN) -> ScaleView:
    return scaled(part_view(part, BASE, lang, (), ()), part, lang).scales[0]


def texts(part: Part, lang: Language = Language.EN) -> tuple[str, ...]:
    return tuple(label.text for label in drawn(part, lang).labels)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (judged(">=", "25", "simple", "29.97", "0.03"), ("29.970 ± 0.030 s", "limit ≥ 25 s")),
        (judged(">=", "25", "guarded", "25.01", "0.03"), ("25.010 ± 0.030 s", "limit ≥ 25 s", "accepted ≥ 25.030 s")),
        (judged("<", "25", "guarded", "25.01", "0.03"), ("25.010 ± 0.030 s", "limit < 25 s", "accepted < 24.970 s")),
        (
            judged("|x|<=", "1", "band", "-0.98", "0.035"),
            ("−0.980 ± 0.035 s", "limit within ± 1 s", "accepted within ± 0.965 s, open up to 1.035 s"),
        ),
        (
            judged("|x|<=", "2", "guarded", "3600", "1.2"),
            (
                "3600.0 ± 1.2 s (without its sign, logarithmic scale)",
                "limit within ± 2 s",
                "accepted within ± 0.8 s",
            ),
        ),
        (
            judged("|x|<=", "1", "guarded", "0", "1.5"),
            ("0.0 ± 1.5 s", "limit within ± 1 s", "U is too large for any value to be accepted"),
        ),
        (
            judged("<=", "1", "guarded", "3", UNKNOWN),
            ("3 s", "limit ≤ 1 s", "no acceptance limit: U is not known"),
        ),
        (judged("==", "0", "simple", "3"), ("3 s", "limit = 0 s")),
        (judged("<=", "0.001", "simple", "86400"), ("86\u202f400 s (logarithmic scale)", "limit ≤ 0.001 s")),
    ],
)
def test_value_limit_and_what_is_accepted_stand_on_it(part: Part, said: tuple[str, ...]) -> None:
    assert texts(part) == said
    assert drawn(part).words == f"Scale. {'; '.join(said)}"


def test_an_acceptance_limit_is_not_rounded_onto_the_value() -> None:
    part = judged(">=", "25", "guarded", "25.0301", "0.0304")
    assert texts(part) == ("25.030 ± 0.030 s", "limit ≥ 25 s", "accepted ≥ 25.0304 s")


def test_a_nominal_rate_is_drawn_at_its_exact_value() -> None:
    limit = Limit((Fraction(30),), "30 Hz")
    condition = Condition("m", "Hz", Relation.AT_LEAST, limit, DecisionRule.SIMPLE, nominal_rate=True)
    outcome = Measurement("m", "Hz", Fraction("29.96"), Uncertain(Fraction(1, 50)), exercised=5)
    part = judge(condition, lambda _: outcome)[1][0]
    assert part.judgement.verdict is Verdict.PASS
    assert texts(part) == ("29.960 ± 0.020 Hz", "limit ≥ 30 Hz = 29.9700 Hz", "accepted ≥ 29.950 Hz")


def test_the_words_are_chinese_on_a_chinese_page() -> None:
    part = judged(">=", "25", "guarded", "25.01", "0.03")
    assert texts(part, Language.ZH) == ("25.010 ± 0.030 s", "限值 ≥ 25 s", "接受 ≥ 25.030 s")


@pytest.mark.parametrize("relation", [">=", ">", "<=", "<", "|x|<=", "|x|<"])
@pytest.mark.parametrize("rule", ["simple", "guarded", "band"])
def test_a_value_lies_on_the_accepted_stretch_exactly_where_it_passes(relation: str, rule: str) -> None:
    for hundredths in range(-260, 261, 13):
        part = judged(relation, "2", rule, str(Fraction(hundredths, 100)), "0.25")
        scale, verdict = drawn(part), part.judgement.verdict
        inside = any(low <= scale.value <= high for low, high in scale.accepted)
        guarded = any(low < scale.value < high for low, high in scale.guard)
        assert inside == (verdict is Verdict.PASS)
        assert not (guarded and inside)
        if rule == "band":
            assert guarded == (verdict is Verdict.INCONCLUSIVE)


@pytest.mark.parametrize("relation", [">=", "<=", "|x|<=", "=="])
@pytest.mark.parametrize("value", ["0", "1", "-1", "2.5", "1000000000", "-1000000000", "0.000000001"])
def test_every_mark_lies_on_the_drawing(relation: str, value: str) -> None:
    for limit in ("0", "1", "0.001", "1000000"):
        scale = drawn(judged(relation, limit, "band", value, "0.25"))
        ends = [place for span in (*scale.accepted, *scale.guard, *scale.spread) for place in span]
        places = (scale.value, *scale.limits, *scale.edges, *ends, *(label.at for label in scale.labels))
        assert all(0 <= place <= 320 for place in places)


def test_large_ratios_keep_limit_and_value_apart() -> None:
    scale = drawn(judged("|x|<=", "2", "guarded", "3600", "1.2"))
    assert scale.value - scale.limits[0] > 200
    assert scale.limits[0] - scale.edges[0] > 20


def test_text_and_a_limit_that_nobody_supplied_have_no_scale() -> None:
    codec = judge(CODEC, lambda _: measurement(CODEC, Text("h264")))[1][0]
    assert comparison(codec) == ()
    assert comparison(hours_part()) == ()
    assert HOURS.requirement is not None


def test_a_value_of_which_nothing_was_looked_at_has_no_scale() -> None:
    empty = replace(measurement(OFFSET), exercised=0)
    part = judge(OFFSET, lambda _: empty)[1][0]
    assert part.judgement.verdict is Verdict.NOT_EXERCISED
    assert comparison(part) == ()


def test_an_absurd_value_has_no_scale() -> None:
    assert comparison(judged("<=", "1", "simple", "1" + "0" * 400)) == ()


def test_a_folded_axis_measures_from_nought() -> None:
    one: Comparison = comparison(judged("|x|<", "2", "guarded", "-3600", "1.2"))[0]
    assert (one.value, one.edges) == (Fraction(3600), (Fraction(4, 5),))


def many(count: int, verdict: str) -> RunRecord:
    part = judged(">=", "25", "simple", "30" if verdict == "pass" else "20")
    files = tuple(recording(f"{number:04}.mp4") for number in range(count))
    findings = tuple(Finding(BASE.id, one.id, part.judgement, (part,)) for one in files)
    return replace(record((BASE,), files, findings), clauses=(ClauseResult(BASE.id, part.judgement, count),))


def test_a_report_draws_a_limited_number_of_scales_and_says_so() -> None:
    run = many(MOST_SCALES + 2, "pass")
    page = html_page(run, Language.EN)
    assert page.count('<svg class="scale"') == 1500
    assert "A scale is drawn for the first 1500 findings that have one" in page
    assert to_be_drawn(many(3, "pass")).left_out is False


def test_findings_that_did_not_pass_are_drawn_first() -> None:
    good, bad = many(MOST_SCALES, "pass"), many(2, "fail")
    run = replace(good, findings=(*good.findings, *bad.findings))
    assert {1501, 1502} <= to_be_drawn(run).numbers
    assert 1499 not in to_be_drawn(run).numbers


def test_the_drawing_has_an_alternative_in_words_and_no_style_of_its_own() -> None:
    part = judged(">=", "25", "guarded", "25.01", "0.03")
    run = one_case(Verdict.PASS)
    page = html_page(replace(run, findings=(replace(run.findings[0], parts=(part,)),)), Language.EN)
    svg = re.search(r'<svg class="scale".*?</svg>', page, re.DOTALL)
    assert svg is not None
    assert 'role="img" aria-label="Scale. 25.010 ± 0.030 s; limit ≥ 25 s; accepted ≥ 25.030 s"' in svg[0]
    assert "style=" not in svg[0]
    assert len(svg[0].encode()) < 900
