"""What the signatures inside a stream come to, and how the signer kept to ONVIF Media Signing.

Source: ONVIF Media Signing 26.06, 5.2 and 5.7.3; the answers are those of its client-side validation (Annex B). Who the
signer is, is another question: these answers hold for whoever has the key.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby, pairwise

from conformance.measurands.reading import MOST_PLACES, Reading, Result
from conformance.measurands.tracks import primary
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent
from conformance.model.measurement import Text, Where
from conformance.model.signing_facts import Link, Seal, SignedPart, SigningFacts, SigningScheme
from conformance.model.vocabulary import Axis, Reason

AUTHENTIC, WITH_MISSING = Text("authentic"), Text("authentic_with_missing")
NOT_AUTHENTIC, NOT_SIGNED = Text("not_authentic"), Text("not_signed")
HOLDING = (AUTHENTIC, WITH_MISSING)

_TAIL_GROUPS = 2  # that begin behind the last part: one awaits its message, and the next one may have begun
_COUNTERS = 1 << 32

Place = tuple[int, str]  # packet, and what is there


def signature(subject: RecordingSubject) -> Result:
    """Whether the signatures in the stream hold: authentic, authentic_with_missing, not_authentic or not_signed."""
    signing = _signing(subject)
    if isinstance(signing, Absent):
        return signing
    if signing.scheme is None and not signing.unread:
        return Reading(NOT_SIGNED)
    against = [] if signing.beyond else sorted(_against(signing))
    if against:
        return _answered(NOT_AUTHENTIC, signing, against)
    doubt = _doubt(signing)
    if doubt:
        return Absent(Reason.EVIDENCE_UNREADABLE, doubt)
    missing = sorted(_missing(signing.parts))
    return _answered(WITH_MISSING if missing else AUTHENTIC, signing, missing)


def _answered(answer: Text, signing: SigningFacts, places: Sequence[Place]) -> Reading:
    pending = signing.tail + sum(part.matched for part in _pending(signing.parts))
    held = signing.units - pending - sum(part.strange for part in signing.parts)
    note = f"{signing.scheme}: {len(signing.parts)} messages vouch for {held} units of {signing.units} in the stream"
    if pending:
        note += f"; {pending} at its end await a signature and are not vouched for"
    return Reading(answer, exercised=len(signing.parts), note=note, where=_where(places))


def _where(places: Sequence[Place]) -> tuple[Where, ...]:
    return tuple(Where(Axis.PACKET, Fraction(packet), said) for packet, said in places[:MOST_PLACES])


def _against(signing: SigningFacts) -> Iterator[Place]:
    """What shows that pictures are not those that were signed, or not in that order."""
    parts = signing.parts
    pending = len(_pending(parts))
    for part in parts[: len(parts) - pending]:
        if part.seal is Seal.BROKEN:
            yield part.packet, "the signature does not hold for the message and any key that the stream brings along"
        if part.seal is Seal.UNSIGNED:
            yield part.packet, "the message carries no signature, and no later one vouches for it"
    for part in parts:
        if part.strange:
            yield part.packet, f"{part.strange} units in or before this part are in no signed list"
        if part.link is Link.BROKEN and part.hash_holds:
            yield part.packet, "the part before is not the one that this message names"
    yield from (_follows(one, part) for one, part in pairwise(parts) if not _advance(one, part))
    yield from (
        (packet, "the signature of the message with the certificates does not hold") for packet in signing.broken
    )
    yield from _by_others(parts)


def _by_others(parts: Sequence[SignedPart]) -> Iterator[Place]:
    """Messages by another key than the first one's: one recording has one signer."""
    held = [part for part in parts if part.seal is Seal.HOLDS]
    yield from (
        (part.packet, "another key signed this than what is before") for part in held if part.key != held[0].key
    )


def _pending(parts: Sequence[SignedPart]) -> Sequence[SignedPart]:
    """Parts at the end whose messages a later one would have vouched for."""
    last = next((number for number in range(len(parts), 0, -1) if parts[number - 1].seal is not Seal.UNSIGNED), 0)
    return parts[last:]


def _doubt(signing: SigningFacts) -> str:
    """What keeps the question open; empty where nothing does."""
    if signing.unread:
        return f"{len(signing.unread)} signing messages are of a layout that is not known here, or damaged"
    if signing.beyond:
        return f"{signing.beyond} units stood behind more than can await a message, and were not compared"
    if any(part.seal is Seal.NO_KEY for part in signing.parts):
        return "the stream brings along no key that could verify its signatures"
    if not any(part.matched and part.seal is Seal.HOLDS for part in signing.parts):
        return "the stream holds signing messages, but none vouches for a picture in it"
    return _long_tail(signing)


def _long_tail(signing: SigningFacts) -> str:
    """Units behind the last part that is vouched for that are more than could await their message.

    A message is due in the group of pictures behind its part. A signer that signs several parts at once leaves the
    messages of all but the last of them without a signature of their own.
    """
    parts, pending = signing.parts, _pending(signing.parts)
    settled = parts[: len(parts) - len(pending)]
    runs = (len(list(run)) for signed, run in groupby(settled, lambda part: part.signed) if not signed)
    together = 1 + max(runs, default=0)
    longest = max((part.matched + part.missing for part in settled), default=0)
    units = signing.tail + sum(part.matched + part.strange for part in pending)
    too_many = units > (together + 1) * longest or len(pending) > together or signing.tail_keys > _TAIL_GROUPS
    return f"{units} units at its end are vouched for by nobody, more than could await a message" if too_many else ""


