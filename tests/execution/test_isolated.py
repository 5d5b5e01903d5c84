"""An extractor that crashes, hangs or breaks a limit costs its own file and says why."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from conformance.errors import ExtractionError
from conformance.execution.isolated import Limits, Workers
from conformance.extract.facts import read_facts
from conformance.extract.request import Errand, Request
from conformance.model import codec
from conformance.model.facts import Facts
from conformance.model.vocabulary import Depth
from conformance.synthesis.encoder import ffmpeg_binary

from .conftest import request_for

PACKAGE = Path(__file__).parents[2]
TARGET = """sed 's/.*"target":"\\([^"]*\\).*/\\1/'"""  # of the errand that comes by standard input
SOON = 15  # s: far above what a sound worker takes, far below the limits of Limits()


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts a shell script in the place of the worker; its errand comes by standard input."""

    def put(script: str) -> None:
        program = tmp_path / "stand-in"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(program))

    return put


@pytest.fixture
def pipe(tmp_path: Path) -> Request:
    """A recording that never comes: whoever opens it waits."""
    os.mkfifo(tmp_path / "endless.mp4")
    return Request(tmp_path / "endless.mp4", "00" * 32, 1000, Depth.FRAMES)


def failure(request: Request, target: Path, limits: Limits | None = None) -> str:
    began = time.monotonic()
    with pytest.raises(ExtractionError) as raised:
        Workers(limits or Limits()).extract(request, target)
    assert time.monotonic() - began < SOON
    assert not psutil.Process().children(recursive=True), "no process is left behind"
    return str(raised.value)


def test_facts_come_back_and_are_kept(requested: Callable[[str], Request], tmp_path: Path) -> None:
    found = Workers(Limits()).extract(requested("cif"), tmp_path / "facts.json")

    assert found == read_facts(requested("cif"), lambda: None)
    assert codec.decode(Facts, (tmp_path / "facts.json").read_bytes()) == found
    assert [one.name for one in tmp_path.iterdir()] == ["facts.json"]


def test_a_file_that_is_no_recording_is_measured_too(requested: Callable[[str], Request], tmp_path: Path) -> None:
    found = Workers(Limits()).extract(requested("noise-file"), tmp_path / "facts.json")

    assert "FFmpeg cannot open the file" in found.media.detail


@pytest.mark.parametrize("name", [b"-v.mp4", b"\xff\xfe 50%.mp4", b"two\nlines.mp4"])
def test_a_name_of_any_bytes_reaches_the_worker(
    name: bytes, requested: Callable[[str], Request], tmp_path: Path
) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    path.write_bytes(requested("qcif").file.read_bytes())

    assert Workers(Limits()).extract(request_for(path), tmp_path / "facts.json").size == path.stat().st_size


def test_a_crash_names_its_signal(
    requested: Callable[[str], Request], stand_in: Callable[[str], None], tmp_path: Path
) -> None:
    stand_in("kill -SEGV $$")

    assert failure(requested("cif"), tmp_path / "facts.json") == "the extractor was ended by signal 11"


def test_a_failure_brings_the_last_line_of_its_complaint(
    requested: Callable[[str], Request], stand_in: Callable[[str], None], tmp_path: Path
) -> None:
    stand_in("echo 'Traceback' >&2; echo 'ValueError: no luck' >&2; exit 3")

    assert (
        failure(requested("cif"), tmp_path / "facts.json") == "the extractor ended with status 3: ValueError: no luck"
    )


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 0", "the extractor ended with status 0"),
        ("exec <&-; exit 1", "the extractor ended with status 1"),
        ("cat >/dev/null; echo .; echo .; exit 7", "the extractor ended with status 7"),
        ("head -c 3000000 /dev/zero >&2; echo >&2; echo bad >&2; exit 9", "the extractor ended with status 9: bad"),
        (f'echo "{{}}" > "$({TARGET})"; exit 0', "the extractor wrote facts that can't be read back"),
    ],
)
def test_a_worker_that_gives_no_facts_is_a_failure(
    script: str, said: str, requested: Callable[[str], Request], stand_in: Callable[[str], None], tmp_path: Path
) -> None:
    stand_in(script)

    assert failure(requested("cif"), tmp_path / "facts.json") == said


def test_a_worker_that_fails_after_an_earlier_one_left_facts_is_a_failure(
    requested: Callable[[str], Request], stand_in: Callable[[str], None], tmp_path: Path
) -> None:
    Workers(Limits()).extract(requested("cif"), tmp_path / "facts.json")
    stand_in("exit 1")

    assert failure(requested("cif"), tmp_path / "facts.json") == "the extractor ended with status 1"


def test_a_worker_without_a_sign_of_life_is_stopped(
    requested: Callable[[str], Request], stand_in: Callable[[str], None], tmp_path: Path
) -> None:
    stand_in("echo .; exec sleep 60")
    said = failure(requested("cif"), tmp_path / "facts.json", Limits(stall=1))

    assert said == "the extractor showed no progress for 1 s and was stopped"


def test_a_worker_that_stays_after_its_last_word_is_stopped(
    requested: Callable[[str], Request], stand_in: Callable[[str], None], tmp_path: Path
) -> None:
    stand_in("exec >&-; exec sleep 60")
    said = failure(requested("cif"), tmp_path / "facts.json", Limits(stall=1))

    assert said == "the extractor showed no progress for 1 s and was stopped"


def test_a_worker_that_never_ends_is_stopped_though_it_shows_progress(
    requested: Callable[[str], Request], stand_in: Callable[[str], None], tmp_path: Path
) -> None:
    stand_in("while true; do echo .; sleep 0.1; done")
    said = failure(requested("cif"), tmp_path / "facts.json", Limits(stall=10, base=1, bytes_per_second=1e9))

    assert said == "the extractor took longer than 1 s and was stopped"


