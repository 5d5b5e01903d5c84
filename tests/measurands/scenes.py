"""Facts of scenes made by hand: what changes from picture to picture, how that bends, and how it was coded."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Luma, Media, Pictures
from tests.measurands.facts import subject, video

THIRTIETH = Fraction(1, 30)
MOVING = (4.0,) * 30


def scene(
    changes: Sequence[float], bends: Sequence[float] = (), *, types: str = "P", mean: Sequence[float] = ()
) -> RecordingSubject:
    """A clip at 30 Hz of one picture more than there are changes; `bends` are its second differences, one fewer.

    Without them each is twice the change. `types` repeats to the length of the clip, which begins with a key picture.
    """
    count = len(changes) + 1
    bent = tuple(bends) or tuple(2 * change for change in changes[1:])
    luma = Luma(tuple(mean) or (100.0,) * count, (0.0, *changes), (0.0, 0.0, *bent), (0.0,) * count)
    return shown(luma, "K" + (types * count)[1:count])


def dark_scene(dark: Sequence[float], changes: float = 0.0) -> RecordingSubject:
    """A clip at 30 Hz of pictures with those dark shares, each changed by as much."""
    count = len(dark)
    steady = (changes,) * (count - 1)
    luma = Luma((30.0,) * count, (0.0, *steady), (0.0,) * count, tuple(dark))
    return shown(luma, "K" + "P" * (count - 1))


def shown(luma: Luma, types: str) -> RecordingSubject:
    """A clip at 30 Hz of pictures with that luma and those types."""
    track = video(tuple(range(len(types))), THIRTIETH)
    pictures = track.pictures
    assert isinstance(pictures, Pictures)
    track = replace(track, pictures=replace(pictures, luma=luma, types=types))
    return subject(Media("mp4", "", (track,), (), ()))
