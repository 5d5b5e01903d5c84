"""Reads a time stamp: the response of an authority or the bare token, down to what was signed and by what.

Source: RFC 3161 with RFC 5816 (responses and tokens), RFC 5652 (signed data), RFC 5035 (the certificate that is bound).
"""

from fractions import Fraction

from conformance.evidence.time_stamps.algorithms import NotReadError, hash_of
from conformance.evidence.time_stamps.signers import certificates_of, signature_of
from conformance.model.der import (
    BOOLEAN,
    INTEGER,
    OCTETS,
    OID,
    SEQUENCE,
    SET,
    TIME,
    BerError,
    DerError,
    Element,
    Fields,
    context,
)
from conformance.model.facts import Absent
from conformance.model.time_stamps import Broken, Token
from conformance.model.vocabulary import Reason

_SIGNED_DATA, _TST_INFO = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
_GRANTED = (0, 1)  # as asked, or with changes
_STATUS = {2: "rejection", 3: "waiting", 4: "revocation warning", 5: "revocation notification"}
_LONGEST = 200  # characters that an authority is quoted with
_PEM = (b"-----BEGIN", b"\xef\xbb\xbf-----BEGIN")
_NO_ACCURACY = Absent(Reason.EVIDENCE_MISSING, "the token states no accuracy")


def read_token(content: bytes) -> Token | Broken | Absent:
    """What a file that is named as time stamp holds: a TimeStampResp or a TimeStampToken, in DER."""
    if content.startswith(_PEM):
        return Broken("it is text (PEM), where a token in DER should be")
    try:
        return _token(_signed_data(content))
    except BerError as error:
        return Absent(Reason.METHOD_DOES_NOT_APPLY, f"the token is not in DER, which is all that is read: {error}")
    except NotReadError as error:
        return Absent(Reason.METHOD_DOES_NOT_APPLY, f"the token uses what is not read here: {error}")
    except DerError as error:
        return Broken(f"it is no time stamp token: {error}")


def _signed_data(content: bytes) -> Fields:
    """The fields of the SignedData in the file."""
    file = Fields(content)
    fields = file.take(SEQUENCE).fields
    file.end()
    first = fields.take(SEQUENCE, OID)
    if first.tag == SEQUENCE:
        _check_granted(first)
        token = fields.take(SEQUENCE)
        fields.end()
        fields = token.fields
        first = fields.take(OID)
    if first.oid != _SIGNED_DATA:
        raise DerError(f"content of type {first.oid}, and not signed data")
    inside = fields.take(context(0)).fields
    fields.end()
    data = inside.take(SEQUENCE)
    inside.end()
    return data.fields


def _check_granted(status: Element) -> None:
    """PKIStatusInfo: a status, words, and a bit string of what failed."""
    fields = status.fields
    number = fields.take(INTEGER).number
    if number in _GRANTED:
        return
    words = [one.content for words in fields.optional(SEQUENCE) for one in words.fields.all()]
    said = f": {b'; '.join(words).decode('utf-8', 'replace')[:_LONGEST]!r}" if words else ""
    raise DerError(f"the authority granted none, status {number} ({_STATUS.get(number, 'not known')}){said}")


def _token(data: Fields) -> Token:
    data.take(INTEGER)
    digests = [_known_hash(one) for one in data.take(SET).fields.all(SEQUENCE)]
    content = _encapsulated(data.take(SEQUENCE))
    certificates = certificates_of(data.optional(context(0)))
    data.optional(context(1))
    signers = data.take(SET).fields.all(SEQUENCE)
    data.end()
    if len(signers) != 1:
        raise DerError(f"{len(signers)} signatures, where there is one of the authority alone")
    signature = signature_of(signers[0], _TST_INFO)
    if signature.digest not in digests:  # RFC 5652, 5.1: a verifier may fail, and OpenSSL does
        raise DerError(f"{signature.digest} is not in its set of digest algorithms")
    info = Fields(content)
    outer = info.take(SEQUENCE)
    info.end()
    fields = outer.fields
    if fields.take(INTEGER).number != 1:
        raise NotReadError("another version of TSTInfo than 1")
    policy = fields.take(OID).oid
    imprint = fields.take(SEQUENCE).fields
    imprinted_by, digest = hash_of(imprint.take(SEQUENCE)), imprint.take(OCTETS).content
    imprint.end()
    serial = fields.take(INTEGER).number
    time, resolution = fields.take(TIME).time
    accuracy, nonce = _rest(fields)
    return Token(
        content=content,
        algorithm=imprinted_by,
        imprint=digest,
        policy=policy,
        serial=f"{serial:x}",
        time=time,
        resolution=resolution,
        accuracy=accuracy,
        nonce=nonce,
        certificates=certificates,
        signature=signature,
    )


def _known_hash(algorithm: Element) -> str:
    """Its name; '' of one that is not known, which need not be used."""
    try:
        return hash_of(algorithm)
    except NotReadError:
        return ""


def _encapsulated(info: Element) -> bytes:
    fields = info.fields
    kind = fields.take(OID).oid
    if kind != _TST_INFO:
        raise DerError(f"what is signed is of type {kind}, and no TSTInfo")
    inside = fields.take(context(0)).fields
    fields.end()
    content = inside.take(OCTETS).content
    inside.end()
    return content


def _rest(fields: Fields) -> tuple[Fraction | Absent, str]:
    """Accuracy and nonce, behind which the name of the authority and extensions may stand."""
    accuracy: Fraction | Absent = next(map(_accuracy, fields.optional(SEQUENCE)), _NO_ACCURACY)
    fields.optional(BOOLEAN)
    nonce = "".join(f"{one.number:x}" for one in fields.optional(INTEGER))
    fields.optional(context(0))
    for extensions in fields.optional(context(1)):
        for one in extensions.fields.all(SEQUENCE):
            parts = one.fields
            oid = parts.take(OID).oid
            if any(critical.content != b"\0" for critical in parts.optional(BOOLEAN)):
                raise NotReadError(f"a critical extension of TSTInfo ({oid})")
    fields.end()
    return accuracy, nonce


def _accuracy(element: Element) -> Fraction:
    """How far genTime may be off on either side, s."""
    fields = element.fields
    total = Fraction(0)
    for tag, unit in (
        (INTEGER, 1),
        (context(0, constructed=False), 1000),
        (context(1, constructed=False), 1_000_000),
    ):
        for one in fields.optional(tag):
            if one.number < 0 or (unit > 1 and not 1 <= one.number <= 999):
                raise DerError(f"an accuracy of {one.number}/{unit} s")
            total += Fraction(one.number, unit)
    fields.end()
    return total
