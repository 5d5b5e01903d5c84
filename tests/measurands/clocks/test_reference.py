"""UTC of filmed pictures: the true middle of the exposure lies within U, whatever camera and display."""

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import pytest

from conformance.measurands.clocks.reference import (
    PictureTime,
    Source,
    reference_read_share,
    reference_times,
)
from conformance.measurands.reading import Reading
from conformance.model.clock_facts import ClockFacts, ClockPicture, Lane
from conformance.model.clock_pattern import Draw
from conformance.model.evidence import RecordingSubject
from conformance.model.facts import NO_CLOCK, Absent, Media, Pictures
from conformance.model.pattern_facts import Seen
from conformance.model.vocabulary import Reason
from tests.measurands.facts import subject, video

EPOCH = 1_795_172_399_000  # ms
TICK = Fraction(1, 90_000)
ROWS = (100, 300, 500, 700, 900)  # edges of the lanes, thousandths of the picture's height


def filmed(facts: ClockFacts | Absent, stamps: tuple[int, ...]) -> RecordingSubject:
    made = subject(Media("mp4", "", (video(stamps, TICK),), (), ()))
    return replace(made, facts=replace(made.facts, clock=facts))


def draw(count: int, rate: float = 60, uncertainty: int = 10) -> Draw:
    return Draw(EPOCH + round(count * 1000 / rate), count % 256, uncertainty, delay_stated=True)


def lane(shown: Draw) -> Lane:
    return Lane(shown, ROWS[shown.lane], ROWS[shown.lane + 1])


def shot(number: int, *counts: int) -> ClockPicture:
    """A picture that shows these draws."""
    return ClockPicture(number, Seen.READ, 500, tuple(lane(draw(count)) for count in counts))


def times(*pictures: ClockPicture, apart: int = 3000) -> tuple[PictureTime, ...]:
    found = reference_times(filmed(ClockFacts(pictures), tuple(apart * number for number in range(len(pictures)))))
    assert isinstance(found, tuple), found
    return found


def part(time: PictureTime, source: Source) -> float:
    return next((float(one.standard) for one in time.components if one.source is source), 0.0)


def test_a_short_exposure_lies_between_the_newest_draw_and_the_next() -> None:
    (first, second) = times(shot(0, 8, 5, 6, 7), shot(1, 8, 9, 10, 7), shot(2, 12, 9, 10, 11))[:2]

    # the lanes furthest from the middle row, the newest one among them, may have been seen 13 ms sooner or later
    assert (first.number, first.pts) == (0, 0)
    assert float(first.utc - Fraction(EPOCH, 1000)) == pytest.approx(8.5 / 60, abs=1 / 60)
    assert second.pts == Fraction(1, 30)
    assert part(first, Source.DISPLAY_REFRESH) == pytest.approx(1 / 120 / 3**0.5, abs=0.0005)
    assert part(first, Source.EXPOSURE) == pytest.approx(0, abs=0.0006)


def test_lanes_that_were_not_read_widen_the_exposure_window() -> None:
    (first, *_) = times(shot(0, 6, 7), shot(1, 8, 9, 10, 11), shot(2, 12, 9, 10, 11))

    assert part(first, Source.EXPOSURE) == pytest.approx(2 / 60 / 2 / 3**0.5, abs=0.0006)


def test_a_display_that_stood_still_makes_the_time_as_uncertain() -> None:
    stalled = [Draw(EPOCH + (0 if count < 9 else 500) + round(count * 1000 / 60), count, 10) for count in range(20)]
    facts = [
        ClockPicture(number, Seen.READ, 500, tuple(lane(stalled[count]) for count in counts))
        for number, counts in enumerate([(4, 5, 6, 7), (8, 5, 6, 7), (8, 9, 10, 7), (12, 9, 10, 11)])
    ]
    second = times(*facts)[1]

    assert part(second, Source.EXPOSURE) == pytest.approx(0.5 / 2 / 3**0.5, abs=0.002)


def test_the_budget_names_every_component() -> None:
    (first, *_) = times(shot(0, 8, 5, 6, 7), shot(1, 8, 9, 10, 7), shot(2, 12, 9, 10, 11))

    assert [one.source for one in first.components] == [source for source in Source if source is not Source.DRAWING]
    assert part(first, Source.RESPONSE) == pytest.approx(0.00289, abs=1e-5)  # 5 ms rectangular
    assert part(first, Source.CODE) == pytest.approx(0.00029, abs=1e-5)
    assert part(first, Source.CLOCK) == 0.005  # 10 ms entered as U with k = 2
    combined = sum(float(one.standard) ** 2 for one in first.components) ** 0.5
    assert float(first.standard) == pytest.approx(combined, rel=1e-6)


def test_an_unmeasured_delay_from_drawing_to_light_is_one_refresh_either_way() -> None:
    made = [replace(draw(count), delay_stated=False) for count in range(13)]
    shots = [(8, 5, 6, 7), (8, 9, 10, 7), (12, 9, 10, 11)]
    pictures = [
        ClockPicture(number, Seen.READ, 500, tuple(lane(made[count]) for count in counts))
        for number, counts in enumerate(shots)
    ]

    assert part(times(*pictures)[0], Source.DRAWING) == pytest.approx(1 / 60 / 3**0.5, abs=0.0003)


def test_pictures_that_nothing_later_bears_out_have_no_time() -> None:
    found = times(shot(0, 8, 5, 6, 7), shot(1, 8, 9, 10, 7), shot(2, 12, 9, 10, 11))

    assert [time.number for time in found] == [0, 1]


CLOCK = (shot(0, 8, 5, 6, 7), shot(1, 8, 9, 10, 7), shot(2, 12, 9, 10, 11))


