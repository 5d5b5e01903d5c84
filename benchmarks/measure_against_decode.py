"""What `conformance measure` costs beside decoding the same file to nothing with the same FFmpeg and threads.

Run: python benchmarks/measure_against_decode.py [--minutes 5] [--pairs 5] [--file FILE]
Both commands run in turn in one session; the figure to quote is the median of the pairs' ratios.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil
from imageio_ffmpeg import get_ffmpeg_exe

DECODE = """
import sys, av
with av.open(sys.argv[1]) as container:
    for stream in (*container.streams.video, *container.streams.audio):
        stream.codec_context.thread_type = "SLICE"
        stream.codec_context.thread_count = 1
    for packet in container.demux(*container.streams.video, *container.streams.audio):
        packet.decode()
"""
SECONDS = 20  # of picture, repeated without encoding again


@dataclass(frozen=True)
class Timing:
    """Wall time in s and the largest resident set of any process of the run, B."""

    wall: float
    peak: int


def recording(folder: Path, minutes: int) -> Path:
    """1080p30 H.264 at about 8 Mbit/s with noise, and AAC."""
    once, whole = folder / "once.mp4", folder / "whole.mp4"
    say = [get_ffmpeg_exe(), "-v", "error", "-y"]
    picture = f"testsrc2=s=1920x1080:r=30:d={SECONDS},noise=alls=12:allf=t"
    codec = ["-c:v", "libx264", "-preset", "veryfast", "-b:v", "8M", "-g", "60", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    subprocess.run(
        [*say, "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", f"sine=d={SECONDS}", *codec, str(once)], check=True
    )
    loops = str(minutes * 60 // SECONDS - 1)
    subprocess.run([*say, "-stream_loop", loops, "-i", str(once), "-c", "copy", str(whole)], check=True)
    return whole


def timed(command: list[str]) -> Timing:
    """Run to the end, watching the whole family of processes."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as printed:
        process = psutil.Popen(command, stdout=printed)
        peak = 0
        while process.poll() is None:
            peak = max(peak, *map(_resident, (process, *_children(process))))
            time.sleep(0.02)
        wall = time.perf_counter() - start
        printed.seek(0)
        if process.returncode != 0 or b"extractor_failed" in printed.read():
            sys.exit(f"{command} ended with status {process.returncode}, or measured nothing")
    return Timing(wall, peak)


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def main() -> None:
    """Print a row a pair, and the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=5)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--file", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = options.file or recording(Path(folder), options.minutes)
        print(f"{file.stat().st_size / 1e6:.0f} MB, {psutil.cpu_count()} cores")
        pairs = []
        for _ in range(options.pairs):
            decode = timed([sys.executable, "-c", DECODE, str(file)])
            measure = timed([sys.executable, "-m", "conformance", "measure", "--json", str(file)])
            pairs.append((decode, measure))
            ratio = measure.wall / decode.wall
            print(f"decode {decode.wall:6.2f} s  measure {measure.wall:6.2f} s  ratio {ratio:.3f}", flush=True)
        ratios = [measure.wall / decode.wall for decode, measure in pairs]
        peak = max(measure.peak for _, measure in pairs)
        print(f"median ratio {median(ratios):.3f}; peak of one process {peak / 1e6:.0f} MB (resident)")


if __name__ == "__main__":
    main()
