"""How a profile resolves: the clauses of its imports and its own, less what it excludes."""

from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from conformance.catalog.schema import ProfileEntry


@dataclass(frozen=True)
class Selected:
    """Clause ids of a profile, before and after its exclusions, and what it and its imports add to them.

    `disputed`: parameters that imports set differently and the profile does not set itself.
    """

    before: frozenset[str]
    after: frozenset[str]
    mandatory: frozenset[str]
    parameters: tuple[tuple[str, str], ...]
    disputed: tuple[str, ...]


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
        selected[name] = _selected(entry, [selected[other] for other in _imports(entry, profiles)])
    return selected


def _selected(entry: ProfileEntry, imported: list[Selected]) -> Selected:
    before = frozenset(entry.clauses).union(*(one.after for one in imported))
    after = before - frozenset(entry.exclude)
    mandatory = frozenset(entry.mandatory).union(*(one.mandatory for one in imported)) & after
    inherited: dict[str, set[str]] = {}
    for name, limit in (setting for one in imported for setting in one.parameters):
        inherited.setdefault(name, set()).add(limit)
    parameters = {name: min(limits) for name, limits in inherited.items()} | entry.parameters
    disputed = tuple(name for name, limits in inherited.items() if len(limits) > 1 and name not in entry.parameters)
    return Selected(before, after, mandatory, tuple(parameters.items()), disputed)


def _sorter(profiles: Mapping[str, ProfileEntry]) -> TopologicalSorter[str]:
    return TopologicalSorter({name: _imports(entry, profiles) for name, entry in profiles.items()})


def _imports(entry: ProfileEntry, profiles: Mapping[str, ProfileEntry]) -> tuple[str, ...]:
    return tuple(other for other in entry.import_ if other in profiles)
