"""What an own walk over a file says of its container's structure, whatever the container."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Flaw:
    """One violation of the container's structure, with the path of its element and the byte offset."""

    path: str
    offset: int
    detail: str


@dataclass(frozen=True)
class Structure:
    """An own walk over a file of that `container`, as `container.format` names it.

    `elements` were walked. Of the media that the file promises, `promised` bytes are known of and `missing` of them
    lie beyond its end; `unpromised` says why no bytes can be promised ('' = they are). `flaws` are the first ones of
    `faults`; `notes` say what was not looked at, or is no violation.
    """

    container: str
    elements: int
    promised: int
    missing: int
    faults: int
    flaws: tuple[Flaw, ...]
    unpromised: str = ""
    notes: tuple[str, ...] = ()
