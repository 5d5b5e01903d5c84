"""The HTML report: one file, sound markup, honest words, and nothing hostile gets through."""

import base64
import hashlib
import re
from dataclasses import replace
from fractions import Fraction

import pytest

from conformance.model.clause import Profile
from conformance.model.evidence import ReferenceTime
from conformance.model.finding import ClauseResult, Judgement
from conformance.model.measurement import Opinion
from conformance.model.vocabulary import Grade, Level, Reason, Statement, Verdict
from conformance.model.words import Words
from conformance.report.messages import Language
from conformance.report.page.html import BRIEF_FROM, html_page

from ..factory import (
    BASE,
    CODECS,
    FRAME_RATE,
    HOSTILE_PATHS,
    JUDGEMENTS,
    SIZE,
    STARTED,
    finding,
    full_record,
    measurement,
    one_case,
    part,
    record,
    recording,
    simple_finding,
)
from .markup import Page

PAGES = {language: html_page(full_record(), language) for language in Language}


@pytest.fixture(params=Language)
def page(request: pytest.FixtureRequest) -> Page:
    return Page(PAGES[request.param])


def _english(run: object = None) -> str:
    return Page(PAGES[Language.EN] if run is None else html_page(run, Language.EN)).text  # type: ignore[arg-type]


def test_every_element_is_closed_in_its_order(page: Page) -> None:
    assert page.tags.count("h1") == 1
    assert page.tags.count("main") == 1


def test_the_page_holds_one_script_and_no_event_handler(page: Page) -> None:
    assert page.tags.count("script") == 1
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert not [value for _, _, value in page.attributes if value.lower().startswith("javascript:")]


def test_the_page_loads_nothing(page: Page) -> None:
    assert not {"img", "link", "iframe", "object", "embed", "base", "form"} & set(page.tags)
    assert page.values("src") == []
    assert all(href.startswith("#") for href in page.values("href"))
    assert "url(" not in PAGES[Language.EN]
    assert "@import" not in PAGES[Language.EN]


def test_a_policy_in_the_page_forbids_the_network_and_every_script_but_its_own(page: Page) -> None:
    policy = next(one for one in page.values("content") if "default-src" in one)
    source = PAGES[Language.EN]
    script = source[source.index("<script>") + 8 : source.index("</script>")]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy == (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"script-src 'sha256-{digest}'; style-src 'unsafe-inline'"
    )


def test_the_script_is_the_same_whatever_the_run_holds() -> None:
    def script(source: str) -> str:
        return source[source.index("<script>") :]

    assert script(PAGES[Language.EN]) == script(html_page(one_case(Verdict.PASS), Language.ZH))
    assert "eval" not in script(PAGES[Language.EN])
    assert "innerHTML" not in script(PAGES[Language.EN])


def test_every_id_is_unique(page: Page) -> None:
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert len(ids) > 40


def test_every_link_and_label_leads_somewhere(page: Page) -> None:
    ids = set(page.values("id"))
    assert {href.removeprefix("#") for href in page.values("href")} <= ids
    assert set(page.values("aria-labelledby")) <= ids


def test_clause_finding_and_recording_link_to_each_other(page: Page) -> None:
    linked = {href for href in page.values("href") if href[1:2] in "ctfr"}
    assert {"#c1", "#t1", "#f2", "#r1"} <= linked


def test_the_statement_and_its_sentence_come_first() -> None:
    text = _english()
    assert text.index("INVALID") < text.index("2 clauses failed, 3 are open; 1 passed.") < text.index("What decides it")


def test_the_sections_stand_in_reading_order() -> None:
    source = PAGES[Language.EN]
    sections = ("decides", "counts", "open", "clauses", "recordings", "ignored", "findings", "run", "key")
    places = [source.index(f'<h2 id="{section}">') for section in sections]
    assert places == sorted(places)


def test_errors_then_failures_then_open_shalls_decide() -> None:
    text = _english()
    decides = text[text.index("make the statement.") : text.index("Counts by verdict Verdict")]
    titles = ["No media byte is missing", "Recording frame rate", "Picture size", "Hours of recording", "Nominal"]
    places = [decides.index(title) for title in titles]
    assert places == sorted(places)
    assert "Codec" not in decides
    assert "Clock offset" not in decides


