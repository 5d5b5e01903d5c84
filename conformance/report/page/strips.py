"""Strips of the pictures that findings rest on: which ones a report shows, and each as it is printed."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from conformance.model.facts import Absent
from conformance.model.finding import Finding, RunRecord
from conformance.model.measurement import Measurement, Outcome
from conformance.model.shots import Album, Image
from conformance.model.still import Sight, Still
from conformance.model.vocabulary import Privacy
from conformance.report import numbers
from conformance.report.weight import heaviest

MOST_PICTURES = 24  # of a report: each takes some 50 kB of it


@dataclass(frozen=True)
class ImageView:
    """A picture as a page carries it within itself."""

    source: str
    width: int
    height: int

    @classmethod
    def of(cls, image: Image) -> "ImageView":
        """Coded anew by this project's extractor: nothing of the evidence's own bytes reaches a browser."""
        data = base64.b64encode(image.data).decode("ascii")
        return cls(f"data:{image.media_type};base64,{data}", image.width, image.height)


@dataclass(frozen=True)
class StillView:
    """One picture with its number and times; without `images` it is not shown, and `missing` may say why ('' = not)."""

    number: str
    time: str
    stamp: str
    read: str
    why: str
    images: tuple[ImageView, ...]
    missing: str


@dataclass(frozen=True)
class StripView:
    """The pictures of one measurement; `elsewhere` is the finding that shows the same ones, 0 where this one does.

    `remark` is the key of a sentence about pictures that are not shown, '' for none.
    """

    stills: tuple[StillView, ...]
    elsewhere: int
    remark: str

    @property
    def shows(self) -> bool:
        """True where there is a picture in it."""
        return any(still.images for still in self.stills)


def wanted(record: RunRecord) -> dict[str, tuple[Sight, ...]]:
    """The pictures that a report shows, by the id of their recording: those of the heaviest findings come first."""
    files = {recording.id for recording in record.submission.recordings}
    named = dict.fromkeys(
        (finding.evidence, still.sight) for _, finding in heaviest(record) for still in _stills(finding)
    )
    chosen: dict[str, tuple[Sight, ...]] = {}
    for evidence, sight in [one for one in named if one[0] in files][:MOST_PICTURES]:
        chosen[evidence] = (*chosen.get(evidence, ()), sight)
    return chosen


def strips_of(record: RunRecord, album: Album) -> "Strips":
    """What the page needs to know to print the strips of that run."""
    first: dict[tuple[str, tuple[Still, ...]], int] = {}
    for number, finding in heaviest(record):
        for stills in _measured(finding):
            first.setdefault((finding.evidence, stills), number)
    return Strips(album, first)


@dataclass(frozen=True)
class Strips:
    """Prints strips; `first` says which finding shows those stills of a recording, so that none is shown twice."""

    album: Album
    first: Mapping[tuple[str, tuple[Still, ...]], int]

    def showing(self) -> Iterator[int]:
        """Numbers of the findings of which a picture is at hand."""
        for (evidence, stills), number in self.first.items():
            if any((evidence, still.sight) in self.album.shots for still in stills):
                yield number

    def of(self, number: int, evidence: str, outcome: Outcome) -> tuple[StripView, ...]:
        """The strip of what was measured in the finding of that number; none where it names no picture."""
        if not isinstance(outcome, Measurement) or not outcome.stills:
            return ()
        stills = outcome.stills
        shown_by = self.first.get((evidence, stills), number)
        views = tuple(self._view(evidence, still) for still in stills)
        if shown_by != number and any(view.images for view in views):
            return (StripView((), shown_by, ""),)
        shows = self.album.privacy is not Privacy.NONE
        remark = "" if shows else "stills_not_taken"
        if shows and any((evidence, still.sight) not in self.album.shots for still in stills):
            remark = "stills_enough"
        return (StripView(views, 0, remark),)

    def _view(self, evidence: str, still: Still) -> StillView:
        shot = self.album.shots.get((evidence, still.sight))
        images: tuple[ImageView, ...] = ()
        if shot is not None and not isinstance(shot, Absent):
            images = tuple(map(ImageView.of, (shot.whole, *shot.lines)))
        return StillView(
            numbers.grouped(still.sight.number),
            numbers.time_code(still.time),
            numbers.time_code(still.stamp),
            still.read,
            still.why,
            images,
            shot.detail if isinstance(shot, Absent) else "",
        )


def _measured(finding: Finding) -> Iterator[tuple[Still, ...]]:
    outcomes = (part.outcome for part in finding.parts)
    return (one.stills for one in outcomes if isinstance(one, Measurement) and one.stills)


def _stills(finding: Finding) -> Iterator[Still]:
    return (still for stills in _measured(finding) for still in stills)
