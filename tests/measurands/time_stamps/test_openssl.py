"""The same by `openssl ts`: what it issues is read, and what is issued here it verifies or refuses alike."""

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from conformance.measurands.certificates import Use, why_not_trusted
from conformance.synthesis.time_stamping import granted

from .making import (
    FORGED,
    FORGED_ROOT,
    MAKER,
    MANIFEST,
    PSS,
    PSS_PARAMETERS,
    ROOT,
    RSA_KEY,
    STAMPS,
    TSA,
    Holder,
    Plan,
    bound_v1,
    bound_v2,
    device,
    issued,
    name,
    response,
    said,
    token,
    used,
)
from .test_authority import DIRECTORY, as_text, called, has
from .test_tampered import changed

OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(not OPENSSL, reason="needs the program openssl")

NOW = datetime.now(UTC)
BIG = issued("RSA TSA", ROOT, STAMPS, key=RSA_KEY)
CONFIGURED = """
[tsa]
default_tsa = this
[this]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
{chain}
signer_key = {folder}/tsa.key
signer_digest = {digest}
default_policy = 1.2.3.4.1
digests = md5, sha1, sha256, sha384, sha512
accuracy = secs:1, millisecs:500, microsecs:100
ordering = yes
tsa_name = yes
ess_cert_id_chain = {whole}
ess_cert_id_alg = {bound}
"""


def ran(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    assert OPENSSL
    return subprocess.run([OPENSSL, *arguments], capture_output=True, check=False, timeout=20)


def by_openssl(folder: Path, by: Holder = BIG, *, imprint: str = "sha256", bare: bool = False, **more: str) -> bytes:
    """A response, or the bare token, for the manifest."""
    chain = f"certs = {folder}/root.pem" if "whole" in more else ""
    settings = {"folder": str(folder), "chain": chain, "digest": "sha256", "whole": "no", "bound": "sha256", **more}
    (folder / "serial").write_text("0001\n")
    (folder / "tsa.pem").write_text(by.pem)
    (folder / "root.pem").write_text(ROOT.pem)
    (folder / "tsa.key").write_bytes(by.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "ts.cnf").write_text(CONFIGURED.format(**settings))
    (folder / "data").write_bytes(MANIFEST)
    query, reply = str(folder / "query"), str(folder / "reply")
    asked = ran("ts", "-query", "-data", str(folder / "data"), f"-{imprint}", "-cert", "-out", query)
    assert asked.returncode == 0, asked.stderr
    out = ["-token_out"] if bare else []
    config = str(folder / "ts.cnf")
    given = ran("ts", "-reply", "-config", config, "-section", "this", "-queryfile", query, "-out", reply, *out)
    assert given.returncode == 0, given.stderr
    return (folder / "reply").read_bytes()


def accepted(folder: Path, content: bytes, *, bare: bool = False, root: Holder = ROOT) -> bool:
    """Whether `openssl ts -verify` takes it for the manifest."""
    (folder / "data").write_bytes(MANIFEST)
    (folder / "ca.pem").write_text(root.pem)
    (folder / "stamp").write_bytes(content)
    form = ["-token_in"] if bare else []
    files = ("-data", str(folder / "data"), "-in", str(folder / "stamp"), "-CAfile", str(folder / "ca.pem"))
    return ran("ts", "-verify", *files, *form).returncode == 0


def today(content: bytes, data: bytes = MANIFEST) -> str:
    return said(device(content, data, today=NOW.date()))


@pytest.mark.parametrize(
    ("digest", "why"),
    [
        ("sha256", ""),
        ("sha1", "CN=Maker was issued by CN=Root, which is no root that is trusted"),
    ],
)
def test_no_chain_leads_over_a_certificate_that_sha1_signed(digest: str, why: str, tmp_path: Path) -> None:
    for file, holder in (("root", ROOT), ("maker", MAKER)):
        (tmp_path / f"{file}.pem").write_text(holder.pem)
        key = holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (tmp_path / f"{file}.key").write_bytes(key)
    (tmp_path / "ca.cnf").write_text("basicConstraints=critical,CA:true\n")
    at = {one: str(tmp_path / one) for one in ("root.pem", "root.key", "maker.key", "maker.csr", "new.pem", "ca.cnf")}
    ran("req", "-new", "-key", at["maker.key"], "-subj", "/CN=Maker", "-out", at["maker.csr"])
    by = ("-CA", at["root.pem"], "-CAkey", at["root.key"], "-set_serial", "5", f"-{digest}", "-extfile", at["ca.cnf"])
    made = ran("x509", "-req", "-in", at["maker.csr"], *by, "-days", "3", "-out", at["new.pem"])
    assert made.returncode == 0, made.stderr
    maker = Holder(MAKER.key, x509.load_pem_x509_certificate((tmp_path / "new.pem").read_bytes()))
    leaf = issued("TSA", maker, STAMPS).certificate
    then = datetime.now(UTC) + timedelta(hours=1)
    assert why_not_trusted([leaf, maker.certificate], [ROOT.certificate], then, Use.TIME_STAMP) == why


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"bound": "sha1"},
        {"bound": "sha512", "whole": "yes"},
        {"digest": "sha512"},
        {"imprint": "sha384"},
        {"imprint": "sha512"},
    ],
    ids=["plain", "bound by SHA-1", "chain bound by SHA-512", "signed by SHA-512", "SHA-384", "SHA-512"],
)
def test_what_openssl_issues_is_trusted(more: dict[str, str], tmp_path: Path) -> None:
    found = today(by_openssl(tmp_path, **more))  # type: ignore[arg-type]
    assert found.startswith("trusted; SUMS.tsr: ")
    assert "UTC (+-1.5001 s), of SHA256SUMS, " in found
    assert "policy 1.2.3.4.1, serial " in found
    assert ", nonce " in found


