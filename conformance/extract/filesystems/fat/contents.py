"""Finds the bytes of the files of a FAT volume, chain by chain."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from conformance.extract.filesystems.contents import Content, Contents, Piece, Wanted, doubted, doubts, fitted, meeting
from conformance.extract.filesystems.fat.boot import FIRST_CLUSTER, Absurd, Boot, find_boot
from conformance.extract.filesystems.fat.checks import check_size
from conformance.extract.filesystems.fat.folders import Claim, walk
from conformance.extract.filesystems.fat.runs import CLOSED, runs_of
from conformance.extract.filesystems.fat.table import BAD, FREE, Table, read_table
from conformance.extract.filesystems.window import Window


def fat_contents(window: Window, wanted: Wanted) -> Contents:
    """The wanted ones of its files; one whose chain is not just as long as its size can't be had.

    Raises:
        OSError: the image can't be read.
        DamagedImageError: it does not hold what it should.
    """
    boot = find_boot(window)
    if isinstance(boot, Absurd):
        return Contents(window, (), boot.why)
    if check_size(window, boot) < boot.data_at:
        return Contents(window, (), "its tables and folders are not all there")
    table = read_table(window, boot)
    tree = walk(window, boot, table)
    chains = _Chains(window, boot, table, tree.claims).all()
    mixed = _mixed(chains)
    files = (
        doubted(_content(claim, chain)) if index in mixed else _content(claim, chain)
        for index, (claim, chain) in enumerate(zip(tree.claims, chains, strict=True))
        if not claim.is_folder and wanted(claim.path)
    )
    told = [] if tree.complete else ["some of its folders are not read to their end"]
    return Contents(window, tuple(files), "; ".join(told + doubts(tree.passed_over)))


@dataclass(frozen=True)
class _Chain:
    """The clusters of an entry, as far as they are followed."""

    pieces: tuple[Piece, ...]
    trouble: str = ""


class _Chains:
    """Follows the chain of every claim, by runs of consecutive clusters."""

    def __init__(self, window: Window, boot: Boot, table: Table, claims: Sequence[Claim]) -> None:
        self._window, self._boot, self._table, self._claims = window, boot, table, claims
        heads = [claim.first for claim in claims if self._allocated(claim.first)]
        self._runs = runs_of(table.values, heads, window.beat)
        self._patience = len(self._runs.last) + len(claims)  # steps: more come only where chains meet

    def all(self) -> list[_Chain]:
        """One for each claim."""
        return [self._chain(claim) for claim in self._claims]

    def _allocated(self, cluster: int) -> bool:
        inside = FIRST_CLUSTER <= cluster < self._boot.end
        return inside and self._table.next(cluster) not in (FREE, BAD)

    def _chain(self, claim: Claim) -> _Chain:
        """To its end, and of a file no further than behind its size."""
        if not claim.first:
            return _Chain((), "" if claim.is_folder or not claim.size else "it has no cluster")
        if not self._allocated(claim.first):
            return _Chain((), f"it begins at {claim.first}, which is no cluster in use")
        pieces, held, run = list[Piece](), 0, self._runs.beginning_at(claim.first)
        while run >= 0 and (claim.is_folder or held < claim.size):
            if self._patience <= 0:
                return _Chain(tuple(pieces), "the chains of the volume meet too often to be followed")
            self._patience -= 1
            count = int(self._runs.length[run]) * self._boot.unit
            pieces.append(Piece(self._boot.place(self._runs.first(run)), count))
            held, run = held + count, int(self._runs.next[run])
        self._window.beat()
        due = -(-claim.size // self._boot.unit) * self._boot.unit
        right = run == CLOSED and held == due
        wrong = f"its chain does not end just behind the {due} bytes that its size takes"
        return _Chain(tuple(pieces), "" if right or claim.is_folder else wrong)


def _mixed(chains: Sequence[_Chain]) -> set[int]:
    """Numbers of the chains that meet another one, or themselves."""
    rows = [(*piece, index) for index, chain in enumerate(chains) for piece in chain.pieces]
    table = np.array(sorted(rows), np.int64).reshape(-1, 3)
    meets = meeting(table[:, 0], table[:, 0] + table[:, 1])
    return set(table[meets, 2].tolist())


def _content(claim: Claim, chain: _Chain) -> Content:
    if chain.trouble:
        return Content(claim.path, claim.size, (), chain.trouble)
    return fitted(claim.path, claim.size, chain.pieces, claim.size)
