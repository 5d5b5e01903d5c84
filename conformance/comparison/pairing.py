"""Which recording or dump of one run is which of the other: by its bytes, else by its name, else by its staged role."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from conformance.model.comparison import EvidencePair, MatchedBy
from conformance.model.evidence import Dump, Recording, Submission
from conformance.model.facts import NOT_TAKEN

_Evidence: TypeAlias = Recording | Dump
_Key: TypeAlias = tuple[object, ...]
_NOBODY: _Key = ()


@dataclass(frozen=True)
class Pairing:
    """Pairs in the order of the first run, and the paths of what is left on either side."""

    pairs: tuple[EvidencePair, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]


def pairing(before: Submission, after: Submission) -> Pairing:
    """Pair the evidence of two submissions; each file is taken once.

    A staged role pairs only where one recording of it is left on either side: more would be a guess.
    """
    left: list[_Evidence] = [*before.recordings, *before.dumps]
    right: list[_Evidence] = [*after.recordings, *after.dumps]
    order = {one.id: place for place, one in enumerate(left)}
    found: list[EvidencePair] = []
    for by, key in ((MatchedBy.DIGEST, _bytes_and_path), (MatchedBy.DIGEST, _bytes), (MatchedBy.PATH, _path)):
        left, right = _taken(left, right, key, by, found)
    alone = _alone(left) & _alone(right)
    left, right = _taken(left, right, lambda one: _role(one) if _role(one) in alone else _NOBODY, MatchedBy.ROLE, found)
    return Pairing(
        tuple(sorted(found, key=lambda pair: order[pair.before])),
        tuple(one.path for one in left),
        tuple(one.path for one in right),
    )


def _taken(
    left: list[_Evidence],
    right: list[_Evidence],
    key: Callable[[_Evidence], _Key],
    by: MatchedBy,
    found: list[EvidencePair],
) -> tuple[list[_Evidence], list[_Evidence]]:
    """Add the pairs of equal keys to `found`, in order; what is left on either side."""
    waiting: dict[_Key, list[_Evidence]] = {}
    for one in reversed(right):
        waiting.setdefault(key(one), []).append(one)
    waiting[_NOBODY] = []
    rest, used = [], set()
    for one in left:
        if candidates := waiting.get(key(one)):
            other = candidates.pop()
            used.add(other.id)
            found.append(EvidencePair(one.id, other.id, one.path, other.path, by))
        else:
            rest.append(one)
    return rest, [one for one in right if one.id not in used]


def _bytes(one: _Evidence) -> _Key:
    return _NOBODY if one.sha256 == NOT_TAKEN else (type(one), one.sha256, one.size)


def _bytes_and_path(one: _Evidence) -> _Key:
    return (*_bytes(one), one.path) if _bytes(one) else _NOBODY


def _path(one: _Evidence) -> _Key:
    return (type(one), one.path)


def _role(one: _Evidence) -> _Key:
    return (one.role,) if isinstance(one, Recording) and one.role.staged else _NOBODY


def _alone(side: Iterable[_Evidence]) -> set[_Key]:
    counted = Counter(map(_role, side))
    return {role for role, count in counted.items() if count == 1 and role}
