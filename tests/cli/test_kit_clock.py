"""`conformance kit clock` writes one page, and never over a file that is there."""

from pathlib import Path

from tests.conftest import Run


def test_the_page_is_written_where_it_is_said_to_be(conformance: Run, tmp_path: Path) -> None:
    said = conformance("kit", "clock", "--lang", "zh", "--out", "kit/clock.html")

    assert said.returncode == 0, said.stderr
    assert said.stdout == "kit/clock.html\n"
    assert [path.name for path in (tmp_path / "kit").iterdir()] == ["clock.html"]
    assert "基准时钟" in (tmp_path / "kit" / "clock.html").read_text(encoding="utf-8")


def test_a_page_that_is_there_is_left_alone(conformance: Run, tmp_path: Path) -> None:
    (tmp_path / "clock.html").write_text("mine")
    said = conformance("kit", "clock")

    assert said.returncode == 2
    assert said.stderr == "error: clock.html is there already; name another folder with --out\n"
    assert (tmp_path / "clock.html").read_text() == "mine"


def test_a_clip_of_the_clock_starts_where_it_is_told_to(conformance: Run, tmp_path: Path) -> None:
    short = ("--seconds", "5", "--rate", "24", "--size", "640x360")
    said = conformance("kit", "clip", "clock", *short, "--start", "2026-11-20T18:59:59+08:00", "--out", "clock.mp4")
    assert said.returncode == 0, said.stderr

    read = conformance("measure", "--role", "reference_clock", "clock.mp4")
    assert read.returncode == 0, read.stderr
    row = next(line for line in read.stdout.splitlines() if "time.reference_read_share" in line)
    assert "120 of 120 pictures; the time is that of a clip, not UTC" in " ".join(row.split())


def test_a_start_that_is_no_date_is_refused(conformance: Run, tmp_path: Path) -> None:
    said = conformance("kit", "clip", "clock", "--start", "noon", "--out", "clock.mp4")

    assert said.returncode == 2
    assert "'--start'" in said.stderr
    assert list(tmp_path.iterdir()) == []
