"""What a run was judged by, as text: the catalog, its overlays and submission.yaml, held against the record."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from conformance.bundle.container import Fault
from conformance.catalog import lay, parametrized, parse_catalog
from conformance.errors import BundleError, UnusableInputError
from conformance.evidence.files import SUBMISSION_FILE
from conformance.evidence.submission_file import SubmissionFile
from conformance.measurands import registry
from conformance.model.finding import RunRecord
from conformance.strictyaml import load

CATALOG, STATED = "catalog/catalog.yaml", SUBMISSION_FILE
MOST_TEXT = 1 << 21  # bytes: no document that people write may have more


@dataclass(frozen=True)
class Papers:
    """Texts by their names in the bundle, and why others are not there."""

    texts: Mapping[str, bytes]
    not_kept: tuple[str, ...]


def overlay_name(index: int) -> str:
    """The name of an overlay, counted from 0 in the order in which they were laid."""
    return f"catalog/overlay-{index + 1}.yaml"


def papers_of(record: RunRecord, catalogs: Iterable[Path], stated: str) -> Papers:
    """The texts of a run, found among these files by their digests; `stated` is its submission.yaml ('' = in place).

    Raises:
        BundleError: the catalog or an overlay is not among the files, or `stated` is another file.
    """
    found = {hashlib.sha256(text).hexdigest(): text for text in map(_text, catalogs)}
    wanted = {CATALOG: record.catalog.sha256}
    wanted |= {overlay_name(index): one.sha256 for index, one in enumerate(record.catalog.overlays)}
    lacking = [name for name, sha256 in wanted.items() if sha256 not in found]
    if lacking:
        option = "--catalog" if lacking[0] == CATALOG else "--overlay"
        raise BundleError(
            f"the text of {lacking[0]} that the run was judged by is not at hand "
            f"(SHA-256 {wanted[lacking[0]]}); name its file with {option}"
        )
    texts = {name: found[sha256] for name, sha256 in wanted.items()}
    sha256 = record.submission.stated_sha256
    if not sha256:
        return Papers(texts, (f"{STATED}: the submission had none",))
    file = Path(stated) if stated else record.submission.root / STATED
    text = _text(file) if file.is_file() else b""
    if hashlib.sha256(text).hexdigest() == sha256:
        return Papers({**texts, STATED: text}, ())
    if stated:
        raise BundleError(f"{stated}: its SHA-256 is not {sha256}, which is that of the run's {STATED}")
    return Papers(texts, (f"{STATED}: the one of the run (SHA-256 {sha256}) was no longer at hand",))


def catalog_differences(record: RunRecord, read: Callable[[str], bytes]) -> tuple[str, ...]:
    """How the catalog in the record is not that of the texts; `read` gives them by their names."""
    try:
        texts = [read(CATALOG), *(read(overlay_name(at)) for at in range(len(record.catalog.overlays)))]
    except Fault as fault:
        return (str(fault),)
    stated = [record.catalog.sha256, *(one.sha256 for one in record.catalog.overlays)]
    if [hashlib.sha256(text).hexdigest() for text in texts] != stated:
        return ("the texts of catalog and overlays are not those whose digests the record states",)
    try:
        catalog = parse_catalog(texts[0], CATALOG, registry.signatures())
        for text, overlay in zip(texts[1:], record.catalog.overlays, strict=True):
            catalog = lay(catalog, text, overlay.file)
        same = parametrized(catalog, record.profiles) == record.catalog
    except UnusableInputError as error:
        return (f"the text of the catalog can't be used: {str(error)[:300]}",)
    return () if same else ("the catalog in the record is not what its text says",)


def stated_differences(record: RunRecord, text: bytes) -> tuple[str, ...]:
    """How the record is not what submission.yaml says of device, statement and waivers."""
    if hashlib.sha256(text).hexdigest() != record.submission.stated_sha256:
        return (f"{STATED} is not the one whose digest the record states",)
    try:
        read = SubmissionFile(load(text, STATED), record.submission.stated_sha256)
        stated = (read.device, read.statement, read.waivers)
    except UnusableInputError as error:
        return (f"{STATED} can't be used: {str(error)[:300]}",)
    given = record.submission
    pairs = zip(("device", "statement", "waivers"), stated, (given.device, given.statement, given.waivers), strict=True)
    return tuple(f"the {what} in the record is not what {STATED} says" for what, one, other in pairs if one != other)


def _text(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            text = stream.read(MOST_TEXT + 1)
    except OSError as error:
        raise BundleError(f"{file}: the file can't be read: {error.strerror}") from error
    if len(text) > MOST_TEXT:
        raise BundleError(f"{file}: it has more than {MOST_TEXT} bytes")
    return text
