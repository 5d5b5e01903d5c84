"""Searches a few pictures of one recording for the resolution chart, or cuts the regions that a submission names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from conformance.extract.chart.codes import Codes, read_codes
from conformance.extract.chart.crops import crop_about, cut, grey_patches, shows_one_edge
from conformance.extract.chart.squares import Outline, Points, adjusted, find_square, mapped, projection
from conformance.extract.luma import Samples
from conformance.model.areas import Region
from conformance.model.chart import GROUPS, Group
from conformance.model.chart_facts import ChartFacts, EdgeCrop, GreyPatch, Refusal
from conformance.model.facts import Absent
from conformance.model.vocabulary import Place, Reason

_MOST_MOVED = 1.5  # px that a corner may move from picture to picture of a chart that stands still
_MOST_SAMPLES = 2**18  # of a region that a submission names
_LEAST_GROWN = 0.6  # area of a square against what its code promises: distortion changes it less
_SIDES = ("top", "right", "bottom", "left")
_CODE_WEIGHT = 0.2  # of a code's corner against a square's: it is read in whole px and less well


@dataclass(frozen=True)
class KeptPicture:
    """A picture with its number in order of presentation; `intra` = coded without reference to others."""

    number: int
    intra: bool
    luma: Samples


@dataclass(frozen=True)
class _Sight:
    """Corners of a group's code and square in one picture, and the pictures that show the square there too."""

    code: Points
    square: Points
    still: tuple[tuple[KeptPicture, Outline], ...]


