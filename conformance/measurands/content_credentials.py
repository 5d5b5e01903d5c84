"""What the content credentials (C2PA) of a file come to, and whether their signer is one that the submission trusts.

Source: C2PA specification, "Validation": a manifest is valid where its hashes and signatures hold; trust is apart.
"""

from datetime import UTC, datetime, timedelta

from conformance.measurands.reading import Reading, Result
from conformance.measurands.signer import NO_ROOTS, Chain, trust_in
from conformance.model.credential_facts import Credentials, NoCredentials, Status
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, IsoFacts
from conformance.model.measurement import Text
from conformance.model.vocabulary import Reason

VALID, INVALID, NONE = Text("valid"), Text("invalid"), Text("none")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HERE = "self#"  # a place in the file itself
_MOST_TOLD = 4  # failures that a note names
_UNBOUND = "the content credentials hold, but no hash of the file's boxes (c2pa.hash.bmff) is among them"
_ELSEWHERE = (
    "the content credentials hold, but their hash leaves out where samples lie, and {} bytes of these lie outside "
    "the media (mdat): what is shown need not be what was signed"
)
_APART = "whom to trust is another question (integrity.content_signer)"
_MOVED = ", so that pictures may have been moved about"
_NO_MEDIA = "the content credentials hold, but their hash leaves out the media (mdat): they vouch for no picture"


def content_credentials(subject: RecordingSubject) -> Result:
    """Whether hashes and signatures of the content credentials (C2PA) hold: valid, invalid, or none."""
    found = subject.facts.credentials
    if isinstance(found, Absent):
        return found
    if isinstance(found, NoCredentials):
        return _none(found)
    if not found.holds:
        return Reading(INVALID, note=f"{_failed(found.failures)}; {_signed(found)}")
    if not found.bound:
        return Absent(Reason.METHOD_DOES_NOT_APPLY, _UNBOUND)
    doubt = _doubt(found, subject.facts.iso)
    if doubt:
        return Absent(Reason.EVIDENCE_UNREADABLE, doubt)
    return Reading(VALID, note=f"{_signed(found)}; {_left_out(found)}; {_APART}")


def _doubt(found: Credentials, iso: IsoFacts | Absent) -> str:
    """Why what is shown need not be what was signed; '' where it is."""
    if found.media_excluded:
        return _NO_MEDIA
    loose = iso.missing_bytes if found.places_excluded and isinstance(iso, IsoFacts) else 0
    return _ELSEWHERE.format(loose) if loose else ""


def content_signer(subject: RecordingSubject) -> Result:
    """Whether the certificate of the content credentials leads to a trusted root, as integrity.signer says it."""
    found, answer = subject.facts.credentials, content_credentials(subject)
    if isinstance(answer, Absent):
        return answer
    if not isinstance(found, Credentials):
        return Absent(Reason.NOTHING_TO_MEASURE, "the file carries no content credentials")
    if answer.value != VALID:
        return Absent(Reason.EVIDENCE_UNREADABLE, "the file is not what was signed, whoever signed it")
    return _trust(found, subject)


def _trust(found: Credentials, subject: RecordingSubject) -> Result:
    if not found.chain:
        return Absent(Reason.METHOD_DOES_NOT_APPLY, f"the signer is not judged: {found.no_chain}")
    if not subject.recording.trusted_roots:
        return NO_ROOTS
    chain = Chain("the manifest store", found.chain)
    if found.signed:
        return trust_in(chain, subject, _date(found.signed), "signed")
    witness = subject.recording.reference
    if isinstance(witness, Absent):
        said = "no time stamp says when the content credentials were signed, and nobody witnessed the recording"
        return Absent(Reason.TIME_NOT_SET, said)
    return trust_in(chain, subject, witness.start, "recorded")


def _none(found: NoCredentials) -> Result:
    if found.named and not found.named.startswith(_HERE):
        said = f"the file says that its content credentials are kept elsewhere ({found.named}); nothing is fetched"
        return Absent(Reason.EVIDENCE_MISSING, said)
    notes = []
    if found.named:
        notes.append(f"its XMP names a manifest in the file ({found.named}), which is not there")
    if found.unfollowed:
        notes.append(f"the last {found.unfollowed} bytes of the file are no boxes, and were not searched")
    return Reading(NONE, note="; ".join(notes))


def _failed(failures: tuple[Status, ...]) -> str:
    told = ", ".join(f"{one.code} ({one.detail})" if one.detail else one.code for one in failures[:_MOST_TOLD])
    more = len(failures) - _MOST_TOLD
    return f"{told}, and {more} more" if more > 0 else told


def _signed(found: Credentials) -> str:
    names = [name for name in (found.signer, found.organisation) if name]
    when = f"{_date(found.signed):%Y-%m-%d %H:%M:%S} UTC" if found.signed else "a time that no time stamp tells"
    said = f"signed as {', '.join(names) or 'nobody by name'} at {when}"
    said += f" with {found.generator}" if found.generator else ""
    return f"{said}; ingredients: {found.ingredients}" if found.ingredients else said


def _left_out(found: Credentials) -> str:
    said = f"not hashed: {', '.join(found.exclusions) or 'nothing'}"
    return said + _MOVED if found.places_excluded else said


def _date(nanoseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=nanoseconds // 1000)
