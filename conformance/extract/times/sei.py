"""Finds the times in the SEI messages of one H.264 or HEVC track: of MISP, and of what signs the stream.

The times of pic_timing (H.264) and time_code (HEVC) are not read: they tell hours, minutes, seconds and a number of a
picture, but no date and no zone, so that no difference to another clock follows from them.
"""

from collections.abc import Iterator
from fractions import Fraction

from conformance.extract.gnss.told import Place
from conformance.extract.stream import nal
from conformance.extract.stream.bits import payload
from conformance.extract.times.axis import UUID as AXIS_UUID
from conformance.extract.times.axis import AxisTimes
from conformance.extract.times.collecting import Collected, Status
from conformance.extract.times.signing import UUID as SIGNING_UUID
from conformance.extract.times.signing import SigningTimes
from conformance.model.stated_times import StatedTimes, TimeSource

_USER_DATA_UNREGISTERED = 5  # payloadType (ITU-T H.264, D.1.1; H.265, D.2.1)
_UUID_BYTES = 16
_MOST_MESSAGES = 64  # of a unit are looked at
_STOP = 0x80  # rbsp_trailing_bits

# MISB ST 0604.6, 7.2 and 8.1, as four public implementations agree on it: jMISB (st0604/TimeStampUtilities), stanag4609
# (ST 0604.6 module), Strand-Braid (h264 writer and reader), and one of transport streams (ST 0604.6 identifiers)
_MISP = {
    b"MISPmicrosectime": (TimeSource.MISP, 1000),
    bytes.fromhex("a8687dd4d7593758a5cef0338b6545f1"): (TimeSource.MISP, 1000),
    bytes.fromhex("cf848278ee23306c9265e8fef22fb8b8"): (TimeSource.MISP_NANO, 1),
}
_MISP_BYTES = 12  # behind the identifier: a status, and eight bytes of the time with 0xFF behind every second of them
_FILLED = (3, 6, 9)  # where the 0xFF stand
_UNLOCKED, _JUMPED = 0x80, 0x40  # MISB ST 0603.5, 7.4, Table 3: bit 7 lock unknown, bit 6 discontinuity
_SOUGHT = (*_MISP, AXIS_UUID, SIGNING_UUID[1:])  # its first byte may stand behind an emulation prevention byte


class SeiTimes:
    """Takes the NAL units of one track in file order, of each packet the first time of a source alone."""

    def __init__(self, codec: str) -> None:
        self._header, self._kinds = nal.HEADER.get(codec, 0), nal.SEI.get(codec, frozenset())
        self._misp = {source: Collected(source) for source in (TimeSource.MISP, TimeSource.MISP_NANO)}
        self._signing: dict[bytes, SigningTimes | AxisTimes] = {SIGNING_UUID: SigningTimes(), AXIS_UUID: AxisTimes()}
        self._seen: dict[TimeSource, int] = {}

    def take(self, kind: int, unit: bytes, packet: int, place: Place) -> None:
        """Look at one NAL unit of that type in packet number `packet`."""
        if kind not in self._kinds or not any(sought in unit for sought in _SOUGHT):
            return
        for data in user_data(unit, self._header):
            uuid, rest = data[:_UUID_BYTES], data[_UUID_BYTES:]
            if uuid in _MISP:
                source, unit_ns = _MISP[uuid]
                if self._is_first(source, packet):
                    self._take_misp(self._misp[source], rest, unit_ns, (packet, place))
            elif uuid in self._signing:
                self._signing[uuid].take(rest, packet, place)

    def _is_first(self, source: TimeSource, packet: int) -> bool:
        first = self._seen.get(source) != packet
        self._seen[source] = packet
        return first

    def _take_misp(self, found: Collected, data: bytes, unit_ns: int, where: tuple[int, Place]) -> None:
        if len(data) != _MISP_BYTES or any(data[at] != 0xFF for at in _FILLED):
            found.damaged += 1
            return
        time = int.from_bytes(data[1:3] + data[4:6] + data[7:9] + data[10:12], "big")
        found.take(*where, time * unit_ns, Status(bool(data[0] & _UNLOCKED), bool(data[0] & _JUMPED)))

    def frozen(self, index: int, time_base: Fraction) -> tuple[StatedTimes, ...]:
        """What was found in the track of that index, a source each."""
        misp = (one.frozen(index, time_base) for one in self._misp.values() if not one.silent)
        signed = (times for one in self._signing.values() for times in one.frozen(index, time_base))
        return (*misp, *signed)


def user_data(unit: bytes, header: int) -> Iterator[bytes]:
    """Payload of every user_data_unregistered message of an SEI unit (ITU-T H.264, 7.3.2.3.1; H.265, 7.3.5).

    Signers are known that write no emulation prevention, so that what looks like it belongs to the payload. Where the
    messages end with the unit as its bytes stand, that is how they were written; where they end with it in both ways,
    it is the one of fewer messages, since bytes that are none rarely make a single one.
    """
    raw, plain = list(_messages(unit[header:])), list(_messages(payload(unit, header)))
    whole = [messages for messages in (raw, plain) if messages and messages[-1][2]]
    found = min(whole, key=len, default=plain)
    return (data for kind, data, _ in found if kind == _USER_DATA_UNREGISTERED)


def _messages(body: bytes) -> Iterator[tuple[int, bytes, bool]]:
    """Type and payload of each message that is whole, and whether nothing but the stop bit stands behind it."""
    at = 0
    for _ in range(_MOST_MESSAGES):
        kind, at = _extended(body, at)
        size, at = _extended(body, at)
        end = at + size
        if end >= len(body):
            return
        last = body[end] == _STOP and not any(body[end + 1 :])
        yield kind, body[at:end], last
        if last:
            return
        at = end


def _extended(body: bytes, at: int) -> tuple[int, int]:
    """A number written as a row of 255 and a last byte below it, and where the next one begins."""
    number = 0
    while at < len(body) and body[at] == 0xFF:
        number, at = number + 0xFF, at + 1
    return number + (body[at] if at < len(body) else 0), at + 1