def test_a_file_that_hangs_its_reader_is_given_up(pipe: Request, tmp_path: Path) -> None:
    said = failure(pipe, tmp_path / "facts.json", Limits(stall=2))

    assert said == "the extractor showed no progress for 2 s and was stopped"
    assert not (tmp_path / "facts.json").exists()


@pytest.mark.parametrize(("size", "seconds"), [(0, 600), (100_000, 601), (4 * 10**9, 40_600)])
def test_the_time_for_a_file_grows_with_its_size(size: int, seconds: float) -> None:
    assert Limits().whole(size) == seconds


def test_stopping_ends_what_runs_and_starts_nothing_else(
    pipe: Request, requested: Callable[[str], Request], tmp_path: Path
) -> None:
    workers, said = Workers(Limits()), []

    def extract() -> None:
        try:
            workers.extract(pipe, tmp_path / "facts.json")
        except ExtractionError as error:
            said.append(str(error))

    thread = threading.Thread(target=extract)
    thread.start()
    until(lambda: bool(psutil.Process().children()))
    workers.stop()
    thread.join(timeout=SOON)

    assert said == ["the extractor was ended by signal 9"]
    assert not psutil.Process().children(recursive=True)
    with pytest.raises(ExtractionError, match="the run was stopped before the extractor could start"):
        workers.extract(requested("cif"), tmp_path / "facts.json")


def until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SOON
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def run(code: str, *arguments: object, begin: str = 'exec "$@"') -> "subprocess.CompletedProcess[str]":
    """That code in a Python of its own, begun by a shell line that may bind it first."""
    command = ["sh", "-c", begin, "sh", sys.executable, "-c", code, *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE)}
    return subprocess.run(command, capture_output=True, check=False, text=True, timeout=60, env=environment)


MEASURE = """
import sys
from pathlib import Path
from conformance.execution.isolated import Limits, Workers
from tests.execution.conftest import request_for
print(Workers(Limits()).extract(request_for(Path(sys.argv[1])), Path(sys.argv[2])).media.video[0].width)
"""


def test_a_run_without_standard_input_can_measure(requested: Callable[[str], Request], tmp_path: Path) -> None:
    done = run(MEASURE, requested("cif").file, tmp_path / "facts.json", begin='exec "$@" <&-')

    assert (done.stdout, done.returncode) == ("352\n", 0), done.stderr


def test_a_run_that_may_use_less_memory_than_a_worker_can_measure(
    requested: Callable[[str], Request], tmp_path: Path
) -> None:
    done = run(MEASURE, requested("cif").file, tmp_path / "facts.json", begin='ulimit -v 3000000; exec "$@"')

    assert (done.stdout, done.returncode) == ("352\n", 0), done.stderr


def test_a_worker_binds_itself_to_its_memory() -> None:
    code = (
        "import resource; from conformance.extract import __main__ as worker; worker._limit_memory();"
        "print(*resource.getrlimit(resource.RLIMIT_AS))"
    )

    assert run(code).stdout == f"{4 * 2**30} {4 * 2**30}\n"
    assert run(code, begin='ulimit -v 2000000; exec "$@"').stdout == f"{2_000_000 * 1024} {2_000_000 * 1024}\n"


# A worker that has room for 120 MB more than it holds when it starts: not for the models that read text, if installed
CRAMPED = """
import os, sys
from pathlib import Path
from conformance.extract import __main__ as worker
from conformance.extract import errands, thorough, picture_pass
from conformance.extract.burned_in import texts
from conformance.extract.mediainfo import read_second
texts.why_missing = lambda: "no room"
read_second(Path(os.devnull))
pages = int(Path("/proc/self/statm").read_text().split()[0])
worker.MEMORY_LIMIT = pages * os.sysconf("SC_PAGE_SIZE") + 120_000_000
worker.main()
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no /proc to read the memory in use from")
def test_a_picture_too_large_for_the_memory_is_a_failure_of_ours_and_no_decode_error(
    tmp_path: Path, requested: Callable[[str], Request]
) -> None:
    scene = ("-f", "lavfi", "-i", "color=gray:size=12000x12000:rate=1:duration=1")
    large = tmp_path / "large.mkv"
    command = (ffmpeg_binary(), "-loglevel", "error", *scene, "-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-y", str(large))
    subprocess.run(command, check=True, timeout=60)

    small, refused = (cramped(request, tmp_path) for request in (requested("cif"), request_for(large)))

    assert small.returncode == 0, small.stderr
    assert refused.returncode == 1
    assert "MemoryError" in refused.stderr.splitlines()[-1]
    assert not (tmp_path / "large.json").exists()


def cramped(request: Request, folder: Path) -> "subprocess.CompletedProcess[bytes]":
    command = (sys.executable, "-c", CRAMPED)
    given = codec.encode(Errand, Errand(request, folder / f"{request.file.stem}.json"))
    done = subprocess.run(
        command,
        input=given,
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(PACKAGE)},
    )
    return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_a_worker_without_standard_input_fails() -> None:
    command = ["sh", "-c", 'exec "$@" <&-', "sh", sys.executable, "-m", "conformance.extract"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60, cwd=PACKAGE)

    assert done.returncode == 1


def test_code_that_lies_beside_the_evidence_is_not_run(
    requested: Callable[[str], Request], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("numpy", "av", "pymediainfo", "resource", "conformance"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('run from the evidence')")
    monkeypatch.chdir(tmp_path)

    assert Workers(Limits()).extract(requested("cif"), tmp_path / "facts.json").media.video[0].width == 352
