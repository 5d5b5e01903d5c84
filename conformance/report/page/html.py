"""`report.html`: the run as people read it, one file that loads nothing and is whole without its script."""

import base64
import hashlib
from datetime import datetime
from functools import cache, partial
from importlib.resources import files

from jinja2 import Environment
from markupsafe import Markup

from conformance.model.finding import RunRecord
from conformance.model.shots import NO_ALBUM, Album
from conformance.model.vocabulary import Privacy
from conformance.report import numbers
from conformance.report.messages import Language
from conformance.report.page.arrange import page_view
from conformance.report.page.asking import formula, nominal_rates, rules
from conformance.report.page.beside import beside
from conformance.report.page.decidable import WAYS, decidable
from conformance.report.page.paging import ONE_PAGE, Paging, worst
from conformance.report.page.phrases import phrase
from conformance.report.page.scale import MOST_SCALES
from conformance.report.page.table import filter_view, quantities, sort_keys
from conformance.report.page.views import divided
from conformance.report.stated import stated_text
from conformance.report.templating import environment, in_language

LISTED_OPEN = 12  # a longer list of recordings or cases starts folded
MOST_IGNORED = 2000  # files of which no case makes use; the rest is counted
BRIEF_FROM = 2000  # findings; of more, most take a line each: 12 000 in full take 10 MB
SUBJECTS_NAMED = 3  # of those that decide a clause; its section lists all
PROFILES_NAMED = 3  # by their titles on the first screen; of more the section on the run has them


def html_page(record: RunRecord, lang: Language, album: Album = NO_ALBUM) -> str:
    """The whole report as HTML text in one language; what the judge and the record say stays as they say it.

    Every value is escaped, and control, bidirectional and undecodable characters in it are made visible.
    """
    return first_page(record, Language(lang), album, ONE_PAGE)


def first_page(record: RunRecord, language: Language, album: Album, paging: Paging) -> str:
    """The same of a run that may have more pages: what they tell is counted, and linked."""
    template = _environment().get_template("report.html.j2")

    def count(noun: str, n: int) -> str:
        return phrase(f"{noun}_one" if n == 1 else f"{noun}_many", language, n=numbers.grouped(n))

    view = page_view(record, language, album, paging)
    return template.render(
        record=record,
        view=view,
        paging=paging,
        worst=worst(record, paging),
        beside=beside(record, view, language),
        **in_language(language),
        pixelated=album.privacy is Privacy.PIXELATED,
        listed_open=LISTED_OPEN,
        most_ignored=MOST_IGNORED,
        brief=len(record.findings) > BRIEF_FROM,
        divided=divided,
        subjects_named=SUBJECTS_NAMED,
        profiles_named=PROFILES_NAMED,
        t=partial(phrase, lang=language),
        count=count,
        formula=lambda requirement: formula(requirement, language),
        nominal_rates=nominal_rates,
        rules=rules,
        choices=filter_view(view.documents),
        sort_keys=sort_keys,
        quantities=quantities,
        coverage=decidable(record),
        ways=WAYS,
        most_scales=MOST_SCALES,
        script=_script(),
        script_hash=_hash(_script()),
    )


@cache
def _script() -> Markup:
    """The one script of the page, by its own source: nothing of a run is ever part of it."""
    source = (files("conformance.report.page") / "templates" / "table.js").read_text(encoding="utf-8")
    return Markup(source)  # noqa: S704 - a file of this package


def _hash(script: str) -> str:
    """What a Content Security Policy calls that script, and no other (CSP Level 3, 2.3.1)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


@cache
def _environment() -> Environment:
    made = environment("conformance.report.page")
    made.filters["number"] = numbers.number
    made.filters["bytes"] = numbers.byte_count
    made.filters["stated"] = stated_text
    made.filters["date"] = _date
    made.filters["sentence"] = _sentence
    return made


def _date(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="seconds")


def _sentence(text: str) -> str:
    stop = "." if text.isascii() or text[-1].isascii() else "。"
    return f"{text[0].upper()}{text[1:]}{stop}"
