"""The fewest recordings that serve every clause: an exact search over multisets of roles."""

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count

from conformance.model.vocabulary import Role

# of several smallest sets the one with most of the first, then of the second ...
PREFERENCE = (Role.PATROL, *(role for role in Role if role is not Role.PATROL))


@dataclass(frozen=True)
class Demand:
    """So many recordings of any of these roles, in whatever mixture."""

    roles: frozenset[Role]
    count: int


def fewest(demands: tuple[Demand, ...]) -> tuple[Role, ...]:
    """Roles of the smallest set of recordings that meets every demand, in the order of preference.

    Sizes are tried upwards from one that no set can be below, so that the first set found is a smallest one.
    """
    wanted = tuple(dict.fromkeys(demands))
    sizes = (_sets(PREFERENCE, wanted, size) for size in count(_lower_bound(wanted)))
    return next(found for sets in sizes for found in sets)


def _lower_bound(demands: tuple[Demand, ...]) -> int:
    """A size that no set can be below: demands without a common role add up."""
    apart: list[Demand] = []
    for demand in sorted(demands, key=lambda one: -one.count):
        if not any(demand.roles & other.roles for other in apart):
            apart.append(demand)
    return sum(demand.count for demand in apart)


@lru_cache(maxsize=100_000)
def _sets(roles: tuple[Role, ...], demands: tuple[Demand, ...], left: int) -> tuple[tuple[Role, ...], ...]:
    """The preferred set of these roles, of at most `left` recordings, that meets the demands; nothing if none does."""
    most = max((demand.count for demand in demands), default=0)
    if most == 0:
        return ((),)
    if not roles or most > left:
        return ()
    role, others = roles[0], roles[1:]
    useful = max((demand.count for demand in demands if role in demand.roles), default=0)
    for taken in range(min(useful, left), -1, -1):
        for found in _sets(others, tuple(_less(demand, role, taken) for demand in demands), left - taken):
            return ((role,) * taken + found,)
    return ()


def _less(demand: Demand, role: Role, taken: int) -> Demand:
    return replace(demand, count=max(0, demand.count - taken)) if role in demand.roles else demand
