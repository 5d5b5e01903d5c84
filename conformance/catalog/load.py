"""The way from a catalog file to a `Catalog`, or to everything that is wrong with it in one go."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from conformance.catalog.build import build
from conformance.catalog.lint import lint
from conformance.catalog.schema import CATALOG
from conformance.errors import CatalogError
from conformance.model.clause import Catalog
from conformance.model.measurand import Signature
from conformance.strictyaml import check, read_document, review, sound


def load_catalog(path: Path, measurands: Mapping[str, Signature]) -> Catalog:
    """Read a catalog file; `measurands` by name are those that its clauses may cite.

    Raises:
        CatalogError: the file can't be read.
        DocumentError: with all that is wrong in the file, in the order of the text.
    """
    try:
        text = read_document(path)
    except OSError as error:
        raise CatalogError(f"can't read the catalog {path}: {error.strerror or error}") from error
    return parse_catalog(text, str(path), measurands)


def parse_catalog(text: bytes, file: str, measurands: Mapping[str, Signature]) -> Catalog:
    """Read the text of a catalog; `file` only names it in messages.

    Raises:
        DocumentError: with all that is wrong, in the order of the text.
    """
    reviewed = review(text, file)
    check(CATALOG, reviewed)
    lint(reviewed, measurands)
    reviewed.refuse()
    [(_, entry)] = sound(CATALOG, reviewed, [()])
    return build(entry, sha256(text).hexdigest(), measurands)
