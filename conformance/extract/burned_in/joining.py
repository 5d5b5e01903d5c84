"""What the spans of one file show of its clock, one after the other."""

from collections.abc import Iterable
from dataclasses import replace

from conformance.model.burned_in_facts import BurnedIn, ShownLine, ShownSecond


def joined_clock(spans: Iterable[BurnedIn]) -> BurnedIn:
    """The clock of all spans in their order."""
    seconds: list[ShownSecond] = []
    lines: list[ShownLine] = []
    pictures = 0
    for span in spans:
        seconds += [_later(one, pictures) for one in span.seconds]
        for line in span.lines:
            if not lines or lines[-1].place != line.place:
                lines.append(replace(line, since=line.since + pictures))
        pictures += span.pictures
    return BurnedIn(pictures, tuple(seconds), tuple(lines))


def _later(one: ShownSecond, pictures: int) -> ShownSecond:
    after = one.after + pictures if one.after >= 0 else -1
    return replace(one, after=after, first=one.first + pictures, last=one.last + pictures)
