"""How pictures lie in the packs of a program stream: one in each, and key pictures behind their headers."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from conformance.extract.program_stream.elementary import Mark
from conformance.model.stream_facts import Places

_MOST_PLACES = 20
_LEADING = 16  # bytes in which a unit that starts with the packet must show its start code


@dataclass
class Tally:
    """Counts, and keeps the first places."""

    count: int = 0
    _offsets: list[int] = field(default_factory=list)

    def add(self, number: int, offset: int) -> None:
        """So many more, in the pack at `offset`."""
        self.count += number
        if number and len(self._offsets) < _MOST_PLACES:
            self._offsets.append(offset)

    def frozen(self) -> Places:
        """Count and places."""
        return Places(self.count, tuple(self._offsets))


@dataclass
class _Pack:
    offset: int
    system_header: bool = False
    stream_map: bool = False
    started: int = 0
    keys: int = 0
    continues: bool = False  # the picture of an earlier pack
    leads: bool = False  # into a picture that does not start here


class PackAudit:
    """Takes what the packs hold, in file order."""

    def __init__(self) -> None:
        self.count = 0
        self.key_packs = 0
        self.astray = Tally()
        self.bare = Tally()
        self._pack = _Pack(0)
        self._streams: set[int] = set()
        self._led_before = False
        self._last_is_astray = True  # no picture yet that could be

    def begin(self, offset: int) -> None:
        """A pack header at that byte offset."""
        self.close()
        self.count += 1
        self._pack = _Pack(offset)
        self._streams.clear()

    def header(self, *, system: bool) -> None:
        """A system header or a stream map of the pack; behind the first key picture it comes too late."""
        if self._pack.keys:
            return
        if system:
            self._pack.system_header = True
        else:
            self._pack.stream_map = True

    def video(self, stream_id: int, payload: bytes, marks: Iterable[Mark]) -> None:
        """Payload of one video packet of the pack, and what its start codes mean."""
        pack = self._pack
        if payload and stream_id not in self._streams:
            self._streams.add(stream_id)
            pack.continues = pack.continues or not _starts_unit(payload)
        for mark in marks:
            if mark in (Mark.PICTURE, Mark.KEY_PICTURE):
                pack.started += 1
                pack.keys += mark is Mark.KEY_PICTURE
                pack.leads = False
            elif mark is Mark.LEAD:
                pack.leads = True
            elif mark is Mark.CONTINUED and not pack.started:
                pack.continues = True

    def close(self) -> None:
        """The pack under way ends; called again it changes nothing."""
        pack = self._pack
        if pack.continues and not self._last_is_astray:
            self.astray.add(1, pack.offset)
            self._last_is_astray = True
        if pack.started:
            alone = pack.started == 1 and not self._led_before
            self.astray.add(0 if alone else pack.started, pack.offset)
            self._last_is_astray = not alone
        self._led_before = pack.leads or (self._led_before and not pack.started)
        if pack.keys:
            self.key_packs += 1
            self.bare.add(int(not (pack.system_header and pack.stream_map)), pack.offset)
        self._pack = _Pack(pack.offset)


def _starts_unit(payload: bytes) -> bool:
    head = payload[:_LEADING]
    zeros = len(head) - len(head.lstrip(b"\x00"))
    return zeros >= 2 and head[zeros : zeros + 1] == b"\x01"