def test_a_run_without_a_failing_or_open_shall_says_so() -> None:
    run = replace(one_case(Verdict.PASS), statement=Statement.CONFORMS)
    assert "No clause of level “shall” failed, and none is open." in _english(run)


def test_a_run_without_any_binding_clause_says_that_nothing_decides() -> None:
    assert "nothing here can decide conformity" in _english(one_case(Verdict.PASS, Level.SHOULD))
    assert "nothing here can decide conformity" in _english(one_case(Verdict.PASS, Level.SHALL, Grade.TENDER))


def test_open_cases_are_counted_by_reason() -> None:
    text = _english()
    unread = text[text.index("What was not tested, and why Open is not passed.") :]
    assert unread.index("6 cases") < unread.index("The evidence cannot be read. evidence_unreadable")
    assert "The document’s limit was not supplied; an overlay must state it. limit_not_supplied" in unread


def test_a_clause_that_is_open_only_as_a_whole_is_among_the_open() -> None:
    run = one_case(Verdict.PASS)
    folded = Judgement(Verdict.NOT_TESTED, Reason.EVIDENCE_MISSING, "1 of at least 3 cases pass, 0 are open")
    text = _english(replace(run, clauses=(ClauseResult(BASE.id, folded, 1),)))
    assert "not tested 0 cases" in text
    assert "Nothing is open" not in text


def test_clauses_that_a_filter_left_out_are_named() -> None:
    run = one_case(Verdict.PASS)
    catalog = replace(
        run.catalog,
        clauses=(BASE, SIZE),
        profiles=(replace(run.catalog.profiles[0], clauses=(BASE.id, SIZE.id)),),
    )
    text = _english(replace(run, catalog=catalog))
    assert "This run was narrowed: 1 clause of the profile were left out" in text
    assert "5.1 Picture size" in text


def test_each_verdict_has_a_word_and_a_symbol_beside_its_colour() -> None:
    source = PAGES[Language.EN]
    for symbol, word in (
        ("✓", "pass"),
        ("✗", "fail"),
        ("≈", "inconclusive"),
        ("○", "not exercised"),
        ("?", "not tested"),
        ("–", "not applicable"),
        ("!", "error"),
    ):
        assert f'<b aria-hidden="true">{symbol}</b>{word}</span>' in source


def test_a_file_with_nothing_wrong_says_so() -> None:
    assert "Nothing failed and nothing is open." in _english(one_case(Verdict.PASS))


def test_a_file_nobody_asked_about_is_not_called_clean() -> None:
    run = record((BASE,), (recording("idle.mp4"),), ())
    text = _english(run)
    assert "No clause of the profile looked at this file: nothing is known of it." in text
    assert "Nothing failed and nothing is open." not in text


def test_a_file_to_which_nothing_applied_is_not_called_clean() -> None:
    text = _english(one_case(Verdict.NOT_APPLICABLE))
    assert "nothing was tested on it" in text
    assert "Nothing failed and nothing is open." not in text


@pytest.mark.parametrize("verdict", [one for one in Verdict if one not in (Verdict.PASS, Verdict.NOT_APPLICABLE)])
def test_a_file_with_anything_wrong_is_not_called_clean(verdict: Verdict) -> None:
    assert "Nothing failed and nothing is open." not in _english(one_case(verdict))


def test_a_conflict_under_a_pass_is_shown_at_the_recording() -> None:
    outcome = replace(measurement(), opinions=(Opinion("MediaInfo", Fraction(27), agrees=False),))
    judged = part(FRAME_RATE, outcome, JUDGEMENTS[Verdict.PASS])
    text = _english(record((BASE,), (recording("a.mp4"),), (finding(BASE, "a.mp4", Verdict.PASS, judged),)))
    recordings = text[text.index("Recordings Each file") : text.index("Ignored files Files")]
    assert "an independent extractor says otherwise" in recordings
    assert "MediaInfo: 27 Hz ≠ conflicts" in recordings


def test_advisory_and_house_clauses_are_marked_everywhere_they_appear() -> None:
    text = _english()
    assert text.count("advisory: does not decide") == 3
    assert text.count("house limit: no standard’s") == 3
    assert text.count("house limit") == 6


def test_a_superseded_document_says_so() -> None:
    assert "Example files superseded" in _english()