def test_the_time_is_the_one_at_which_it_was_issued(tmp_path: Path) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    text = today(by_openssl(tmp_path)).split(": ")[1][:19]
    stated = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    assert before <= stated <= datetime.now(UTC) + timedelta(seconds=1)


def test_a_bare_token_and_one_on_another_curve_are_trusted(tmp_path: Path) -> None:
    assert today(by_openssl(tmp_path, bare=True)).startswith("trusted; ")
    assert today(by_openssl(tmp_path, TSA)).startswith("trusted; ")


def test_what_openssl_issues_over_sha1_is_too_weak_and_of_other_data_first(tmp_path: Path) -> None:
    content = by_openssl(tmp_path, imprint="sha1")
    assert today(content).startswith("too_weak; ")
    assert today(content, b"x").startswith("other_data; ")


UNIT = has(x509.DirectoryName(name("Unit 7")))
SOUND = {
    "plain": Plan(),
    "bound by SHA-1": Plan(bound=(bound_v1(TSA),)),
    "bound twice": Plan(bound=(bound_v1(TSA), bound_v2(TSA))),
    "SHA-512": Plan(imprint="sha512"),
    "RSASSA-PSS": Plan(by=BIG, chain=(BIG,), signing=(PSS, (PSS_PARAMETERS,))),
    "its name in another type of text": Plan(extra=called(DIRECTORY, as_text(0x13, b"tsa "))),
    "a name beside its own": replace(UNIT, extra=called(DIRECTORY, as_text(0x0C, b"Unit 7"))),
    "parts of a second": Plan(time=b"20261120100000.25Z", accuracy=(), nonce=()),
}


@pytest.mark.parametrize("plan", SOUND)
def test_what_is_issued_here_openssl_takes_too(plan: str, tmp_path: Path) -> None:
    if plan == "RSASSA-PSS":
        pytest.skip("openssl ts verifies no RSASSA-PSS: it goes through PKCS #7")
    assert today(response(SOUND[plan])).startswith("trusted; ")
    assert accepted(tmp_path, response(SOUND[plan]))
    assert accepted(tmp_path, token(SOUND[plan]), bare=True)


USELESS = used()
UNSOUND = {
    "no use": Plan(by=USELESS, chain=(USELESS,)),
    "another key": Plan(by=Holder(issued("Else", ROOT, STAMPS).key, TSA.certificate)),
    "a forged root": Plan(by=FORGED, chain=(FORGED, FORGED_ROOT)),
    "another certificate bound": Plan(bound=(bound_v2(BIG),)),
    "nothing that is there bound": Plan(bound=(bound_v2(TSA)[:-1] + b"\0",)),
    "two signers": Plan(signers=2),
    "another name of the authority": Plan(extra=called(DIRECTORY, as_text(0x0C, b"Ministry"))),
    "another name beside its own": replace(UNIT, extra=called(DIRECTORY, as_text(0x0C, b"Unit 8"))),
}


@pytest.mark.parametrize("plan", UNSOUND)
def test_what_is_refused_here_openssl_refuses_too(plan: str, tmp_path: Path) -> None:
    assert not today(response(UNSOUND[plan])).startswith("trusted")
    assert not accepted(tmp_path, response(UNSOUND[plan]))


def test_of_changed_bytes_only_those_are_trusted_that_openssl_takes_too(tmp_path: Path) -> None:
    content = by_openssl(tmp_path, TSA)
    kept = [
        other
        for at in range(len(content))
        for other in (changed(content, at, 0x01),)
        if today(other).startswith("trusted; ")
    ]
    assert len(kept) == 3, "the status granted with changes, and two versions that nobody signs"
    assert all(accepted(tmp_path, other) for other in kept)


def test_a_response_that_was_put_together_here_from_its_token_is_the_same(tmp_path: Path) -> None:
    bare = by_openssl(tmp_path, bare=True)
    assert today(granted(bare)) == today(bare)
    assert accepted(tmp_path, granted(bare))
