"""The delay of the sound as one method finds it, before it becomes a reading."""

from dataclasses import dataclass
from fractions import Fraction
from math import hypot

from conformance.measurands.reading import Reading
from conformance.model.measurement import Opinion, Uncertain, Where


@dataclass(frozen=True)
class Delay:
    """How much later the sound is than the picture, s, from `pairs` of the two; the rest as in `Reading`."""

    value: Fraction
    uncertainty: Uncertain
    pairs: int
    note: str
    where: tuple[Where, ...] = ()
    opinions: tuple[Opinion, ...] = ()

    def agrees(self, other: "Delay") -> bool:
        """True where the two differ by no more than the U of their difference."""
        apart = float(abs(self.value - other.value))
        return apart <= hypot(float(self.uncertainty.expanded), float(other.uncertainty.expanded))

    def reading(self, *said: Opinion) -> Reading:
        """The delay with what others say of it."""
        return Reading(
            self.value, self.uncertainty, self.pairs, note=self.note, where=self.where, opinions=(*self.opinions, *said)
        )
