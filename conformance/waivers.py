"""What every waiver of a submission came to: a waiver stands beside a verdict and changes none."""

from dataclasses import dataclass
from datetime import date

from conformance.model.clause import Profile
from conformance.model.evidence import Device, Submission, Waiver
from conformance.model.finding import ClauseResult, Judgement, WaiverResult
from conformance.model.versions import lies_within
from conformance.model.vocabulary import Verdict, WaiverState

_LONGEST = 80


@dataclass(frozen=True)
class Terms:
    """What decides on a run's waivers beside its verdicts: the day, and the clauses whose failure may be waived."""

    today: date
    waivable: frozenset[str]


def waivable(profiles: tuple[Profile, ...]) -> frozenset[str]:
    """Clauses whose failure a waiver may cover, by the profiles of a run.

    Every profile that selects the clause must allow waivers, and none may mark it as mandatory.
    """
    selected = frozenset(clause for profile in profiles for clause in profile.clauses)
    strict = frozenset(clause for profile in profiles if not profile.waivers for clause in profile.clauses)
    return selected - strict - frozenset(clause for profile in profiles for clause in profile.mandatory)


def settled(submission: Submission, results: tuple[ClauseResult, ...], terms: Terms) -> tuple[WaiverResult, ...]:
    """The state of every waiver, in the order of the submission; the first that fits a clause and the device covers it.

    A waiver holds through the day on which it expires. A clause that the run left out is open, and so is its waiver.
    """
    judgements = {result.clause: result.judgement for result in results}
    covered: set[str] = set()
    settled_ones = []
    for waiver in submission.waivers:
        misfit = _misfit(waiver, submission.device)
        if waiver.expires < terms.today:
            state, sentence = WaiverState.EXPIRED, f"it held until {waiver.expires}: renew it, or remove it"
        elif waiver.clause not in judgements:
            state, sentence = WaiverState.UNUSED, "no profile of the run selects the clause"
        elif misfit:
            state, sentence = WaiverState.UNUSED, misfit
        elif waiver.clause in covered:
            state, sentence = WaiverState.UNUSED, "an earlier waiver covers the same clause on this device"
        else:
            covered.add(waiver.clause)
            state, sentence = _covering(waiver, judgements[waiver.clause], terms)
        settled_ones.append(WaiverResult(waiver, state, sentence))
    return tuple(settled_ones)


def waived(waivers: tuple[WaiverResult, ...], terms: Terms) -> frozenset[str]:
    """Clauses whose failure does not decide: a waiver of them is in use, and they may be waived."""
    in_use = frozenset(result.waiver.clause for result in waivers if result.state is WaiverState.IN_USE)
    return in_use & terms.waivable


def stale_lines(waivers: tuple[WaiverResult, ...]) -> tuple[str, ...]:
    """One line for each waiver that somebody must mend or remove; with any of them no run ends in success."""
    return tuple(
        f"stale waiver of {result.waiver.clause} ({result.state}): {result.sentence}"
        for result in waivers
        if result.state.is_stale
    )


def _covering(waiver: Waiver, judgement: Judgement, terms: Terms) -> tuple[WaiverState, str]:
    """State of a waiver that is in force and fits the clause and the device."""
    match judgement.verdict:
        case Verdict.PASS:
            return WaiverState.NOT_NEEDED, "the clause is met: remove the waiver"
        case Verdict.NOT_APPLICABLE:
            return WaiverState.NOT_NEEDED, "the clause does not apply: remove the waiver"
        case Verdict.FAIL if waiver.clause in terms.waivable:
            return WaiverState.IN_USE, f"the clause fails, and counts as waived until {waiver.expires}"
        case Verdict.FAIL:
            return (
                WaiverState.IN_USE,
                "the clause fails, and counts as not met: a profile of the run lets none waive it",
            )
        case _:
            return WaiverState.PENDING, f"the clause is not decided: {judgement.verdict} ({judgement.reason})"


def _misfit(waiver: Waiver, device: Device) -> str:
    """Why the waiver does not hold for the device; '' where it does. Names are compared letter by letter."""
    for what, wanted, is_named in (("maker", waiver.maker, device.maker), ("model", waiver.model, device.model)):
        if wanted and wanted != is_named:
            return f"it holds for {what} {_shown(wanted)}, and the submission names {_shown(is_named)}"
    if lies_within(device.firmware, waiver.firmware_from, waiver.firmware_to):
        return ""
    ends = (("from", waiver.firmware_from), ("to", waiver.firmware_to))
    wanted = " ".join(f"{word} {_shown(end)}" for word, end in ends if end)
    return f"it holds for firmware {wanted}, and the submission names {_shown(device.firmware)}"


def _shown(text: str) -> str:
    """A text of the submission in quotes, shortened, without control characters; `none` for an empty one."""
    if not text:
        return "none"
    return repr(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}...")
