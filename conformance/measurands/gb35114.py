"""What the signatures in an SVAC stream come to, as GB 35114 is implemented.

The text of GB 35114-2017 was not at hand: layout, hashing and signing are those of public implementations. A signature
that holds proves itself, whatever its source; one that does not may be of another layout, and the sentences say so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from conformance.measurands.reading import MOST_PLACES, Reading, Result
from conformance.measurands.sm2 import PublicKey, has_sm3
from conformance.measurands.sm2_keys import UnreadableKey, keys_in
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurement import Text, Where
from conformance.model.svac_facts import Authentication, SvacFacts
from conformance.model.vocabulary import Axis, Reason, SignatureProfile

AUTHENTIC, IN_PART = Text("authentic"), Text("authentic_in_part")
WITH_MISSING, NOT_AUTHENTIC = Text("authentic_with_missing"), Text("not_authentic")
NOT_SIGNED, NOT_TRUSTED = Text("not_signed"), Text("signer_not_trusted")

_LAYOUT = "read as public implementations lay it out, not by the text of GB 35114"
_CLAIMS_ALONE = "it says that it is authenticated, and holds no signature: these were taken out, or never written"
_SEVERAL = (
    "all signatures hold, {} of {} over several units: start codes are not signed, so that one put into a signed "
    "picture, or taken out between two, leaves no trace"
)
_NO_PICTURE = Absent(Reason.NOTHING_TO_MEASURE, "the stream holds no picture in a unit of SVAC")
_NO_KEYS = Absent(Reason.EVIDENCE_MISSING, "the submission names no keys of cameras (camera_keys)")
_NO_SM3 = Absent(Reason.METHOD_DOES_NOT_APPLY, "SM3 is not in the OpenSSL of this Python, so that nothing was hashed")
_MOST_BROKEN = 1000  # signatures that do not hold: more change no answer, and each takes time
_NUMBERS = 256  # of frame_num
_NO_KEY = -1
_LEVELS = {  # authenticated, encrypted
    (False, False): "none",
    (False, True): "encryption",
    (True, False): "authentication",
    (True, True): "authentication+encryption",
}

Place = tuple[int, str]  # offset, and what is there


@dataclass(frozen=True)
class _Held:
    """Which key each signature holds by, as far as they were tried, over what `profile` says; -1 = none."""

    keys: tuple[int, ...]
    broken: int
    profile: SignatureProfile

    @property
    def some(self) -> bool:
        return self.broken < len(self.keys)


def signature(subject: RecordingSubject) -> Result:
    """Whether the signatures of an SVAC stream hold by a key of camera_keys, as GB 35114 is implemented.

    authentic, authentic_in_part (no signature is over some pictures, as the stream announces, or over bytes that stand
    in no unit), authentic_with_missing, not_authentic, not_signed, or signer_not_trusted (signed, and no signature
    holds by such a key).
    """
    svac = subject.facts.svac
    if isinstance(svac, Absent):
        return svac
    if svac.beyond:
        return Absent(Reason.EVIDENCE_UNREADABLE, f"{svac.beyond} bytes at the end of the stream were not looked at")
    if not svac.units:
        return _unread(svac) if svac.unread else _NO_PICTURE
    if not svac.parts and not svac.unread:
        return Reading(NOT_SIGNED, note=f"{_CLAIMS_ALONE}; {_LAYOUT}" if svac.claims else _LAYOUT)
    keys = _why_not(svac) or _keys(subject)
    return keys if isinstance(keys, Absent) else _by(keys, svac, subject.recording.signature_profile)


def _why_not(svac: SvacFacts) -> Absent | None:
    """Why signatures can't be held against anything; None where they can."""
    if svac.encrypted or any(one.encrypted for one in svac.sets):
        return Absent(Reason.ENCRYPTED, "the pictures are encrypted and no key was given")
    if svac.unread:
        return _unread(svac)
    other = next((one for one in svac.sets if one.authenticated and (one.hash_type or one.signature_type)), None)
    if other:
        said = f"hash_type {other.hash_type} and signature_type {other.signature_type}; SM3 (0) and SM2 (0) are read"
        return Absent(Reason.METHOD_DOES_NOT_APPLY, said)
    if any(part.covered and not part.digest for part in svac.parts):
        return _NO_SM3
    return None


def _unread(svac: SvacFacts) -> Absent:
    said = f"security units are of no known layout, or damaged; the first stands at byte {svac.unread[0]}"
    return Absent(Reason.EVIDENCE_UNREADABLE, said)


