"""How a recording is laid out, and where that differs from the golden file of its model."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import chain

from conformance.measurands.reading import MOST_PLACES, Reading, Result
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import Absent, AudioTrack, Facts, Media, VideoTrack
from conformance.model.golden import Golden, GoldenItem
from conformance.model.layout_facts import LayoutFacts, LayoutItem, StreamMarks
from conformance.model.measurement import Where
from conformance.model.stream_facts import ProgramStreamFacts
from conformance.model.vocabulary import Axis, Reason

_LONGEST = 100  # characters of a value in a sentence
NO_GOLDEN = Absent(Reason.EVIDENCE_MISSING, "the submission names no golden file for this recording (golden)")


def layout_differences(subject: RecordingSubject) -> Result:
    """Differences to the golden file, the layout of untouched recordings of the model: evidence, and no proof.

    A missing or further element counts once with all that is in it.
    """
    if not subject.golden:
        return NO_GOLDEN
    named, facts = subject.golden[0], subject.facts
    if any(source.sha256 == facts.sha256 for source in named.golden.sources):
        return Absent(Reason.NOTHING_TO_MEASURE, f"{named.path} was made of this recording itself")
    items = fingerprint(facts)
    if isinstance(items, Absent):
        return items
    container = container_of(facts)
    if container != named.golden.container:
        said = f"file: the golden file is of {named.golden.container}, this is {container}"
        return Reading(Fraction(1), exercised=len(items), note=f"against {named.path}", where=(_place(0, said),))
    found, cut = differences(items, named.golden), cut_of(facts)
    if cut and not found:
        return Absent(Reason.EVIDENCE_UNREADABLE, f"the layout was not wholly read: {cut}")
    note = f"against {named.path}, made of {len(named.golden.sources)} recordings" + (
        f"; not read: {cut}" if cut else ""
    )
    return Reading(Fraction(len(found)), exercised=len(items), note=note, where=tuple(found[:MOST_PLACES]))


def fingerprint(facts: Facts) -> tuple[LayoutItem, ...] | Absent:
    """All lines of a recording's layout: of its container, and of its tracks."""
    layout, media = facts.layout, facts.media
    if isinstance(layout, Absent):
        return layout
    if isinstance(media, Absent):
        return media
    packs = _of_packs(facts.ps) if isinstance(facts.ps, ProgramStreamFacts) else ()
    return (*layout.items, *packs, *_of_media(media))


def container_of(facts: Facts) -> str:
    """The family of containers that a layout is of; '' where none was read."""
    return facts.layout.container if isinstance(facts.layout, LayoutFacts) else ""


def cut_of(facts: Facts) -> str:
    """What of the layout was not read; '' = nothing."""
    marks = [one.marks for one in facts.media.video] if isinstance(facts.media, Media) else []
    cuts = [one.cut for one in marks if isinstance(one, StreamMarks)]
    return ", ".join(one for one in (facts.layout.cut if isinstance(facts.layout, LayoutFacts) else "", *cuts) if one)


def golden_items(layouts: Sequence[Sequence[LayoutItem]]) -> tuple[GoldenItem, ...]:
    """What several untouched recordings have in common, and what varies among them, in the order of the first ones."""
    values: dict[str, dict[str, None]] = {}
    for one in chain.from_iterable(layouts):
        values.setdefault(one.path, {})[one.value] = None
    held = [{one.path for one in layout} for layout in layouts]
    return tuple(GoldenItem(path, tuple(seen), all(path in one for one in held)) for path, seen in values.items())


def differences(items: Sequence[LayoutItem], golden: Golden) -> list[Where]:
    """Every place where the lines are not as a golden file has them."""
    mine, theirs = {one.path: one for one in items}, {one.path: one for one in golden.items}
    missing = {path for path, one in theirs.items() if one.always and path not in mine}
    extra = {path for path in mine if path not in theirs}
    found = []
    for path, one in theirs.items():
        here = mine.get(path)
        if here is None:
            if path in missing and missing.isdisjoint(_above(path)):
                near = next((mine[parent].offset for parent in _above(path) if parent in mine), 0)
                found.append(_place(near, f"{path}: missing{_said(one.values)}"))
        elif len(one.values) == 1 and here.value != one.values[0]:
            found.append(_place(here.offset, f"{path}: {_cut(here.value)!r}, golden {_cut(one.values[0])!r}"))
    for path in (one for one in extra if extra.isdisjoint(_above(one))):
        said = f"{path}: not in the golden file{_said((mine[path].value,))}"
        found += [_place(mine[path].offset, said)]
    return sorted(found, key=lambda one: (one.position, one.detail))


def _above(path: str) -> Iterator[str]:
    """Paths of the elements that hold this one, the nearest first."""
    for place in range(len(path) - 1, 0, -1):
        if path[place] in "/:":
            yield path[:place]


def _said(values: Sequence[str]) -> str:
    return f" ({_cut(values[0])!r})" if len(values) == 1 and values[0] else ""


def _cut(value: str) -> str:
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}..."


def _place(offset: int, said: str) -> Where:
    return Where(Axis.BYTE, Fraction(offset), said)


def _of_packs(packs: ProgramStreamFacts) -> Iterator[LayoutItem]:
    yield LayoutItem("packs:system headers", "yes" if packs.system_headers else "no", 0)
    yield LayoutItem("packs:stream maps", "yes" if packs.maps else "no", 0)
    for stream in packs.streams:
        types = " ".join(f"0x{one:02x}" for one in stream.types)
        yield LayoutItem(f"stream 0x{stream.stream_id:02X}", f"{stream.coding}, types {types or 'not mapped'}", 0)


def _of_media(media: Media) -> Iterator[LayoutItem]:
    for number, track in enumerate(media.video):
        yield from _of_picture(f"video[{number}]", track)
    for number, sound in enumerate(media.audio):
        yield from _of_sound(f"audio[{number}]", sound)


def _of_picture(path: str, track: VideoTrack) -> Iterator[LayoutItem]:
    coding = f"{track.codec} {track.profile} {track.level}, {track.width}x{track.height}"
    yield LayoutItem(path, f"{coding}, {track.pixel_format} {track.colour_range}".rstrip(), 0)
    if isinstance(track.marks, Absent):
        return
    sets: dict[str, list[str]] = {}
    for one in track.marks.sets:
        sets.setdefault(f"{path}/{one.kind} {one.number}", []).append(one.content)
    yield from (LayoutItem(name, " | ".join(sorted(contents)), 0) for name, contents in sets.items())
    for message in track.marks.messages:
        yield LayoutItem(f"{path}/message {message.uuid}", message.text if message.alike else "varies", 0)


def _of_sound(path: str, track: AudioTrack) -> Iterable[LayoutItem]:
    return (LayoutItem(path, f"{track.codec}, {track.sample_rate} Hz, {track.channels} channels", 0),)
