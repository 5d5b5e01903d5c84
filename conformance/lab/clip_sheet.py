"""The instruction for filming a clip: one HTML page for one sheet of A4, without script."""

import base64
from dataclasses import replace

from conformance.lab.clip_phrases import CLIP_PHRASES, LIMITS, PLAY
from conformance.lab.clips import Clip, ClipPlan, painter
from conformance.lab.flashes import flashes
from conformance.lab.grey_png import encoded
from conformance.lab.grid_drawing import Plane
from conformance.lab.pages import pages
from conformance.measurands.counter import REFRESHES
from conformance.model import clock_pattern, counter_pattern
from conformance.model.vocabulary import Role
from conformance.report.messages import Language, chosen

_ROLES = {
    Clip.COUNTER: Role.FRAME_COUNTER,
    Clip.CLOCK: Role.REFERENCE_CLOCK,
    Clip.SYNC: Role.SYNC,
    Clip.FLASH: Role.SYNC,
}
_LEAST_SECONDS = {Clip.COUNTER: 10, Clip.CLOCK: 30, Clip.SYNC: 20, Clip.FLASH: 30}
_SHOWN = (480, 270)  # px of the clip's picture on the page


def clip_sheet(plan: ClipPlan, file: str, lang: Language) -> str:
    """The instruction as HTML text in one language, for the clip written to a file of that name."""
    values = {
        "file": file,
        "rate": plan.rate,
        "seconds": plan.seconds,
        "least": min(plan.seconds, _LEAST_SECONDS[plan.clip]),
        "most": int(plan.rate / REFRESHES),
        "pictures": (clock_pattern if plan.clip is Clip.CLOCK else counter_pattern).MOST_READ,
    }
    return (
        pages()
        .get_template("clip.html.j2")
        .render(
            lang=lang.value,
            file=file,
            clip=plan.clip.value,
            play=PLAY[plan.clip],
            limits=LIMITS[plan.clip],
            role=_ROLES[plan.clip].value,
            picture=base64.b64encode(encoded(_shown(plan))).decode(),
            t=lambda key: chosen(CLIP_PHRASES[key], lang).format(**values),
        )
    )


def _shown(plan: ClipPlan) -> Plane:
    """A picture of the clip, small."""
    width, height = (4 * side for side in _SHOWN)
    drawn = painter(replace(plan, width=width, height=height))
    starts = flashes(plan.rate, plan.pictures)
    picture = drawn(starts[0] if plan.clip is Clip.FLASH else plan.rate)
    return picture[2::4, 2::4]
