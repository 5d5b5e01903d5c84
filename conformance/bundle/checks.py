"""What verifying a bundle comes to: a line for each thing that was looked at, and one status for all."""

from dataclasses import dataclass
from enum import StrEnum

MOST_TOLD = 20  # differences of one kind; a count tells the rest


class State(StrEnum):
    """What one check came to."""

    HOLDS = "holds"
    DOES_NOT_HOLD = "does not hold"
    INCOMPARABLE = "incomparable"
    NOT_TRUSTED = "not trusted"
    TOLD = "note"


# the worst decides
STATUS = {State.DOES_NOT_HOLD: 1, State.INCOMPARABLE: 5, State.NOT_TRUSTED: 3, State.HOLDS: 0, State.TOLD: 0}


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    what: str
    state: State
    told: str


def status_of(checks: tuple[Check, ...]) -> int:
    """The status of all together; that of no checks at all is that of something that does not hold."""
    states = {check.state for check in checks}
    return next((status for state, status in STATUS.items() if state in states), STATUS[State.DOES_NOT_HOLD])


def differing(what: str, differences: tuple[str, ...], holds: str, state: State = State.DOES_NOT_HOLD) -> list[Check]:
    """A line for each difference, of many for the first ones, or one that there is none."""
    if not differences:
        return [Check(what, State.HOLDS, holds)]
    told = [Check(what, state, one) for one in differences[:MOST_TOLD]]
    if len(differences) > MOST_TOLD:
        told.append(Check(what, state, f"and {len(differences) - MOST_TOLD} more"))
    return told
