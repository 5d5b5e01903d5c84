"""`conformance bundle` and `conformance verify`."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from conformance.bundle.checks import State, status_of
from conformance.bundle.keys import SigningKey, signing_key
from conformance.bundle.papers import papers_of
from conformance.bundle.rendering import Shown
from conformance.bundle.sealing import Issue, Run, amended, number_of, seal
from conformance.bundle.stamps import request_for, stamp_beside, stamp_roots
from conformance.bundle.trust import trusted_by
from conformance.bundle.verifying import Wanted
from conformance.bundle.verifying import verify as verified
from conformance.cli.running import CatalogFile, Lang, Overlays, Pictures, Results
from conformance.errors import BundleError
from conformance.model.vocabulary import Privacy
from conformance.report.escapes import one_line
from conformance.report.messages import Language
from conformance.shipped import catalog_path
from conformance.suite.album import album_of
from conformance.suite.archive import read_archive

_PASSWORD = "CONFORMANCE_KEY_PASSWORD"  # noqa: S105 - the name of a variable
_CLOSING = {
    0: "HOLDS, signed by somebody who is trusted",
    1: "DOES NOT HOLD",
    3: "HOLDS as far as it goes, but nobody who is trusted answers for it",
    5: "NOT DECIDED: another version of this software sealed it, and some of it came out otherwise here",
}


def bundle(  # noqa: PLR0913, PLR0917 - the options of a command are its parameters
    results: Results,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The bundle, a file that is not there yet.")],
    key: Annotated[
        str, typer.Option("--key", metavar="PEM", help="Private key that signs; without one: unsigned.")
    ] = "",
    certificate: Annotated[
        str, typer.Option("--certificate", metavar="PEM", help="Certificates of the key, its own first.")
    ] = "",
    password_env: Annotated[
        str, typer.Option("--password-env", metavar="NAME", help="Variable that holds the password of the key.")
    ] = _PASSWORD,
    number: Annotated[str, typer.Option("--number", help="Number of the report.")] = "",
    amends: Annotated[
        str, typer.Option("--amends", metavar="BUNDLE", help="Bundle, or its number, that this one takes the place of.")
    ] = "",
    catalog: CatalogFile = catalog_path(),  # noqa: B008 - a constant path
    overlay: Overlays = [],  # noqa: B006 - typer copies it
    stated: Annotated[
        str, typer.Option("--stated", metavar="FILE", help="The run's submission.yaml, if it lies elsewhere now.")
    ] = "",
    lang: Lang = Language.EN,
    pictures: Pictures = Privacy.FULL,
    request: Annotated[
        str, typer.Option("--request", metavar="FILE", help="Write a request for a time stamp of the bundle.")
    ] = "",
) -> None:
    """Seal a run in one file: results, reports, facts, catalog and digests of all evidence, signed.

    The run is judged once more from its facts before anything is written. Exit status: 0 written, 2 unusable input.
    """
    signing = _keys(key, certificate, password_env)
    issue = Issue(number_of(number), amended(amends, number), signing)
    if request and Path(request).exists():
        raise BundleError(f"{request} is there already; name another file with --request")
    folder = results if results.is_dir() else results.parent
    record = read_archive(folder)
    run = Run(folder, record, papers_of(record, (catalog, *overlay), stated))
    made = seal(run, Shown(lang, album_of(record, pictures)), issue, out)
    if request:
        Path(request).write_bytes(request_for(made.sha256))
        typer.echo(f"{request}: to be sent to an authority of time stamps; keep its answer as {out}.tsr")
    for why in run.papers.not_kept:
        typer.echo(f"not in the bundle: {why}")
    signed = "signed" if signing else "NOT SIGNED (name a key with --key)"
    typer.echo(f"{record.statement}: {one_line(record.sentence)}")
    typer.echo(f"{out}: {len(made.entries)} files, {signed}, SHA-256 {made.sha256}")


def verify(
    file: Annotated[Path, typer.Argument(metavar="BUNDLE", help="A bundle.")],
    trust: Annotated[
        list[Path],
        typer.Option("--trust", metavar="PEM", help="Root certificate or public key of the signer; repeatable."),
    ] = [],  # noqa: B006 - typer copies it
    trust_stamp: Annotated[
        list[Path],
        typer.Option("--trust-stamp", metavar="PEM", help="Root of an authority of time stamps; repeatable."),
    ] = [],  # noqa: B006 - as above
    timestamp: Annotated[
        str,
        typer.Option("--timestamp", metavar="TSR", help="Time stamp of the bundle; else BUNDLE.tsr, if it is there."),
    ] = "",
    evidence: Annotated[
        str, typer.Option("--evidence", metavar="DIR", help="Folder of the evidence, to be compared again.")
    ] = "",
) -> None:
    """Prove offline that a bundle is as it was signed, and that its verdicts follow from its facts.

    Exit status: 0 all holds and somebody trusted signed it, 1 something does not hold, 2 unusable input, 3 all holds,
    but it is not signed, or signer or time stamp are not trusted, 5 what differs may be due to another version.
    """
    folder = (Path(evidence),) if evidence else ()
    if folder and not folder[0].is_dir():
        raise BundleError(f"{evidence}: there is no such folder")
    stamp = stamp_beside(file, timestamp)
    wanted = Wanted(trusted_by(trust), stamp, stamp_roots(trust_stamp), folder, datetime.now(UTC))
    checks = verified(file, wanted)
    width = max(len(state) for state in State)
    for check in checks:
        typer.echo(f"{check.state:<{width}}  {check.what}: {one_line(check.told)}")
    status = status_of(checks)
    typer.echo(_CLOSING[status])
    raise typer.Exit(status)


def _keys(key: str, certificate: str, variable: str) -> tuple[SigningKey, ...]:
    """The key that signs, one or none."""
    if key:
        return (signing_key(Path(key), certificate, os.environ.get(variable, "")),)
    if certificate:
        raise BundleError("--certificate is that of a key; name the key with --key")
    return ()
