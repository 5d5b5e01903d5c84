"""The commands, each loaded when it is asked for: `measure` need not wait for what `catalog` uses."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

# command -> its module in this folder and its name there: a function, or an application with commands of its own
_HOMES: Mapping[str, tuple[str, str]] = {
    "run": ("running", "run"),
    "measure": ("measurement", "measure"),
    "unpack": ("unpacking", "unpack"),
    "golden": ("golden", "golden"),
    "judge": ("running", "judge"),
    "report": ("running", "report"),
    "diff": ("comparison", "diff"),
    "index": ("index", "index"),
    "bundle": ("bundle", "bundle"),
    "verify": ("bundle", "verify"),
    "demo": ("demonstration", "demo"),
    "catalog": ("catalog", "app"),
    "kit": ("kit", "app"),
}


class _Commands(Mapping[str, Any]):
    """Command by name, loaded at the first look."""

    def __getitem__(self, name: str) -> Any:
        module, home = _HOMES[name]
        found = getattr(import_module(f"conformance.cli.{module}"), home)
        if isinstance(found, typer.Typer):
            return get_command(found)
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        alone.command(name)(found)
        return get_command(alone)

    def __iter__(self) -> Iterator[str]:
        return iter(_HOMES)

    def __len__(self) -> int:
        return len(_HOMES)


class _Loading(TyperGroup):
    def __init__(self, **settings: Any) -> None:
        super().__init__(**{**settings, "commands": _Commands()})


app = typer.Typer(
    cls=_Loading,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def conformance() -> None:
    """Judge law-enforcement recorders by the clauses of standards, laws and house rules."""
