"""The form as one HTML file that loads nothing and prints on A4, page numbers and report number on every sheet."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from conformance.report.form.content import Form


def form_html(form: Form) -> str:
    """The form as HTML text; all of its text is escaped."""
    template = _environment().get_template("form.html.j2")
    return template.render(form=form, running=_margins(form))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("conformance.report.form", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["kind"] = lambda block: type(block).__name__
    return environment


def _margins(form: Form) -> Markup:
    """Rules for the margins of a printed page (CSS Paged Media 3, 4 and 5)."""
    before, between, after = _around(form.running.page)
    numbers = f"{_text(before)} counter(page) {_text(between)} counter(pages) {_text(after)}"
    # every text in it went through _text, which leaves nothing that CSS or HTML could take for syntax
    return Markup(  # noqa: S704 - as said above
        f"@page{{@top-left{{content:{_text(form.running.head)}}}@top-right{{content:{numbers}}}"
        f"@bottom-left{{content:{_text(form.running.foot)}}}}}"
    )


def _around(page: str) -> tuple[str, str, str]:
    before, rest = page.split("{page}")
    between, after = rest.split("{pages}")
    return before, between, after


def _text(text: str) -> str:
    """A CSS string in which everything but letters and digits of ASCII is an escape (CSS Syntax 3, 4.3.7)."""
    escaped = "".join(one if one.isascii() and one.isalnum() else f"\\{ord(one):x} " for one in text)
    return f'"{escaped}"'
