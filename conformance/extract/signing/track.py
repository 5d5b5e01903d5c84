"""One track while its signatures are followed: units wait for a message, and a message for the one behind it."""

from dataclasses import replace

from conformance.extract.signing.keys import KeyRing
from conformance.extract.signing.messages import General, Message
from conformance.extract.signing.parts import Found, Waiting, vouched
from conformance.extract.signing.units import Hasher
from conformance.model.signing_facts import Link, Seal, SignedPart, SigningFacts, SigningScheme

_MOST_UNSURE = 256  # messages that wait for a key
_MOST_PARTS = 1 << 17  # 36 hours of a message a second
_MOST_NAMED = 100  # packets
_NO_KEY = -1


class SignedTrack:
    """Takes units and messages in the order of the stream, all hashed by one algorithm."""

    def __init__(self, codec: str, hasher: Hasher) -> None:
        self._codec, self._hasher = codec, hasher
        self._waiting, self._ring = Waiting(), KeyRing()
        self._held: tuple[Message, General, int] | None = None  # with its packet
        self._parts: list[SignedPart] = []
        self._anchor = b""  # hash of the last key unit
        self._first = b""  # hash in the part before
        self._going_on = b""  # hash to which units of the next part are linked, where its group began in this one
        self._unsigned: dict[bytes, int] = {}  # part by its message's hash as a unit
        self._proved: dict[int, int] = {}  # part -> the part that lists its message
        self._unsure: list[tuple[int, Message]] = []  # a part whose key may come later
        self._units = 0
        self._scheme: SigningScheme | None = None
        self._broken: list[int] = []
        self._unread: list[int] = []

    def unit(self, data: bytes) -> None:
        """One unit of a coded picture."""
        self._units += 1
        unit = self._hasher.unit(self._codec, data, self._anchor)
        self._anchor = unit.anchor
        self._waiting.add(unit)

    def unread(self, packet: int) -> None:
        """A message that was not understood."""
        self._unread.append(packet)

    def message(self, one: Message, packet: int) -> None:
        """One message; the same once more says nothing new."""
        self._scheme = one.dialect.scheme
        for chain in one.chains:
            self._ring.add(chain)
        if not one.general:
            seal, _ = self._ring.check(one.document, one.signature)
            self._broken += [packet] if seal is Seal.BROKEN else []
            return
        if self._held and self._held[0] == one:
            return
        if len(self._parts) >= _MOST_PARTS:
            self.unread(packet)
            return
        if not one.signature:
            self._waiting.add(self._hasher.message(one.unit))
        self._settle(one.hashes[0] if one.hashes else b"")
        self._held = one, one.general, packet

    def _settle(self, following: bytes) -> None:
        """Judge the message that waited: all its units are there."""
        if not self._held:
            return
        (message, general, packet), number = self._held, len(self._parts)
        units = self._waiting.all()
        found = vouched(message, units, following, self._hasher, self._going_on)
        for hash_ in {unit.hash for unit in found.matched} & self._unsigned.keys():
            self._proved[self._unsigned.pop(hash_)] = number
        self._parts.append(self._part(message, general, packet, found))
        shared = general.overlaps and found.taken > 0 and units[found.taken - 1].key
        self._waiting.drop(found.taken - shared)
        self._first = message.hashes[0] if message.hashes else found.first
        self._going_on = (self._going_on or self._first) if general.partial else b""

    def _part(self, message: Message, general: General, packet: int, found: Found) -> SignedPart:
        number = len(self._parts)
        seal, key = Seal.UNSIGNED, _NO_KEY
        if message.signature:
            seal, key = self._ring.check(message.document, message.signature)
        else:
            self._unsigned[message.unit] = number
        if seal is Seal.NO_KEY and len(self._unsure) < _MOST_UNSURE:
            self._unsure.append((number, message))
        link = Link.ABSENT
        if general.link and self._parts:
            link = Link.HOLDS if general.link == self._first else Link.BROKEN
        return SignedPart(
            packet,
            general.counter,
            general.version,
            general.partial,
            general.begun,
            general.ended,
            general.stated,
            len(message.hashes),
            bool(message.signature),
            seal,
            key,
            len(found.matched),
            found.missing,
            sum(unit.picture for unit in found.strange),
            not message.hashes or not general.whole or self._hasher.whole(*message.hashes) == general.whole,
            link,
        )

    def frozen(self) -> SigningFacts:
        """What was found; the stream has ended."""
        self._settle(b"")
        for number, message in self._unsure:
            seal, key = self._ring.check(message.document, message.signature)
            self._parts[number] = replace(self._parts[number], seal=seal, key=key)
        for number, by in sorted(self._proved.items(), reverse=True):
            self._parts[number] = replace(self._parts[number], seal=self._parts[by].seal, key=self._parts[by].key)
        return SigningFacts(
            self._units,
            tuple(self._parts),
            self._scheme,
            len(self._waiting),
            self._waiting.keys,
            self._waiting.beyond,
            tuple(self._unread[:_MOST_NAMED]),
            tuple(self._broken[:_MOST_NAMED]),
            tuple(self._ring.chains),
        )
