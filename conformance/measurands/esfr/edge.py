"""The edge-based spatial frequency response (e-SFR) of one slanted edge, after ISO 12233:2023, with its uncertainty."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from conformance.measurands.esfr.bins import Bins, sort_samples
from conformance.measurands.esfr.curve import Response, respond
from conformance.measurands.esfr.line import Line, clipped, find_line, step_too_small, upright
from conformance.measurands.esfr.linearise import Floats, Tone, linear
from conformance.model.facts import Absent
from conformance.model.vocabulary import Reason

Codes: TypeAlias = NDArray[np.uint8]  # pictures x rows x columns

NYQUIST = 0.5  # cycles/px: what a pixel grid can show; beyond it stands what the grid folds back
BAND = (0.41, 0.49)  # cycles/px, about 0.45: above what pictures enlarged by 4:3 or more can hold
# What the method itself is off by at most: analytic edges of sigma 0.3 to 2 px at 1.5 to 30 degrees.
_FREQUENCY_BIAS, _LEVEL_BIAS = 0.006, 0.005  # of the frequency; of the contrast at frequency 0
# A region too narrow for the blur cuts it off: by about 0.15 / (SFR50 x reach)^4 of the frequency.
_NARROW, _LEAST_CYCLES = 0.15, 1.2
_MOST_NOISE = 0.2  # standard uncertainty of the response at 0.45 cycles/px: more hides what is asked


@dataclass(frozen=True)
class Options:
    """The choices in the algorithm; the defaults are what the project measures with.

    `order` of the polynomial along the edge; `windows`: half widths in px of the passes that find it, 0 = the whole
    region. `taper` is the alpha of the Tukey window on the line spread function, `reach` the most px of it on either
    side. `phase_correction` moves each bin's mean to the bin's centre, `bin_correction` undoes the width of the bins.
    `span` is how far, in parts of a frequency, the response is smoothed there; 0 reads straight lines between samples.
    """

    order: int = 5
    windows: tuple[float, ...] = (0, 24, 16, 10, 10)
    taper: float = 0.5
    reach: int = 64
    phase_correction: bool = True
    bin_correction: bool = True
    span: float = 0.25


DEFAULTS = Options()
_AS_CODED = linear().light


@dataclass(frozen=True)
class Estimate:
    """A value with the parts of its uncertainty, all in the unit of the value.

    `random` is a standard uncertainty (type A, widened for its degrees of freedom); `method` and `tone` are half widths
    of rectangles (type B): the bias of the method, and the tone curve that nobody knows.
    """

    value: float
    random: float
    method: float
    tone: float


@dataclass(frozen=True)
class EdgeSfr:
    """What one edge shows: frequencies in cycles/px along the edge's normal at 50 % and 10 %, the level at 0.45.

    The level is the smaller of that in linear light and that of the codes as they are: pictures are enlarged and
    sharpened as codes, and linear light gives back some of the frequencies that they lack.
    `stands` is True for an edge near vertical; `angle` in degrees; `contrast` is Michelson's; `peak` the highest
    response, above 1 where the picture was sharpened. `above` is True where the response never falls to 10 % below
    0.5 cycles/px: the frequency is then 0.5, a lower bound. `curve` is the response in linear light over cycles/px.
    """

    sfr50: Estimate
    sfr10: Estimate
    sfr45: Estimate
    stands: bool
    angle: float
    contrast: float
    peak: float
    pictures: int
    above: bool
    tone_source: str
    curve: tuple[tuple[float, float], ...]


@dataclass(frozen=True, eq=False)
class _Prepared:
    """A located edge, ready for any tone curve."""

    codes: Codes
    bins: Bins
    options: Options

    def response(self, light: Floats) -> Response:
        options = self.options
        values, step = respond(self.bins, light[self.codes], options.taper, bin_correction=options.bin_correction)
        return Response(values, step, self.bins.reach, options.span)


def measure_edge(codes: Codes, tone: Tone, *, limited: bool, options: Options = DEFAULTS) -> EdgeSfr | Absent:
    """The response of the edge in a region of several pictures of one still scene, or why it can't be measured."""
    why = clipped(codes, limited=limited)
    region, stands = upright(codes)
    why = why or step_too_small(region)
    if why:
        return _refused(why)
    line = find_line(tone.light[region], options.order, options.windows)
    if isinstance(line, Absent):
        return line
    bins = sort_samples(line, region.shape[2], options.reach, phase_correction=options.phase_correction)
    edge = _Prepared(region, bins, options)
    return _read(edge, line, tone, stands=stands)


def _read(edge: _Prepared, line: Line, tone: Tone, *, stands: bool) -> EdgeSfr | Absent:
    ours = edge.response(tone.light)
    others = [edge.response(light) for light in tone.others]
    level = _level(ours, others)
    if level.random > _MOST_NOISE:
        return _refused(f"noise hides the response: at 0.45 cycles/px it is uncertain by {level.random:.2f} (k = 1)")
    half = ours.crossing(0.5)
    cycles = half.value * ours.reach
    if cycles < _LEAST_CYCLES:
        return _refused(f"{ours.reach} px beside the edge are too few for so blurred an edge")
    narrow = _FREQUENCY_BIAS + _NARROW / cycles**4

    def frequency(at: float) -> Estimate:
        found = ours.crossing(at)
        tones = (response.crossing(at).value for response in others)
        return _capped(Estimate(found.value, found.random, narrow * found.value, _farthest(found.value, tones)))

    tenth = frequency(0.1)
    return EdgeSfr(
        sfr50=frequency(0.5),
        sfr10=tenth,
        sfr45=min(level, _level(edge.response(_AS_CODED), []), key=lambda one: one.value),
        stands=stands,
        angle=line.angle,
        contrast=line.contrast,
        peak=ours.peak,
        pictures=len(edge.codes),
        above=tenth.value >= NYQUIST,
        tone_source=tone.source,
        curve=ours.drawn(NYQUIST),
    )


def _level(ours: Response, others: Iterable[Response]) -> Estimate:
    found = ours.level(*BAND)
    tones = (response.level(*BAND).value for response in others)
    return Estimate(found.value, found.random, _LEVEL_BIAS, _farthest(found.value, tones))


def _farthest(value: float, others: Iterable[float]) -> float:
    return max((abs(other - value) for other in others), default=0.0)


def _capped(found: Estimate) -> Estimate:
    """The estimate, its interval cut off at half the sampling frequency."""
    beyond = found.value - NYQUIST
    if beyond <= 0:
        return found
    half = 2 * found.random + found.method + found.tone
    left = max(0.0, 1 - beyond / half) if half else 0.0
    return Estimate(NYQUIST, found.random * left, found.method * left, found.tone * left)


def _refused(why: str) -> Absent:
    return Absent(Reason.METHOD_DOES_NOT_APPLY, why)
