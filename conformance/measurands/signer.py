"""Who signed a stream: whether the certificates that it brings along lead to a root that the submission trusts."""

from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from conformance.measurands import media_signing
from conformance.measurands.reading import Reading, Result
from conformance.measurands.tracks import primary
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurement import Text
from conformance.model.signing_facts import Seal, SigningFacts
from conformance.model.vocabulary import Reason

TRUSTED, TRUSTED_THEN, NOT_TRUSTED = Text("trusted"), Text("trusted_when_recorded"), Text("not_trusted")
BELIEVED = (TRUSTED, TRUSTED_THEN)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NO_ROOTS = Absent(Reason.EVIDENCE_MISSING, "the submission names no trusted roots (trusted_roots)")
_BARE = "the stream brings along a bare key, and no certificate that could lead to a root"


class Chain(NamedTuple):
    """Certificates as PEM, the signer's own first, and what they come with."""

    whence: str
    pem: str


def signer(subject: RecordingSubject) -> Result:
    """Whether the signer's certificate leads to a trusted root: trusted, trusted_when_recorded or not_trusted."""
    track, signature = primary(subject), media_signing.signature(subject)
    if isinstance(signature, Absent):
        return signature
    if isinstance(track, Absent) or isinstance(track.signing, Absent) or signature.value == media_signing.NOT_SIGNED:
        return Absent(Reason.NOTHING_TO_MEASURE, "the stream is not signed")
    if signature.value == media_signing.NOT_AUTHENTIC:
        return Absent(Reason.EVIDENCE_UNREADABLE, "the pictures are not those that were signed, whoever signed them")
    if not subject.recording.trusted_roots:
        return NO_ROOTS
    recorded = _recorded(subject, track.signing)
    return recorded if isinstance(recorded, Absent) else _judged(subject, track.signing, recorded)


def _recorded(subject: RecordingSubject, signing: SigningFacts) -> datetime | Absent:
    """When it was recorded: as the signer says, else as a witness does."""
    begun = [part.begun for part in signing.parts if part.seal is Seal.HOLDS and part.begun]
    if begun:
        return _EPOCH + timedelta(microseconds=min(begun) // 1000)
    witness = subject.recording.reference
    if isinstance(witness, Absent):
        said = "the signing messages state no date, and nobody witnessed when it was recorded"
        return Absent(Reason.TIME_NOT_SET, said)
    return witness.start


def _judged(subject: RecordingSubject, signing: SigningFacts, recorded: datetime) -> Result:
    pem = signing.chains[next(part.key for part in signing.parts if part.seal is Seal.HOLDS)]
    if not pem.startswith("-----BEGIN CERTIFICATE"):  # what stands behind a bare key did not verify anything
        return Absent(Reason.METHOD_DOES_NOT_APPLY, _BARE)
    return trust_in(Chain("the stream", pem), subject, recorded, "recorded")


def trust_in(chain: Chain, subject: RecordingSubject, then: datetime, what: str) -> Result:
    """Whether the chain leads to a root of the submission: then, when `what` was done, and on the day of the run."""
    # a tenth of a second that few need
    from conformance.measurands.certificates import Unreadable, certificates_in, described, why_not_trusted  # noqa: PLC0415

    try:
        certificates = certificates_in(chain.whence, chain.pem)
        roots = [one for root in subject.recording.trusted_roots for one in certificates_in(root.path, root.pem)]
    except Unreadable as error:
        return Absent(Reason.EVIDENCE_UNREADABLE, str(error))
    fault = why_not_trusted(certificates, roots, then)
    if fault:
        return Reading(NOT_TRUSTED, note=f"{what} {then:%Y-%m-%d}: {fault}")
    note = described(certificates[0])
    if isinstance(subject.today, Absent):
        return Reading(TRUSTED_THEN, note=note)
    now = why_not_trusted(certificates, roots, datetime.combine(subject.today, time(12), UTC))
    return Reading(TRUSTED_THEN if now else TRUSTED, note=f"{note}; on {subject.today}: {now or 'trusted'}")
