"""`conformance golden` writes what a run then compares with: from recordings to verdicts."""

import json
from pathlib import Path

from tests.conftest import Run
from tests.extract.layout.cameras import filmed
from tests.extract.making import coded


def test_a_golden_file_is_written_and_recordings_are_judged_by_it(conformance: Run, tmp_path: Path) -> None:
    first, second = filmed(tmp_path / "1.mp4"), filmed(tmp_path / "2.mp4", 3, "testsrc")
    said = conformance("golden", first, second, "--out", "dcim/golden.json", "--device-model", "X1")

    assert said.returncode == 0, said.stderr
    assert said.stdout == "dcim/golden.json: 96 lines of 2 recordings, 0 of them vary\n"
    made = json.loads((tmp_path / "dcim" / "golden.json").read_text(encoding="utf-8"))
    assert (made["schema"], made["model"], [one["path"] for one in made["sources"]]) == (1, "X1", ["1.mp4", "2.mp4"])

    filmed(tmp_path / "dcim" / "3.mp4", 4)
    coded(tmp_path / "dcim" / "4.mp4", "-i", str(second), "-c", "copy")
    first.rename(tmp_path / "dcim" / "1.mp4")
    (tmp_path / "dcim" / "submission.yaml").write_text("golden: golden.json\nrecordings: [{path: '*.mp4'}]\n")
    conformance("run", "dcim", "--profile", "house-extended", "--only", "hx-layout*", "--out", "out")
    results = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))

    assert {one["evidence"]: one["verdict"] for one in results["findings"]} == {
        "1.mp4": "not_exercised",
        "3.mp4": "pass",
        "4.mp4": "fail",
    }
    assert [one["path"] for one in results["goldens"]] == ["golden.json"]
    places = [one["detail"] for one in results["findings"][-1]["where"]]
    assert "moov/udta/meta/ilst/©too: not in the golden file ('holds data')" in places


def test_one_recording_alone_tells_nothing_of_what_varies(conformance: Run, tmp_path: Path) -> None:
    said = conformance("golden", filmed(tmp_path / "1.mp4"))

    assert said.stdout.splitlines()[1] == (
        "what varies from recording to recording is not known of one alone; name several"
    )


def test_nothing_is_written_over_a_file_that_is_there(conformance: Run, tmp_path: Path) -> None:
    (tmp_path / "golden.json").write_text("mine")
    said = conformance("golden", filmed(tmp_path / "1.mp4"))

    assert (said.returncode, said.stderr) == (
        2,
        "error: golden.json is there already; name another file with --out\n",
    )
    assert (tmp_path / "golden.json").read_text() == "mine"


def test_what_has_no_layout_is_refused(conformance: Run, tmp_path: Path) -> None:
    (tmp_path / "1.mp4").write_bytes(b"no recording at all")
    said = conformance("golden", "1.mp4")

    assert said.returncode == 2
    assert said.stderr.startswith("error: 1.mp4: its layout can't be read: ")
    assert not (tmp_path / "golden.json").exists()


def test_recordings_of_two_containers_and_one_given_twice_are_refused(conformance: Run, tmp_path: Path) -> None:
    one = filmed(tmp_path / "1.mp4")
    mixed, twice = conformance("golden", one, filmed(tmp_path / "1.avi")), conformance("golden", one, one)

    assert mixed.stderr.startswith("error: the recordings are of several containers: ")
    assert twice.stderr == "error: two of the recordings are the same file, byte by byte; name each once\n"
