"""Evidence files of attestations: found among the files of the submission, their digests taken."""

from pathlib import PurePosixPath

from conformance.errors import SubmissionError
from conformance.evidence.digests import NO_FILE, sha256_of
from conformance.evidence.files import SUBMISSION_FILE, FoundFile, leaves_the_folder
from conformance.model.evidence import Attestation, Exhibit


class Exhibits:
    """Looks up what attestations name; one file may stand behind many of them and is read once."""

    def __init__(self, found: tuple[FoundFile, ...]) -> None:
        self._found = {file.path: file for file in found}
        self._digests: dict[str, str] = {}

    def exhibit(self, path: str, stated_sha256: str) -> Exhibit:
        """The file of that path in the submission; one that is not there has no digest.

        Raises:
            SubmissionError: the path leaves the submission, or is no file that may be read.
        """
        if leaves_the_folder(path):
            raise SubmissionError(f"{path!r} leaves the submission; write a path inside it, with '/'")
        plain = PurePosixPath(path).as_posix()
        if plain == SUBMISSION_FILE:
            raise SubmissionError(f"{SUBMISSION_FILE} can't be its own evidence; name another file")
        if plain in self._found and not self._found[plain].can_be_read:
            raise SubmissionError(f"{path!r} can't be used: {self._found[plain].why_not}")
        return Exhibit(plain, stated_sha256, self._digest(plain))

    def _digest(self, path: str) -> str:
        if path not in self._found:
            return NO_FILE
        if path not in self._digests:
            self._digests[path], _ = sha256_of(self._found[path].file)
        return self._digests[path]


class Excuses:
    """Why a file that no case looks at need not be examined: it stands, unaltered, behind an attestation."""

    def __init__(self, attestations: tuple[Attestation, ...]) -> None:
        self._named: dict[str, list[str]] = {}
        self._altered: set[str] = set()
        for attestation in attestations:
            if isinstance(attestation.exhibit, Exhibit):
                self._named.setdefault(attestation.exhibit.path, []).append(attestation.clause)
                if attestation.exhibit.sha256 != attestation.exhibit.stated_sha256:
                    self._altered.add(attestation.exhibit.path)

    def behind(self, path: str) -> tuple[str, ...]:
        """Clauses whose attestation names the file; none where its digest is not as stated: it may be any recording."""
        return () if path in self._altered else tuple(dict.fromkeys(self._named.get(path, ())))

    def why(self, path: str) -> str:
        """What the file is named as; '' for one that no attestation names."""
        if path not in self._named:
            return ""
        clauses = ", ".join(dict.fromkeys(self._named[path]))
        altered = ", with another digest than stated" if path in self._altered else ""
        return f"evidence file of the attestation of {clauses}{altered}"
