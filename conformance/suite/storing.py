"""Which entry of which dump a recording is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from conformance.model.dump_facts import Entry, Nature, Storage, Volume
from conformance.model.evidence import DumpSubject, Recording


class Shelf:
    """The files of all dumps by name and size."""

    def __init__(self, dumps: Iterable[DumpSubject]) -> None:
        self._dumps: list[dict[tuple[str, int], list[Entry]]] = []
        for dump in dumps:
            files: dict[tuple[str, int], list[Entry]] = defaultdict(list)
            for entry in _files(dump):
                files[_name(entry.path), entry.size].append(entry)
            self._dumps.append(dict(files))

    def entry_of(self, recording: Recording) -> tuple[Entry, ...]:
        """The entry of that name and size, of the first dump in which there is one alone; none where there is none.

        That its content is the same is not asked: two times are compared, and nothing rests on it.
        """
        key = _name(recording.path), recording.size
        found = (files.get(key, []) for files in self._dumps)
        return next((tuple(entries) for entries in found if len(entries) == 1), ())


def _files(dump: DumpSubject) -> Iterator[Entry]:
    storage = dump.facts.storage
    volumes = storage.volumes if isinstance(storage, Storage) else ()
    read = (one for one in volumes if isinstance(one, Volume))
    return (entry for one in read for entry in one.entries if entry.nature is Nature.FILE and not entry.deleted)


def _name(path: str) -> str:
    return path.rpartition("/")[2]
