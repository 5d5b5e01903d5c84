"""The time stamp of a bundle (RFC 3161): asked for by the digest of the whole file, and kept beside it.

A bundle is never written again, not even for its stamp.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from conformance.bundle.checks import Check, State
from conformance.bundle.keys import read_pem
from conformance.errors import BundleError
from conformance.evidence.files import FoundFile
from conformance.evidence.time_stamps.stamped import Data, time_stamp
from conformance.measurands.time_stamps.answers import (
    NOT_VALID,
    OTHER_DATA,
    TOO_WEAK,
    Trust,
    answer,
    is_believed,
)
from conformance.model.evidence import TrustedRoot
from conformance.model.facts import Absent
from conformance.model.time_stamps import Token

BESIDE = ".tsr"
# TimeStampReq of version 1 with a SHA-256 imprint, that asks for the certificate (RFC 3161, 2.4.1), but for the digest
_BEFORE = bytes.fromhex("3039020101" + "3031300d060960864801650304020105000420")
_AFTER = bytes.fromhex("0101ff")
_WRONG = (OTHER_DATA, TOO_WEAK, NOT_VALID)


@dataclass(frozen=True)
class Stamped:
    """What the time stamp came to, and its time if somebody trusted states it: one or none."""

    checks: list[Check]
    time: tuple[datetime, ...] = ()


def request_for(sha256: str) -> bytes:
    """The request for a time stamp of a file with that digest, in DER and without a nonce: it is always the same."""
    return _BEFORE + bytes.fromhex(sha256) + _AFTER


def stamp_beside(bundle: Path, named: str) -> tuple[Path, ...]:
    """The file of the time stamp, as named or as it lies beside the bundle: one or none.

    Raises:
        BundleError: the one that is named is not there.
    """
    file = Path(named) if named else bundle.with_name(bundle.name + BESIDE)
    if file.is_file():
        return (file,)
    if named:
        raise BundleError(f"{file}: there is no such file")
    return ()


def stamp_roots(files: Sequence[Path]) -> tuple[TrustedRoot, ...]:
    """Certificates from which that of an authority of time stamps may come.

    Raises:
        BundleError: a file can't be read.
    """
    texts = ((file, read_pem(file)) for file in files)
    return tuple(TrustedRoot(str(file), hashlib.sha256(pem.encode()).hexdigest(), pem) for file, pem in texts)


def stamp_checks(stamp: Path, bundle: tuple[Path, str], roots: tuple[TrustedRoot, ...], today: date) -> Stamped:
    """What the time stamp in that file says on that day of a bundle, which is told by its file and its digest.

    Raises:
        SubmissionError: the file can't be read, or has more bytes than any token.
    """
    file, sha256 = bundle
    found = time_stamp(FoundFile(stamp.name, stamp.name, stamp, ""), [Data(file.name, file, sha256)])
    result = answer(found, Trust(roots, today))
    if isinstance(result, Absent):
        return Stamped([Check("time stamp", State.NOT_TRUSTED, result.detail)])
    state = State.DOES_NOT_HOLD if result.value in _WRONG else State.NOT_TRUSTED
    if not is_believed(result) or not isinstance(found.token, Token):
        return Stamped([Check("time stamp", state, f"{result.value}: {result.note}")])
    return Stamped([Check("time stamp", State.HOLDS, f"{result.value}: {result.note}")], (found.token.time,))
