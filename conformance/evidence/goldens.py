"""Golden files that a submission names: read strictly, for what they say becomes part of a report."""

from collections.abc import Sequence
from itertools import chain

from conformance.errors import SubmissionError
from conformance.evidence.digests import content_of
from conformance.evidence.files import FoundFile, named_file
from conformance.model import codec
from conformance.model.golden import GOLDEN_SCHEMA, Golden, GoldenFile

_LARGEST = 4 << 20  # bytes: a layout has some hundreds of lines of some hundred bytes
_LONGEST = 4096  # characters of one text
_MOST = 1 << 14  # lines, sources, values of one line


def golden_file(path: str, found: Sequence[FoundFile]) -> GoldenFile:
    """The golden file of that path.

    Raises:
        SubmissionError: the path leaves the submission, or is no golden file that may be read.
    """
    file = named_file(path, found)
    content, sha256 = content_of(file, _LARGEST)
    try:
        golden: Golden = codec.decode(Golden, content)
    except ValueError as error:
        raise SubmissionError(f"{path!r} is no golden file; make one with `conformance golden`") from error
    _refuse(path, golden)
    return GoldenFile(file.path, sha256, golden)


def _refuse(path: str, golden: Golden) -> None:
    if golden.schema != GOLDEN_SCHEMA:
        said = f"{path!r} is of schema {golden.schema}, and this version compares schema {GOLDEN_SCHEMA}"
        raise SubmissionError(f"{said}; make it anew with `conformance golden`")
    if not golden.items or not golden.sources:
        raise SubmissionError(f"{path!r} names no recording that it was made of, or no line of a layout")
    texts = chain.from_iterable((one.path, *one.values) for one in golden.items)
    many = max(len(golden.items), len(golden.sources), *(len(one.values) for one in golden.items))
    if many > _MOST or any(len(one) > _LONGEST for one in texts) or not all(one.values for one in golden.items):
        raise SubmissionError(f"{path!r} is no golden file that `conformance golden` writes")
    if len({one.path for one in golden.items}) != len(golden.items):
        raise SubmissionError(f"{path!r} has two lines of one path")
