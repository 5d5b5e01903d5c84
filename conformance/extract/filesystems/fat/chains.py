"""Follows the chain of every entry through the table, and finds what is broken, shared, too long, too short or lost."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from conformance.extract.filesystems.fat.boot import FIRST_CLUSTER, Boot
from conformance.extract.filesystems.fat.folders import Claim, Tree
from conformance.extract.filesystems.fat.runs import CLOSED, runs_of
from conformance.extract.filesystems.fat.table import BAD, BATCH, FREE, Table
from conformance.extract.filesystems.window import MOST_FLAWS, Window

_NOBODY = 0
_SHARED, _LOOP = -3, -4  # how a chain ends, besides those of `Runs.next`
_BEAT = 0xFFFF
_MOST_LEAPS = 1 << 21  # each takes 2 us; interleaved streams, however torn, do not leap so far


def check_chains(window: Window, boot: Boot, table: Table, tree: Tree) -> None:
    """Flaws of the clusters of all entries, and of allocated ones that none has."""
    _Check(window, boot, table, tree.claims).check(complete=tree.complete)


class _Check:
    def __init__(self, window: Window, boot: Boot, table: Table, claims: Sequence[Claim]) -> None:
        self._window, self._boot, self._table, self._claims = window, boot, table, claims
        heads = [claim.first for claim in claims if self._allocated(claim.first)]
        self._runs = runs_of(table.values, heads, window.beat)
        self._owner = np.zeros(len(self._runs.last), np.uint32)
        self._owners, self._nexts = self._owner.data, self._runs.next.data
        self._lengths = self._runs.length.data

    def check(self, *, complete: bool) -> None:
        """Lost clusters can be told only where all folders were read."""
        leaps = self._runs.leaps()
        if leaps > _MOST_LEAPS:
            said = f"the chains leap to and fro {leaps} times, more than {_MOST_LEAPS}: they are not followed"
            self._window.flaw("table", self._boot.table_at, said)
            return
        for number, claim in enumerate(self._claims, 1):
            wrong = self._wrong(number, claim)
            if wrong:
                self._window.flaw(claim.path, claim.offset, wrong)
            if claim.is_folder and claim.size:
                self._window.flaw(claim.path, claim.offset, f"is a folder and states a size of {claim.size} bytes")
        if complete:
            self._lost()

    def _allocated(self, cluster: int) -> bool:
        inside = FIRST_CLUSTER <= cluster < self._boot.end
        return inside and self._table.next(cluster) not in (FREE, BAD)

    def _wrong(self, number: int, claim: Claim) -> str:
        """What is wrong with one entry's clusters, '' where nothing is."""
        if not claim.first:
            if claim.is_folder:
                return "is a folder and has no cluster"
            return f"states {claim.size} bytes and has no cluster" if claim.size else ""
        if not self._allocated(claim.first):
            return f"begins at {self._named(claim.first)}"
        length, run, ending = self._follow(number, self._runs.beginning_at(claim.first))
        if ending == CLOSED:
            return "" if claim.is_folder else self._unequal(claim, length)
        return self._unclosed(length, run, ending)

    def _unclosed(self, length: int, run: int, ending: int) -> str:
        """A chain that does not come to its end."""
        if ending == _SHARED:
            other = self._claims[self._owners[run] - 1].path
            return f"shares cluster {self._runs.first(run)} and what follows with {other}"
        if ending == _LOOP:
            return f"its chain leads back to cluster {self._runs.first(run)} after {length} clusters"
        last = int(self._runs.last[run])
        return f"its chain leads from cluster {last} to {self._named(self._table.next(last))}"

    def _unequal(self, claim: Claim, length: int) -> str:
        """A chain that is not as long as the size."""
        due = -(-claim.size // self._boot.unit)
        if length == due:
            return ""
        return f"has a chain of {length} clusters; its {claim.size} bytes take {due}"

    def _named(self, cluster: int) -> str:
        if not FIRST_CLUSTER <= cluster < self._boot.end:
            return f"{cluster}, which is no cluster; they are {FIRST_CLUSTER} to {self._boot.end - 1}"
        state = self._table.next(cluster)
        return f"cluster {cluster}, which is {'free' if state == FREE else 'marked bad'}"

    def _follow(self, number: int, run: int) -> tuple[int, int, int]:
        """Mark a chain's runs as its entry's: its clusters, the run where it ends, and how it ends."""
        owners, nexts, lengths = self._owners, self._nexts, self._lengths
        clusters = steps = 0
        while True:
            if owners[run]:
                return clusters, run, _LOOP if owners[run] == number else _SHARED
            owners[run] = number
            clusters += lengths[run]
            steps += 1
            if not steps & _BEAT:
                self._window.beat()
            following = nexts[run]
            if following < 0:
                return clusters, run, following
            run = following

    def _lost(self) -> None:
        """Chains that no entry leads to, by their first clusters; those that have none go round."""
        heads = self._heads()
        rest = len(self._claims) + 1
        for run in _first_ones(heads):
            self._tell_lost(run, rest)
        further = int(np.count_nonzero(heads)) - MOST_FLAWS
        if further > 0:
            self._window.faults += further
            return
        for run in _first_ones(self._owner == _NOBODY):
            if self._owners[run] == _NOBODY:
                self._tell_lost(run, rest)

    def _heads(self) -> NDArray[np.bool_]:
        """Runs of nobody to which no run of nobody leads."""
        heads: NDArray[np.bool_] = self._owner == _NOBODY
        for start in range(0, len(heads), BATCH):  # at once, numpy would make 8 B of each index
            batch = slice(start, start + BATCH)
            following = self._runs.next[batch][self._owner[batch] == _NOBODY]
            heads[following[following >= 0]] = False
        return heads

    def _tell_lost(self, run: int, number: int) -> None:
        length, _, ending = self._follow(number, run)
        first = self._runs.first(run)
        how = "" if ending == CLOSED else ", and do not end in order"
        said = f"{length} clusters from cluster {first} on are allocated and belong to no entry{how}"
        self._window.flaw("table", self._boot.table_at + first * self._boot.kind // 8, said)


def _first_ones(mask: NDArray[np.bool_]) -> list[int]:
    """Where it is true, as often as flaws are kept."""
    found: list[int] = []
    for start in range(0, len(mask), BATCH):
        found += [int(place) + start for place in np.flatnonzero(mask[start : start + BATCH])[:MOST_FLAWS]]
        if len(found) >= MOST_FLAWS:
            break
    return found[:MOST_FLAWS]
