"""The layout of an MPEG transport stream: its packets, its programs, and what their maps say of each stream.

Source: ISO/IEC 13818-1, 2.4.3.2 (packet), 2.4.4.3 (PAT), 2.4.4.8 (PMT); ETSI EN 300 468, 5.2.3 and 6.2.33 (SDT).
"""

from dataclasses import dataclass, field

from conformance.extract.layout.collecting import Lines, hexadecimal, shown
from conformance.extract.structure.source import Walked
from conformance.extract.structure.transport import packet_step
from conformance.model.layout_facts import LayoutFacts

_PACKET, _SYNC = 188, 0x47
_READ = 1 << 23  # bytes from the beginning of the file
_PAT, _SDT = 0, 17
_PAT_TABLE, _PMT_TABLE, _SDT_TABLE = 0, 2, 0x42
_SERVICE = 0x48
_MOST_PROGRAMS = 64


@dataclass
class _Sections:
    """Sections under way, by PID; `maps` are the PIDs of program maps, and their programs."""

    held: dict[int, bytes] = field(default_factory=dict)
    maps: dict[int, int] = field(default_factory=dict)
    pids: dict[int, int] = field(default_factory=dict)  # with the offset of the first packet


def transport_layout(walked: Walked) -> LayoutFacts:
    """The layout of a file of transport packets, as its first 8 MB show it."""
    lines, found = Lines(), _Sections()
    step, begin = packet_step(walked)
    lead = 4 if step == 192 else 0
    lines.item("packet", f"{step} bytes", begin)
    data = walked.read(begin, _READ)
    for at in range(lead, len(data) - _PACKET + 1, step):
        packet = data[at : at + _PACKET]
        if packet[0] == _SYNC:
            _take(lines, found, packet, begin + at)
    for pid, at in sorted(found.pids.items()):
        lines.item(f"PID {pid}", "", at)
    return lines.frozen("mpeg-ts")


def _take(lines: Lines, found: _Sections, packet: bytes, at: int) -> None:
    """One packet: its PID, and the section that it may complete."""
    pid = int.from_bytes(packet[1:3], "big") & 0x1FFF
    found.pids.setdefault(pid, at)
    if pid not in (_PAT, _SDT) and pid not in found.maps:
        return
    body = packet[4 + (1 + packet[4] if packet[3] & 0x20 else 0) :] if packet[3] & 0x10 else b""
    if packet[1] & 0x40:
        held = body[1 + body[0] :] if body else b""
    elif pid in found.held:
        held = found.held[pid] + body
    else:
        return
    length = 3 + (int.from_bytes(held[1:3], "big") & 0x0FFF) if len(held) >= 3 else 1 << 12
    if len(held) < length:
        found.held[pid] = held
        return
    found.held.pop(pid, None)
    section = held[: length - 4]  # without its checksum
    if section[0] == _PAT_TABLE and pid == _PAT:
        _programs(lines, found, section, at)
    elif section[0] == _PMT_TABLE and pid in found.maps:
        _map(lines, section, (f"program {found.maps[pid]}", at))
    elif section[0] == _SDT_TABLE and pid == _SDT:
        _services(lines, section, at)


def _programs(lines: Lines, found: _Sections, section: bytes, at: int) -> None:
    for place in range(8, len(section) - 3, 4):
        program, pid = (int.from_bytes(section[place + add : place + add + 2], "big") for add in (0, 2))
        if program and len(found.maps) < _MOST_PROGRAMS:
            found.maps[pid & 0x1FFF] = program
            lines.item(f"program {program}", f"map in PID {pid & 0x1FFF}", at)


def _map(lines: Lines, section: bytes, place: tuple[str, int]) -> None:
    path, at = place
    information = int.from_bytes(section[10:12], "big") & 0x0FFF
    clock = int.from_bytes(section[8:10], "big") & 0x1FFF
    descriptors = section[12 : 12 + information]
    lines.fields(path, at, (("PCR PID", clock), ("descriptors", hexadecimal(descriptors))))
    begin, number = 12 + information, 0
    while begin + 5 <= len(section):
        pid, size = (int.from_bytes(section[begin + add : begin + add + 2], "big") for add in (1, 3))
        size &= 0x0FFF
        held = hexadecimal(section[begin + 5 : begin + 5 + size])
        value = f"PID {pid & 0x1FFF}, type 0x{section[begin]:02x}, descriptors {held or 'none'}"
        lines.item(f"{path}/stream[{number}]", value, at)
        begin, number = begin + 5 + size, number + 1


def _services(lines: Lines, section: bytes, at: int) -> None:
    """Names of services and of those who provide them."""
    begin = 11
    while begin + 5 <= len(section):
        service = int.from_bytes(section[begin : begin + 2], "big")
        end = begin + 5 + (int.from_bytes(section[begin + 3 : begin + 5], "big") & 0x0FFF)
        part = begin + 5
        while part + 2 <= min(end, len(section)):
            data = section[part + 2 : part + 2 + section[part + 1]]
            if section[part] == _SERVICE and len(data) >= 3:
                _service(lines, data, (f"service {service}", at))
            part += 2 + section[part + 1]
        begin = max(end, begin + 5)


def _service(lines: Lines, data: bytes, place: tuple[str, int]) -> None:
    path, at = place
    cut = 2 + data[1]
    provider, rest = data[2:cut], data[cut:]
    said = lines.writer(f"{path}:provider", provider, at)
    lines.fields(path, at, (("provider", said), ("name", shown(rest[1 : 1 + rest[0]] if rest else b""))))
