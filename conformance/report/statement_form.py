"""The blank form of the implementation statement: what the clauses of some profiles ask the vendor of a device."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from textwrap import wrap

from conformance.model.applicability import Always, items_of
from conformance.model.clause import Catalog, Clause, conditions
from conformance.model.evidence import Stated, StatedValue
from conformance.model.facts import Absent
from conformance.model.measurand import Signature
from conformance.model.statement import NotShown, ShownByLimit, StatementItem
from conformance.model.units import Quantity, decimal, fitting
from conformance.model.vocabulary import ItemKind, Reason
from conformance.report.escapes import one_line
from conformance.report.messages import Language, chosen
from conformance.report.stated import stated_text
from conformance.report.statement_phrases import FORM_PHRASES

_RESTS_ON = "statement."
_WIDTH = 110
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_+.-]*")
_NOT_TEXT = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null"})  # of YAML 1.1


@dataclass(frozen=True)
class Asking:
    """Who asks: profiles, their clauses, and every measurand by name; `answers` are those at hand already."""

    catalog: Catalog
    profiles: tuple[str, ...]
    clauses: tuple[Clause, ...]
    measurands: Mapping[str, Signature]
    answers: Stated = Stated()  # noqa: RUF009 - frozen


def statement_form(asking: Asking, lang: Language) -> str:
    """YAML text: a section `statement:` whose open items are comments, so that nothing unanswered passes for an answer.

    An item that no clause asks for is left out; its answer, if there is one, stands in a comment at the end.
    """
    form = _Form(asking, lang)
    return "\n".join((*form.head(), *form.items(), *form.not_asked())).rstrip("\n") + "\n"


class _Form:
    """The form's lines, section by section."""

    def __init__(self, asking: Asking, lang: Language) -> None:
        self._asking = asking
        self._lang = lang
        self._asked = {item.id: _Uses.of(item.id, asking) for item in asking.catalog.statement}

    def head(self) -> Iterator[str]:
        yield from self._comment("heading")
        titles = {profile.id: chosen(profile.title, self._lang) for profile in self._asking.catalog.profiles}
        for name in self._asking.profiles:
            yield from _wrapped(self._say("profile", name=name, title=one_line(titles[name])))
        yield from _wrapped(self._say("catalog", sha256=self._asking.catalog.sha256))

    def items(self) -> Iterator[str]:
        asked = [item for item in self._asking.catalog.statement if self._asked[item.id].any]
        if not asked:
            yield from self._comment("nothing_asked")
            return
        yield "#"
        for key in ("how_to_answer", "how_to_leave_open", "how_to_leave_out", "how_it_is_checked"):
            yield from self._comment(key)
        yield "statement:"
        for item in asked:
            yield from (f"  {line}" for line in self._item(item))
            yield ""

    def not_asked(self) -> Iterator[str]:
        rest = [(name, value) for name, value in self._asking.answers.items if not self._uses(name).any]
        if rest:
            yield from self._comment("not_asked")
            yield from (f"# {name}: {_yaml(value)}" for name, value in rest)

    def _uses(self, item: str) -> "_Uses":
        return self._asked.get(item, _Uses({}, (), ()))

    def _item(self, item: StatementItem) -> Iterator[str]:
        yield from _wrapped(one_line(chosen(item.question, self._lang)))
        yield from _wrapped(self._say("answer", text=self._expected(item)), "# - ")
        yield from _wrapped(self._say("shown_by", text=self._shown(item)), "# - ")
        uses = self._uses(item.id)
        for condition, ids in uses.applies.items():
            text = self._say("applies", clauses=self._count(ids), condition=condition, ids=", ".join(ids))
            yield from _wrapped(text, "# - ")
        if uses.measured:
            text = self._say("needed", clauses=self._count(uses.measured), ids=", ".join(uses.measured))
            yield from _wrapped(text, "# - ")
        if uses.mandatory:
            yield from _wrapped(self._say("mandatory", ids=", ".join(uses.mandatory)), "# ! ")
        answer = self._asking.answers.value(item.id, Reason.STATEMENT_SILENT)
        blank = f"#{item.id}: <{self._placeholder(item)}>"  # no space, so that only the # has to go
        yield blank if isinstance(answer, Absent) else f"{item.id}: {_yaml(answer)}"

    def _expected(self, item: StatementItem) -> str:
        match item.kind:
            case ItemKind.BOOL:
                return self._say("of_bool")
            case ItemKind.QUANTITY:
                return self._say("of_quantity", units=", ".join(fitting(item.unit)))
            case ItemKind.CHOICE:
                return self._say("of_choice", choices=", ".join(map(_yaml_text, item.choices)))

    def _placeholder(self, item: StatementItem) -> str:
        match item.kind:
            case ItemKind.BOOL:
                return "true | false"
            case ItemKind.QUANTITY:
                return f"... {item.unit}"
            case ItemKind.CHOICE:
                return " | ".join(map(_yaml_text, item.choices))

    def _shown(self, item: StatementItem) -> str:
        by = item.shown_by
        if isinstance(by, NotShown):
            return self._say("by_nothing")
        if isinstance(by, ShownByLimit):
            limit = f"{decimal(by.limit)} {by.unit}" if isinstance(by.limit, Fraction) else by.limit.text
            return self._say("by_limit", condition=f"{by.measurand} {by.relation} {limit}")
        return self._say("by_greatest" if item.kind is ItemKind.QUANTITY else "by_value", measurand=by.measurand)

    def _count(self, ids: tuple[str, ...]) -> str:
        return self._say("clause_one" if len(ids) == 1 else "clause_many", n=len(ids))

    def _comment(self, key: str) -> Iterator[str]:
        return _wrapped(self._say(key))

    def _say(self, key: str, **values: object) -> str:
        return chosen(FORM_PHRASES[key], self._lang).format(**values)


