"""What a recorder says of itself over its USB interface (ZFY_INFO), as far as it tells whose recordings these are."""

from dataclasses import dataclass

from conformance.model.facts import Absent
from conformance.model.sidecar import Sidecar


@dataclass(frozen=True)
class Numbers:
    """Product serial and officer's number; `layout` is the size of the record in B, 89 or 94."""

    serial: str
    officer: str
    layout: int


@dataclass(frozen=True)
class DeviceRecord:
    """The exported record. The names that it holds too are read to tell its layout, and not kept."""

    file: Sidecar
    numbers: Numbers | Absent