class Search:
    """Grows into what the pictures, all of one size, show."""

    def __init__(self, pictures: Sequence[KeptPicture]) -> None:
        self._pictures = tuple(pictures)
        height, width = pictures[0].luma.shape
        self._size = (width, height)
        self._chart_seen = False
        self._edges: list[EdgeCrop] = []
        self._patches: list[GreyPatch] = []
        self._refused: list[Refusal] = []

    def frozen(self, *, limited: bool) -> ChartFacts | Absent:
        """What was found, or why nothing was."""
        if not self._edges:
            places: dict[str, list[Place]] = {}
            for one in self._refused:
                if self._chart_seen or one.place is Place.GIVEN:
                    places.setdefault(one.why, []).append(one.place)
            if places:
                return _refused("; ".join(f"{', '.join(named)}: {why}" for why, named in places.items()))
            return Absent(Reason.NOTHING_TO_MEASURE, f"no chart was found in {len(self._pictures)} pictures")
        edges, patches, refused = tuple(self._edges), tuple(self._patches), tuple(self._refused)
        return ChartFacts(*self._size, limited, len(self._pictures), edges, patches, refused)

    def take_regions(self, regions: Sequence[Region]) -> None:
        """Cut the regions that a submission names, as they are, from every picture."""
        for region in regions:
            if not region.lies_in(*self._size):
                self._refuse(Place.GIVEN, f"{region} do not lie in the picture of {self._size[0]} x {self._size[1]} px")
            elif region.width * region.height > _MOST_SAMPLES:
                self._refuse(Place.GIVEN, f"{region} are more than {_MOST_SAMPLES} samples")
            else:
                self._keep(Place.GIVEN, region, self._pictures)

    def take_chart(self) -> None:
        """Find the groups, each on its own: distortion and hidden parts of the picture concern the others little."""
        codes = [read_codes(one.luma) for one in self._pictures]
        self._chart_seen = any(one.seen or one.versions for one in codes)
        for group in GROUPS:
            if any(group.place in one.repeated for one in codes):
                self._refuse(group.place, "its code is in one picture more than once")
            elif not any(group.place in one.seen for one in codes):
                self._refuse(group.place, _why_missing(codes))
            else:
                self._take_group(group, codes)

    def _take_group(self, group: Group, codes: Sequence[Codes]) -> None:
        sight = self._best_sight(group, codes)
        if isinstance(sight, Absent):
            self._refuse(group.place, sight.detail)
            return
        refused: dict[str, list[str]] = {}
        for side, name in enumerate(_SIDES):
            why = self._take_edge(group.place, sight, side)
            if why:
                refused.setdefault(why, []).append(name)
        for why, names in refused.items():
            self._refuse(group.place, f"{' and '.join(names)} edge: {why}")
        if sum(map(len, refused.values())) < len(_SIDES):
            self._take_patches(group, sight)

    def _best_sight(self, group: Group, codes: Sequence[Codes]) -> _Sight | Absent:
        """The square where most pictures show it, the first of equals."""
        best: _Sight | Absent = _refused("no dark square on light ground is where its code says")
        for picture, one in zip(self._pictures, codes, strict=True):
            if group.place not in one.seen:
                continue
            code = one.seen[group.place]
            square = _square_by_code(picture.luma, group, code)
            if isinstance(square, Absent) or (isinstance(best, _Sight) and _moved(best.square, square) <= _MOST_MOVED):
                continue
            sight = _Sight(code, square, tuple(self._still(square)))
            if isinstance(best, Absent) or len(sight.still) > len(best.still):
                best = sight
        return best

    def _still(self, square: Points) -> Iterator[tuple[KeptPicture, Outline]]:
        for picture in self._pictures:
            outline = adjusted(picture.luma, square)
            if any(outline.sound) and _moved(outline.corners, square) <= _MOST_MOVED:
                yield picture, outline

    def _take_edge(self, place: Place, sight: _Sight, side: int) -> str:
        """Keep one side of a square; '' or why not."""
        start, end = sight.square[side], sight.square[(side + 1) % 4]
        near = (side - 1, side, (side + 1) % 4)  # without its neighbours nobody knows where it ends
        pictures = [picture for picture, outline in sight.still if all(outline.sound[one] for one in near)]
        if not pictures:
            return "no straight edge from dark to light, or one of its ends is not seen"
        region = crop_about(start, end, self._size)
        if isinstance(region, Absent):
            return region.detail
        clear = [picture for picture in pictures if shows_one_edge(picture.luma, region, start, end)]
        if not clear:
            return "the ground beside it is not even, or something else is there"
        self._keep(place, region, clear)
        return ""

    def _take_patches(self, group: Group, sight: _Sight) -> None:
        chart = np.array([*group.code_corners, *group.square_corners])
        weights = np.repeat([_CODE_WEIGHT, 1.0], 4)
        matrix = projection(chart, np.concatenate([sight.code, sight.square]), weights)
        found = grey_patches([picture.luma for picture, _ in sight.still], group, matrix)
        if isinstance(found, Absent):
            self._refuse(group.place, found.detail)
        else:
            self._patches += [GreyPatch(group.place, reflectance, code) for reflectance, code in found]

    def _keep(self, place: Place, region: Region, pictures: Sequence[KeptPicture]) -> None:
        self._edges.append(
            EdgeCrop(
                place,
                region.left,
                region.top,
                region.width,
                region.height,
                tuple(one.number for one in pictures),
                tuple(one.intra for one in pictures),
                b"".join(cut(one.luma, region).tobytes() for one in pictures),
            )
        )

    def _refuse(self, place: Place, why: str) -> None:
        self._refused.append(Refusal(place, why))


def _square_by_code(luma: Samples, group: Group, code: Points) -> Points | Absent:
    """Corners of the square beside a code; absent where there is none of the size that the code promises."""
    by_code = projection(np.array(group.code_corners), code, np.ones(4))
    expected = mapped(by_code, np.array(group.square_corners))
    height, width = luma.shape
    if not (
        np.isfinite(expected).all()
        and (expected > 0).any(axis=0).all()
        and (expected < (width, height)).any(axis=0).all()
    ):
        return _refused("its square lies outside the picture")
    found = find_square(luma, expected)
    if not any(found.sound) or not _LEAST_GROWN < _area(found.corners) / _area(expected) < 1 / _LEAST_GROWN:
        return _refused("no dark square on light ground is where its code says")
    return found.corners


def _area(corners: Points) -> float:
    """Area of a polygon, positive where it goes clockwise as seen."""
    x, y = corners.T
    return float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))) / 2


def _moved(one: Points, other: Points) -> float:
    """Farthest that a corner moved, px; infinite where one is nowhere."""
    return float(np.nan_to_num(np.abs(one - other), nan=np.inf).max())


def _why_missing(codes: Sequence[Codes]) -> str:
    others = sorted({version for one in codes for version in one.versions})
    return "its code was not found" + (f", but one of version {others[0]} of the chart" if others else "")


def _refused(why: str) -> Absent:
    return Absent(Reason.METHOD_DOES_NOT_APPLY, why)
