"""How a recording is laid out and what in it names its writer: plain values, before anything is compared."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LayoutItem:
    """One line of a layout: the path of an element, or of a field (`path:field`), its value, and its byte offset."""

    path: str
    value: str
    offset: int


@dataclass(frozen=True)
class WriterText:
    """Text in which a writer names itself, as it stands at that path and byte offset."""

    path: str
    text: str
    offset: int


@dataclass(frozen=True)
class HeaderTimes:
    """Times of one `mvhd`, `tkhd` or `mdhd`, in s since 1904-01-01 00:00 (0 = not set)."""

    path: str
    creation: int
    modification: int
    offset: int


@dataclass(frozen=True)
class Space:
    """A `free` or `skip` box, or an XMP packet: where it lies and what it takes, B."""

    path: str
    offset: int
    size: int


@dataclass(frozen=True)
class LayoutFacts:
    """What an own walk over the container says; sizes, counts and times of recording are left out of `items`.

    `descriptions` are the numbers of sample descriptions of each track. `cut` says what was not read ('' = nothing).
    """

    container: str
    items: tuple[LayoutItem, ...]
    writers: tuple[WriterText, ...] = ()
    times: tuple[HeaderTimes, ...] = ()
    free: tuple[Space, ...] = ()
    xmp: tuple[Space, ...] = ()
    descriptions: tuple[int, ...] = ()
    cut: str = ""


@dataclass(frozen=True)
class ParameterSet:
    """One distinct parameter set of a track: `kind` VPS, SPS or PPS, its number (-1 = not read), its bytes in hex.

    `packet` is the first one that holds it, -1 = the sample description.
    """

    kind: str
    number: int
    content: str
    packet: int


@dataclass(frozen=True)
class UserData:
    """Messages of one kind beside the pictures (SEI, user_data_unregistered), known by their UUID in hex.

    `text` is what the first one says in letters ('' = it is no text); `alike` is True where all that were read say so.
    """

    uuid: str
    text: str
    alike: bool
    packet: int


@dataclass(frozen=True)
class StreamMarks:
    """What a track of NAL units says of its encoder; `cut` says what was not read ('' = nothing)."""

    sets: tuple[ParameterSet, ...]
    messages: tuple[UserData, ...]
    cut: str = ""
