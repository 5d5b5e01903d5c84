"""A comparison as one page that loads nothing and needs no script."""

from conformance.model.comparison import Comparison, Progress
from conformance.report.comparison.templating import page
from conformance.report.comparison.wording import Wording, counted, hindered, other_evidence, paths_of, told, told_cases
from conformance.report.messages import Language
from conformance.report.page.views import binding

CASES_SHOWN = 100  # of one clause; all stand in the JSON
# outcome -> the class of the sheet that gives its colour
_TONES = {
    Progress.NOTHING_WORSE: "conforms",
    Progress.WORSE: "does_not_conform",
    Progress.NOTHING_IN_COMMON: "not_determined",
}


def comparison_page(comparison: Comparison, lang: Language) -> str:
    """The page in one language; sentences of the judge stay as it said them."""
    words = Wording(lang)
    return page(
        "diff.html.j2",
        words,
        {
            "comparison": comparison,
            "tone": _TONES[comparison.progress],
            "told": told(comparison),
            "told_cases": told_cases,
            "cases_shown": CASES_SHOWN,
            "binding": binding,
            "counted": counted(comparison),
            "other_evidence": other_evidence(comparison),
            "hindered": hindered(comparison),
            "likenesses": words.likenesses(comparison),
            "paths": paths_of(comparison),
        },
    )
