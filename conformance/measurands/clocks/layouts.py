"""Date and time in a line of text: only complete ones of the usual layouts, and only where one stands there."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from conformance.model.overlay_facts import TextLine

# Years of four digits and fields of two alone: where a recogniser lost a digit nothing fits
_DATE = re.compile(r"(?<!\d)(?:(?:\d{4}([-/.])\d\d\1\d\d|\d\d([-/.])\d\d\2\d{4})(?!\d)|\d{4} ?年 ?\d\d ?月 ?\d\d ?日)")
_GLUED = re.compile(r"((?<!\d)(?:\d{4}([-/.])\d\d\2\d\d|\d\d([-/.])\d\d\3\d{4}))(?=\d\d:)")  # the space was lost
_MORNING, _AFTERNOON = (rf"(?<![A-Z]){one}\.?M\.?(?![A-Z])|{other}" for one, other in (("A", "上午"), ("P", "下午")))
_TIME = re.compile(
    rf"(?:(?P<am>{_MORNING})|(?P<pm>{_AFTERNOON}))? ?"
    r"(?<![\d:])(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?P<part>[.,]\d{1,6})?(?![\d:;.,])"
    rf" ?(?:(?P<am2>{_MORNING})|(?P<pm2>{_AFTERNOON}))?"
)
# What may stand behind a time of 24 hours: nothing, the date, a zone, a number, a place. All else may be AM or PM
_NO_LETTERS = re.compile(r"$| ?(?:\t|Z\b|UTC|GMT|[-+(\[]? ?\d|[NSEW] ?\d)")


@dataclass(frozen=True)
class Written:
    """Digits of year, month and day as they stand, then hour, minute and second; no date is three empty texts.

    `afternoon` is None where neither AM nor PM stands there; `doubtful` where something unknown stands behind the time.
    `sure` is the least probability of the digits and letters of these, in percent.
    """

    date: tuple[str, str, str]
    time: tuple[str, str, str]
    afternoon: bool | None
    doubtful: bool
    sure: int


NO_DATE = ("", "", "")


def written(lines: Sequence[TextLine]) -> Written | None:
    """What the lines of one picture say together; None where they hold no time, or several times or dates."""
    plain = "\n".join(map(_plain, lines))
    sure = [one for line in lines for one in (*line.sure, 100)]
    dates = list(_DATE.finditer(plain)) or list(_GLUED.finditer(plain))
    # Out of the way, so that a time which follows without a space is one; of the same length, so that places stay
    text = plain
    for date in dates:
        text = text[: date.start()] + "\t" * len(date.group()) + text[date.end() :]
    times = list(_TIME.finditer(text))
    if len(times) != 1 or len(dates) > 1:
        return None
    time = times[0]
    used = [*range(*dates[0].span())] if dates else []
    used += [place for place in range(*time.span()) if place not in range(*time.span("part"))]
    marks = {name[:2] for name, found in time.groupdict().items() if found and name[:2] in ("am", "pm")}
    if len(marks) > 1:
        return None
    return Written(
        date=_fields(dates[0].group()) if dates else NO_DATE,
        time=(time["hour"], time["minute"], time["second"]),
        afternoon=marks == {"pm"} if marks else None,
        doubtful=not marks and not _NO_LETTERS.match(text[time.end() :].split("\n")[0]),
        sure=min(sure[place] for place in used if plain[place].isalnum()),
    )


def _fields(date: str) -> tuple[str, str, str]:
    one, two, three = re.findall(r"\d+", date)
    return one, two, three


def _plain(line: TextLine) -> str:
    """With full-width characters as the usual ones, each in its place."""
    forms = ((one, unicodedata.normalize("NFKC", one).upper()) for one in line.text)
    return "".join(plain if len(plain) == 1 else one for one, plain in forms)
