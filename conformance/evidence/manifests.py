"""Compares the files of a submission with the manifests of digests that it names.

A manifest on the medium that it describes proves nothing against whoever can write there: it finds what happened since.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from unicodedata import normalize

from conformance.errors import SubmissionError
from conformance.evidence.digests import COMPUTED, content_of, digests_of
from conformance.evidence.files import SUBMISSION_FILE, FoundFile, leaves_the_folder, named_file, shown_path
from conformance.evidence.manifest_forms import BAG_FORM, NOT_STATED, Listed, Parsed, is_list_of_payload, parsed
from conformance.model.manifest import MOST_NAMED, ManifestCheck, Named

BAG = "bagit.txt"  # RFC 8493, 2.1.1: names all manifests of its folder

_LARGEST = 64 << 20  # bytes: half a million lines of 128
_PAYLOAD = "data"
_LONGEST = 300  # characters of a name: a report has no room for more
_TRIED = 100  # listed paths: one of them is there, or hardly any


@dataclass
class _Outcomes:
    """What became of the listed files, by their paths."""

    matched: int
    changed: list[str]
    missing: list[Listed]
    respelled: list[str]
    unread: list[str]
    taken: set[str]


class Manifests:
    """All files of a submission, ready to be compared; each is read once for every algorithm that is asked for."""

    def __init__(self, found: Sequence[FoundFile], paperwork: Iterable[str]) -> None:
        """`paperwork` are files beside the evidence, which no manifest need list."""
        self._found = {file.path: file for file in found}
        self._respelled = {_spelled(file.path): file.path for file in found}
        self._paperwork = set(paperwork)
        self._digests: dict[tuple[str, str], str] = {}
        self.told: set[str] = set()  # files that some manifest lists, or is said not to list

    def check(self, path: str) -> ManifestCheck:
        """One manifest against the files.

        Raises:
            SubmissionError: it can't be read, or is too large.
        """
        content, sha256 = content_of(self._found[path], _LARGEST)
        told = parsed(PurePosixPath(path).name, content.decode("utf-8", "surrogateescape"))
        folder = PurePosixPath(path).parent
        outcomes = self._compared(told, folder)
        extra = self._extra(path, told, outcomes)
        moved = dict(self._moved(outcomes.missing, extra))
        gone = set(moved.values())
        missing = [one.path for one in outcomes.missing if one.path not in moved]
        return ManifestCheck(
            path,
            sha256,
            told.form,
            tuple(dict.fromkeys("/".join(one.algorithms) for one in told.listed)),
            len(told.listed),
            outcomes.matched,
            _named(outcomes.changed),
            _named(missing),
            _named([f"{one} -> {other}" for one, other in moved.items()]),
            _named(outcomes.respelled),
            _named([one for one in extra if one not in gone]),
            _named([*told.unread, *outcomes.unread]),
        )

    def _compared(self, told: Parsed, folder: PurePosixPath) -> _Outcomes:
        found = _Outcomes(0, [], [], [], [], set())
        root = self._root([one.path.replace("\\", "/") for one in told.listed], folder)
        for one in told.listed:
            if not COMPUTED.intersection(one.algorithms):
                found.unread.append(f"{one.path!r}: {'/'.join(one.algorithms)} is not in this build of OpenSSL")
                continue
            below = one.path.replace("\\", "/").removeprefix(root)
            if leaves_the_folder(below):
                found.unread.append(f"{one.path!r} leaves the folder of the manifest")
                continue
            target = shown_path(Path(folder / below))
            if target == SUBMISSION_FILE:  # its own digest stands in the results
                found.matched += 1
                continue
            path = target if target in self._found else self._respelled.get(_spelled(target), "")
            if not path or not self._found[path].can_be_read:
                found.missing.append(one)
                continue
            found.taken.add(path)
            self.told.add(path)
            found.respelled += [f"{target} -> {path}"] if path != target else []
            if self._is(path, one):
                found.matched += 1
            else:
                found.changed.append(path)
        return found

    def _root(self, paths: Sequence[str], folder: PurePosixPath) -> str:
        """What absolute paths begin with that is the folder here: the shortest beginning behind which a file lies."""
        first = next((path for path in paths if PureWindowsPath(path).root), "")
        ends = [end + 1 for end, letter in enumerate(first) if letter == "/"]
        some = [path for path in paths[:_TRIED] if path.startswith(first[: ends[0]] if ends else first)]
        for end in ends:
            below = (str(folder / path.removeprefix(first[:end])) for path in some if path.startswith(first[:end]))
            if any(path in self._found for path in below):
                return first[:end]
        return ""

    def _is(self, path: str, listed: Listed) -> bool:
        """True where the file is as listed."""
        if listed.size not in (NOT_STATED, self._found[path].file.stat().st_size):
            return False
        return listed.digest in self._all_digests(path, listed.algorithms)

    def _all_digests(self, path: str, algorithms: Sequence[str]) -> list[str]:
        able = [name for name in algorithms if name in COMPUTED]
        wanted = [name for name in able if (path, name) not in self._digests]
        if wanted:
            for name, digest in digests_of(self._found[path].file, wanted).items():
                self._digests[path, name] = digest
        return [self._digests[path, name] for name in able]

    def _extra(self, manifest: str, told: Parsed, outcomes: _Outcomes) -> list[str]:
        """Files below the folder of the manifest that it does not list; of a bag those of its payload.

        A list of its tag files must have every list of its payload (RFC 8493, 2.2.1): whoever stamps or signs that one
        alone would leave the other to anybody.
        """
        folder = PurePosixPath(manifest).parent
        if told.form == BAG_FORM:
            if not is_list_of_payload(PurePosixPath(manifest).name):
                return [one for one in self._lists_of_payload(folder) if one not in outcomes.taken]
            folder /= _PAYLOAD
        ours = (path for path in self._found if PurePosixPath(path).is_relative_to(folder))
        extra = [path for path in ours if path not in outcomes.taken and path not in self._paperwork]
        self.told.update(extra)
        return extra

    def _lists_of_payload(self, folder: PurePosixPath) -> list[str]:
        beside = (PurePosixPath(path) for path in self._found)
        return [str(one) for one in beside if one.parent == folder and is_list_of_payload(one.name)]

    def _moved(self, missing: Sequence[Listed], extra: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Listed files that lie elsewhere: the digest knows them again."""
        if not missing:
            return
        names = tuple(dict.fromkeys(name for one in missing for name in one.algorithms))
        readable = [path for path in extra if self._found[path].can_be_read]
        known = {digest: path for path in readable for digest in self._all_digests(path, names)}
        yield from ((one.path, known[one.digest]) for one in missing if one.digest in known)


