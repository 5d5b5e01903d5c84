"""What a file system says of a file, as its directory entries and inodes hold it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from conformance.model.facts import Absent

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - of times as they are shown, whatever their zone


@dataclass(frozen=True, slots=True)
class FileTime:
    """One time of a file as its field shows it: `since_1970` in s without regard to the zone, exactly.

    `zone` is in min east of UTC where the file system knows it. `resolution` is the field's unit in s; how fine the
    clock behind it goes, and whether its writer truncates or rounds, no field tells.
    """

    since_1970: Fraction
    zone: int | Absent
    resolution: Fraction

    @property
    def shown(self) -> datetime:
        """Date and time as the field shows it, finer digits than microseconds left out."""
        return EPOCH + timedelta(microseconds=self.since_1970 * 1_000_000 // 1)
