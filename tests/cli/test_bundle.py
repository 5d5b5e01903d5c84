"""`conformance bundle` and `conformance verify`, from a run to a status."""

import subprocess
import sys
from pathlib import Path

import pytest

from conformance.synthesis.demo import DemoSubmissions
from tests.conftest import Run


@pytest.fixture(scope="module")
def judged(demo_submissions: DemoSubmissions, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run") / "out"
    subprocess.run([sys.executable, "-m", "conformance", "run", demo_submissions.conforming, "--out", out], check=True)
    return out


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S607


def test_from_a_run_to_a_signed_bundle_that_holds(conformance: Run, judged: Path, tmp_path: Path) -> None:
    openssl(tmp_path, "genpkey", "-algorithm", "ed25519", "-out", "lab.key")
    openssl(tmp_path, "pkey", "-in", "lab.key", "-pubout", "-out", "lab.pem")
    made = conformance(
        "bundle", judged, "--out", "b.zip", "--key", "lab.key", "--number", "2026-17", "--pictures", "none"
    )

    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout.startswith(
        "CONFORMS: Every applicable binding clause is met: 10 of 10.\nb.zip: 13 files, signed"
    )
    verified = conformance("verify", "b.zip", "--trust", "lab.pem")
    assert (verified.returncode, verified.stderr) == (0, "")
    assert verified.stdout.endswith(
        "note           report: 2026-17: CONFORMS\nHOLDS, signed by somebody who is trusted\n"
    )
    assert conformance("verify", "b.zip").returncode == 3
    again = conformance("bundle", judged, "--out", "b.zip")
    assert (again.returncode, again.stderr) == (
        2,
        "error: b.zip is there already, and what was issued stays as it is; name another file with --out\n",
    )


def test_certificates_that_openssl_makes_sign_and_are_trusted(conformance: Run, judged: Path, tmp_path: Path) -> None:
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl(tmp_path, "req", "-x509", *curve, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=CA", "-days", "30")
    openssl(tmp_path, "req", *curve, "-keyout", "lab.key", "-out", "lab.csr", "-subj", "/CN=Lab")
    openssl(tmp_path, "x509", "-req", "-in", "lab.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-out", "lab.pem")
    made = conformance("bundle", judged, "--out", "b.zip", "--key", "lab.key", "--certificate", "lab.pem")
    assert (made.returncode, made.stderr) == (0, "")
    verified = conformance("verify", "b.zip", "--trust", "ca.pem")

    assert verified.returncode == 0, verified.stdout
    assert "signature: the inventory is signed by CN=Lab key " in verified.stdout


def test_an_unsigned_bundle_says_so_at_both_ends(conformance: Run, judged: Path) -> None:
    made = conformance("bundle", judged, "--out", "b.zip", "--pictures", "none", "--request", "b.tsq")
    verified = conformance("verify", "b.zip")

    assert "NOT SIGNED (name a key with --key)" in made.stdout
    assert "b.tsq: to be sent to an authority of time stamps; keep its answer as b.zip.tsr" in made.stdout
    assert verified.returncode == 3
    assert "not trusted    signature: NOT SIGNED: anybody could have made this bundle\n" in verified.stdout


def test_a_bundle_cut_in_half_does_not_hold(conformance: Run, judged: Path, tmp_path: Path) -> None:
    conformance("bundle", judged, "--out", "b.zip", "--pictures", "none")
    whole = (tmp_path / "b.zip").read_bytes()
    (tmp_path / "half.zip").write_bytes(whole[: len(whole) // 2])
    verified = conformance("verify", "half.zip")

    assert verified.returncode == 1
    assert "structure: it does not end as a bundle does: the file is cut off, or bytes were added" in verified.stdout
    assert verified.stdout.endswith("DOES NOT HOLD\n")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("verify", "none.zip"), "error: none.zip: the file can't be read: No such file or directory\n"),
        (("verify", "text"), "error: text: no bundle: it does not begin like a zip archive\n"),
        (("verify", "text", "--trust", "text"), "error: text: no certificate and no public key in PEM\n"),
        (("verify", "text", "--evidence", "none"), "error: none: there is no such folder\n"),
        (("bundle", "none", "--out", "b.zip"), "record.json: the record of the run can't be read"),
        (("bundle", "none", "--out", "b.zip", "--certificate", "text"), "--certificate is that of a key"),
        (("bundle", "none", "--out", "b.zip", "--key", "text"), "error: text: no private key in PEM"),
        (("bundle", "none", "--out", "b.zip", "--request", "text"), "error: text is there already"),
    ],
)
def test_what_can_not_be_used_ends_with_status_2(
    conformance: Run, tmp_path: Path, arguments: tuple[str, ...], why: str
) -> None:
    (tmp_path / "text").write_text("text")
    said = conformance(*arguments)

    assert said.returncode == 2
    assert why in said.stderr
    assert not (tmp_path / "b.zip").exists()
