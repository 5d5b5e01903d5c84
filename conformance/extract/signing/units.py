"""The units of coded pictures that await a signature: their hashes, and where one begins a group of pictures."""

import hashlib
from dataclasses import dataclass

from conformance.extract.stream import nal

_KEYS = {"h264": frozenset({5}), "hevc": frozenset(range(16, 22))}  # IDR; random access points
_FIRST_SLICE = 0x80  # first_mb_in_slice 0 as ue(v), first_slice_segment_in_pic_flag: both are the bit behind the header


@dataclass(frozen=True)
class Unit:
    """One unit with its hash; `key` where it is the first of a key picture; a message that awaits one is no picture.

    `anchor` is the hash of the last key unit up to this one, and `listed` are those by which a part may list it, were
    it the first of one or linked to that anchor.
    """

    hash: bytes
    key: bool = False
    picture: bool = True
    anchor: bytes = b""
    listed: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Hasher:
    """Hashes by one algorithm."""

    name: str

    def whole(self, *parts: bytes) -> bytes:
        """The hash of all bytes one after the other."""
        state = hashlib.new(self.name)
        for part in parts:
            state.update(part)
        return state.digest()

    def unit(self, codec: str, data: bytes, anchor: bytes) -> Unit:
        """A unit from its header to its stop bit, behind that key unit: zeros behind it belong to the container.

        One as long as two hashes is listed by no hash of its own: its bytes may be an anchor and a picture's hash, of
        which the hash of that picture in a list is made.
        """
        begin = nal.HEADER[codec]
        key = nal.kind(codec, data) in _KEYS[codec] and bool(data[begin : begin + 1] and data[begin] & _FIRST_SLICE)
        bare = data.rstrip(b"\0")
        own = self.whole(bare)
        anchor = own if key else anchor
        alone = () if len(bare) == 2 * len(own) else (own,)
        linked = (self.whole(anchor, own),) if anchor else ()
        return Unit(own, key, anchor=anchor, listed=(*alone, *linked))

    def message(self, own: bytes) -> Unit:
        """A message that awaits one, by its hash."""
        return Unit(own, picture=False, listed=(own,))

    def linked(self, anchor: bytes, unit: Unit) -> bytes:
        """The hash by which a part lists a unit that stands behind that one."""
        return self.whole(anchor, unit.hash)
