"""What the sound of a recording says, and how it stands to the pictures: whole numbers without a verdict."""

from dataclasses import dataclass
from fractions import Fraction

FULL_SCALE = 32768  # the unit of a level: 1/32768 of full scale, whatever the sample format
STRETCH_ENDS = Fraction(1, 100)  # s: no sample clock strays that far from one frame to the next
SHORTEST_SILENCE = Fraction(1, 50)  # s


@dataclass(frozen=True)
class Spot:
    """A sample on the sound's time line: `offset` samples behind the frame stamped `stamp`, in ticks of the track."""

    stamp: int
    offset: int


@dataclass(frozen=True)
class StampJump:
    """A frame whose stamp is not where the samples before it end.

    `sample` is the number of samples decoded before it, `stamp` its own stamp in ticks; `earlier` is the stamp before
    it, from which `length` samples were decoded up to here.
    """

    sample: int
    earlier: int
    length: int
    stamp: int


@dataclass(frozen=True)
class Jumps:
    """Stamps more than one tick off the sample count: how many, and the largest of them in order of size."""

    count: int = 0
    largest: tuple[StampJump, ...] = ()


@dataclass(frozen=True)
class ClockMark:
    """Samples a channel decoded before a frame, and the frame's stamp in ticks."""

    sample: int
    stamp: int


@dataclass(frozen=True)
class Stamps:
    """How the stamps of the frames of sound run against the samples, both counted from the first frame.

    `frames` hold samples, `untimed` of them carry no stamp. `first` and `last` are stamps in ticks, behind the last one
    come `tail` samples. `backward` counts stamps earlier than the one before. `marks` are thinned out of the longest
    stretch without a jump above `STRETCH_ENDS`; `wander` is the largest distance in that stretch between a stamp and
    where the samples since its first frame end, in ticks.
    """

    frames: int
    untimed: int
    first: int
    last: int
    tail: int
    backward: int
    gaps: Jumps
    overlaps: Jumps
    marks: tuple[ClockMark, ...]
    wander: int


@dataclass(frozen=True)
class SilentRun:
    """Samples that do not change, in any channel: `length` of them from `start`."""

    start: Spot
    length: int


@dataclass(frozen=True)
class Silence:
    """Runs of samples that do not change for `SHORTEST_SILENCE` or longer: how many, their samples, the longest."""

    count: int
    samples: int
    longest: tuple[SilentRun, ...]


@dataclass(frozen=True)
class Clipping:
    """Runs of at least three samples of one channel at full scale: how many, their samples, where the first begin."""

    runs: int
    samples: int
    places: tuple[Spot, ...]


@dataclass(frozen=True)
class Onset:
    """The first sample of a burst out of quiet; `rise` samples later it has four fifths of its level, in 1/32768."""

    start: Spot
    rise: int
    level: int


@dataclass(frozen=True)
class Onsets:
    """Bursts out of quiet: how many, and the first of them; none was listened for where `listened` is False."""

    listened: bool
    count: int
    first: tuple[Onset, ...]


@dataclass(frozen=True)
class SoundFacts:
    """One track of sound, every decoded sample looked at; sample rate in Hz, `samples` a channel.

    `peak` is the largest absolute value in 1/32768 of full scale; `not_finite` samples were no numbers at all.
    """

    sample_rate: int
    channels: int
    samples: int
    peak: int
    not_finite: int
    stamps: Stamps
    silence: Silence
    clipping: Clipping
    onsets: Onsets


@dataclass(frozen=True)
class Flash:
    """A part of the picture that lights up and goes out again; stamps in ticks.

    `picture` is the number of the first picture that shows it, even in part, `stamp` its stamp and `earlier` that of
    the picture before; `step` is the median rise of its blocks in 8-bit code values.
    """

    picture: int
    stamp: int
    earlier: int
    step: int


@dataclass(frozen=True)
class FlashFacts:
    """Flashes of one place in the picture, in order; `time_base` in s a tick.

    `pictures` were looked at; `cut` is True where there were more of them, or more flashes, than are kept.
    """

    time_base: Fraction
    pictures: int
    cut: bool
    flashes: tuple[Flash, ...]


@dataclass(frozen=True)
class DriftFacts:
    """Delay of the sound (positive = late) at every picture with a stamp of the av-drift-detector pattern, condensed.

    Times in ns, `skew` in 1e-9; `as_camera` is True where the pictures were filmed off a screen, and `timing` is then
    how well the screen's time is known (0 = not known). `other_reading` is the mean delay if the pictures were the
    other kind, where both fit (`ambiguous`). `cut` is True where only the beginning was looked at. `interval` is the
    median time between the pictures.
    """

    pictures: int
    measured: int
    without_stamp: int
    without_sound: int
    median: int
    spread: int
    least: int
    most: int
    skew: int
    interval: int
    as_camera: bool
    timing: int
    ambiguous: bool
    other_reading: int
    cut: bool
