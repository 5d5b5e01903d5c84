"""The direction of imports, the homes of outside libraries, and the sizes of modules and functions."""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "conformance"

_EVERYTHING = {
    *("errors", "model", "strictyaml", "shipped", "catalog", "evidence", "measurands", "judge", "conclusion"),
    *("waivers", "report", "extract", "synthesis", "compiler", "execution", "lab", "suite"),
    *("applicability", "declarations", "comparison"),
}
# part of the package -> the parts that it may import
DIRECTION: Mapping[str, set[str]] = {
    "__init__": set(),
    "__main__": {"cli"},
    "errors": set(),
    "model": {"errors"},
    "strictyaml": {"errors"},
    "shipped": set(),
    "applicability": {"model"},
    "catalog": {"errors", "model", "strictyaml", "applicability"},
    "measurands": {"errors", "model"},
    "judge": {"errors", "model"},
    "conclusion": {"errors", "model", "judge"},
    "declarations": {"errors", "model", "judge"},
    "waivers": {"errors", "model"},
    "report": {"errors", "model"},
    "evidence": {"errors", "model", "strictyaml"},
    "extract": {"errors", "model"},
    "synthesis": {"errors", "model", "strictyaml", "shipped", "lab"},
    "compiler": {"errors", "model", "applicability", "declarations"},
    "execution": {"errors", "model", "extract"},
    "lab": {"errors", "model", "measurands", "compiler", "report"},
    "suite": _EVERYTHING - {"synthesis", "lab", "comparison"},
    "comparison": _EVERYTHING - {"synthesis", "lab"},
    "bundle": {
        *("errors", "model", "strictyaml", "shipped", "catalog", "evidence", "measurands"),
        *("report", "suite"),
    },
    "cli": {*_EVERYTHING, "bundle"},
}
# outside library -> the only parts that may import it
HOMES: Mapping[str, set[str]] = {
    "av": {"extract", "lab"},
    "pymediainfo": {"extract"},
    "zxingcpp": {"extract", "lab"},
    "av_drift_detector": {"extract", "lab"},
    "onnxruntime": {"extract"},
    "c2pa": {"extract"},
    "numpy": {"extract", "measurands", "lab", "synthesis"},
    "cryptography": {"bundle", "extract", "measurands", "synthesis"},
    "blake3": {"evidence"},
    "yaml": {"strictyaml"},
    "pydantic": {"model", "strictyaml", "catalog", "evidence", "synthesis"},
    "pydantic_core": {"model", "strictyaml"},
    "jinja2": {"report", "lab"},
    "typst": {"report"},
    "manimgx_fonts_cjk": {"report"},
    "markupsafe": {"report"},
    "filelock": {"execution"},
    "pytest": {"suite"},
    "typer": {"cli"},
    "rich": {"cli"},
    "ffmpeg": {"synthesis"},
    "imageio_ffmpeg": {"synthesis"},
}
MOST_LINES, MOST_FUNCTION_LINES, MOST_PARAMETERS = 400, 50, 5
COMMANDS = {  # their options
    *("conformance.cli.running.run", "conformance.cli.running.judge", "conformance.cli.running.report"),
    *("conformance.cli.kit.clip", "conformance.cli.comparison.diff", "conformance.cli.bundle.bundle"),
    "conformance.cli.measurement.measure",
}


def sources() -> dict[str, str]:
    """Module name -> source of the whole package."""
    files = sorted(PACKAGE.rglob("*.py"))
    return {
        ".".join(("conformance", *file.relative_to(PACKAGE).with_suffix("").parts)): file.read_text() for file in files
    }


def part_of(module: str) -> str:
    return module.split(".")[1]


def imported(tree: ast.Module) -> Iterator[str]:
    """Absolute names of all imports, wherever they stand; `from a import b` gives `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide the direction"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def violations(modules: Mapping[str, str]) -> list[str]:
    found = []
    for module, source in modules.items():
        tree = ast.parse(source)
        found += [f"{module} imports {name}" for name in imported(tree) if not may_import(part_of(module), name)]
        if source.count("\n") > MOST_LINES:
            found.append(f"{module} has {source.count(chr(10))} lines")
        found += [f"{module}.{name} {what}" for name, what in oversized(module, tree)]
    return found


def may_import(part: str, name: str) -> bool:
    top, *rest = name.split(".")
    if top == "conformance":
        target = rest[0] if rest else "__init__"
        return target == part or target in DIRECTION[part] or target == "__version__"
    if top in sys.stdlib_module_names:
        return True
    return part in HOMES.get(top, set())


def oversized(module: str, tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        lines = (node.end_lineno or 0) - node.lineno + 1
        if lines > MOST_FUNCTION_LINES:
            yield node.name, f"has {lines} lines"
        arguments = node.args
        names = [one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
        count = len([name for name in names if name not in ("self", "cls")])
        if count > MOST_PARAMETERS and f"{module}.{node.name}" not in COMMANDS:
            yield node.name, f"has {count} parameters"


def test_the_package_keeps_its_direction_homes_and_sizes() -> None:
    assert violations(sources()) == []


def test_every_part_of_the_package_has_its_place_in_the_direction() -> None:
    assert {part_of(module) for module in sources()} == set(DIRECTION)


@pytest.mark.parametrize(
    ("module", "source", "violation"),
    [
        ("conformance.model.x", "import conformance.judge", "conformance.model.x imports conformance.judge"),
        ("conformance.measurands.x", "from conformance.extract import facts", "conformance.extract.facts"),
        (
            "conformance.measurands.x",
            "def f():\n    from conformance.evidence import files",
            "conformance.evidence.files",
        ),
        ("conformance.judge", "from conformance import report", "conformance.judge imports conformance.report"),
        ("conformance.report.x", "import conformance.suite.session", "conformance.suite.session"),
        ("conformance.execution.x", "import av", "conformance.execution.x imports av"),
        ("conformance.evidence.x", "import yaml", "conformance.evidence.x imports yaml"),
        ("conformance.cli.x", "import requests", "conformance.cli.x imports requests"),
        ("conformance.model.x", "#\n" * 401, "has 401 lines"),
        ("conformance.model.x", "def f():\n" + "    x = 1\n" * 50, "conformance.model.x.f has 51 lines"),
        ("conformance.model.x", "def f(a, b, c, d, *, e, f): ...", "conformance.model.x.f has 6 parameters"),
    ],
)
def test_a_planted_violation_is_found(module: str, source: str, violation: str) -> None:
    assert any(violation in found for found in violations({**sources(), module: source}))
