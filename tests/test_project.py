"""What the project says of itself is true: README, documents, package."""

import re
import shlex
import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

from conformance.evidence.opening import open_submission
from conformance.measurands.registry import MEASURANDS
from conformance.model.areas import Region
from conformance.model.evidence import Recording
from conformance.model.name_pattern import parse_pattern
from conformance.synthesis.card import card_image
from conformance.synthesis.demo import DemoSubmissions
from tests.conftest import Run

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
COMMANDS = re.findall(r"^    (conformance .*?)(?:\s+#.*)?$", README, re.MULTILINE)


@pytest.fixture(scope="module")
def workplace(demo_submissions: DemoSubmissions, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workplace")
    shutil.copytree(demo_submissions.conforming, folder / "DCIM")
    shutil.copy(next(demo_submissions.conforming.glob("patrol*.mp4")), folder / "clip.mp4")
    (folder / "card.img").write_bytes(card_image("clean"))
    (folder / "lab.yaml").write_text("number: R-1\n")
    return folder


def test_the_readme_shows_commands() -> None:
    assert [shlex.split(command)[1] for command in COMMANDS] == [
        "run",
        "measure",
        "unpack",
        "catalog",
        "catalog",
        "catalog",
        "catalog",
        "catalog",
        "kit",
        "kit",
        "kit",
        "kit",
        "golden",
        "report",
        "judge",
        "diff",
        "index",
        "report",
        "bundle",
        "verify",
    ]


def test_every_command_of_the_readme_runs_in_its_order(workplace: Path, conformance: Run) -> None:
    said = {}
    for command in COMMANDS:
        status = conformance(*shlex.split(command)[1:], cwd=workplace)
        assert status.returncode in (0, 1, 3), (command, status.stderr)
        assert status.stdout
        said[" ".join(command.split()[1:3])] = status

    assert "clauses in both: 10, of which 1 differ" in said["catalog diff"].stdout
    assert "CONFORMS -> NOT DETERMINED" in said["diff reports/tonight"].stdout
    assert said["diff reports/tonight"].returncode == 1  # 3 would be runs that have no clause in common


def test_the_readmes_two_commands_are_what_ci_runs() -> None:
    script = (ROOT / ".ci" / "run").read_text()

    assert re.findall(r"^    (pip install .*)$", README, re.MULTILINE) == [
        "pip install -e '.[demo]' && conformance demo",
        "pip install -e '.[test]' && pytest -n 2",
    ]
    for command in re.findall(r"^    (pip install .*)$", README, re.MULTILINE):
        assert f"\n{command}\n" in script


def test_the_readmes_submission_file_can_be_used(tmp_path: Path) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    for name in ("DCIM/1.mp4", "lab/clock.mp4"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "submission.yaml").write_text(block)
    opened = open_submission(tmp_path)

    assert [recording.role for recording in opened.recordings] == ["patrol", "reference_clock"]
    assert [attestation.clause for attestation in opened.attestations] == ["gat947.2-6.4.1-display"]


def test_the_submissions_of_the_document_on_clocks_can_be_used(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "clocks.md").read_text()
    (tmp_path / "DCIM").mkdir()
    for name in ("1.mp4", "1.nmea"):
        (tmp_path / "DCIM" / name).write_bytes(b"")

    def recording_of(block: str) -> Recording:
        (tmp_path / "submission.yaml").write_text(block)
        (recording,) = open_submission(tmp_path).recordings
        return recording

    logged, placed, lettered, recording = map(recording_of, re.findall(r"```yaml\n(.*?)```", text, re.DOTALL))
    examples = re.findall(r"^\| `(.*?)` \| `(.*?\..*?)` \|", text, re.MULTILINE)

    assert [log.path for log in logged.gnss_log] == ["DCIM/1.nmea"]
    assert placed.clock_region == (Region(40, 20, 620, 48),)
    assert [one.text for one in lettered.line_patterns][::2] == ["{device:7}{officer:6}", "N{north}E{east}"]
    assert len(recording.name_patterns) == 2
    assert len(examples) == 7
    assert [name for pattern, name in examples if not parse_pattern(pattern).fields(name)] == []


def test_the_submission_of_the_document_on_editing_can_be_used(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "editing.md").read_text()
    for name in ("100/1.mp4", "200/1.mp4"):
        (tmp_path / "DCIM" / name).parent.mkdir(parents=True)
        (tmp_path / "DCIM" / name).write_bytes(b"")
    for name in ("golden.json", "golden-small.json"):
        shutil.copy(ROOT / "fixtures" / "golden" / "patrol.json", tmp_path / name)
    (block,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    (tmp_path / "submission.yaml").write_text(block)

    assert [one.golden for one in open_submission(tmp_path).recordings] == ["golden.json", "golden-small.json"]


def test_every_linked_document_is_there() -> None:
    links = re.findall(r"\]\((docs/[^)]+)\)", README)

    assert len(links) == 20
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("measurand", MEASURANDS, ids=lambda one: one.name)
def test_the_table_of_measurands_is_that_of_the_registry(measurand: object) -> None:
    one = measurand
    row = f"| `{one.name}` | {one.unit} | {one.needs} | {one.method} | {one.uncertainty} |"  # type: ignore[attr-defined]

    assert row in (ROOT / "docs" / "measurands.md").read_text().splitlines()


def test_the_wheel_carries_catalog_fixtures_and_templates(tmp_path: Path) -> None:
    built = next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"]))
    names = set(zipfile.ZipFile(built).namelist())

    assert {
        "conformance/shipped/requirements_catalog.yaml",
        "conformance/shipped/fixtures/demo.yaml",
        "conformance/report/exchange/results.schema.json",
        "conformance/report/page/templates/report.html.j2",
        "conformance/report/form/templates/form.html.j2",
        "conformance/report/form/templates/form.typ",
        "conformance/report/page/templates/table.js",
        "conformance/lab/templates/plan.html.j2",
        "conformance/lab/templates/plan.css",
        "conformance/suite/test_clauses.py",
    } <= names
    assert not [name for name in names if name.startswith("tests/")]


def test_the_source_distribution_carries_what_the_wheel_is_made_of(tmp_path: Path) -> None:
    built = next(SdistBuilder(str(ROOT)).build(directory=str(tmp_path)))
    with tarfile.open(built) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}

    assert {"requirements_catalog.yaml", "fixtures/clauses.yaml", "tests/test_project.py", "README.md"} <= names
