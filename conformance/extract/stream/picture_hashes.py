"""Which HEVC pictures carry a hash of their decoded samples: with one, a clean decode proves the picture."""

from conformance.extract.stream import hevc
from conformance.extract.stream.bits import payload
from conformance.model.stream_facts import PictureHashes

_PREFIX_SEI, _SUFFIX_SEI = 39, 40
_DECODED_PICTURE_HASH = 132  # payloadType (ITU-T H.265, D.2.1)
_MOST_MESSAGES = 64  # of a unit are looked at
_METHODS = 3  # hash_type: MD5, CRC, checksum (D.3.19)


class PictureHashAudit:
    """Takes the NAL units of one HEVC track in file order."""

    def __init__(self) -> None:
        self._pictures = 0
        self._counts = [0] * _METHODS
        self._seen: set[int] = set()  # methods of the picture under way

    def take(self, unit: bytes, packet: int) -> None:  # noqa: ARG002 - as every audit takes its units
        """Look at one NAL unit."""
        if not hevc.is_well_formed(unit) or hevc.layer_of(unit):
            return
        kind = hevc.kind_of(unit)
        if kind < hevc.VPS:
            if hevc.is_first_slice(unit):
                self._pictures += 1
                self._seen.clear()
        elif kind in (_PREFIX_SEI, _SUFFIX_SEI):
            for method in _methods(payload(unit, 2)):
                if method < _METHODS and method not in self._seen:
                    self._seen.add(method)
                    self._counts[method] += 1

    def result(self) -> PictureHashes:
        """What was found."""
        return PictureHashes(self._pictures, *self._counts)


def _methods(message: bytes) -> list[int]:
    """hash_type of every decoded picture hash among the messages of one SEI unit (7.3.5)."""
    found: list[int] = []
    at = 0
    for _ in range(_MOST_MESSAGES):
        if at + 2 >= len(message):  # behind the last message stand the stop bit and its zeros
            break
        kind, at = _extended(message, at)
        size, at = _extended(message, at)
        if kind == _DECODED_PICTURE_HASH and size and at < len(message):
            found.append(message[at])
        at += size
    return found


def _extended(message: bytes, at: int) -> tuple[int, int]:
    """A number written as a row of 255 and a last byte below it, and where the next one begins."""
    number = 0
    while at < len(message) and message[at] == 0xFF:
        number, at = number + 0xFF, at + 1
    return number + (message[at] if at < len(message) else 0), at + 1