def _keys(subject: RecordingSubject) -> Sequence[PublicKey] | Absent:
    if not has_sm3():
        return _NO_SM3
    try:
        points = [one for file in subject.recording.camera_keys for one in keys_in(file.path, file.text)]
    except UnreadableKey as error:
        return Absent(Reason.EVIDENCE_UNREADABLE, str(error))
    return tuple(map(PublicKey, dict.fromkeys(points))) or _NO_KEYS


def _verified(parts: Sequence[Authentication], keys: Sequence[PublicKey], profile: SignatureProfile) -> _Held:
    """Tries each signature, first by the key that held last; the same one once more is not tried again."""
    known: dict[tuple[str, str], int] = {}
    found: list[int] = []
    last = broken = 0
    for part in parts:
        pair = part.digest, part.signature
        if pair not in known:
            order = [last, *(number for number in range(len(keys)) if number != last)]
            known[pair] = next((number for number in order if _holds(part, keys[number], profile)), _NO_KEY)
        found.append(known[pair])
        last = last if found[-1] == _NO_KEY else found[-1]
        broken += found[-1] == _NO_KEY
        if broken >= _MOST_BROKEN:
            break
    return _Held(tuple(found), broken, profile)


def _holds(part: Authentication, key: PublicKey, profile: SignatureProfile) -> bool:
    """Over the digest with the digest of the signer before it, or over the digest as it is."""
    digest, signed = bytes.fromhex(part.digest), bytes.fromhex(part.signature)
    if not digest:
        return False
    if profile is SignatureProfile.Z_OVER_DIGEST:
        return key.signed(digest, signed)
    return key.signed_number(digest, signed)


def _by(keys: Sequence[PublicKey], svac: SvacFacts, profile: SignatureProfile) -> Result:
    held = _verified(svac.parts, keys, profile)
    return _judged(svac, held) if held.some else _none_holds(svac, held)


def _none_holds(svac: SvacFacts, held: _Held) -> Result:
    longest = max((one.successive for one in svac.sets), default=0)
    if longest > 1:
        said = f"it announces one signature for {longest} pictures, and how their digests are joined is not known"
        return Absent(Reason.METHOD_DOES_NOT_APPLY, f"none of its signatures holds; {said}")
    tried = f"none of {len(held.keys)} signatures" + (" that were tried" if len(held.keys) < len(svac.parts) else "")
    why = "another camera signed it, or by another signature_profile, or all of it was changed"
    note = f"{tried} holds by a key of the submission ({held.profile}): {why}; {_LAYOUT}"
    return Reading(NOT_TRUSTED, exercised=len(held.keys), note=note)


def _judged(svac: SvacFacts, held: _Held) -> Result:
    """Some signatures hold: layout and key are right, and what does not hold is not what was signed."""
    against = sorted(_against(svac, held))
    if against:
        return _answered(NOT_AUTHENTIC, svac, held, against)
    doubt = _doubt(svac)
    if doubt:
        return doubt
    missing = [(part.offset, f"{lost} pictures before it are not in the file") for part, lost in _lost(svac.parts)]
    if missing:
        return _answered(WITH_MISSING, svac, held, missing)
    in_part = svac.stray or svac.tail_loose or any(part.loose for part in svac.parts)
    return _answered(IN_PART if in_part else AUTHENTIC, svac, held, ())


def _answered(answer: Text, svac: SvacFacts, held: _Held, places: Sequence[Place]) -> Reading:
    loose = sum(part.loose for part in svac.parts)
    covered = svac.units - svac.tail - loose
    note = f"{len(svac.parts)} signatures ({held.profile}) over {covered} units of pictures of {svac.units}"
    note += f"; {loose} between them carry no authentication" if loose else ""
    note += f"; {svac.tail} at the end have no signature behind them and are not vouched for" if svac.tail else ""
    note += f"; {svac.stray} bytes stand in no unit, and nothing signs them" if svac.stray else ""
    note += "" if _counts(svac.parts) else "; frame_num counts no pictures, so that signed ones may be missing unseen"
    where = tuple(Where(Axis.BYTE, Fraction(offset), said) for offset, said in places[:MOST_PLACES])
    return Reading(answer, exercised=len(svac.parts), note=f"{note}; {_LAYOUT}", where=where)


