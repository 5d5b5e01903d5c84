"""Whether the file systems of a storage are whole, and whether they were closed."""

from fractions import Fraction
from itertools import chain

from conformance.measurands.dumps.reading import Volumes, unless_unread, volumes_of
from conformance.measurands.reading import MOST_PLACES, Reading, Result
from conformance.model.evidence import DumpSubject
from conformance.model.facts import Absent
from conformance.model.measurement import Text, Where
from conformance.model.vocabulary import Axis

CLEAN, DIRTY = "clean", "dirty"


def filesystem_errors(subject: DumpSubject) -> Result:
    """Violations of the structure of partition tables and file systems, whatever their marks say.

    What lies outside of folders, tables and bitmaps, such as the content of files, is not looked at.
    """
    found = volumes_of(subject)
    if isinstance(found, Absent):
        return found
    count = len(found.flaws) + sum(one.faults for one in found.read)
    flaws = tuple(chain(found.flaws, chain.from_iterable(one.flaws for one in found.read)))
    where = tuple(Where(Axis.BYTE, Fraction(one.offset), f"{one.path}: {one.detail}") for one in flaws[:MOST_PLACES])
    reading = Reading(Fraction(count), exercised=found.looked_at, note=found.told, where=where)
    return reading if count else unless_unread(reading, found)


def filesystem_dirty(subject: DumpSubject) -> Result:
    """Whether every file system is marked as closed cleanly (`clean`) or some is not (`dirty`).

    A mark says what the device's own software wrote there; whether the structure is whole is another measurand.
    """
    found = volumes_of(subject)
    if isinstance(found, Absent):
        return found
    unclosed = tuple(f"{one.filesystem} at byte {one.offset}: {why}" for one in found.read for why in one.unclosed)
    if unclosed:
        return Reading(Text(DIRTY), exercised=len(found.read), note="; ".join(unclosed))
    return unless_unread(Reading(Text(CLEAN), exercised=len(found.read), note=found.told), found)


def usable_bytes(found: Volumes) -> Fraction:
    """What all file systems that are read can hold, B; of those that overlap the larger one alone."""
    usable, reached = 0, 0
    for one in sorted(found.read, key=lambda one: (one.offset, -one.usable)):
        if one.offset >= reached:
            usable += one.usable
            reached = one.offset + one.size
    return Fraction(usable)
