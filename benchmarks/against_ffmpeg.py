"""What measuring costs beside FFmpeg's own programs on the same file, in turn, in one session.

Run: python benchmarks/against_ffmpeg.py [--codec h264 hevc mjpeg] [--minutes 5] [--pairs 5] [--hour] [--file FILE]
Prints a row a comparison: the median of the pairs' ratios, all ratios, and the largest process. `ffmpeg` and `ffprobe`
are taken from PATH; where there is no `ffmpeg` that of imageio-ffmpeg serves, and what needs `ffprobe` is left out.
With --file no recording is made: that file is measured, and what needs a second one is left out.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TypeAlias

from imageio_ffmpeg import get_ffmpeg_exe

SECONDS = 20  # of picture, repeated without encoding again
# Closed groups of pictures, as cameras make them: at the open ones of x265's default a file can't be cut
CODECS = {
    "h264": ("-c:v", "libx264", "-preset", "veryfast", "-b:v", "8M", "-g", "60"),
    "hevc": ("-c:v", "libx265", "-preset", "ultrafast", "-b:v", "8M", "-g", "60", "-x265-params", "open-gop=0"),
    "mjpeg": ("-c:v", "mjpeg", "-q:v", "6"),
}
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes, getrusage(2)
MEASURE = (sys.executable, "-m", "conformance", "measure", "--json")
CONTAINER = (*MEASURE, "--depth", "container")
Comparison: TypeAlias = tuple[str, Sequence[str], Sequence[str]]  # the label, our command, the other one


@dataclass(frozen=True)
class Timing:
    """Wall time in s and the largest resident set of any process of the run, B."""

    wall: float
    peak: int


def recording(folder: Path, codec: str, minutes: int) -> Path:
    """1080p30 at about 8 Mbit/s with noise, and AAC."""
    once, whole = folder / f"{codec}.mov", folder / f"{codec}-{minutes}.mov"
    say = [get_ffmpeg_exe(), "-v", "error", "-y"]
    picture = f"testsrc2=s=1920x1080:r=30:d={SECONDS},noise=alls=12:allf=t"
    inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", f"sine=d={SECONDS}"]
    if not once.exists():
        coded = [*CODECS[codec], "-pix_fmt", "yuv420p", "-c:a", "aac"]
        subprocess.run([*say, *inputs, *coded, str(once)], check=True, capture_output=True)
    loops = str(minutes * 60 // SECONDS - 1)
    subprocess.run([*say, "-stream_loop", loops, "-i", str(once), "-c", "copy", str(whole)], check=True)
    return whole


def timed(command: Sequence[str]) -> Timing:
    """Run to the end; the system itself keeps the largest process, so that nothing need watch and take a share."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as printed:
        process = subprocess.Popen(command, stdout=printed, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        printed.seek(0)
        if status != 0 or b"extractor_failed" in printed.read():
            sys.exit(f"{command} ended with status {status}, or measured nothing")
    return Timing(wall, used.ru_maxrss * _RSS_UNIT)


def compare(what: str, ours: Sequence[str], theirs: Sequence[str], pairs: int) -> None:
    """Print the row of one comparison: ours over theirs."""
    timed(theirs)  # so that neither of the first pair reads from the disk
    runs = [(timed(ours), timed(theirs)) for _ in range(pairs)]
    ratios = [one.wall / other.wall for one, other in runs]
    peak = max(one.peak for one, _ in runs) / 1e6
    walls = f"{median(one.wall for one, _ in runs):.2f} s against {median(other.wall for _, other in runs):.2f} s"
    spread = " ".join(f"{ratio:.2f}" for ratio in sorted(ratios))
    print(f"| {what} | **{median(ratios):.2f}** | {spread} | {walls} | {peak:.0f} MB |", flush=True)


def comparisons(folder: Path, options: argparse.Namespace) -> Iterator[Comparison]:
    """All that the options ask for."""
    if options.file:
        yield from (everything(options.file.name, options.file), *counting(options.file.name, options.file))
        return
    for number, codec in enumerate(options.codec):
        label, file = f"{options.minutes} min {codec}", recording(folder, codec, options.minutes)
        yield everything(label, file)
        if not number:
            yield from counting(label, file)
            long, short = (*CONTAINER, str(file)), (*CONTAINER, str(recording(folder, codec, 1)))
            yield f"`--depth container`, {options.minutes} min against 1 min", long, short
    if options.hour:
        hour, five = (str(recording(folder, options.codec[0], minutes)) for minutes in (60, 5))
        yield f"60 min {options.codec[0]} against 5 min", (*MEASURE, hour), (*MEASURE, five)


def everything(label: str, file: Path) -> Comparison:
    """All depths against decoding alone."""
    ffmpeg = shutil.which("ffmpeg") or get_ffmpeg_exe()
    decode = (ffmpeg, "-v", "error", "-i", str(file), "-f", "null", "-")
    return f"{label}, everything, against `ffmpeg -f null`", (*MEASURE, str(file)), decode


def counting(label: str, file: Path) -> Iterator[Comparison]:
    """Packets, and the container alone, against counting packets; nothing where there is no `ffprobe`."""
    ffprobe = shutil.which("ffprobe")
    if ffprobe:
        count = (ffprobe, "-v", "error", "-count_packets", "-show_entries", "stream=nb_read_packets", str(file))
        for depth in ("packets", "container"):
            ours = (*MEASURE, "--depth", depth, str(file))
            yield f"{label}, `--depth {depth}`, against `ffprobe -count_packets`", ours, count


def main() -> None:
    """Print the machine and the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--codec", nargs="+", choices=CODECS, default=list(CODECS), help="of the recordings made")
    parser.add_argument("--minutes", type=int, default=5)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--hour", action="store_true")
    parser.add_argument("--file", type=Path)
    options = parser.parse_args()
    if options.file and not options.file.is_file():
        parser.error(f"{options.file}: there is no such file")
    if options.file and options.hour:
        parser.error("--hour compares recordings that are made; it can't be given with --file")
    print(f"{os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}")
    print("\n| what | median ratio | ratios | medians of the walls | largest process |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for what, ours, theirs in comparisons(Path(folder), options):
            compare(what, ours, theirs, options.pairs)


if __name__ == "__main__":
    main()