def changed(**fields: object) -> ClockFacts:
    return ClockFacts(
        tuple(
            replace(one, lanes=tuple(replace(lane, draw=replace(lane.draw, **fields)) for lane in one.lanes))
            for one in CLOCK
        )
    )


@pytest.mark.parametrize(
    ("facts", "reason", "said"),
    [
        (NO_CLOCK, Reason.EVIDENCE_MISSING, "another role"),
        (changed(relative=True), Reason.NO_REFERENCE_TIME, "nobody knows at which UTC"),
        (changed(uncertainty=0), Reason.UNCERTAINTY_UNKNOWN, "was not entered"),
        (changed(uncertainty=255), Reason.UNCERTAINTY_UNKNOWN, "was not entered"),
        (ClockFacts((ClockPicture(0, Seen.NO_MARKS),)), Reason.NOTHING_TO_MEASURE, "0 draws"),
        (ClockFacts((shot(0, 8, 5, 6, 7),)), Reason.NOTHING_TO_MEASURE, "no picture shows a time that later"),
        (
            ClockFacts((shot(0, 12, 9, 10, 11), shot(1, 8, 5, 6, 7))),
            Reason.METHOD_DOES_NOT_APPLY,
            "picture 1 shows an earlier",
        ),
    ],
)
def test_a_clock_that_tells_no_utc_gives_no_reference(facts: ClockFacts | Absent, reason: Reason, said: str) -> None:
    found = reference_times(filmed(facts, (0, 3000, 6000)))

    assert isinstance(found, Absent)
    assert found.reason is reason
    assert said in found.detail


def test_pictures_without_stamps_have_no_reference() -> None:
    made = filmed(ClockFacts(CLOCK), (0, 3000, 6000))
    media = made.facts.media
    assert isinstance(media, Media)
    track = media.video[0]
    assert isinstance(track.pictures, Pictures)
    untimed = replace(track, pictures=replace(track.pictures, timed=(True, False, True)))
    found = reference_times(replace(made, facts=replace(made.facts, media=replace(media, video=(untimed,)))))

    assert isinstance(found, Absent)
    assert found.reason is Reason.NO_TIME_STAMPS


def test_the_share_of_read_pictures_is_counted() -> None:
    facts = ClockFacts((*CLOCK, ClockPicture(3, Seen.NO_CODE)), unread=7)
    found = reference_read_share(filmed(facts, (0, 3000, 6000, 9000)))

    assert isinstance(found, Reading)
    assert (found.value, found.exercised) == (Fraction(3, 4), 4)
    assert found.note == "3 of 4 pictures; 7 pictures behind them were not looked at"


def test_the_share_of_a_filmed_clip_says_that_its_time_is_not_utc() -> None:
    found = reference_read_share(filmed(changed(relative=True), (0, 3000, 6000)))

    assert isinstance(found, Reading)
    assert found.note == "3 of 3 pictures; the time is that of a clip, not UTC"


@dataclass(frozen=True)
class Setup:
    """A camera before a display, in s: `late` is how much later than a draw says it is seen."""

    rate: float
    fps: int
    exposure: float
    readout: float
    late: float
    shown: float  # share of the picture's height

    def picture(self, number: int, begin: float, dice: np.random.Generator) -> ClockPicture:
        edges = [round(500 + (row - 500) * self.shown) for row in ROWS]
        found = []
        for place in range(4):
            if dice.random() < 0.05:
                continue
            seen = {self.seen(place, begin + self.readout * row / 1000) for row in (edges[place], edges[place + 1])}
            count = seen.pop()
            if not seen and count >= 0:
                found.append(Lane(replace(draw(count, self.rate), delay_stated=False), edges[place], edges[place + 1]))
        return ClockPicture(number, Seen.READ if found else Seen.NO_CODE, 500, tuple(found))

    def seen(self, place: int, begin: float) -> int:
        """The draw in a lane that gave a row 70 % of its light, -1 for none."""
        first, last = ((time - self.late) * self.rate for time in (begin, begin + self.exposure))
        middle = int((first + last) / 2)
        count = middle - (middle - place) % 4
        share = (min(last, count + 4) - max(first, count)) / (last - first)
        return count if share >= 0.7 else -1


def errors(run: int) -> list[float]:
    """Of every picture of one random recording: error over U."""
    dice = np.random.default_rng(run)
    fps = int(dice.choice((25, 30, 60)))
    rate, readout = float(dice.choice((50, 59.94, 60, 75))), float(dice.uniform(0, min(1 / fps, 1 / 30)))
    response, clock = dice.uniform(-0.005, 0.005), dice.normal(0, 0.005)
    late = float(dice.uniform(-1, 1) / rate + response - clock)
    setup = Setup(rate, fps, float(dice.uniform(1 / 1000, 1 / fps)), readout, late, float(dice.uniform(0.3, 1.1)))
    begins = 2 + float(dice.uniform()) + np.arange(40) / fps
    pictures = tuple(setup.picture(number, begin, dice) for number, begin in enumerate(begins.tolist()))
    found = reference_times(filmed(ClockFacts(pictures), tuple(90_000 // fps * number for number in range(40))))
    assert isinstance(found, tuple), found
    truth = [begins[one.number] + setup.readout / 2 + setup.exposure / 2 for one in found]
    return [
        (float(one.utc) - EPOCH / 1000 - true) / float(2 * one.standard) for one, true in zip(found, truth, strict=True)
    ]


def test_the_true_time_lies_within_u() -> None:
    found = np.abs(np.concatenate([errors(run) for run in range(200)]))

    assert found.size > 5000
    assert float((found <= 1).mean()) >= 0.95
    assert float(found.max()) < 1.75  # k = 3.5: all components but one are bounded
