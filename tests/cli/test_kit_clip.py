"""`conformance kit clip` writes the clip and its instruction, and never over a file that is there."""

from pathlib import Path

from tests.conftest import Run

SHORT = ("--seconds", "5", "--rate", "24", "--size", "640x360")


def test_clip_and_instruction_are_written_where_they_are_said_to_be(conformance: Run, tmp_path: Path) -> None:
    said = conformance("kit", "clip", "counter", *SHORT, "--lang", "zh", "--out", "kit/counter.mp4")

    assert said.returncode == 0, said.stderr
    assert said.stdout == "kit/counter.mp4\nkit/counter.html\n"
    assert sorted(path.name for path in (tmp_path / "kit").iterdir()) == ["counter.html", "counter.mp4"]
    assert "帧计数器拍摄说明" in (tmp_path / "kit" / "counter.html").read_text(encoding="utf-8")


def test_nothing_is_written_where_the_page_is_there_already(conformance: Run, tmp_path: Path) -> None:
    (tmp_path / "flash.html").write_text("mine")
    said = conformance("kit", "clip", "flash", *SHORT, "--out", "flash.mp4")

    assert said.returncode == 2
    assert said.stderr == "error: flash.html is there already; name another folder with --out\n"
    assert [path.name for path in tmp_path.iterdir()] == ["flash.html"]


def test_a_folder_that_cannot_be_written_is_named(conformance: Run, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    said = conformance("kit", "clip", "counter", *SHORT, "--out", "taken/clip.mp4")

    assert said.returncode == 2
    assert said.stderr == "error: taken: the clip can't be written there: File exists\n"
