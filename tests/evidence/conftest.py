"""What the tests of submissions share."""

from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "submission"
    root.mkdir()
    return root
