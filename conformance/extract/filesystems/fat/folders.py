"""Walks the tree of folders of a FAT volume and lists its entries, deleted ones too, as far as they can be believed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from conformance.extract.filesystems.fat import slots
from conformance.extract.filesystems.fat.boot import FIRST_CLUSTER, ROOT_AT, Boot
from conformance.extract.filesystems.fat.content import Content, FolderReader
from conformance.extract.filesystems.fat.slots import SLOT, Part, Short
from conformance.extract.filesystems.fat.table import Table
from conformance.extract.filesystems.window import MOST_ENTRIES, Window
from conformance.model.dump_facts import Entry, Nature

ROOT = "/"
_MOST_SLOTS = 1_000_000  # in which MOST_ENTRIES stand with names of 117 characters
_LONGEST_PATH = 520  # twice what the specification allows


@dataclass(frozen=True, slots=True)
class Claim:
    """What a live entry, whose slot is at `offset` of the window, says of its clusters; the path is told in flaws."""

    path: str
    offset: int
    first: int
    size: int
    is_folder: bool


@dataclass
class Tree:
    """What the folders list; `complete` is False where some were not read to their end.

    `traces` are parts of long names whose deleted entries were overwritten, `passed_over` slots in use that can't be
    entries.
    """

    entries: list[Entry] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    unlisted: int = 0
    label: str = ""
    complete: bool = True
    traces: int = 0
    passed_over: int = 0


@dataclass(frozen=True)
class _Folder:
    """One to be read; `parent` is the first cluster of the one it lies in, 0 for the root."""

    path: str
    offset: int
    first: int
    parent: int
    is_root: bool = False


@dataclass
class _State:
    """What is remembered within one folder."""

    folder: _Folder
    content: Content
    dotted: bool = True
    parts: list[Part] = field(default_factory=list)
    names: set[bytes] = field(default_factory=set)


def walk(window: Window, boot: Boot, table: Table) -> Tree:
    """The whole tree, a folder's entries before those of its folders."""
    return _Walk(window, boot, table).tree


