"""Made recordings by number, and how what is read of them compares with what was drawn."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import av

from conformance.extract.burned_in.watcher import burned_in_watcher
from conformance.measurands.clocks.shown import Shown
from conformance.model.burned_in_facts import BurnedIn

from .drawing import FONTS, LAYOUTS, Scene, written


def watched(file: Path) -> BurnedIn:
    with av.open(str(file)) as container:
        stream = container.streams.video[0]
        watcher = burned_in_watcher(stream)
        for number, frame in enumerate(container.decode(stream)):
            watcher.take(frame, number)
        return watcher.frozen()


def wrong_pictures(scene: Scene, found: BurnedIn) -> Iterator[str]:
    """Pictures that show something else than was read in them, down to the last digit of the time."""
    for one in found.seconds:
        read = f"{one.before} {one.clock}"
        if "?" in read or not one.clock:
            continue
        for number in range(one.first, one.last + 1):
            if not written(scene, number).startswith(read):
                yield f"{number}: {written(scene, number)!r} read as {read!r}"


def wrong_times(scene: Scene, accepted: Iterable[Shown]) -> Iterator[int]:
    """Pictures that show another date or time than the one read in them, in hours of twelve where those are shown."""
    for one in accepted:
        for number in range(one.second.first, one.second.last + 1):
            second = scene.second(number)
            if "twelve" in scene.layout:
                second = second.replace(hour=(second.hour - 1) % 12 + 1)
            if second != one.time:
                yield number


def unseen_ticks(scene: Scene, found: BurnedIn) -> Iterator[tuple[int, int]]:
    """Ticks that lie outside the pictures between which they were said to lie."""
    for one in found.seconds:
        between = range(one.after + 1, one.first + 1)
        if one.after >= 0 and not any(scene.second(number) != scene.second(number - 1) for number in between):
            yield one.after, one.first


def any_scene(seed: int) -> Scene:
    rng = random.Random(seed)  # noqa: S311 - scenes
    scene = Scene(
        font=rng.choice([font for font, file in FONTS.items() if not file or Path(file).exists()]),
        layout=rng.choice(list(LAYOUTS)),
        style=rng.choice(["outlined", "light", "dark", "boxed"]),
        background=rng.choice(["still", "moving", "night", "sky", "texture"]),
        height=rng.choice([480, 480, 720, 1080]),
        letters=rng.choice([1 / 30, 1 / 24, 1 / 18, 1 / 40]),
        crf=rng.choice([18, 23, 28, 33]),
        place=(rng.choice([0.02, 0.3]), rng.choice([0.03, 0.9])),
        seconds=rng.choice([24, 31]),
        rate=rng.choice([Fraction(30), Fraction(25), Fraction(30000, 1001)]),
        seed=seed,
    )
    start = datetime(2026, rng.randint(1, 12), rng.randint(1, 28), rng.randint(0, 23), rng.randint(0, 59))  # noqa: DTZ001
    return replace(scene, start=start.replace(second=rng.randint(0, 59), microsecond=rng.randint(0, 999_999)))