@dataclass(frozen=True)
class _Uses:
    """What depends on one item: ids of clauses by the condition of their applicability, and of those measured by it."""

    applies: Mapping[str, tuple[str, ...]]
    measured: tuple[str, ...]
    mandatory: tuple[str, ...]

    @property
    def any(self) -> bool:
        return bool(self.applies or self.measured)

    @classmethod
    def of(cls, item: str, asking: Asking) -> "_Uses":
        applies: dict[str, tuple[str, ...]] = {}
        measured: list[str] = []
        for clause in asking.clauses:
            if not isinstance(clause.applies, Always) and item in items_of(clause.applies.expression):
                condition = one_line(clause.applies.text)
                applies[condition] = (*applies.get(condition, ()), clause.id)
            if _rests_on(clause, item, asking.measurands):
                measured.append(clause.id)
        profiles = (profile for profile in asking.catalog.profiles if profile.id in asking.profiles)
        strict = {clause for profile in profiles for clause in profile.mandatory}
        mandatory = tuple(one for ids in applies.values() for one in ids if one in strict)
        return cls(applies, tuple(measured), mandatory)


def _rests_on(clause: Clause, item: str, measurands: Mapping[str, Signature]) -> bool:
    names = (condition.measurand for condition in conditions(clause.requirement))
    return any(_RESTS_ON + item in measurands[name].rests_on for name in names if name in measurands)


def _wrapped(text: str, lead: str = "# ") -> Iterator[str]:
    """Lines of comment; a text without spaces, such as Chinese, is left on one line."""
    yield from wrap(
        text,
        _WIDTH,
        initial_indent=lead,
        subsequent_indent="#" + " " * (len(lead) - 1),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _yaml(value: StatedValue) -> str:
    return stated_text(value) if isinstance(value, bool | Quantity) else _yaml_text(value.text)


def _yaml_text(text: str) -> str:
    """A text as YAML reads it back; in quotes where a plain one could mean something else."""
    return text if _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT else json.dumps(text)
