"""From a strip to what it shows second by second, by the digits that were learnt."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from conformance.extract.burned_in.glyphs import Read, side_by_side
from conformance.extract.burned_in.in_time import in_time
from conformance.extract.burned_in.known import Known
from conformance.extract.burned_in.pictures import Crops, Run
from conformance.extract.burned_in.strip import Strip
from conformance.extract.burned_in.ticks import Tick, filled
from conformance.extract.burned_in.together import Seen, completed
from conformance.model.burned_in_facts import ShownSecond

_LONGER = 2.5  # intervals of pictures
_UNCLEAR = 5  # parts of which one may be unclear in a run that is longer than a second


def read(strip: Strip, ticked: Sequence[Tick], known: Known) -> list[ShownSecond]:
    """Every second of the strip with what stands in it; a tick after which the same digit stands there was none."""
    runs = list(_runs(filled(ticked, strip.times), strip, known))
    read = completed([_seen(run, strip, known) for run in runs], known)
    last = [one.digits[known.last].digit if one.digits else "?" for one in read]
    found: list[ShownSecond] = []
    for run, seen in zip(in_time(Crops(strip, known).parted(runs, last), last, strip.times), read, strict=True):
        shown = _shown(strip, run, seen if run.clear else replace(seen, digits=()), known)
        one = _one_second(found[-1], shown) if found else None
        if one:
            found[-1] = one
            continue
        if not found or not found[-1].clock or "?" in found[-1].clock:
            shown = replace(shown, after=-1)  # what jumped may be the scene
        found.append(shown)
    return found


def _seen(run: Run, strip: Strip, known: Known) -> Seen:
    """What that run shows by itself."""
    line = strip.line(run.begin, run.end, light=known.light) if run.clear else None
    digits = () if line is None else tuple(known.read(line, known.places))
    return Seen(float(strip.times[run.begin]), line, digits)


def _one_second(one: ShownSecond, other: ShownSecond) -> ShownSecond | None:
    """Both together where they end with the same digit, and no time where they then differ; None where they don't."""
    if not one.clock or "?" in one.clock + other.clock or one.clock[-1] != other.clock[-1:]:
        return None
    clearer = min(one, other, key=lambda shown: shown.before.count("?"))
    alike = all(a == b or "?" in (a, b) for a, b in zip(one.before, other.before, strict=False))
    clock = one.clock if alike and one.clock == other.clock else "?" * len(one.clock)
    helped = one.helped or other.helped
    return replace(clearer, after=one.after, first=one.first, last=other.last, clock=clock, helped=helped)


def _runs(ticked: Sequence[Tick], strip: Strip, known: Known) -> Iterator[Run]:
    """All crops, cut at the ticks and where a tick was missed."""
    begins: list[tuple[Tick | None, int]] = [(None, 0), *((one, one.first) for one in ticked)]
    ends = [*(one.after for one in ticked), len(strip.numbers) - 1]
    for (tick, begin), end in zip(begins, ends, strict=True):
        if end >= begin:
            yield from _checked(Run(tick, begin, end), strip, known)


def _checked(run: Run, strip: Strip, known: Known) -> list[Run]:
    """A run too long for one second, cut where its last digit changes, without ends in which that can't be read."""
    times = strip.times
    interval = (times[-1] - times[0]) / (len(times) - 1)
    if times[run.end] - times[run.begin] < 1 + _LONGER * interval:
        return [run]
    parts = [part for part in strip.parts if run.begin <= part.first and part.last <= run.end]
    read = [known.read(part.line, known.places[known.last : known.last + 1])[0].digit for part in parts]
    decided = [index for index, digit in enumerate(read) if digit != "?"]
    for before, index in pairwise(decided):
        if read[before] != read[index]:
            tick = Crops(strip, known).between(parts[before].first, parts[index].last, (read[before], read[index]))
            rest = _checked(Run(tick, tick.first, run.end), strip, known) if tick.first <= run.end else []
            return [replace(run, end=tick.after), *rest]
    if not decided or (decided[-1] - decided[0] + 1 - len(decided)) * _UNCLEAR > len(decided):
        return [replace(run, clear=False)]
    begin = run.begin if decided[0] == 0 else parts[decided[0]].first
    end = run.end if decided[-1] == len(parts) - 1 else parts[decided[-1]].last
    return [Run(run.tick if begin == run.begin else None, begin, end)]


def _shown(strip: Strip, run: Run, seen: Seen, known: Known) -> ShownSecond:
    numbers = strip.numbers
    groups, at = _groups(seen.digits, known)
    return ShownSecond(
        after=-1 if run.tick is None else numbers[run.tick.after],
        first=numbers[run.begin],
        last=numbers[run.end],
        before=" ".join(groups[:at]),
        clock=groups[at] if groups else "",
        behind=" ".join(groups[at + 1 :]),
        followed=known.followed,
        margin=min((one.margin for one in seen.digits), default=0.0),
        helped=seen.helped,
    )


def _groups(digits: Sequence[Read], known: Known) -> tuple[list[str], int]:
    """Digits that stand side by side, a text each, and which of the texts ends with the seconds."""
    text, groups, at = "".join(one.digit for one in digits), list[str](), 0
    ends = list(accumulate(side_by_side(known.places, known.pitch, known.last))) if digits else []
    for begin, end in pairwise([0, *ends]):
        at = len(groups) if begin <= known.last < end else at
        groups.append(text[begin:end])
    return groups, at
