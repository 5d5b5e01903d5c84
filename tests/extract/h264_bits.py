"""H.264 units written bit by bit, and what the audit of frame numbers makes of them."""

from conformance.extract.stream.frame_numbers import FrameNumberAudit
from conformance.model.facts import Absent, FrameNumbers

HIGH = 100
REFERENCE, DISPOSABLE, IDR = 0x41, 0x01, 0x65


def code(*fields: int | str) -> str:
    """Bits: a number as ue(v), a text of zeros and ones as itself."""
    return "".join(
        field if isinstance(field, str) else "0" * ((field + 1).bit_length() - 1) + f"{field + 1:b}" for field in fields
    )


def unit(header: int, bits: str) -> bytes:
    """A NAL unit with these bits, the stop bit, and emulation prevention."""
    bits += "1"
    bits += "0" * (-len(bits) % 8)
    body = int(bits, 2).to_bytes(len(bits) // 8, "big")
    for low in range(4):
        body = body.replace(bytes([0, 0, low]), bytes([0, 0, 3, low]))
    return bytes([header]) + body


def parameter_sets(
    *, log2_max: int = 4, gaps_allowed: bool = False, middle: str = code(0, 0), frames_only: bool = True
) -> tuple[bytes, bytes]:
    """SPS 0 of the baseline profile and PPS 0 (ITU-T H.264, 7.3.2.1.1 and 7.3.2.2); `middle` sets the order count."""
    size = code(19, 14, "1") if frames_only else code(19, 6, "00")
    head = f"{66:08b}{0:08b}{30:08b}"
    rest = code(0, log2_max - 4) + middle + code(1, str(int(gaps_allowed)), size, "1", "0", "0")
    return unit(0x67, head + rest), unit(0x68, code(0, 0, "0", "0", 0, 0, 0, "0", "00", 0, 0, 0, "0", "0", "0"))


def slice_of(header: int, number: int, *, log2_max: int = 4, first: int = 0, pps: int = 0) -> bytes:
    return unit(header, code(first, 7 if header == IDR else 5, pps, f"{number:0{log2_max}b}", "10110100"))


def ordered(header: int, number: int, order: int, rest: str = "10110100") -> bytes:
    """A slice of a sequence with frame numbers of 4 bits and a picture order count of 8."""
    slice_type = 7 if header == IDR else 5 if header == REFERENCE else 6
    identifier = code(0) if header == IDR else ""
    return unit(header, code(0, slice_type, 0, f"{number % 16:04b}", identifier, f"{order % 256:08b}", rest))


def audited(*found: bytes) -> FrameNumbers | Absent:
    audit = FrameNumberAudit()
    for packet, one in enumerate(found):
        audit.take(one, packet)
    return audit.result()


def pictures(*numbers: tuple[int, int]) -> FrameNumbers | Absent:
    """The audit of pictures given as (header, frame_num); packet numbers start at 2, behind the parameter sets."""
    return audited(*parameter_sets(), *(slice_of(header, number) for header, number in numbers))


def told(found: FrameNumbers | Absent) -> tuple[int, list[int], list[int], int]:
    """Pictures, packets of the gaps and of the holes, and damaged places."""
    assert isinstance(found, FrameNumbers), found
    return found.pictures, [gap[0] for gap in found.gaps], [hole[0] for hole in found.holes], found.damaged


def gaps(found: FrameNumbers | Absent) -> tuple[tuple[int, int, int], ...]:
    assert isinstance(found, FrameNumbers), found
    return found.gaps