def test_a_finding_prints_value_uncertainty_limit_rule_and_source() -> None:
    text = _english()
    assert "29.9700 ± 0.0012 Hz (k = 2) asked: ≥ 25 Hz · 362 looked at" in text
    assert "simple acceptance (ILAC-G8:09/2019, 4.2.1)" in text
    assert "PDF text layer, page 9" in text
    assert "A recorder records at 25 frames per second or more." in text
    assert "The edition of 2020 raised the limit." in text


def test_an_exact_value_that_does_not_end_shows_its_fraction() -> None:
    assert "29.9700 Hz (exactly 30000/1001)" in _english(one_case(Verdict.PASS))


def test_a_nominal_rate_is_explained() -> None:
    assert "nominal rate: here 30 Hz is the name of 30 × 1000/1001 Hz" in _english()


def test_an_uncertainty_that_nobody_knows_is_not_printed_as_zero() -> None:
    assert "7.925 h (uncertainty not known: the bit rate varies with the scene)" in _english()


def test_a_limit_that_nobody_supplied_is_called_missing() -> None:
    assert "asked: limit not supplied: hours of recording, 4.7" in _english()


def test_places_are_time_codes_and_byte_offsets_and_a_long_list_is_cut() -> None:
    text = _english()
    assert "time 0:00:00.333 interval of 80 ms" in text
    assert "byte 987\u202f654 (0xF1206) mdat of track 1" in text
    assert "and 3 more, in results.json" in text


def test_opinions_say_whether_they_agree() -> None:
    text = _english()
    assert "MediaInfo: 29.97 Hz = agrees" in text
    assert "MediaInfo: 13 Hz ≠ conflicts" in text


def test_a_composite_finding_shows_each_condition() -> None:
    text = _english()
    assert "video.width ≥ 1280 px and video.height ≥ 720 px" in text
    assert "video.height 480 px asked: ≥ 720 px" in text


def test_the_command_that_measures_again_is_quoted_for_the_shell() -> None:
    run = record((BASE,), (recording("a b.mp4"),), (simple_finding(BASE, "it's [1]", Verdict.FAIL),))
    command = "conformance run SUBMISSION --profile example --only 'ex1-4.1-rate@it'\"'\"'s [[]1]'"
    assert command in _english(run)


def test_a_text_value_can_not_become_markup() -> None:
    assert "&lt;b&gt;" in PAGES[Language.EN]
    assert "<b>" not in PAGES[Language.EN]


@pytest.mark.parametrize("language", Language)
def test_hostile_names_are_shown_and_do_nothing(language: Language) -> None:
    text = Page(PAGES[language]).text
    assert "DCIM/<script>alert(1)</script>.mp4" in text
    assert "DCIM/\"><img src=x onerror=alert(1)>'`.mp4" in text
    assert r"DCIM/evidence\u202egnp.4pm" in text
    assert r"DCIM/bad\xff\x80name\x07\x0anew.mp4" in text
    assert "DCIM/{{ 7 * 7 }}{% raw %}.mp4" in text
    assert HOSTILE_PATHS[-1] in text


def test_a_hostile_word_anywhere_stays_a_word() -> None:
    evil = "</style><script>alert(1)</script>\u202e\udcff"
    run = full_record()
    device = replace(run.submission.device, maker=evil, serial=evil)
    ignored = tuple(replace(one, path=evil, why=evil) for one in run.submission.ignored)
    run = replace(
        run,
        sentence=evil,
        profiles=(evil,),
        submission=replace(run.submission, device=device, ignored=ignored),
        catalog=replace(run.catalog, sha256=evil),
    )
    page = Page(html_page(run, Language.EN))
    page_bytes = html_page(run, Language.EN).encode("utf-8")
    assert page.tags.count("script") == 1
    assert b"\xe2\x80\xae" not in page_bytes
    assert r"</style><script>alert(1)</script>\u202e\xff" in page.text


def test_a_witnessed_start_is_printed_with_its_uncertainty() -> None:
    file = replace(recording("a.mp4"), reference=ReferenceTime(STARTED, Fraction(2, 100)))
    text = _english(record((BASE,), (file,), (simple_finding(BASE, "a.mp4", Verdict.PASS),)))
    assert "Witnessed start: 2026-11-20 14:03:07+00:00 ± 0.02 s" in text


