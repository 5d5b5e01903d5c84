"""Catalog and recipes are found in a checkout and in an installed wheel."""

from pathlib import Path

import pytest

from conformance import shipped


def test_a_checkout_ships_from_its_root() -> None:
    root = Path(__file__).parents[2]
    assert shipped.catalog_path() == root / "requirements_catalog.yaml"
    assert shipped.fixtures_folder() == root / "fixtures"
    assert (shipped.fixtures_folder() / "recordings.yaml").is_file()


def test_an_installed_copy_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fixtures").mkdir()
    monkeypatch.setattr(shipped, "_HERE", tmp_path)
    assert shipped.fixtures_folder() == tmp_path / "fixtures"
