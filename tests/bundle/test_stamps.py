"""The time stamp of a bundle: a file beside it, of all its bytes."""

import hashlib
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from conformance.bundle.checks import Check
from conformance.bundle.keys import SigningKey
from conformance.bundle.sealing import Issue, Run, seal
from conformance.bundle.stamps import request_for, stamp_beside, stamp_roots
from conformance.bundle.trust import trusted_by
from conformance.errors import BundleError
from tests.bundle.forging import PLAIN, Laboratory, checks, outcome
from tests.measurands.time_stamps.making import FORGED, FORGED_ROOT, ROOT, Holder, Plan, issued, response

SHORT = issued("Laboratory", ROOT, valid=(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC)))


def stamped(bundle: Path, folder: Path, plan: Plan = Plan(), data: bytes = b"") -> tuple[Path, ...]:  # noqa: B008
    file = folder / "stamp.tsr"
    file.write_bytes(response(plan, data or bundle.read_bytes()))
    return (file,)


def root(holder: Holder, folder: Path) -> Path:
    file = folder / "root.pem"
    file.write_bytes(holder.certificate.public_bytes(Encoding.PEM))
    return file


def said(found: tuple[Check, ...]) -> str:
    (told,) = [f"{one.state}: {one.told}" for one in found if one.what == "time stamp"]
    return told


def test_a_stamp_of_the_bundle_by_a_trusted_authority_holds(
    sealed: Path, laboratory: Laboratory, tmp_path: Path
) -> None:
    roots = stamp_roots([root(ROOT, tmp_path)])
    found = checks(sealed, laboratory.trusted, stamp=stamped(sealed, tmp_path), stamp_roots=roots)

    assert outcome(found) == (0, [])
    assert said(found).startswith("holds: trusted: stamp.tsr: 2026-11-20 10:00:00 UTC (+-1 s), of 2026-17.zip")


def test_a_stamp_of_another_bundle_does_not_hold(sealed: Path, laboratory: Laboratory, tmp_path: Path) -> None:
    roots = stamp_roots([root(ROOT, tmp_path)])
    stamp = stamped(sealed, tmp_path, data=b"another")
    found = checks(sealed, laboratory.trusted, stamp=stamp, stamp_roots=roots)

    assert outcome(found)[0] == 1
    assert said(found).startswith("does not hold: other_data: ")


@pytest.mark.parametrize("trusted", [(), (ROOT,)], ids=["nobody", "another"])
def test_an_authority_that_is_not_trusted_makes_no_bundle_trusted(
    sealed: Path, laboratory: Laboratory, tmp_path: Path, trusted: tuple[Holder, ...]
) -> None:
    roots = stamp_roots([root(one, tmp_path) for one in trusted])
    stamp = stamped(sealed, tmp_path, Plan(by=FORGED, chain=(FORGED,)))
    found = checks(sealed, laboratory.trusted, stamp=stamp, stamp_roots=roots)

    assert outcome(found) == (3, [])
    assert said(found).startswith("not trusted: ")


def test_a_root_of_stamps_does_not_make_a_signer_trusted(run: Run, tmp_path: Path) -> None:
    bundle = signed_by(run, SHORT, tmp_path)
    roots = stamp_roots([root(ROOT, tmp_path)])
    found = checks(bundle, stamp=stamped(bundle, tmp_path), stamp_roots=roots)

    assert outcome(found) == (3, [])


def test_a_certificate_that_ran_out_after_the_stamp_is_trusted_as_of_then(run: Run, tmp_path: Path) -> None:
    bundle = signed_by(run, SHORT, tmp_path)
    trusted = trusted_by([root(ROOT, tmp_path)])
    roots = stamp_roots([root(ROOT, tmp_path)])
    stamp = stamped(bundle, tmp_path)

    assert outcome(checks(bundle, trusted)) == (3, [])
    assert outcome(checks(bundle, trusted, stamp=stamp, stamp_roots=roots)) == (0, [])
    forged = stamp_roots([root(FORGED_ROOT, tmp_path)])
    assert outcome(checks(bundle, trusted, stamp=stamp, stamp_roots=forged)) == (3, [])


def signed_by(run: Run, holder: Holder, folder: Path) -> Path:
    out = folder / "signed.zip"
    seal(run, PLAIN, Issue("", (), (SigningKey(holder.key, holder.pem.encode()),)), out)  # type: ignore[arg-type]
    return out


@pytest.mark.parametrize("content", [b"", b"\x30\x80", b"-----BEGIN X-----", b"\x30" * 1000])
def test_a_file_that_is_no_stamp_is_none(sealed: Path, laboratory: Laboratory, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "stamp.tsr").write_bytes(content)
    found = checks(sealed, laboratory.trusted, stamp=(tmp_path / "stamp.tsr",))

    assert outcome(found)[0] in (1, 3)
    assert not said(found).startswith("holds")


def test_a_stamp_beside_the_bundle_is_found(tmp_path: Path) -> None:
    bundle = tmp_path / "b.zip"

    assert stamp_beside(bundle, "") == ()
    (tmp_path / "b.zip.tsr").touch()
    assert stamp_beside(bundle, "") == (tmp_path / "b.zip.tsr",)
    with pytest.raises(BundleError, match="there is no such file"):
        stamp_beside(bundle, str(tmp_path / "c.tsr"))


def test_the_request_is_the_one_that_openssl_writes(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"bundle")
    command = ["openssl", "ts", "-query", "-data", "data", "-sha256", "-cert", "-no_nonce", "-out", "data.tsq"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)

    assert request_for(hashlib.sha256(b"bundle").hexdigest()) == (tmp_path / "data.tsq").read_bytes()
