"""Compares the files of a submission with the manifests of digests that it names.

A manifest on the medium that it describes proves nothing against whoever can write there: it finds what happened since.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from unicodedata import normalize

from conformance.errors import SubmissionError
from conformance.evidence.digests import COMPUTED, digests_of, sha256_of
from conformance.evidence.files import SUBMISSION_FILE, FoundFile, leaves_the_folder, shown_path
from conformance.evidence.manifest_forms import NOT_STATED, Listed, Parsed, parsed
from conformance.model.manifest import MOST_NAMED, ManifestCheck, Named

BAG = "bagit.txt"  # RFC 8493, 2.1.1: names all manifests of its folder

_LARGEST = 64 << 20  # bytes: half a million lines of 128
_PAYLOAD = "data"
_LONGEST = 300  # characters of a name: a report has no room for more
_TRIED = 100  # listed paths: one of them is there, or hardly any


@dataclass
class Outcomes:
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

    def named(self, path: str) -> tuple[str, ...]:
        """The manifests that a path of `submission.yaml` stands for.

        Raises:
            SubmissionError: it leaves the submission, is not there, or is a bag without manifests.
        """
        if leaves_the_folder(path):
            raise SubmissionError(f"{path!r} leaves the submission; write a path inside it, with '/'")
        plain = PurePosixPath(path)
        if str(plain) not in self._found or not self._found[str(plain)].can_be_read:
            raise SubmissionError(f"{path!r} is no file of the submission that can be read")
        if plain.name.startswith("tagmanifest-"):
            raise SubmissionError(f"{path!r} lists no recording of its bag; name its {BAG}")
        if plain.name != BAG:
            return (str(plain),)
        beside = [one for one in self._found if PurePosixPath(one).parent == plain.parent]
        found = tuple(
            one for one in beside if "manifest-" in one and parsed(PurePosixPath(one).name, "").form == "BagIt"
        )
        if not found:
            raise SubmissionError(f"no manifest lies beside {path!r}")
        return found

    def check(self, path: str) -> ManifestCheck:
        """One manifest against the files.

        Raises:
            SubmissionError: it can't be read, or is too large.
        """
        sha256, size = sha256_of(self._found[path].file)
        if size > _LARGEST:
            raise SubmissionError(f"{path!r} has {size} bytes: no manifest")
        text = self._found[path].file.read_bytes().decode("utf-8", "surrogateescape")
        told, folder = parsed(PurePosixPath(path).name, text), PurePosixPath(path).parent
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

    def _compared(self, told: Parsed, folder: PurePosixPath) -> Outcomes:
        found = Outcomes(0, [], [], [], [], set())
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
        return listed.size in (NOT_STATED, self._size(path)) and listed.digest in self._all_digests(
            path, listed.algorithms
        )

    def _size(self, path: str) -> int:
        return self._found[path].file.stat().st_size

    def _all_digests(self, path: str, algorithms: Sequence[str]) -> list[str]:
        able = [name for name in algorithms if name in COMPUTED]
        wanted = [name for name in able if (path, name) not in self._digests]
        if wanted:
            for name, digest in digests_of(self._found[path].file, wanted).items():
                self._digests[path, name] = digest
        return [self._digests[path, name] for name in able]

    def _extra(self, manifest: str, told: Parsed, outcomes: Outcomes) -> list[str]:
        """Files below the folder of the manifest that it does not list; of a bag those of its payload."""
        folder = PurePosixPath(manifest).parent
        if told.form == "BagIt":
            if PurePosixPath(manifest).name.startswith("tag"):
                return []
            folder /= _PAYLOAD
        ours = (path for path in self._found if PurePosixPath(path).is_relative_to(folder))
        extra = [path for path in ours if path not in outcomes.taken and path not in self._paperwork]
        self.told.update(extra)
        return extra

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
    paths = Manifests(found, ()).named(named)
    manifests = Manifests(found, {*paperwork, *paths} - set(recordings))
    first, *others = map(manifests.check, paths)
    beside = [one for one in recordings if one not in manifests.told]
    extra = Named(first.extra.count + len(beside), (*first.extra.paths, *beside)[:MOST_NAMED])
    return replace(first, extra=extra), *others
