"""Evidence of two runs is paired by bytes, then by name, then by a staged role that leaves no choice."""

from dataclasses import replace
from pathlib import Path

from conformance.comparison.pairing import pairing
from conformance.model.comparison import MatchedBy
from conformance.model.evidence import Dump, Recording, Submission
from conformance.model.facts import NOT_TAKEN
from conformance.model.vocabulary import Role

from ..report.factory import record, recording


def given(*recordings: Recording, dumps: tuple[Dump, ...] = ()) -> Submission:
    return replace(record(recordings=recordings).submission, dumps=dumps)


def film(path: str, digest: str, role: Role = Role.PATROL) -> Recording:
    return replace(recording(path, role), sha256=digest * 32)


def pairs(before: Submission, after: Submission) -> list[tuple[str, str, MatchedBy]]:
    return [(one.before_path, one.after_path, one.by) for one in pairing(before, after).pairs]


def test_a_renamed_file_is_the_same_evidence() -> None:
    assert pairs(given(film("a.mp4", "aa")), given(film("b.mp4", "aa"))) == [("a.mp4", "b.mp4", MatchedBy.DIGEST)]


def test_two_files_that_changed_names_are_followed_by_their_bytes() -> None:
    before = given(film("a.mp4", "aa"), film("b.mp4", "bb"))
    after = given(film("a.mp4", "bb"), film("b.mp4", "aa"))

    assert pairs(before, after) == [("a.mp4", "b.mp4", MatchedBy.DIGEST), ("b.mp4", "a.mp4", MatchedBy.DIGEST)]


def test_copies_of_one_file_are_paired_by_their_names_and_each_once() -> None:
    before = given(film("a.mp4", "aa"), film("b.mp4", "aa"), film("c.mp4", "aa"))
    after = given(film("c.mp4", "aa"), film("b.mp4", "aa"))

    assert pairs(before, after) == [("b.mp4", "b.mp4", MatchedBy.DIGEST), ("c.mp4", "c.mp4", MatchedBy.DIGEST)]
    assert pairing(before, after).only_before == ("a.mp4",)


def test_the_same_name_with_other_bytes_is_the_same_recording_with_other_bytes() -> None:
    assert pairs(given(film("a.mp4", "aa")), given(film("a.mp4", "bb"))) == [("a.mp4", "a.mp4", MatchedBy.PATH)]


def test_digests_that_nobody_took_make_no_pair() -> None:
    first, second = (replace(film(path, ""), sha256=NOT_TAKEN) for path in ("a.mp4", "b.mp4"))

    assert pairs(given(first), given(second)) == []


def test_the_only_recordings_of_a_staged_role_are_paired() -> None:
    before = given(film("lab/clock.mp4", "aa", Role.REFERENCE_CLOCK))
    after = given(film("clock-2.mp4", "bb", Role.REFERENCE_CLOCK))

    assert pairs(before, after) == [("lab/clock.mp4", "clock-2.mp4", MatchedBy.ROLE)]


def test_several_recordings_of_a_staged_role_are_not_paired_by_guess() -> None:
    before = given(film("1.mp4", "aa", Role.CHART), film("2.mp4", "bb", Role.CHART))
    after = given(film("3.mp4", "cc", Role.CHART), film("4.mp4", "dd", Role.CHART))

    assert pairs(before, after) == []


def test_recordings_that_are_not_staged_are_not_paired_by_role() -> None:
    found = pairing(given(film("1.mp4", "aa")), given(film("2.mp4", "bb")))

    assert (found.pairs, found.only_before, found.only_after) == ((), ("1.mp4",), ("2.mp4",))


def test_a_dump_is_paired_with_a_dump_alone() -> None:
    card = Dump("card.img", "card.img", (Path("/nowhere/card.img"),), 10, "aa" * 32)
    same_bytes = replace(film("card.img", "aa"), size=10)

    assert pairs(given(dumps=(card,)), given(same_bytes)) == []
    assert pairs(given(dumps=(card,)), given(dumps=(replace(card, sha256="bb" * 32),))) == [
        ("card.img", "card.img", MatchedBy.PATH)
    ]
