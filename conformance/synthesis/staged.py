"""Staged scenes that FFmpeg can't draw, as a camera without a lens sees them: chart, frame counter, clocks."""

from collections.abc import Iterator

import numpy as np

from conformance.errors import FixtureError
from conformance.lab.chart_png import png
from conformance.lab.counter_drawing import CounterDrawing
from conformance.synthesis.clocks import DISPLAY_RATE, Plane, filmed
from conformance.synthesis.recipe import Scene, Video

_NEUTRAL = 128  # chroma of grey

STAGED = frozenset({Scene.CHART, Scene.COUNTER, Scene.CLOCKS, Scene.OWN_CLOCK})


def drawn(video: Video) -> bytes:
    """What goes into FFmpeg: one PNG of a chart, or the pictures of a counter or of clocks as raw yuv420p.

    Raises:
        FixtureError: the rates do not divide as the recipe needs them to.
    """
    if video.scene is Scene.CHART:
        return png(video.sensor_width or video.width, video.sensor_height or video.height)
    pictures = _counted(video) if video.scene is Scene.COUNTER else filmed(video)
    chroma = bytes([_NEUTRAL]) * (video.width * video.height // 2)
    return b"".join(np.ascontiguousarray(luma, np.uint8).tobytes() + chroma for luma in pictures)


def _counted(video: Video) -> Iterator[Plane]:
    """Every picture with the number of the refresh that was on display when it, or the one it repeats, was captured."""
    captured = video.captured or video.rate
    steps, refreshes = video.rate / captured, DISPLAY_RATE / captured
    if steps.denominator != 1 or refreshes.denominator != 1:
        raise FixtureError(
            f"a counter at {DISPLAY_RATE} Hz can't be captured at {captured} Hz and recorded at {video.rate}"
        )
    drawing = CounterDrawing(DISPLAY_RATE, video.width, video.height)
    for number in range(int(video.seconds * video.rate)):
        yield drawing.picture(number // int(steps) * int(refreshes))