def _named(paths: Sequence[str]) -> Named:
    return Named(len(paths), tuple(path[:_LONGEST] for path in paths[:MOST_NAMED]))


def _spelled(path: str) -> str:
    """The same for names that differ in Unicode normalisation or separators alone."""
    return normalize("NFC", path.replace("\\", "/"))


def compared(
    named: str, found: Sequence[FoundFile], recordings: Iterable[str], paperwork: Iterable[str]
) -> tuple[ManifestCheck, ...]:
    """The manifest of that path, or each of a bag, against the files.

    `recordings` count as not listed wherever they lie; `paperwork` need not be listed.

    Raises:
        SubmissionError: it leaves the submission, is not there, can't be read, or is too large.
    """
    paths = _manifests(named, found)
    manifests = Manifests(found, {*paperwork, *paths} - set(recordings))
    first, *others = map(manifests.check, paths)
    beside = [one for one in recordings if one not in manifests.told]
    extra = Named(first.extra.count + len(beside), (*first.extra.paths, *beside)[:MOST_NAMED])
    return replace(first, extra=extra), *others


def _manifests(named: str, found: Sequence[FoundFile]) -> tuple[str, ...]:
    """Paths of the manifests that a path stands for: its own, or all of a bag."""
    file = named_file(named, found)
    path = PurePosixPath(file.path)
    if path.name.startswith("tagmanifest-"):
        raise SubmissionError(f"{named!r} lists no recording of its bag; name its {BAG}")
    if path.name != BAG:
        return (file.path,)
    beside = (PurePosixPath(one.path) for one in found)
    bags = tuple(str(one) for one in beside if one.parent == path.parent and parsed(one.name, "").form == BAG_FORM)
    if not bags:
        raise SubmissionError(f"no manifest lies beside {named!r}")
    return bags