def test_attestations_of_several_clauses_share_one_heading() -> None:
    findings = (
        simple_finding(BASE, "attestation-1", Verdict.PASS),
        simple_finding(CODECS, "attestation-1", Verdict.PASS),
        simple_finding(BASE, "attestation-2", Verdict.PASS),
    )
    page = Page(html_page(record((BASE, CODECS), (), findings), Language.EN))
    assert [value for value in page.values("id") if value.startswith("r") and value[1:].isdigit()] == ["r1"]


def test_a_long_list_starts_folded_and_a_short_one_open() -> None:
    files = tuple(recording(f"{number:03}.mp4") for number in range(200))
    long = record((BASE,), files, tuple(simple_finding(BASE, one.id, Verdict.FAIL) for one in files))
    short = record((BASE,), files[:12], tuple(simple_finding(BASE, one.id, Verdict.FAIL) for one in files[:12]))
    assert _unfolded(html_page(long, Language.EN)) == 0
    assert _unfolded(html_page(short, Language.EN)) == 13


def _unfolded(source: str) -> int:
    """Open lists of recordings and of cases."""
    return len(re.findall(r'<details class="(?:evidence|cases)"[^>]* open>', source))


def test_the_chinese_page_uses_chinese_words_and_marks_english_sentences() -> None:
    source = PAGES[Language.ZH]
    text = Page(source).text
    assert '<html lang="zh-Hans">' in source
    assert "运行无效 INVALID" in text
    assert "录像帧率不应低于 25 帧每秒。" in text
    assert "What decides it" not in text
    assert '<span lang="en">12.5 Hz is less than 25 Hz.</span>' in source


def test_the_page_is_the_same_for_the_same_run() -> None:
    assert html_page(full_record(), Language.EN) == PAGES[Language.EN]


def test_an_empty_run_is_still_a_page() -> None:
    text = _english(record())
    assert "The run holds no finding." in text
    assert "nothing here can decide conformity" in text


def test_device_and_missing_evidence_each_have_their_own_heading() -> None:
    source = PAGES[Language.EN]
    assert '<span class="name">The device as a whole</span>' in source
    assert '<span class="name">No evidence was handed in</span>' in source


def test_a_run_of_very_many_findings_tells_most_of_them_in_a_line_each() -> None:
    files = tuple(recording(f"{number:04}.mp4") for number in range(BRIEF_FROM + 1))
    verdicts = [Verdict.FAIL if number % 10 == 0 else Verdict.PASS for number in range(len(files))]
    findings = tuple(simple_finding(BASE, one.id, verdict) for one, verdict in zip(files, verdicts, strict=True))
    many = html_page(record((BASE,), files, findings), Language.EN)
    few = html_page(record((BASE,), files[:-1], findings[:-1]), Language.EN)

    assert few.count('<div class="case ') == BRIEF_FROM
    assert many.count('<div class="case ') == 3
    assert many.count('<tr id="f') == BRIEF_FROM + 1 - 3
    assert many.count(JUDGEMENTS[Verdict.FAIL].sentence.replace("'", "&#39;")) > 201  # each failure says why
    assert len(many) < 0.6 * len(few)


def test_what_shows_pictures_curves_or_a_conflict_is_told_in_full_however_many_findings_there_are() -> None:
    files = tuple(recording(f"{number:04}.mp4") for number in range(BRIEF_FROM + 1))
    disputed = replace(measurement(), opinions=(Opinion("MediaInfo", Fraction(25), agrees=False),))
    last = finding(BASE, files[-1].id, Verdict.PASS, part(FRAME_RATE, disputed, JUDGEMENTS[Verdict.PASS]))
    findings = (*(simple_finding(BASE, one.id, Verdict.PASS) for one in files[:-1]), last)
    source = html_page(record((BASE,), files, findings), Language.EN)

    assert source.count('<div class="case pass"') == 1
    assert f'<div class="case pass" id="f{BRIEF_FROM + 1}">' in source


def test_many_profiles_are_named_by_their_titles_in_the_section_on_the_run_alone() -> None:
    run = full_record()
    titles = {name: f"Profile {name}" for name in ("a", "b", "c", "d")}
    profiles = tuple(Profile(name, Words(title, title), ()) for name, title in titles.items())
    many = replace(run, profiles=tuple(titles), catalog=replace(run.catalog, profiles=profiles))
    few = replace(many, profiles=("a", "b", "c"))

    assert "4 profiles: a b c d" in _english(many)
    assert _english(many).count("Profile d d") == 1
    assert _english(few).count("Profile c c") == 2
    assert "profiles:" not in _english(few)
