"""How many bytes recordings may fill: what the file systems hold, or what is stated."""

from dataclasses import dataclass
from fractions import Fraction

from conformance.measurands.dumps.reading import Volumes, volumes_of
from conformance.measurands.dumps.volumes import usable_bytes
from conformance.model.evidence import DeviceSubject
from conformance.model.facts import Absent
from conformance.model.vocabulary import Reason

_STATED = "storage_bytes"


@dataclass(frozen=True)
class Capacity:
    """B that recordings may fill, and who says so."""

    usable: Fraction
    source: str


def capacity_of(subject: DeviceSubject) -> Capacity | Absent:
    """The least of what is stated and what the file systems of each dump can hold.

    A dump that can't be read leaves no capacity: a statement alone would hide what it shows.
    """
    stated = subject.statement.find(_STATED, Reason.CAPACITY_NOT_STATED)
    if not subject.dumps:
        if isinstance(stated, Absent):
            return stated
        return Capacity(stated.to("B").value, f"capacity {stated} is the device's own statement")
    read = [volumes_of(one) for one in subject.dumps]
    unread = [one for one in read if isinstance(one, Absent)]
    if unread:
        return unread[0]
    usable = min(usable_bytes(one) for one in read if isinstance(one, Volumes))
    told = f"the file systems of the storage hold {int(usable)} B"
    if isinstance(stated, Absent):
        return Capacity(usable, told)
    return Capacity(min(usable, stated.to("B").value), f"{told}, {stated} are stated, and the lesser counts")
