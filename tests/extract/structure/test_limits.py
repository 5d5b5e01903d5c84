"""However many elements a file holds, the walk ends and says so."""

from pathlib import Path

import pytest

from conformance.extract.structure import reading, source
from conformance.model.facts import Absent

VOID = b"\xec\x80"


def test_more_elements_than_any_recording_has_are_no_fault_of_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(source, "MOST_ELEMENTS", 1000)
    monkeypatch.setattr(reading, "MOST_ELEMENTS", 1000)
    (tmp_path / "many").write_bytes(b"\x18\x53\x80\x67\x10\x00\x20\x00" + VOID * 0x1000)
    found = reading.read_structure(tmp_path / "many", "matroska", lambda: None)

    assert isinstance(found, Absent)
    assert found.detail == "it holds more than 1000 elements, of which the rest is not walked"