def _missing(parts: Sequence[SignedPart]) -> Iterator[Place]:
    for part in parts:
        if part.missing:
            yield part.packet, f"{part.missing} units of this part are not in the file"
    for one, part in pairwise(parts):
        skipped = _advance(one, part) - 1
        if skipped > 0:
            yield part.packet, f"{skipped} parts before this one are not in the file"


def _advance(one: SignedPart, part: SignedPart) -> int:
    """By how much the counter of 32 bits rose; beyond half its range it went back, or stood."""
    ahead = (part.counter - one.counter) % _COUNTERS
    return ahead if 0 < ahead < _COUNTERS // 2 else 0


def units_not_covered(subject: RecordingSubject) -> Result:
    """Units of coded pictures among the signed ones that no signed list holds."""
    return _counting(subject, lambda part: part.strange, "{} units in or before this part are in no signed list")


def parts_not_signed(subject: RecordingSubject) -> Result:
    """Parts whose message neither carries a signature that holds nor is vouched for by one that does."""

    def count(signing: SigningFacts) -> Result:
        settled = signing.parts[: len(signing.parts) - len(_pending(signing.parts))]
        if not settled:
            return Absent(Reason.NOTHING_TO_MEASURE, "no message carries a signature, and none vouches for another")
        if any(part.seal is Seal.NO_KEY for part in settled):
            return Absent(Reason.EVIDENCE_UNREADABLE, _doubt(signing))
        bad = [(part.packet, "its signature is missing or broken") for part in settled if part.seal is not Seal.HOLDS]
        return Reading(Fraction(len(bad)), exercised=len(settled), where=_where(bad))

    return _of_onvif(subject, count)


def messages_not_covered(subject: RecordingSubject) -> Result:
    """Messages without a signature of their own that no later part lists."""

    def count(signing: SigningFacts) -> Result:
        own = [part for part in signing.parts if not part.signed]
        open_ = [(part.packet, "no later part lists this message") for part in own if part.seal is Seal.UNSIGNED]
        if not own:
            return Absent(Reason.NOTHING_TO_MEASURE, "every signing message carries a signature of its own")
        return Reading(Fraction(len(open_)), exercised=len(own), where=_where(open_))

    return _of_onvif(subject, count)


def links_broken(subject: RecordingSubject) -> Result:
    """Messages that name another part before them than the one that is there."""

    def count(signing: SigningFacts) -> Result:
        linked = [part for part in signing.parts if part.link is not Link.ABSENT]
        if not linked:
            return Absent(Reason.NOTHING_TO_MEASURE, "no signed part has another one before it")
        broken = [(part.packet, "names another part") for part in linked if part.link is Link.BROKEN]
        return Reading(Fraction(len(broken)), exercised=len(linked), where=_where(broken))

    return _of_onvif(subject, count)


def messages_out_of_order(subject: RecordingSubject) -> Result:
    """Messages whose counter is not above the one before."""
    return _of_pairs(subject, lambda ahead: not ahead)


def counter_faults(subject: RecordingSubject) -> Result:
    """Messages whose counter is not the one before and 1."""
    return _of_pairs(subject, lambda ahead: ahead != 1)


def _of_pairs(subject: RecordingSubject, wrong: Callable[[int], bool]) -> Result:
    """How many counters are wrong, by how far they are ahead of the one before."""

    def count(signing: SigningFacts) -> Result:
        pairs = list(pairwise(signing.parts))
        if not pairs:
            return Absent(Reason.NOTHING_TO_MEASURE, "the stream holds one signing message alone")
        found = [_follows(one, part) for one, part in pairs if wrong(_advance(one, part))]
        return Reading(Fraction(len(found)), exercised=len(pairs), where=_where(found))

    return _of_onvif(subject, count)


def _follows(one: SignedPart, part: SignedPart) -> Place:
    return part.packet, f"counter {part.counter} follows {one.counter}"


def unit_counts_wrong(subject: RecordingSubject) -> Result:
    """Messages that state another number of units than they list hashes."""
    return _counting(subject, lambda part: part.listed not in (0, part.stated), "states another number than it lists")


def hashes_wrong(subject: RecordingSubject) -> Result:
    """Messages whose hash of all is not that of the hashes they list."""
    return _counting(subject, lambda part: not part.hash_holds, "the hash of all is not that of its list")


def information_version(subject: RecordingSubject) -> Result:
    """Version of the GOP information: the lowest that a message has."""

    def lowest(signing: SigningFacts) -> Result:
        return Reading(Fraction(min(part.version for part in signing.parts)), exercised=len(signing.parts))

    return _of_onvif(subject, lowest)


def _counting(subject: RecordingSubject, faults: Callable[[SignedPart], int], said: str) -> Result:
    def count(signing: SigningFacts) -> Result:
        found = [(part.packet, faults(part)) for part in signing.parts if faults(part)]
        total = sum(number for _, number in found)
        places = [(packet, said.format(number)) for packet, number in found]
        return Reading(Fraction(total), exercised=len(signing.parts), where=_where(places))

    return _of_onvif(subject, count)


def _of_onvif(subject: RecordingSubject, function: Callable[[SigningFacts], Result]) -> Result:
    signing = _signing(subject)
    if isinstance(signing, Absent):
        return signing
    if signing.unread:
        return Absent(Reason.EVIDENCE_UNREADABLE, _doubt(signing))
    if signing.scheme is not SigningScheme.ONVIF:
        return Absent(Reason.NOTHING_TO_MEASURE, "the stream holds no message of ONVIF Media Signing")
    if not signing.parts:
        return Absent(
            Reason.NOTHING_TO_MEASURE, "the stream holds certificates alone, and no message that signs pictures"
        )
    return function(signing)


def _signing(subject: RecordingSubject) -> SigningFacts | Absent:
    track = primary(subject)
    return track if isinstance(track, Absent) else track.signing
