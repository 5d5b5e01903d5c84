"""How a profile resolves: the clauses of its imports and its own, less what it excludes."""

from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from conformance.catalog.schema import ProfileEntry


@dataclass(frozen=True)
class Selected:
    """Clause ids of a profile, before and after its exclusions."""

    before: frozenset[str]
    after: frozenset[str]


def circle(profiles: Mapping[str, ProfileEntry]) -> tuple[str, ...]:
    """Profiles that import each other in a circle, first and last the same; () where none do."""
    try:
        _sorter(profiles).prepare()
    except CycleError as error:
        return tuple(reversed(error.args[1]))
    return ()


def resolve(profiles: Mapping[str, ProfileEntry]) -> Mapping[str, Selected]:
    """The selection of every profile; unknown imports count for nothing, and none go in a circle."""
    selected: dict[str, Selected] = {}
    for name in _sorter(profiles).static_order():
        entry = profiles[name]
        imported = (selected[other].after for other in _imports(entry, profiles))
        before = frozenset(entry.clauses).union(*imported)
        selected[name] = Selected(before, before - frozenset(entry.exclude))
    return selected


def _sorter(profiles: Mapping[str, ProfileEntry]) -> TopologicalSorter[str]:
    return TopologicalSorter({name: _imports(entry, profiles) for name, entry in profiles.items()})


def _imports(entry: ProfileEntry, profiles: Mapping[str, ProfileEntry]) -> tuple[str, ...]:
    return tuple(other for other in entry.import_ if other in profiles)