def _against(svac: SvacFacts, held: _Held) -> Iterator[Place]:
    """What shows that pictures are not those that were signed, or not in that order."""
    first = next(key for key in held.keys if key != _NO_KEY)
    for part, key in zip(svac.parts, held.keys, strict=False):
        if key == _NO_KEY:
            yield part.offset, "the signature does not hold for the units before it"
        elif key != first:
            yield part.offset, "another key signed this than what is before"
    loose = [(part.offset, part.loose, part.loose_keys, "before") for part in svac.parts]
    loose.append((svac.parts[-1].offset, svac.tail_loose, svac.tail_loose_keys, "behind"))
    announced = any(one.discards_p for one in svac.sets)
    for offset, units, keys, side in loose:
        if keys:
            yield offset, f"{keys} units of key pictures {side} it carry no authentication"
        elif units and not announced:
            yield offset, f"{units} units {side} it carry no authentication, and none is announced"
    for part, ahead in _steps(svac.parts) if _counts(svac.parts) else ():
        if ahead >= _NUMBERS // 2:
            yield part.offset, f"frame_num {part.number} goes back, or pictures were put in"


def _doubt(svac: SvacFacts) -> Absent | None:
    """What keeps the question open; None where nothing does."""
    distinct = {(part.digest, part.signature) for part in svac.parts}
    repeated = len(svac.parts) - len(distinct)
    if repeated:
        said = f"{repeated} signed parts are byte by byte the same as others: put in again, or nothing was filmed"
        return Absent(Reason.EVIDENCE_UNREADABLE, said)
    longest = max(part.covered + part.loose for part in svac.parts)
    if svac.tail > longest:
        said = f"{svac.tail} units at its end are vouched for by nobody, more than could await a signature"
        return Absent(Reason.EVIDENCE_UNREADABLE, said)
    several = sum(part.hashed > 1 for part in svac.parts)
    return Absent(Reason.METHOD_DOES_NOT_APPLY, _SEVERAL.format(several, len(svac.parts))) if several else None


def _steps(parts: Sequence[Authentication]) -> Iterator[tuple[Authentication, int]]:
    """By how much more frame_num went on than there are units of pictures between two signatures, of 8 bits."""
    for one, part in pairwise(parts):
        yield part, (part.number - one.number - part.covered - part.loose) % _NUMBERS


def _counts(parts: Sequence[Authentication]) -> bool:
    """True where frame_num counts pictures: it does so between most signatures. Nothing signs it."""
    right = sum(not ahead for _, ahead in _steps(parts))
    return 2 * right > len(parts) - 1


def _lost(parts: Sequence[Authentication]) -> Iterator[tuple[Authentication, int]]:
    if _counts(parts):
        yield from ((part, ahead) for part, ahead in _steps(parts) if 0 < ahead < _NUMBERS // 2)


def level(subject: RecordingSubject) -> Result:
    """What an SVAC stream says of its security: none, authentication, encryption, or authentication+encryption.

    The least that one of its parameter sets says; none where it has no such set.
    """
    svac = subject.facts.svac
    if isinstance(svac, Absent):
        return svac
    if svac.unread:
        return _unread(svac)
    if not svac.sets and not svac.units:
        return _NO_PICTURE
    said = sorted({(one.authenticated, one.encrypted) for one in svac.sets} or {(False, False)})
    note = f"parameter sets say {' and '.join(_LEVELS[one] for one in said)}" if len(said) > 1 else ""
    return Reading(Text(_LEVELS[said[0]]), exercised=len(svac.sets) or 1, note=note)


def camera_id(subject: RecordingSubject) -> Result:
    """The camera_id that the parameter sets of an SVAC stream state, as text, or in hexadecimal where it is none."""
    svac = subject.facts.svac
    if isinstance(svac, Absent):
        return svac
    stated = list(dict.fromkeys(one.camera_id for one in svac.sets if one.camera_id))
    if not stated:
        return Absent(Reason.NOTHING_TO_MEASURE, "the stream states no camera_id")
    if len(stated) > 1:
        return Absent(Reason.EVIDENCE_UNREADABLE, f"the stream states {len(stated)} different camera_ids")
    text = bytes.fromhex(stated[0]).rstrip(b"\0")
    plain = text.isascii() and text.decode("ascii").isprintable() and text
    return Reading(Text(text.decode("ascii") if plain else stated[0]), note="nothing signs it")


def unsigned_share(subject: RecordingSubject) -> Result:
    """Units of pictures of an SVAC stream that no signature is over, of all: whether signatures hold is not asked."""
    svac = subject.facts.svac
    if isinstance(svac, Absent):
        return svac
    if svac.unread or svac.beyond:
        return Absent(Reason.EVIDENCE_UNREADABLE, "some of the stream could not be read")
    if not svac.units:
        return _NO_PICTURE
    covered = sum(part.covered for part in svac.parts)
    note = f"{svac.tail} of {svac.units} stand behind the last signature"
    return Reading(Fraction(svac.units - covered, svac.units), exercised=svac.units, note=note)
