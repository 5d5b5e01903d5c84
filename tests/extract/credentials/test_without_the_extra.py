"""What is told where the library for content credentials is not installed, and that nothing else loads it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import conformance
from conformance.extract.credentials import extra, reading
from conformance.extract.credentials.places import STORE_UUID
from conformance.model.credential_facts import NoCredentials
from conformance.model.facts import Absent
from conformance.model.vocabulary import Depth, Reason

from ..conftest import Coded
from ..making import PICTURES, facts_of
from .making import box

PACKAGE = Path(conformance.__file__).parent
MISSING = "c2pa-python is not installed: pip install 'recorder-conformance[c2pa]'"


@pytest.fixture
def plain(coded: Coded) -> bytes:
    return coded("plain.mp4", *PICTURES, "-c:v", "libx264").read_bytes()


def test_a_package_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extra, "_PACKAGE", "c2pa-that-nobody-has")

    assert extra.why_missing() == ("c2pa-that-nobody-has is not installed: pip install 'recorder-conformance[c2pa]'")
    assert extra.versions() == ()


def test_without_the_library_a_file_with_a_store_is_not_tested_and_names_the_extra(
    tmp_path: Path, plain: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "why_missing", lambda: MISSING)
    file = tmp_path / "signed.mp4"
    file.write_bytes(plain + box(b"uuid", STORE_UUID + bytes(4) + b"manifest\0" + bytes(8)))

    assert facts_of(file, Depth.PACKETS).credentials == Absent(
        Reason.METHOD_DOES_NOT_APPLY, f"the file carries content credentials, which are not read: {MISSING}"
    )


def test_without_the_library_a_file_without_a_store_is_known_to_carry_none(
    tmp_path: Path, plain: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "why_missing", lambda: MISSING)
    file = tmp_path / "plain.mp4"
    file.write_bytes(plain + box(b"uuid", bytes(16)))

    assert facts_of(file, Depth.PACKETS).credentials == NoCredentials("", 0)


def test_a_library_that_does_not_load_is_no_fault_of_the_file(
    tmp_path: Path, plain: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "why_missing", lambda: "")
    monkeypatch.setitem(sys.modules, "c2pa", None)
    file = tmp_path / "signed.mp4"
    file.write_bytes(plain + box(b"uuid", STORE_UUID + bytes(4) + b"manifest\0" + bytes(8)))
    found = facts_of(file, Depth.PACKETS).credentials

    assert isinstance(found, Absent)
    assert found.reason is Reason.METHOD_DOES_NOT_APPLY
    assert found.detail.startswith("the file carries content credentials, which are not read: import of c2pa halted")


def test_bytes_behind_the_last_box_are_told(tmp_path: Path, plain: bytes) -> None:
    file = tmp_path / "padded.mp4"
    file.write_bytes(plain + bytes(100))

    assert facts_of(file, Depth.PACKETS).credentials == NoCredentials("", 100)


@pytest.mark.parametrize(
    "text",
    [
        b'<rdf:Description dcterms:provenance="https://maker.example/1.c2pa"/>',
        b"<dcterms:provenance>https://maker.example/1.c2pa</",
    ],
)
def test_the_address_of_a_store_elsewhere_is_read_in_the_files_xmp(text: bytes, tmp_path: Path, plain: bytes) -> None:
    file = tmp_path / "named.mp4"
    file.write_bytes(plain + box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + text))

    assert facts_of(file, Depth.PACKETS).credentials == NoCredentials("https://maker.example/1.c2pa", 0)


def test_other_containers_are_not_looked_into(coded: Coded) -> None:
    found = facts_of(coded("plain.mkv", *PICTURES, "-c:v", "libx264"), Depth.PACKETS).credentials

    assert found == Absent(
        Reason.METHOD_DOES_NOT_APPLY, "content credentials are looked for in MP4, MOV and their kin alone"
    )


def test_one_module_alone_imports_the_library() -> None:
    importing = [file.name for file in PACKAGE.rglob("*.py") if re.search("(from|import) c2pa", file.read_text())]

    assert importing == ["reading.py"]


def test_nothing_of_the_library_is_loaded_before_a_store_is_read() -> None:
    code = "import sys; import conformance.extract.facts; sys.exit('c2pa' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
