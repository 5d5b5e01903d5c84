"""HEVC parameter sets and slice headers made bit by bit (ITU-T H.265, 7.3.1.2, 7.3.2 and 7.3.6)."""

from collections.abc import Sequence

from .h264_bits import code

TRAIL_N, TRAIL_R, RADL, RASL_N, RASL_R, IDR, CRA, BLA = 0, 1, 7, 8, 9, 19, 21, 16
VPS_KIND, SPS_KIND, PPS_KIND, END, PREFIX_SEI, SUFFIX_SEI = 32, 33, 34, 36, 39, 40
# a reference: difference of picture order count, and whether the picture itself uses it
Reference = tuple[int, bool]
BEFORE: tuple[Reference, ...] = ((-1, True),)


def unit(kind: int, bits: str, *, temporal: int = 0, layer: int = 0) -> bytes:
    """A NAL unit with these bits, the stop bit, and emulation prevention."""
    bits += "1"
    bits += "0" * (-len(bits) % 8)
    body = bytearray()
    for byte in int(bits, 2).to_bytes(len(bits) // 8, "big"):
        if body[-2:] == b"\0\0" and byte <= 3:
            body.append(3)
        body.append(byte)
    return (kind << 9 | layer << 3 | temporal + 1).to_bytes(2, "big") + bytes(body)


def explicit(references: Sequence[Reference]) -> str:
    """The numbers and differences of st_ref_pic_set (7.3.7) without prediction."""
    parts: list[int | str] = []
    halves = [sorted((one for one in references if one[0] * sign > 0), key=lambda one: abs(one[0])) for sign in (-1, 1)]
    for half in halves:
        at = 0
        for difference, used in half:
            parts += [abs(difference) - at - 1, str(int(used))]
            at = abs(difference)
    return code(len(halves[0]), len(halves[1]), *parts)


def sps(
    *, identifier: int = 0, log2_max: int = 8, middle: str = code(0), long_term: str = "0", level: int = 93
) -> bytes:
    """An SPS; `middle` holds its short-term sets, `long_term` the flag and what follows it."""
    head = "0000" + "000" + "1" + "0" * 88 + f"{level:08b}" + code(identifier, 1, 320, 240, "0", 0, 0, log2_max - 4)
    blocks = "1" + code(4, 0, 0) + code(0, 0, 0, 0, 0, 0) + "0" + "00" + "0"
    return unit(SPS_KIND, head + blocks + middle + long_term + "11" + "0")


def pps(*, identifier: int = 0, sequence: int = 0, output: bool = False, extra: int = 0) -> bytes:
    return unit(PPS_KIND, code(identifier, sequence) + "0" + str(int(output)) + f"{extra:03b}" + "0" * 20)


VPS = unit(VPS_KIND, "0" * 40)
SETS = (VPS, sps(), pps())


def picture(kind: int, order: int, references: Sequence[Reference] = (), *, temporal: int = 0, bits: int = 8) -> bytes:
    """The first slice of a picture with a reference picture set of its own."""
    head = "1" + ("0" if 16 <= kind <= 23 else "") + code(0, 0 if references else 2)
    if kind not in (IDR, IDR + 1):
        head += f"{order % 2**bits:0{bits}b}" + "0" + explicit(references)
    return unit(kind, head + "10110100", temporal=temporal)


def further(kind: int = TRAIL_R) -> bytes:
    """A further slice segment of a picture."""
    return unit(kind, "0" + "10110100" * 3)


def hash_message(*methods: int, before: bytes = b"") -> bytes:
    """A suffix SEI with a decoded picture hash of each method, behind other messages (D.2.19)."""
    digests = {0: 48, 1: 6, 2: 12}
    messages = [bytes([132, 1 + digests.get(one, 4), one]) + bytes([0xA5] * digests.get(one, 4)) for one in methods]
    return bytes([SUFFIX_SEI << 1, 1]) + before + b"".join(messages) + b"\x80"
