"""What a run says last of its declarations, on a terminal, in one line."""

from conformance.model.facts import Absent
from conformance.model.finding import Declaration
from conformance.report.escapes import one_line
from conformance.report.stated import stated_text


def declaration_lines(declarations: tuple[Declaration, ...]) -> tuple[str, ...]:
    """How many clauses the declarations removed and which answers evidence contradicts; no line where there is none."""
    removing = [one for one in declarations if one.removed]
    clauses = {clause for one in removing for clause in one.removed}
    against = [one for one in declarations if one.shown.contradicts and not isinstance(one.value, Absent)]
    lines = []
    if clauses:
        by = ", ".join(f"{one.item} {len(one.removed)}" for one in removing)
        lines.append(f"declarations removed {_clauses(len(clauses))}: {by}")
    lines += [f"declared {one.item}: {one_line(stated_text(one.value))}, but {one_line(one.detail)}" for one in against]
    return tuple(lines)


def _clauses(count: int) -> str:
    return f"{count} clause" if count == 1 else f"{count} clauses"
