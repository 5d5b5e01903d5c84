"""`conformance kit chart` writes what it says, and never over a file that is there."""

from pathlib import Path

from tests.conftest import Run


def test_chart_and_instruction_are_written_where_they_are_said_to_be(conformance: Run, tmp_path: Path) -> None:
    said = conformance("kit", "chart", "--screen", "640x360", "--out", "kit")

    assert said.returncode == 0, said.stderr
    assert said.stdout == "kit/chart.svg\nkit/chart.pdf\nkit/chart.png\nkit/chart.html\n"
    assert sorted(path.name for path in (tmp_path / "kit").iterdir()) == [
        "chart.html",
        "chart.pdf",
        "chart.png",
        "chart.svg",
    ]


def test_one_format_on_one_paper_in_chinese(conformance: Run, tmp_path: Path) -> None:
    said = conformance("kit", "chart", "--format", "svg", "--format", "svg", "--paper", "a1", "--lang", "zh")

    assert said.stdout == "kit/chart.svg\nkit/chart.html\n"
    assert 'width="841mm" height="594mm"' in (tmp_path / "kit" / "chart.svg").read_text(encoding="utf-8")
    assert "解像力图卡拍摄说明" in (tmp_path / "kit" / "chart.html").read_text(encoding="utf-8")


def test_nothing_is_written_where_one_file_is_there_already(conformance: Run, tmp_path: Path) -> None:
    (tmp_path / "chart.html").write_text("mine")
    said = conformance("kit", "chart", "--format", "svg", "--out", ".")

    assert said.returncode == 2
    assert said.stderr == "error: chart.html is there already; name another folder with --out\n"
    assert [path.name for path in tmp_path.iterdir()] == ["chart.html"]
    assert (tmp_path / "chart.html").read_text() == "mine"


def test_a_screen_of_no_size_ends_with_status_2(conformance: Run) -> None:
    said = conformance("kit", "chart", "--screen", "big")

    assert said.returncode == 2
    assert said.stderr == ("error: --screen 'big' is no size of a screen, such as 3840x2160; up to 7680 px a side\n")


def test_a_folder_that_cannot_be_written_is_named(conformance: Run, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    said = conformance("kit", "chart", "--format", "svg", "--out", "taken/kit")

    assert said.returncode == 2
    assert said.stderr == "error: taken/kit: nothing can be written there: Not a directory\n"
