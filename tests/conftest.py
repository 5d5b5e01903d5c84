"""What several test folders share: the demo's two submissions, built once a run."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from conformance.synthesis.demo import DemoSubmissions, build_demo

settings.register_profile("no deadline", deadline=None)  # a machine that stands still for two seconds fails nothing
settings.load_profile("no deadline")

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def demo_submissions(tmp_path_factory: pytest.TempPathFactory) -> DemoSubmissions:
    return build_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def conformance(tmp_path: Path) -> Run:
    """Runs the command line in a process of its own, in an empty folder unless one is given."""

    def run(*arguments: object, cwd: Path = tmp_path) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "conformance", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False, timeout=120)

    return run
