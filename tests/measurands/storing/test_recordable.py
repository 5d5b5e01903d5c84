"""Hours into what a storage holds: which capacity counts, and rates that statistics bound."""

from dataclasses import replace
from fractions import Fraction

import pytest

from conformance.measurands import registry
from conformance.measurands.kinds import DeviceMeasurand
from conformance.model.dump_facts import UnreadVolume, Volume
from conformance.model.evidence import DeviceSubject, DumpSubject, RecordingSubject, Stated
from conformance.model.facts import Absent
from conformance.model.measurement import EXACT, Measurement, NotMeasured, Outcome
from conformance.model.units import parse_quantity
from conformance.model.vocabulary import Reason, Role
from tests.measurands.facts import clip

from ..dumps.making import dump, stored, volume

TICK = Fraction(1, 25)
WHOLE = clip(tuple(range(100)), TICK)  # 25 000 B/s
MEAN, SHIFTS = "storage.recordable_time_mean", "storage.recordable_time_shifts"


def device(capacity: str, *recordings: RecordingSubject, dumps: tuple[DumpSubject, ...] = ()) -> DeviceSubject:
    stated = Stated((("storage_bytes", parse_quantity(capacity)),)) if capacity else Stated()
    return DeviceSubject(recordings, stated, (), dumps)


def hours(subject: DeviceSubject, name: str = "storage.recordable_time") -> Outcome:
    measurand = registry.find(name)
    assert isinstance(measurand, DeviceMeasurand)
    return measurand.measure(subject)


def holding(usable: int) -> Volume:
    return replace(volume(), usable=usable)


@pytest.mark.parametrize(
    ("stated", "held", "expected"),
    [
        ("", (900_000_000,), 10),
        ("1800 MB", (900_000_000,), 10),  # the label promises more than the file system holds
        ("450 MB", (900_000_000,), 5),  # a larger card than the device is said to have
        ("1800 MB", (900_000_000, 450_000_000), 15),  # two volumes of one storage
    ],
)
def test_the_least_of_what_is_stated_and_what_is_held_counts(stated: str, held: tuple[int, ...], expected: int) -> None:
    found = hours(
        device(
            stated,
            WHOLE,
            dumps=(dump(stored(*(replace(holding(one), offset=10**6 * at) for at, one in enumerate(held)))),),
        )
    )

    assert isinstance(found, Measurement)
    assert found.value == expected


def test_what_two_partitions_share_is_held_once() -> None:
    twice = stored(holding(900_000_000), replace(holding(450_000_000), offset=1000))
    found = hours(device("", WHOLE, dumps=(dump(twice),)))

    assert isinstance(found, Measurement)
    assert found.value == 10


def test_of_several_dumps_the_one_that_holds_least_counts() -> None:
    cards = tuple(dump(stored(holding(size))) for size in (1_800_000_000, 900_000_000))
    found = hours(device("", WHOLE, dumps=cards))

    assert isinstance(found, Measurement)
    assert found.value == 10


def test_a_dump_that_can_not_be_read_is_no_reason_to_believe_the_label() -> None:
    unread = dump(stored(UnreadVolume(0, 10**6, "Btrfs is not read by this version")))
    found = hours(device("1800 MB", WHOLE, dumps=(unread,)))

    assert isinstance(found, NotMeasured)
    assert found.reason is Reason.EVIDENCE_UNREADABLE


def test_an_unread_part_of_a_storage_holds_no_recording() -> None:
    storage = stored(holding(900_000_000), UnreadVolume(10**9, 10**9, "Btrfs is not read by this version"))
    found = hours(device("", WHOLE, dumps=(dump(storage),)))

    assert isinstance(found, Measurement)
    assert found.value == 10


def long(sizes: tuple[int, ...]) -> RecordingSubject:
    """A recording of one picture a second of those sizes."""
    plain = clip(tuple(range(len(sizes))), Fraction(1))
    media = plain.facts.media
    assert not isinstance(media, Absent)
    (track,) = media.video
    packets = track.packets
    assert not isinstance(packets, Absent)
    track = replace(track, packets=replace(packets, size=sizes))
    facts = replace(plain.facts, media=replace(media, video=(track,)), size=sum(sizes))
    return replace(plain, facts=facts)


def test_the_bound_of_the_mean_lies_between_mean_and_peak() -> None:
    sizes = tuple(20_000 + (index * 7919 % 100) * 100 for index in range(600))  # mean 24 950, at most 29 900
    found = hours(device("900 MB", long(sizes)), MEAN)

    assert isinstance(found, Measurement)
    assert Fraction(900_000_000, 26_000 * 3600) < found.value < Fraction(900_000_000, 24_950 * 3600)  # type: ignore[operator]
    assert (found.uncertainty, found.exercised) == (EXACT, 600)


def test_a_recording_too_short_for_a_bound_says_what_would_do() -> None:
    found = hours(device("900 MB", WHOLE), MEAN)

    assert isinstance(found, NotMeasured)
    assert found.detail == "4 s of recording are too alike for a bound; with 21 s there may be one"


def test_shifts_are_bounded_by_mean_and_scatter_of_the_recordings() -> None:
    shifts = tuple(long((size,) * 30) for size in (24_000, 25_000, 26_000, 25_000, 25_000))
    found = hours(device("900 MB", *shifts), SHIFTS)

    # mean 25 000 B/s and s 707.1 B/s: the bound is 25 000 + 4.203 x 707.1 = 27 972 B/s
    assert isinstance(found, Measurement)
    assert float(found.value) == pytest.approx(900_000_000 / 27_972 / 3600, rel=1e-4)  # type: ignore[arg-type]


def test_four_recordings_bound_no_shifts() -> None:
    found = hours(device("900 MB", WHOLE, WHOLE, WHOLE, WHOLE), SHIFTS)

    assert isinstance(found, NotMeasured)
    assert found.detail == "4 recordings not staged, where 5 are needed"


def test_staged_recordings_bound_nothing() -> None:
    chart = replace(WHOLE, recording=replace(WHOLE.recording, role=Role.CHART))

    assert isinstance(hours(device("900 MB", chart), MEAN), NotMeasured)
