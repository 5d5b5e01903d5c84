"""Messages, sets, tables and packets that tell a time, made byte by byte from what the documents say."""

from collections.abc import Iterable

from conformance.extract.gnss.told import Place
from conformance.extract.program_stream.stream_map import crc
from conformance.extract.times.local_set import KEY, checksum

NOON = 1_680_696_000  # s: 2023-04-05 12:00:00 UTC
H264 = b"MISPmicrosectime"
HEVC = bytes.fromhex("a8687dd4d7593758a5cef0338b6545f1")
HEVC_NANO = bytes.fromhex("cf848278ee23306c9265e8fef22fb8b8")
SIGNING = bytes.fromhex("005bc93f2d715e95ada4796f90877a6f")
HASHES = bytes(range(64))


def placed(pts: int) -> Place:
    return Place(pts, 1)


def misp(time: int, *, uuid: bytes = H264, status: int = 0x1F) -> bytes:
    """MISB ST 0604.6, 7: identifier, status, and the time with 0xFF behind every second byte."""
    field = time.to_bytes(8, "big")
    return uuid + bytes([status]) + b"\xff".join(field[at : at + 2] for at in range(0, 8, 2))


def general(*times: int, order: str = "big", hashes: bytes = HASHES) -> bytes:
    """The general tag of ONVIF Media Signing: one time in version 1, two in version 2."""
    fields = b"".join(time.to_bytes(8, "big" if order == "big" else "little", signed=True) for time in times)
    value = bytes([len(times), 1, 2, 3, 0]) + fields + bytes([0, 0, 0, 7, 0, 62]) + hashes
    return b"\x01" + len(value).to_bytes(2, "big") + value


def signed(*tags: bytes, reserved: int = 0) -> bytes:
    return SIGNING + bytes([reserved]) + b"".join(tags)


def axis_general(version: int, time: int | None = None, *, flags: int | None = None, behind: bytes = b"") -> bytes:
    """The general tag of Axis Signed Video; `time` in whatever unit the camera has."""
    timed = b"" if time is None else time.to_bytes(8, "big", signed=True)
    flag = bytes([(time is not None) if flags is None else flags]) if version > 1 else b""
    value = bytes([version, 0, 0, 0, 7, 0, 62, 1, 2, 3]) + flag + timed + behind
    return b"\x01" + bytes([len(value)]) + value


def axis(*tags: bytes, reserved: int = 0) -> bytes:
    return b"Signed Video...0" + bytes([reserved]) + b"".join(tags)


def since_1601(seconds: float) -> int:
    return round((seconds + 11_644_473_600) * 10**7)


def message(data: bytes, kind: int = 5) -> bytes:
    """One SEI message (ITU-T H.264, 7.3.2.3.1)."""
    rows, rest = divmod(len(data), 255)
    return bytes([kind]) + b"\xff" * rows + bytes([rest]) + data


def unit(*messages: bytes, header: bytes = b"\x06", escaped: bool = True) -> bytes:
    """An SEI unit with its stop bit, and emulation prevention where it is wanted."""
    body = bytearray()
    for byte in b"".join(messages) + b"\x80":
        if escaped and body[-2:] == b"\0\0" and byte <= 3:
            body.append(3)
        body.append(byte)
    return header + bytes(body)


def local_set(time: int, *items: bytes, length: bytes = b"") -> bytes:
    """MISB ST 0601: the time first, other items, the checksum last; `length` in place of the right one."""
    body = b"\x02\x08" + time.to_bytes(8, "big") + b"".join(items) + b"\x01\x02"
    head = KEY + (length or bytes([len(body) + 2])) + body
    return head + checksum(head).to_bytes(2, "big")


def tdt(field: str) -> bytes:
    """EN 300 468, 5.2.5."""
    return bytes.fromhex("707005" + field)


def tot(field: str) -> bytes:
    """EN 300 468, 5.2.6, without descriptors."""
    body = bytes.fromhex("73700b" + field + "f000")
    return body + crc(body).to_bytes(4, "big")


def packet(pid: int, payload: bytes, *, starts: bool = True, flags: int = 0) -> bytes:
    """188 bytes with a payload, stuffed with 0xFF (ISO/IEC 13818-1, 2.4.3.2); a section gets its pointer field."""
    body = (b"\0" if starts else b"") + payload
    assert len(body) <= 184
    return bytes([0x47, starts << 6 | flags | pid >> 8, pid & 0xFF, 0x10]) + body + b"\xff" * (184 - len(body))


def reference(base: int, *, pid: int = 0x100, jumped: bool = False) -> bytes:
    """A packet of an adaptation field alone, with that program clock reference (2.4.3.4)."""
    clock = (base << 15 | 0x7E00).to_bytes(6, "big")
    field = bytes([183, 0x10 | jumped << 7]) + clock + b"\xff" * 176
    return bytes([0x47, pid >> 8, pid & 0xFF, 0x20]) + field


def stream(packets: Iterable[bytes], *, before: bytes = b"", behind: bytes = b"") -> bytes:
    return b"".join(before + one + behind for one in packets)
