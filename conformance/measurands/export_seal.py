"""What the seal of an export is made of, and whether its first signature holds.

Source: ONVIF Export File Format 26.06, 5.6, 5.7 and Annex A. Whether the signer is to be trusted is not asked here.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from conformance.measurands.export_boxes import FILE, SEAL, counted, first_of, joined, measured, nothing, place
from conformance.measurands.reading import Reading, Result
from conformance.model.evidence import RecordingSubject
from conformance.model.export_facts import ExportFacts, KeyKind, Protection, Scheme, SignatureState, Signing
from conformance.model.facts import Absent, IsoFacts
from conformance.model.measurement import Text
from conformance.model.vocabulary import Reason


def ipro_boxes(subject: RecordingSubject) -> Result:
    """Item protection boxes (ipro) in the file-level meta box."""

    def count(export: ExportFacts, _: IsoFacts) -> Result:
        return counted(len(export.protections), 1, [place(one.offset, "ipro") for one in export.protections])

    return measured(subject, FILE, count)


def protection_count(subject: RecordingSubject) -> Result:
    """Number that the item protection box states as its protection_count."""
    return _of_protections(subject, lambda found: first_of([Fraction(one.count) for one in found], "another ipro"))


def protection_count_repeated(subject: RecordingSubject) -> Result:
    """Number that the item protection box states as its protection_count where it holds several signings."""

    def repeated(found: Sequence[Protection]) -> Result:
        several = [Fraction(one.count) for one in found if len(one.signings) > 1]
        return first_of(several, "another ipro") if several else nothing("the file was not signed more than once")

    return _of_protections(subject, repeated)


def sinf_boxes(subject: RecordingSubject) -> Result:
    """Protection scheme information boxes (sinf) in the item protection box, one a signing."""

    def count(found: Sequence[Protection]) -> Result:
        return counted(sum(len(one.signings) for one in found), len(found))

    return _of_protections(subject, count)


def _of_protections(subject: RecordingSubject, function: Callable[[Sequence[Protection]], Result]) -> Result:
    def apply(export: ExportFacts, _: IsoFacts) -> Result:
        return function(export.protections) if export.protections else nothing("the file-level meta holds no ipro")

    return measured(subject, SEAL, apply)


def sinf_faults(subject: RecordingSubject) -> Result:
    """Signings whose sinf does not hold exactly one scheme type box (schm) and one scheme information box (schi)."""

    def fault(one: Signing) -> str:
        good = len(one.schemes) == 1 and one.infos == 1
        return "" if good else f"{one.path} holds {len(one.schemes)} schm and {one.infos} schi"

    return _counting(subject, fault)


def schi_faults(subject: RecordingSubject) -> Result:
    """Signings without exactly one signature (sibo) and one certificate (cert), or with an optional box twice."""

    def fault(one: Signing) -> str:
        certificates = len(one.certificates)
        optional = max(one.user_infos, one.configurations, one.start_times)
        good = one.signatures == 1 and certificates == 1 and optional <= 1
        return "" if good else f"{one.path}: {one.signatures} sibo, {certificates} cert, {optional} of an optional box"

    return _counting(subject, fault)


def certificates_unreadable(subject: RecordingSubject) -> Result:
    """Signings with a certificate (cert) that is no DER-encoded X.509 certificate with a public key."""

    def fault(one: Signing) -> str:
        bad = [found for found in one.certificates if found.key is KeyKind.UNREADABLE]
        return f"{one.path} holds {len(bad)} certificates that can't be read" if bad else ""

    def count(found: Sequence[Signing]) -> Result:
        certified = [one for one in found if one.certificates]
        return _faulty(certified, fault) if certified else nothing("no signing holds a certificate")

    return _of_signings(subject, count)


def scheme_type(subject: RecordingSubject) -> Result:
    """Scheme type of the signings (schm), in hexadecimal digits."""
    return _schemes(subject, lambda one: one.type)


def scheme_version(subject: RecordingSubject) -> Result:
    """Scheme version of the signings (schm), in hexadecimal digits."""
    return _schemes(subject, lambda one: one.version)


def _schemes(subject: RecordingSubject, number: Callable[[Scheme], int]) -> Result:
    def text(found: Sequence[Signing]) -> Result:
        numbers = [f"0x{number(one):08X}" for signing in found for one in signing.schemes]
        return joined(numbers) if numbers else nothing("no signing holds a schm")

    return _of_signings(subject, text)


def rsa_bits(subject: RecordingSubject) -> Result:
    """Bits of the shortest RSA modulus among the certificates of the signings."""

    def shortest(found: Sequence[Signing]) -> Result:
        certificates = [one for signing in found for one in signing.certificates]
        if any(one.key is KeyKind.UNREADABLE for one in certificates):
            return Absent(Reason.EVIDENCE_UNREADABLE, "a certificate of the signings can't be read")
        bits = [one.bits for one in certificates if one.key is KeyKind.RSA]
        if not bits:
            return nothing("no signing holds the certificate of an RSA key")
        return Reading(Fraction(min(bits)), exercised=len(bits))

    return _of_signings(subject, shortest)


def algorithm_not_stated(subject: RecordingSubject) -> Result:
    """1 where the first signing is by another algorithm than the default one and no sigC box names it, else 0."""

    def stated(export: ExportFacts, _: IsoFacts) -> Result:
        if not export.signings or not export.signings[0].signatures:
            return nothing("the file is not signed")
        first, check = export.signings[0], export.signature
        if first.configured or (check.state is SignatureState.AUTHENTIC and check.default):
            return counted(0, 1)
        other_key = any(one.key is KeyKind.OTHER for one in first.certificates)
        if first.configurations or other_key or check.state is SignatureState.AUTHENTIC:
            return counted(1, 1, [place(first.offset, f"{first.path}: {check.detail}")])
        return Absent(Reason.EVIDENCE_UNREADABLE, f"the algorithm can't be told: {check.detail}")

    return measured(subject, SEAL, stated)


def signature(subject: RecordingSubject) -> Result:
    """State of the first signature after Annex A: authentic, not_authentic or not_signed."""
    return measured(subject, SEAL, lambda export, _: _state(export))


def repeated_signature(subject: RecordingSubject) -> Result:
    """State of the first signature of a file that was signed again."""

    def again(export: ExportFacts, _: IsoFacts) -> Result:
        if not export.protections or len(export.protections[0].signings) < 2:
            return nothing("the file was not signed more than once")
        return _state(export)

    return measured(subject, SEAL, again)


def _state(export: ExportFacts) -> Result:
    check = export.signature
    if check.state is SignatureState.UNREADABLE:
        return Absent(Reason.EVIDENCE_UNREADABLE, check.detail)
    later = len(export.signings) - 1
    more = f"; {later} later signings are not verified" if later > 0 else ""
    return Reading(Text(check.state.value), note=f"{check.detail}{more}")


def _counting(subject: RecordingSubject, fault: Callable[[Signing], str]) -> Result:
    return _of_signings(subject, lambda found: _faulty(found, fault))


def _faulty(found: Sequence[Signing], fault: Callable[[Signing], str]) -> Reading:
    bad = [place(one.offset, fault(one)) for one in found if fault(one)]
    return counted(len(bad), len(found), bad)


def _of_signings(subject: RecordingSubject, function: Callable[[Sequence[Signing]], Result]) -> Result:
    def apply(export: ExportFacts, _: IsoFacts) -> Result:
        return function(export.signings) if export.signings else nothing("the file is not signed: it holds no sinf")

    return measured(subject, SEAL, apply)
