"""Small submission folders for these tests, and what is said when one is refused."""

from pathlib import Path

import pytest

from conformance.errors import UnusableInputError
from conformance.evidence.opening import open_submission

AREA = "{left: 10, top: 20, width: 160, height: 100}"
FTYP = b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00"


def put(root: Path, name: str, content: bytes = FTYP) -> Path:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def state(root: Path, text: str) -> None:
    put(root, "submission.yaml", text.encode())


def refused(root: Path) -> str:
    with pytest.raises(UnusableInputError) as caught:
        open_submission(root)
    return str(caught.value)
