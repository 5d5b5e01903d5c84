"""One run of a device with six faults, sealed once with a key that is trusted."""

import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from conformance.bundle.papers import papers_of
from conformance.bundle.sealing import Issue, Run, seal
from conformance.shipped import catalog_path
from conformance.suite.archive import read_archive
from conformance.synthesis.demo import DemoSubmissions
from tests.bundle.forging import PLAIN, Laboratory, signing


@pytest.fixture(scope="session")
def judged(demo_submissions: DemoSubmissions, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the run."""
    out = tmp_path_factory.mktemp("judged")
    command = [sys.executable, "-m", "conformance", "run", str(demo_submissions.faulty), "--out", str(out)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1
    return out


@pytest.fixture(scope="session")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> Laboratory:
    """Whoever seals the bundle, and is trusted."""
    return Laboratory(Ed25519PrivateKey.from_private_bytes(b"laboratory".ljust(32)), tmp_path_factory.mktemp("keys"))


@pytest.fixture
def run(judged: Path) -> Run:
    record = read_archive(judged)
    return Run(judged, record, papers_of(record, (catalog_path(),), ""))


@pytest.fixture(scope="session")
def sealed(judged: Path, laboratory: Laboratory, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of the run, signed by the laboratory."""
    record = read_archive(judged)
    made = Run(judged, record, papers_of(record, (catalog_path(),), ""))
    out = tmp_path_factory.mktemp("sealed") / "2026-17.zip"
    seal(made, PLAIN, Issue("2026-17", (), (signing(laboratory.key),)), out)
    return out
