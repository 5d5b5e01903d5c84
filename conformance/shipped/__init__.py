"""Finds the data that travel with the package: the catalog and the fixture recipes."""

from pathlib import Path

CATALOG = "requirements_catalog.yaml"
FIXTURES = "fixtures"

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parents[1]  # of a checkout, where an editable install also points


def catalog_path() -> Path:
    """The catalog: beside this module in an installed wheel, at the root of a checkout."""
    return _shipped(CATALOG)


def fixtures_folder() -> Path:
    """The folder of fixture recipes: beside this module in an installed wheel, at the root of a checkout."""
    return _shipped(FIXTURES)


def _shipped(name: str) -> Path:
    installed = _HERE / name
    return installed if installed.exists() else _ROOT / name