class _Walk:
    def __init__(self, window: Window, boot: Boot, table: Table) -> None:
        self._window, self._boot = window, boot
        self._reader = FolderReader(window, boot, table)
        self._entered: dict[int, str] = {}
        self._labelled = False
        self._slots = 0
        self._waiting: list[_Folder] = []
        self._found: list[_Folder] = []
        self.tree = Tree()
        if boot.root:
            self.tree.claims.append(Claim(ROOT, ROOT_AT, boot.root, 0, is_folder=True))
        self._entered[boot.root] = ROOT
        self._waiting.append(_Folder(ROOT, ROOT_AT, boot.root, 0, is_root=True))
        while self._waiting:
            self._read(self._waiting.pop())

    def _read(self, folder: _Folder) -> None:
        """All slots of one folder."""
        self._window.beat()
        content = self._reader.root() if folder.is_root and not folder.first else self._reader.chain(folder.first)
        if content.trouble:
            self.tree.complete = False
            self._window.flaw(folder.path, folder.offset, content.trouble)
        state = _State(folder, content)
        if not folder.is_root:
            self._check_dots(state)
        for at in range(0, len(content.data), SLOT):
            if content.data[at] == 0:
                self._end(state, at)
                break
            if self._slots >= _MOST_SLOTS:
                self._give_up(state, at)
                return
            self._slots += 1
            self._take(state, at)
        self._stray(state, state.parts)
        self._waiting += reversed(self._found)
        self._found.clear()

    def _give_up(self, state: _State, at: int) -> None:
        """Enough was read; entries without room in the list say so too."""
        if not self.tree.unlisted:
            said = f"the folders hold more than {_MOST_SLOTS} slots; those from here on are not read"
            self._window.flaw(state.folder.path, state.content.place(at), said)
        self.tree.complete = False
        self._waiting.clear()

    def _check_dots(self, state: _State) -> None:
        """The first two slots name the folder and the one it lies in; the root is named as 0."""
        folder, content = state.folder, state.content
        root = (0, self._boot.root) if folder.parent in (0, self._boot.root) else ()
        due = ((0, slots.DOT, (folder.first,)), (SLOT, slots.DOT_DOT, root or (folder.parent,)))
        present = 0
        for at, name, clusters in due:
            if len(content.data) < at + SLOT or content.data[at : at + 11] != name:
                self._window.flaw(folder.path, content.place(at), f"lacks its entry '{name.decode().rstrip()}'")
                continue
            present += 1
            dot = slots.short_at(content.data, at)
            cluster = dot.cluster(self._boot.kind)
            if cluster not in clusters or not dot.is_folder:
                said = f"its entry '{name.decode().rstrip()}' leads to cluster {cluster} instead of {clusters[0]}"
                self._window.flaw(folder.path, content.place(at), said)
        state.dotted = present > 0

    def _take(self, state: _State, at: int) -> None:
        """One slot that is in use or was."""
        data = state.content.data
        if slots.is_part(data, at):
            state.parts.append(slots.part_at(data, at))
            return
        parts, state.parts = state.parts, []
        short = slots.short_at(data, at)
        if len(self.tree.entries) >= MOST_ENTRIES:
            self._count(short)
            return
        if short.name[0] == slots.DELETED:
            self._take_deleted(state, short, parts)
        elif short.name in (slots.DOT, slots.DOT_DOT):
            if state.folder.is_root or at >= 2 * SLOT:
                said = f"holds an entry '{short.name.decode().rstrip()}' that is not due there"
                self._window.flaw(state.folder.path, state.content.place(at), said)
        elif short.attributes & (slots.VOLUME | slots.FOLDER) == slots.VOLUME and slots.attributes_fit(short):
            self._stray(state, parts)
            self._take_label(state, (at, short))
        else:
            self._take_live(state, (at, short), parts)

    def _take_deleted(self, state: _State, short: Short, parts: Sequence[Part]) -> None:
        if not slots.plausible(short, self._boot):
            return
        name = slots.long_of_deleted(parts, short) or slots.short_name(short, deleted=True)
        self._list(_inside(state.folder, slots.shown_long(name)), short, deleted=True)

    def _take_label(self, state: _State, found: tuple[int, Short]) -> None:
        at, short = found
        if not state.folder.is_root or self._labelled:
            which = "a second label" if state.folder.is_root else "a label"
            self._window.flaw(state.folder.path, state.content.place(at), f"holds {which} of the volume")
            return
        self._labelled = True
        self.tree.label = label_of(short.name)

    def _take_live(self, state: _State, found: tuple[int, Short], parts: Sequence[Part]) -> None:
        at, short = found
        place = state.content.place(at)
        wrong = _wrong(short)
        if (wrong or not state.dotted) and not self._believable(state, short):
            self._stray(state, parts)
            self._window.flaw(state.folder.path, place, "holds a slot that can't be an entry")
            self.tree.passed_over += 1
            return
        used = slots.long_of_live(parts, short)
        self._stray(state, parts[: len(parts) - len(used)])
        long = slots.long_name(used)
        path = _inside(state.folder, slots.shown_long(long) if long else slots.short_name(short, deleted=False))
        if used and not slots.long_fits(long):
            wrong = "its long name has characters that none can have"
        if wrong:
            self._window.flaw(path, place, wrong)
        if short.name in state.names:
            self._window.flaw(path, place, "its folder holds the same short name twice")
        state.names.add(short.name)
        self._list(path, short, deleted=False)
        self._claim(state, Claim(path, place, short.cluster(self._boot.kind), short.size, short.is_folder))

    def _believable(self, state: _State, short: Short) -> bool:
        """True of a damaged entry, and not of garbage; in what hardly is a folder nothing may be wrong."""
        if not state.dotted:
            return slots.plausible(short, self._boot)
        return slots.fields_fit(short, self._boot) and (slots.attributes_fit(short) or slots.name_fits(short.name))

    def _claim(self, state: _State, claim: Claim) -> None:
        """Note its clusters, and for a folder that it is to be read."""
        before = self._entered.get(claim.first, "") if claim.is_folder and claim.first else ""
        if before:
            self._window.flaw(claim.path, claim.offset, f"leads to cluster {claim.first}, as the folder {before} does")
            return
        self.tree.claims.append(claim)
        if not claim.is_folder or not FIRST_CLUSTER <= claim.first < self._boot.end:
            return
        if len(claim.path) > _LONGEST_PATH:
            said = f"its path has {len(claim.path)} characters, more than FAT allows: the folder is not read"
            self._window.flaw(claim.path, claim.offset, said)
            self.tree.complete = False
            return
        self._entered[claim.first] = claim.path
        self._found.append(_Folder(claim.path, claim.offset, claim.first, state.folder.first))

    def _count(self, short: Short) -> None:
        """A slot for which there is no room in the list any more."""
        deleted, other = short.name[0] == slots.DELETED, short.attributes & slots.VOLUME
        if short.name not in (slots.DOT, slots.DOT_DOT) and not other:
            self.tree.unlisted += not deleted or slots.plausible(short, self._boot)
            self.tree.complete = False

    def _list(self, path: str, short: Short, *, deleted: bool) -> None:
        self.tree.entries.append(
            Entry(
                path=path,
                nature=Nature.FOLDER if short.is_folder else Nature.FILE,
                size=short.size,
                deleted=deleted,
                number=short.cluster(self._boot.kind),
                created=slots.created(short.created_date, short.created_time, short.tenths),
                written=slots.written(short.written_date, short.written_time),
                accessed=slots.accessed(short.accessed_date),
                executable=slots.is_program(short),
            )
        )

    def _stray(self, state: _State, parts: Sequence[Part]) -> None:
        """Live parts of a long name whose entry does not follow; those before deleted slots may be of one."""
        count = 0
        for part in reversed(parts):
            if part.order == slots.DELETED:
                self.tree.traces += 1
                break
            count += 1
        if count:
            place = state.content.place(parts[-count].at)
            self._window.flaw(state.folder.path, place, f"{count} parts of a long name belong to no entry")

    def _end(self, state: _State, end: int) -> None:
        """All slots behind the first free one are free too; entries there are hidden."""
        data = state.content.data
        if data.count(0, end) == len(data) - end:
            return
        hidden = 0
        for at in range(end, len(data), SLOT):
            if data[at : at + SLOT].strip(b"\0"):
                self._slots += 1
                hidden += not slots.is_part(data, at) and slots.plausible(slots.short_at(data, at), self._boot)
        if hidden:
            said = f"its end mark hides {hidden} entries behind it"
            self._window.flaw(state.folder.path, state.content.place(end), said)


def label_of(name: bytes) -> str:
    """A volume's label as it is shown."""
    return name.rstrip(b" \0").decode("ascii", "backslashreplace")


def _wrong(short: Short) -> str:
    """What can't stand in an entry, '' where all can."""
    if not slots.attributes_fit(short):
        return f"has the attributes {short.attributes:02x}, which no entry can have"
    return "" if slots.name_fits(short.name) else "its short name has characters that none can have"


def _inside(folder: _Folder, name: str) -> str:
    return name if folder.is_root else f"{folder.path}/{name}"
