"""Commands are loaded when they are asked for."""

import subprocess
import sys

import pytest

PROGRAM = """
import sys
from conformance.cli.app import app
app(sys.argv[1:], standalone_mode=False)
print(*sys.modules)
"""


def loaded(*arguments: str) -> list[str]:
    return [name for name in everything_loaded(*arguments) if name.startswith("conformance.")]


def everything_loaded(*arguments: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1].split()


def test_measuring_waits_for_no_catalog_and_no_other_command() -> None:
    modules = loaded("measure", "--help")
    assert "conformance.cli.measurement" in modules
    assert not {"conformance.catalog", "conformance.cli.running", "conformance.cli.kit"} & set(modules)


def test_nothing_that_takes_time_to_load_stands_before_the_extractors_are_started() -> None:
    modules = everything_loaded("measure", "--help")
    assert "conformance.execution.standby" in modules
    assert not {"numpy", "av", "jinja2", "yaml", "conformance.model.facts"} & set(modules)


def test_what_only_results_need_is_loaded_while_files_are_read() -> None:
    assert not {"conformance.extract.facts", "conformance.measurands.registry"} & set(loaded("measure", "--help"))


@pytest.mark.parametrize(
    "command", ["run", "measure", "unpack", "judge", "report", "bundle", "verify", "demo", "catalog", "kit"]
)
def test_every_command_is_named_in_the_help(command: str) -> None:
    done = subprocess.run([sys.executable, "-m", "conformance", "--help"], capture_output=True, text=True, check=True)
    assert f"\n  {command} " in done.stdout
