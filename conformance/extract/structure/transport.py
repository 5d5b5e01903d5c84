"""Walks the packets of an MPEG transport stream: whole, in step, none lost that its counters show, its tables sound.

Source: ISO/IEC 13818-1, 2.4.3.2 and 2.4.3.3 (transport packet, continuity_counter), 2.4.3.4 (discontinuity_indicator).
"""

import numpy as np
from numpy.typing import NDArray

from conformance.extract.structure.sections import Tables
from conformance.extract.structure.source import Walked
from conformance.model.structure_facts import Structure

Bytes = NDArray[np.uint8]

_SYNC = 0x47
_PACKET = 188
_STEPS = (188, 192, 204)  # bytes: plain, with a time stamp before (M2TS), with 16 bytes of parity behind
_IN_A_ROW = 5  # packets in step that are no chance
_AT_ONCE = 1 << 14  # packets
_SEARCHED = 1 << 20  # bytes for the next packet
_NULL, _PAT = 0x1FFF, 0
_COUNTERS = 16


# by PID: the last packet, and whether it was sent twice
_Last = dict[int, tuple[Bytes, bool]]


def walk_transport(walked: Walked) -> Structure:
    """The structure of a file of transport packets."""
    step, at = packet_step(walked)
    counters: _Last = {}
    tables = Tables(walked)
    if at:
        walked.flaw("file", 0, f"{at} bytes before the first packet")
    while at < walked.size:
        data = np.frombuffer(walked.read(at, step * _AT_ONCE), np.uint8)
        count = len(data) // step
        if not count:
            walked.flaw("file", at, f"the last {walked.size - at} bytes are no whole packet")
            break
        packets = data[: count * step].reshape(count, step)[:, _lead(step) : _lead(step) + _PACKET]
        lost = np.flatnonzero(packets[:, 0] != _SYNC)
        good = int(lost[0]) if len(lost) else count
        pids = (packets[:good, 1].astype(np.int32) & 0x1F) << 8 | packets[:good, 2]
        _follow(walked, counters, (packets[:good], pids), at)
        tables.take(packets[:good], pids, at)
        at += good * step
        if good < count:
            at = _again(walked, at, step)
    if _PAT not in counters:
        walked.flaw("file", 0, "the stream holds no program association table")
    tables.conclude()
    said, flaws = "a transport stream promises no bytes", tuple(walked.flaws)
    return Structure("mpeg-ts", walked.elements, 0, 0, walked.faults, flaws, said, tables.notes)


def _lead(step: int) -> int:
    return 4 if step == 192 else 0


def packet_step(walked: Walked) -> tuple[int, int]:
    """From one packet to the next, and where the first one begins, in bytes."""
    data = walked.read(0, 2 * _IN_A_ROW * max(_STEPS))
    for begin in range(max(_STEPS)):
        for step in _STEPS:
            marks = data[begin + _lead(step) :: step][:_IN_A_ROW]
            if len(marks) == _IN_A_ROW and set(marks) == {_SYNC}:
                return step, begin
    return _PACKET, 0


def _follow(walked: Walked, counters: _Last, taken: tuple[Bytes, NDArray[np.int32]], at: int) -> None:
    """Errors that packets say of themselves, and counters that are not the next ones of their PID."""
    packets, pids = taken
    if not len(packets):
        return
    walked.packets(len(packets))
    step = packets.strides[0]
    for index in np.flatnonzero(packets[:, 1] & 0x80).tolist():
        walked.flaw("packet", at + index * step, "its transport_error_indicator is set")
    for pid in np.unique(pids).tolist():
        if pid != _NULL:
            own = np.flatnonzero(pids == pid)
            for index, said in _count(counters, pid, packets[own]):
                walked.flaw(f"PID {pid}", at + int(own[index]) * step, said)


def _count(counters: _Last, pid: int, packets: Bytes) -> list[tuple[int, str]]:
    """Where counters are wrong: with a payload one more, or once the same for a packet sent twice; else the same."""
    first = counters.get(pid)
    all_ = np.concatenate([first[0][None] if first else packets[:1], packets])
    counts, control = (all_[:, 3] & 0x0F).astype(np.int16), all_[1:, 3] >> 4
    before, counts = counts[:-1], counts[1:]
    restarts = (control & 2 != 0) & (packets[:, 4] > 0) & (packets[:, 5] & 0x80 != 0)
    due = (before + (control & 1)) % _COUNTERS
    again = (counts == before) & (due != before) & ~restarts
    for index in np.flatnonzero(again).tolist():
        again[index] = _payload(all_[index]) == _payload(all_[index + 1])
    if first is None:
        again[0] = False  # the first one was compared with itself
    twice = np.concatenate([[bool(first and first[1])], again[:-1]])
    wrong = (counts != due) & ~restarts & ~(again & ~twice)
    if first is None:
        wrong[0] = False
    counters[pid] = packets[-1].copy(), bool(again[-1])
    lost = (counts - due) % _COUNTERS
    return [
        (index, f"counter {counts[index]} follows {before[index]}: {lost[index]} packets or more are lost")
        for index in np.flatnonzero(wrong).tolist()
    ]


def _payload(packet: Bytes) -> bytes:
    """What a packet carries: one that is sent twice may have another clock before it."""
    return packet[4 + (1 + int(packet[4]) if packet[3] & 0x20 else 0) :].tobytes()


def _again(walked: Walked, at: int, step: int) -> int:
    """The next place from which on packets are in step, or the end of what is searched at a time."""
    data, lead = walked.read(at, _SEARCHED), _lead(step)
    walked.packets(0)
    mark = data.find(_SYNC, lead + 1)
    while mark >= 0 and set(data[mark : mark + step * _IN_A_ROW : step]) != {_SYNC}:
        mark = data.find(_SYNC, mark + 1)
    begin = mark - lead if mark >= 0 else len(data)
    walked.flaw("file", at, f"{begin} bytes are no packets")
    return at + begin
