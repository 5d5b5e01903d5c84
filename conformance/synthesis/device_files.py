"""Makes what a device says of itself: its log, and the record that it gives over USB (ZFY_INFO)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

LOG, RECORD = "device.log", "zfy_info.bin"
LogState: TypeAlias = Literal["", "whole", "no_stop", "unlogged", "long", "lost"]
RecordState: TypeAlias = Literal["", "same", "other"]

_NAMES = "{device:7}_{officer:6}_{year}{month}{day}{hour}{minute}{second}_{sequence:4}.mp4"
_LINES = "{year}-{month}-{day} {hour}:{minute}:{second} {event}"
_WORDS = '{start: ["REC START"], stop: ["REC STOP"], fault: ["FAULT"], power_on: ["POWER ON"]}'
_START = datetime(2026, 11, 20, 10, 0, 0)  # noqa: DTZ001 - when the fixtures recorded, as their clock shows it
_DAYS = {"long": 181, "lost": 179}
_FIELDS = (7, 6, 32, 12, 32)  # bytes


def log_text(state: LogState) -> str:
    """Of a `whole` log every kind is there; the others lack a stop, or the recording, or go back 181 or 179 d."""
    first = _START - timedelta(days=_DAYS.get(state, 0), minutes=5)
    times = [first + timedelta(days=day) for day in range(_DAYS.get(state, 0) + 1)]
    entries = [(time, "POWER ON") for time in times] + [(_START - timedelta(minutes=4), "FAULT battery low")]
    if state != "unlogged":
        entries.append((_START, "REC START"))
    if state not in ("no_stop", "unlogged"):
        entries.append((_START + timedelta(seconds=2), "REC STOP"))
    if state == "unlogged":
        entries += [(_START + timedelta(minutes=5), "REC START"), (_START + timedelta(minutes=6), "REC STOP")]
    return "".join(f"{time:%Y-%m-%d %H:%M:%S} {event}\n" for time, event in entries)


def zfy_info(state: RecordState) -> bytes:
    """The record of 89 bytes of the device that the fixtures' names tell, or of another one."""
    device = b"8888888" if state == "same" else b"8888889"
    texts = (device, b"000000", "张三".encode("gbk"), b"320100000000", "示例单位".encode("gbk"))
    return b"".join(text.ljust(size, b"\0") for text, size in zip(texts, _FIELDS, strict=True))


def device_lines(log: LogState, record: RecordState) -> Iterator[str]:
    """Their lines of `submission.yaml`."""
    if record:
        yield f'file_names: ["{_NAMES}"]'
        yield f"zfy_info: {RECORD}"
    if log:
        since = ', written_since: "2026-01-01"' if log == "lost" else ""
        yield f'logs: [{{path: {LOG}, lines: ["{_LINES}"], events: {_WORDS}{since}}}]'
