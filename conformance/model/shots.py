"""Pictures of evidence as a report shows them: shrunk, marked and coded anew; none is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from conformance.model.codec import EncodedBytes
from conformance.model.facts import Absent
from conformance.model.still import Sight
from conformance.model.vocabulary import Privacy


@dataclass(frozen=True)
class Image:
    """A coded picture: its media type, its sides in px, and its bytes."""

    media_type: str
    width: int
    height: int
    data: EncodedBytes


@dataclass(frozen=True)
class Shot:
    """A whole picture with its marks drawn, and what lies inside the marks where the whole one is too small for it."""

    whole: Image
    lines: tuple[Image, ...]


@dataclass(frozen=True)
class Shots:
    """What came of the pictures that were asked for, in the order in which they were."""

    taken: tuple[Shot | Absent, ...]


Key: TypeAlias = tuple[str, Sight]  # id of a recording, and a picture of it


@dataclass(frozen=True)
class Album:
    """The pictures of one report, or why one is not to be had, and how much of them was to be shown."""

    shots: Mapping[Key, Shot | Absent] = field(default_factory=dict)
    privacy: Privacy = Privacy.FULL


NO_ALBUM = Album(privacy=Privacy.NONE)
