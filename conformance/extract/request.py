"""What a worker is asked for: a file, how deep, for which staged scene, and which part of the reading."""

from dataclasses import dataclass
from enum import StrEnum

from conformance.extract.cuts import Span
from conformance.model.codec import EncodedPath
from conformance.model.facts import NOTHING_STAGED, Look
from conformance.model.vocabulary import Depth


class Part(StrEnum):
    """Parts of the reading of one file that processes may share; `whole` is all of them, one after the other."""

    WHOLE = "whole"
    PACKETS = "packets"  # every packet, and where decoding may begin anew
    SURROUNDINGS = "surroundings"  # digest, boxes, MediaInfo, sound, packs
    PICTURES = "pictures"  # the pictures of the spans asked for


@dataclass(frozen=True)
class Request:
    """One file; `sha256` and `size` were taken when the submission was opened. `spans` count for pictures alone."""

    file: EncodedPath
    sha256: str
    size: int
    depth: Depth
    look: Look = NOTHING_STAGED
    part: Part = Part.WHOLE
    spans: tuple[Span, ...] = ()
