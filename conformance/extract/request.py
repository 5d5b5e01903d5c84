"""What a worker is asked for: a file, how deep, for which scene, which share of the reading, where to; or a dump."""

from dataclasses import dataclass

from conformance.model.codec import EncodedPath
from conformance.model.facts import NOTHING_STAGED, Look
from conformance.model.still import Sight
from conformance.model.vocabulary import Depth, Privacy


@dataclass(frozen=True)
class Share:
    """One of `of` shares of the reading of a file, counted from 0; one of one is all of it."""

    number: int = 0
    of: int = 1


ALL = Share()


@dataclass(frozen=True)
class Request:
    """One file; `sha256` and `size` were taken when the submission was opened, or the digest is still to be taken.

    `logs` is the log of a satellite receiver beside it, one or none; its digest is in `look`.
    """

    file: EncodedPath
    sha256: str
    size: int
    depth: Depth
    look: Look = NOTHING_STAGED
    share: Share = ALL
    logs: tuple[EncodedPath, ...] = ()


@dataclass(frozen=True)
class DumpRequest:
    """One image of a storage in one or several files; digest and `size` are of all of them, taken before."""

    files: tuple[EncodedPath, ...]
    sha256: str
    size: int


@dataclass(frozen=True)
class UnpackRequest:
    """Files of an image, to be copied into an empty `folder`: those like one of the patterns `only`.

    Where there is no pattern, those that are called as recordings are.
    """

    image: DumpRequest
    folder: EncodedPath
    only: tuple[str, ...]

    @property
    def size(self) -> int:
        """Of the image, in B."""
        return self.image.size


@dataclass(frozen=True)
class Errand:
    """A request, and the file that the answer belongs in; facts are wanted, or pictures where `sights` are named.

    Of those only as much leaves the worker as `privacy` lets a report show.
    """

    request: Request | DumpRequest | UnpackRequest
    target: EncodedPath
    sights: tuple[Sight, ...] = ()
    privacy: Privacy = Privacy.FULL
