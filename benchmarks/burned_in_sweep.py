"""How much of made clocks is read, and whether anything is read wrong: scenes by number, filmed, read, compared.

Run: python -m benchmarks.burned_in_sweep FIRST END [--workers 1]
Prints every scene of which a legible second was not read or anything was read wrong, then the counts for
docs/clocks.md, and what is legible and read of each font. A reading is one picture whose full date and time was
accepted. Some 5 s of processor time for each scene, more for large pictures.
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from benchmarks.padding_indicator import clopper_pearson
from conformance.measurands.clocks.shown import DateOrder, Shown, read_on
from conformance.model.burned_in_facts import BurnedIn
from tests.extract.burned_in.drawing import Scene, film
from tests.extract.burned_in.legible import Legibility
from tests.extract.burned_in.truth import any_scene, unseen_ticks, watched, wrong_times

ORDERS = {"day": DateOrder.DAY_FIRST, "month": DateOrder.MONTH_FIRST}  # by the first word of the layout


@dataclass(frozen=True)
class Counts:
    """Of one scene, or of several."""

    scenes: int = 0
    seconds: int = 0
    seconds_read: int = 0
    seconds_wrong: int = 0
    legible: int = 0
    legible_read: int = 0
    pictures: int = 0
    readings: int = 0
    wrong: int = 0
    ticks: int = 0
    ticks_wrong: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))

    @property
    def sound(self) -> bool:
        """True where all that was legible was read, and nothing wrong."""
        return self.legible_read == self.legible and not self.wrong + self.seconds_wrong + self.ticks_wrong


def counted(seed: int) -> Counts:
    """Film that scene, and count what is read of it."""
    scene = any_scene(seed)
    legibility = Legibility(scene)
    with tempfile.TemporaryDirectory() as folder:
        found = watched(film(scene, Path(folder) / "clock.mp4", legibility.look))
    accepted = _accepted(scene, found)
    shown = [number for one in accepted for number in range(one.second.first, one.second.last + 1)]
    read, legible = {scene.second(number) for number in shown}, legibility.seconds
    wrong = list(wrong_times(scene, accepted))
    ticks = [one.second for one in accepted if one.second.after >= 0]
    return Counts(
        scenes=1,
        seconds=len({scene.second(number) for number in range(found.pictures)}),
        seconds_read=len(read),
        seconds_wrong=len({scene.second(number) for number in wrong}),
        legible=len(legible),
        legible_read=len(legible & read),
        pictures=found.pictures,
        readings=len(shown),
        wrong=len(wrong),
        ticks=len(ticks),
        ticks_wrong=len(list(unseen_ticks(scene, BurnedIn(found.pictures, tuple(ticks))))),
    )


def _accepted(scene: Scene, found: BurnedIn) -> list[Shown]:
    """Seconds whose full date and time go on from second to second, the order of the date being known."""
    order = ORDERS.get(scene.layout.split()[0], DateOrder.YEAR_FIRST)
    return read_on(found.seconds, [float(one.first / scene.rate) for one in found.seconds], order)


def _bounded(wrong: int, trials: int) -> str:
    return f"{wrong} of {trials} wrong, at most {100 * clopper_pearson(wrong, trials)[1]:.4f} %"


def named(counts: Counts) -> Iterator[str]:
    """Each count with its name."""
    return (f"{field.name} {getattr(counts, field.name)}" for field in fields(counts))


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first", type=int)
    parser.add_argument("end", type=int)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    seeds = range(options.first, options.end)
    total, fonts = Counts(), defaultdict(Counts)
    with ProcessPoolExecutor(options.workers) as pool:
        for seed, counts in zip(seeds, pool.map(counted, seeds), strict=True):
            scene = any_scene(seed)
            total += counts
            fonts[scene.font] += counts
            if not counts.sound:
                print(seed, *named(counts), scene, flush=True)
    print(*named(total), sep="\n")
    for font, of in sorted(fonts.items()):
        print(f"{font}: {of.legible_read} of {of.legible} legible seconds in {of.scenes} scenes")
    print(f"seconds read: {total.seconds_read / total.seconds:.2%}")
    print(f"legible seconds read: {total.legible_read / total.legible:.2%}")
    print("Bounds of Clopper and Pearson, 95 % two-sided:")
    print(f"  readings: {_bounded(total.wrong, total.readings)}, were they independent: those of one second are not")
    print(f"  seconds: {_bounded(total.seconds_wrong, total.seconds_read)}")
    print(f"  ticks: {_bounded(total.ticks_wrong, total.ticks)}")


if __name__ == "__main__":
    main()
