"""Watches a recording for the resolution chart: keeps a few pictures spread over its length and searches those."""

import av

from conformance.extract.chart.search import KeptPicture, Search
from conformance.extract.luma import samples
from conformance.model.areas import Region
from conformance.model.chart_facts import ChartFacts
from conformance.model.facts import Absent
from conformance.model.vocabulary import Reason

MOST_OF_A_KIND = 4  # pictures kept that were coded without others, and as many of the rest
# The numbers below n whose multiples of the golden ratio are smallest modulo 1 are spread evenly over all of them
# (three-distance theorem), whatever n is, so the length need not be known.
_GOLDEN, _MODULUS = 0x9E3779B97F4A7C15, 2**64
_INTRA = 1  # AV_PICTURE_TYPE_I


class ChartWatcher:
    """Keeps at most eight pictures of a track, whatever its length, and looks for the chart in them at the end.

    `limited` is True where the track's black is 16 and its white 235; `regions` are those that the submission names.
    """

    def __init__(self, *, limited: bool, regions: tuple[Region, ...] = ()) -> None:
        self._limited = limited
        self._regions = regions
        self._kept: dict[bool, list[tuple[int, KeptPicture]]] = {True: [], False: []}
        self._taken = {True: 0, False: 0}
        self._plain = True

    def take(self, frame: av.VideoFrame, number: int) -> None:
        """Decoded picture `number`, counted from 0 in order of presentation; most are let go at once."""
        intra = bool(frame.key_frame) or frame.pict_type == _INTRA
        kept = self._kept[intra]
        self._taken[intra] += 1
        rank = self._taken[intra] * _GOLDEN % _MODULUS
        if len(kept) == MOST_OF_A_KIND and rank > kept[-1][0]:
            return
        luma = samples(frame, 1)
        self._plain = self._plain and luma.size > 0
        kept.append((rank, KeptPicture(number, intra, luma)))
        kept.sort(key=lambda one: one[0])
        del kept[MOST_OF_A_KIND:]

    def frozen(self) -> ChartFacts | Absent:
        """The edges and patches with what was refused, or why there is no edge."""
        pictures = sorted((one for kept in self._kept.values() for _, one in kept), key=lambda one: one.number)
        if not pictures:
            return Absent(Reason.NOTHING_TO_MEASURE, "no picture was decoded")
        if not self._plain:
            return Absent(Reason.METHOD_DOES_NOT_APPLY, "the pixel format has no plain luma plane")
        if len({one.luma.shape for one in pictures}) > 1:
            return Absent(Reason.METHOD_DOES_NOT_APPLY, "the size of the pictures changes within the recording")
        search = Search(pictures)
        search.take_regions(self._regions)
        search.take_chart()
        return search.frozen(limited=self._limited)
