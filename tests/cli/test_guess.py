"""What `measure` will ask of extractors is guessed from its words; a wrong guess does no harm."""

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from conformance.cli.guess import guessed


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two files, and the one in which the command is given."""
    for name in ("a.mp4", "b.mp4"):
        (tmp_path / name).write_bytes(b"no recording")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("measure a.mp4", ["frames {}/a.mp4"]),
        ("measure --json --depth container a.mp4", ["container {}/a.mp4"]),
        ("measure a.mp4 --depth=packets --workers 2 b.mp4", ["packets {}/a.mp4", "packets {}/b.mp4"]),
        ("measure --workers 1 a.mp4 b.mp4", ["frames {}/a.mp4"]),
        ("measure --role chart a.mp4", ["frames {}/a.mp4"]),
        ("measure --role b.mp4 missing.mp4", []),
        ("measure", []),
        ("measure --depth", []),
        (f"measure {'x' * 5000}.mp4", []),
        ("measure --depth deep a.mp4", []),
        ("measure --workers many a.mp4", []),
        ("measure --workers 0 a.mp4", []),
        ("run a.mp4", []),
        ("catalog measure a.mp4", []),
        ("", []),
    ],
)
def test_extractors_are_started_for_the_files_that_are_named(words: str, told: list[str], here: Path) -> None:
    with guessed(words.split()):
        lines = [one.cmdline() for one in psutil.Process().children()]  # a browser of other tests may be among them
    ours = [line for line in lines if "conformance.extract" in line]
    found = sorted(" ".join(line[line.index("conformance.extract") + 1 :]) for line in ours)

    assert found == [one.format(here) for one in told]


def test_a_refused_command_leaves_no_extractor_behind(here: Path) -> None:
    command = [sys.executable, "-m", "conformance", "measure", "--depth", "packets", "--deeper", "a.mp4"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, cwd=here)

    assert done.returncode == 2
    assert "No such option: --deeper" in done.stderr
    assert not [one for one in psutil.process_iter(["cmdline"]) if str(here) in " ".join(one.info["cmdline"] or ())]
