"""Commands are loaded when they are asked for."""

import subprocess
import sys
from pathlib import Path

import pytest

from conformance.synthesis.encoder import ffmpeg_binary

PROGRAM = """
import sys
from conformance.cli.app import app
app(sys.argv[1:], standalone_mode=False)
print(*sys.modules)
"""
GUESS = """
import sys
from conformance.cli.guess import guessed
with guessed(sys.argv[1:]):
    print(*sys.modules)
"""
MEASURE = """
import sys
from conformance.cli import main
try:
    main()
except SystemExit as end:
    assert end.code == 0
print(*sys.modules)
"""
EXTRACTOR = """
import sys
from pathlib import Path
from conformance.extract.errands import get_ready
from conformance.extract.facts import read_facts
from conformance.extract.request import Request
from conformance.model.facts import Media
from conformance.model.vocabulary import Depth
depth, file = Depth(sys.argv[1]), Path(sys.argv[2])
get_ready(depth)
assert isinstance(read_facts(Request(file, "", file.stat().st_size, depth), lambda: None).media, Media)
print(*sys.modules)
"""


def loaded(*arguments: str) -> list[str]:
    return [name for name in everything_loaded(*arguments) if name.startswith("conformance.")]


def everything_loaded(*arguments: str) -> list[str]:
    return printed(PROGRAM, *arguments)


def printed(program: str, *arguments: str) -> list[str]:
    """The words of the last line that the program prints."""
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1].split()


def written(path: Path) -> str:
    """A recording of a second, H.264."""
    scene = ("-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=1", "-pix_fmt", "yuv420p")
    subprocess.run([ffmpeg_binary(), "-loglevel", "error", *scene, str(path)], check=True, timeout=60)
    return str(path)


def test_measuring_waits_for_no_catalog_and_no_other_command() -> None:
    modules = loaded("measure", "--help")
    assert "conformance.cli.measurement" in modules
    assert not {"conformance.catalog", "conformance.cli.running", "conformance.cli.kit"} & set(modules)


def test_nothing_that_takes_time_to_load_stands_before_the_extractors_are_started(tmp_path: Path) -> None:
    modules = printed(GUESS, "measure", written(tmp_path / "clip.mp4"))
    assert "conformance.execution.standby" in modules
    assert not {"typer", "pydantic", "numpy", "av", "jinja2", "yaml", "conformance.model.facts"} & set(modules)


def test_the_container_alone_is_measured_without_what_pictures_and_catalogs_need(tmp_path: Path) -> None:
    modules = printed(MEASURE, "measure", "--depth", "container", written(tmp_path / "clip.mp4"))
    assert "conformance.measurands.registry" in modules
    unneeded = {
        *("numpy", "av", "pymediainfo", "scipy", "pint", "jinja2", "yaml", "rich", "filelock", "cryptography"),
        *("conformance.catalog", "conformance.judge", "conformance.extract.facts", "conformance.extract.versions"),
        *("conformance.model.finding", "conformance.model.clause"),
        *("conformance.measurands.padding", "conformance.measurands.esfr.edge"),
    }
    assert not unneeded & set(modules)


def test_packets_are_measured_without_numpy_in_the_command_itself(tmp_path: Path) -> None:
    modules = printed(MEASURE, "measure", "--depth", "packets", written(tmp_path / "clip.mp4"))
    assert not {"numpy", "av", "pymediainfo", "rich", "yaml", "conformance.extract.versions"} & set(modules)


@pytest.mark.parametrize(
    ("depth", "unneeded"),
    [
        (
            "container",
            {
                *("cryptography", "c2pa", "scipy", "PIL", "zxingcpp", "onnxruntime", "conformance.extract.thorough"),
                *("conformance.extract.picture_pass", "conformance.extract.dump"),
            },
        ),
        ("packets", {"c2pa", "scipy", "PIL", "zxingcpp", "onnxruntime", "conformance.extract.picture_pass"}),
    ],
)
def test_an_extractor_loads_no_more_than_its_depth_needs(depth: str, unneeded: set[str], tmp_path: Path) -> None:
    modules = printed(EXTRACTOR, depth, written(tmp_path / "clip.mp4"))
    assert "conformance.extract.isobmff" in modules
    assert not unneeded & set(modules)


def test_what_only_results_need_is_loaded_while_files_are_read() -> None:
    assert not {"conformance.extract.facts", "conformance.measurands.registry"} & set(loaded("measure", "--help"))


@pytest.mark.parametrize(
    "command", ["run", "measure", "unpack", "judge", "report", "bundle", "verify", "demo", "catalog", "kit"]
)
def test_every_command_is_named_in_the_help(command: str) -> None:
    done = subprocess.run([sys.executable, "-m", "conformance", "--help"], capture_output=True, text=True, check=True)
    assert f"\n  {command} " in done.stdout
