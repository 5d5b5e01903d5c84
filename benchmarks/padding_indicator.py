"""How often the passive padding indicator is right: clips of known truth, coded as cameras code, measured, counted.

Run: python benchmarks/padding_indicator.py [--seconds 5] [--workers 2]
Prints four tables for docs/padding.md. Some ten minutes on two cores. The clips differ in scene, seed and size from
those on which the indicator's thresholds were chosen.
"""

import argparse
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import comb
from pathlib import Path

from imageio_ffmpeg import get_ffmpeg_exe

from conformance.model.measured import MeasuredFile
from conformance.model.measurement import Measurement, Outcome
from conformance.suite.measuring import Task, measure_files

SIZE = "400:224"
TEXTURE = "perlin=size=1440x1080:octaves=8:persistence=0.8:random_mode=seed:random_seed={seed}:rate=1,eq=contrast=3"
LOOPED = ",loop=-1:size=1,setpts=N/({rate})/TB,fps={rate}"
NOISE = ",noise=alls={noise}:allf=t:all_seed={seed}"
SHOWN = f"960:540:x='240+200*sin({{way}})':y='270+230*sin(0.8*({{way}})+{{seed}})',scale={SIZE}:flags=area"
WALK = "1.1*t+0.12*sin(12.6*t)+0.05*sin(25.1*t+1)"  # two steps a second


@dataclass(frozen=True)
class Padding:
    """How a rate was filled: what the camera captured, what the file shows (both Hz), and by which filter."""

    captured: str
    shown: str
    by: str = ""


PADDINGS = {
    "native 30": Padding("30", "30"),
    "native 25": Padding("25", "25"),
    "15 to 30, repeated": Padding("15", "30", "fps=30"),
    "12.5 to 25, repeated": Padding("25/2", "25", "fps=25"),
    "20 to 30, repeated": Padding("20", "30", "fps=30"),
    "24 to 30, repeated": Padding("24", "30", "fps=30"),
    "15 to 30, blended": Padding("15", "30", "framerate=fps=30:scene=100"),
    "20 to 30, blended": Padding("20", "30", "framerate=fps=30:scene=100"),
    "15 to 30, moved": Padding("15", "30", "minterpolate=fps=30"),
}
SEED = 17  # none that a threshold was chosen on
NATIVE = ("native 30", "native 25")
X264 = "-c:v libx264 -g 60 -crf {} -preset "
CODINGS = {
    "H.264 crf 20": X264.format(20) + "veryfast -bf 0",
    "H.264 crf 26": X264.format(26) + "veryfast -bf 0",
    "H.264 crf 32": X264.format(32) + "veryfast -bf 0",
    "H.264 1 Mbit/s": "-c:v libx264 -preset veryfast -tune zerolatency -b:v 1M -maxrate 1M -bufsize 500k -g 30",
    "H.264 crf 20, B": X264.format(20) + "medium",
    "H.264 crf 26, B": X264.format(26) + "medium",
    "H.264 crf 32, B": X264.format(32) + "medium",
    "HEVC crf 28, B": "-c:v libx265 -preset superfast -crf 28 -g 60 -x265-params log-level=error:pools=none",
    "MJPEG": "-c:v mjpeg -q:v 6 -pix_fmt yuvj420p",
}


def walk(rate: str, seed: int, way: str = WALK) -> str:
    """A camera carried along, sensor noise in every captured picture."""
    return (TEXTURE + LOOPED + ",crop=" + SHOWN + NOISE).format(rate=rate, seed=seed, noise=6, way=way)


def still(rate: str, seed: int, noise: int) -> str:
    """A camera on a tripod before nothing."""
    quiet = (TEXTURE + LOOPED + ",crop=" + SHOWN).format(rate=rate, seed=seed, way="1")
    return quiet + (NOISE.format(noise=noise, seed=seed) if noise else "")


def thing(rate: str, seed: int) -> str:
    """A tripod, and something small that passes."""
    scene = still(rate, seed, 0) + f"[b];testsrc=size=64x64:rate={rate}[o];[b][o]overlay="
    return scene + "x='200+150*sin(1.3*t)':y='100+70*cos(1.9*t)',format=yuv420p" + NOISE.format(noise=6, seed=seed)


def simple(source: str) -> Callable[[str, int], str]:
    """A scene of one of FFmpeg's own sources."""
    return lambda rate, seed: (source + NOISE).format(rate=rate, seed=seed, noise=8)


SCENES: dict[str, Callable[[str, int], str]] = {
    "walk": walk,
    "walk in step with the pictures": lambda rate, seed: walk(rate, seed, "1.1*t+0.12*sin(6.2832*2.5*t)"),
    "test picture": simple("testsrc2=size=400x224:rate={rate}"),
    "zoom": simple("mandelbrot=size=400x224:rate={rate}:start_scale=1.2:end_pts=250"),
    "life": simple("life=size=100x56:mold=12:rate={rate}:ratio=0.2:seed={seed},scale=400:224:flags=neighbor"),
    "passing thing": thing,
    "tripod, noise 10": lambda rate, seed: still(rate, seed, 10),
}
NATIVE_SCENES: dict[str, Callable[[str, int], str]] = {
    "walk, light flickers at 100 Hz": lambda rate, seed: (
        walk(rate, seed) + f",eq=brightness='0.04*sin(6.2832*100*n/({rate}))':eval=frame"
    ),
    "tripod, no noise": lambda rate, seed: still(rate, seed, 0),
}
STOPS = "1.2*({0})+0.1*sin(12.6*({0}))"
SLOWS, SETS_OFF = "t-max(0,t-{0})*max(0,t-{0})/(2*(2-{0}))", "{1}+min(t-4,{2})*min(t-4,{2})/(2*{2})+max(0,t-4-{2})"
REST = f"if(lt(t,2),{SLOWS},if(lt(t,4),{{1}},{SETS_OFF}))"


def rest(ease: float) -> str:
    """A way that slows down within `ease` s to stand from 2 s to 4 s, and sets off again as slowly."""
    return STOPS.format(REST.format(2 - ease, 2 - ease / 2, ease))


STILLS: dict[str, Callable[[str, int], str]] = {
    "frozen for 1.5 s": lambda rate, seed: walk(rate, seed) + ",loop=loop=44:size=1:start=60,setpts=N/30/TB",
    "scene rests for 2 s, stops in 0.2 s": lambda rate, seed: walk(rate, seed, rest(0.2)),
    "scene rests for 2 s, stops in 0.6 s": lambda rate, seed: walk(rate, seed, rest(0.6)),
    "tripod, noise 4": lambda rate, seed: still(rate, seed, 4),
    "tripod, no noise": lambda rate, seed: still(rate, seed, 0),
}


@dataclass(frozen=True)
class Clip:
    """One clip: its scene, how it was padded and coded."""

    scene: str
    padding: str
    coding: str
    file: Path


@dataclass(frozen=True)
class Job:
    """A scene drawn from a seed, and how it is padded."""

    scene: str
    graph: Callable[[str, int], str]
    padding: str
    seed: int


class Maker:
    """Makes the clips of one scene and padding in all codings, from one pass of the scene."""

    def __init__(self, folder: Path, seconds: int) -> None:
        self._folder, self._seconds = folder, seconds

    def make(self, job: Job) -> list[Clip]:
        """The clips, in the order of the codings."""
        name = f"{job.scene}_{job.padding}_{job.seed}".replace(" ", "-").replace(",", "").replace(".", "")
        files = [self._folder / f"{name}_{number}.mkv" for number in range(len(CODINGS))]
        clips = [Clip(job.scene, job.padding, coding, file) for coding, file in zip(CODINGS, files, strict=True)]
        padding = PADDINGS[job.padding]
        graph, by = job.graph(padding.captured, job.seed), padding.by
        chain = f"{graph},trim=duration={self._seconds}" + (f",{by}" if by else "") + ",format=yuv420p"
        ends = "".join(f"[v{number}]" for number in range(len(clips)))
        command = [get_ffmpeg_exe(), "-v", "error", "-y", "-filter_complex", f"{chain},split={len(clips)}{ends}"]
        for number, clip in enumerate(clips):
            command += ["-map", f"[v{number}]", *CODINGS[clip.coding].split(), "-threads", "1", str(clip.file)]
        subprocess.run(command, check=True)
        return clips


@dataclass(frozen=True)
class Counted:
    """How many of the measured clips were flagged; `silent` more were called too still."""

    hits: int
    measured: int
    silent: int

    def __str__(self) -> str:
        if not self.measured:
            return f"- | - | {self.silent}"
        low, high = clopper_pearson(self.hits, self.measured)
        return f"{self.hits} of {self.measured} | {100 * low:.0f} to {100 * high:.0f} % | {self.silent}"


def clopper_pearson(hits: int, trials: int) -> tuple[float, float]:
    """Exact 95 % bounds of a share (Clopper and Pearson 1934), by bisection of the binomial distribution."""
    low = bisected(lambda p: 1 - at_most(hits - 1, trials, p) < 0.025) if hits else 0.0
    high = bisected(lambda p: at_most(hits, trials, p) > 0.025) if hits < trials else 1.0
    return low, high


def at_most(hits: int, trials: int, share: float) -> float:
    """Chance of so many hits or fewer."""
    return sum(comb(trials, k) * share**k * (1 - share) ** (trials - k) for k in range(hits + 1))


def bisected(below: Callable[[float], bool]) -> float:
    """The share at which `below` turns from true to false."""
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) else (low, middle)
    return low


def outcome(measured: MeasuredFile, name: str) -> Outcome:
    """What was measured under that name."""
    return next(one for one in measured.outcomes if one.measurand == name)


def counted(outcomes: Iterable[Outcome], flagged: Callable[[Measurement], bool]) -> Counted:
    """How many were flagged, of those that have a value."""
    every = list(outcomes)
    values = [one for one in every if isinstance(one, Measurement)]
    return Counted(sum(map(flagged, values)), len(values), len(every) - len(values))


def flagged_as_padded(padding: str) -> Callable[[Measurement], bool]:
    """For native clips any rate below 97 % of the shown one, for padded ones a rate within 3 % of the captured one."""
    captured, shown = Fraction(PADDINGS[padding].captured), Fraction(PADDINGS[padding].shown)
    if captured == shown:
        return lambda found: found.value < shown * Fraction(97, 100)  # type: ignore[operator]
    return lambda found: abs(found.value - captured) <= captured * Fraction(3, 100)  # type: ignore[operator]


def rows(found: dict[Clip, Outcome]) -> Iterator[str]:
    """The tables of hits by padding, and by padding and coding."""
    yield "| padding | captured rate told within 3 % (native: called padded) | 95 % bounds | too still |"
    yield "|---|---|---|---|"
    for padding in PADDINGS:
        clips = [one for clip, one in found.items() if clip.padding == padding]
        yield f"| {padding} | {counted(clips, flagged_as_padded(padding))} |"
    yield ""
    yield f"| hits of measured clips | {' | '.join(CODINGS)} |"
    yield "|---|" + "---|" * len(CODINGS)
    for padding in PADDINGS:
        cells = []
        for coding in CODINGS:
            clips = [one for clip, one in found.items() if (clip.padding, clip.coding) == (padding, coding)]
            count = counted(clips, flagged_as_padded(padding))
            cells.append(f"{count.hits}/{count.measured}")
        yield f"| {padding} | {' | '.join(cells)} |"
    yield ""
    yield from native_rows(found)


def native_rows(found: dict[Clip, Outcome]) -> Iterator[str]:
    """The table of native clips by scene: which scenes pass for padded ones."""
    yield "| scene, native | called padded | too still |"
    yield "|---|---|---|"
    for scene in (*SCENES, *NATIVE_SCENES):
        clips = [
            flagged_as_padded(clip.padding)(one) if isinstance(one, Measurement) else None
            for clip, one in found.items()
            if clip.scene == scene and clip.padding in NATIVE
        ]
        yield f"| {scene} | {clips.count(True)} of {len(clips) - clips.count(None)} | {clips.count(None)} |"


def still_rows(found: dict[Clip, Outcome]) -> Iterator[str]:
    """The table of freezes and still scenes."""
    yield "| clip | called frozen for 1 s or more | 95 % bounds | left open | not exercised |"
    yield "|---|---|---|---|---|"
    for scene in STILLS:
        ours = [one for clip, one in found.items() if clip.scene == scene]
        values = [one for one in ours if isinstance(one, Measurement)]
        frozen = sum(one.value >= 1 for one in values)  # type: ignore[operator]
        doubted = sum(one.value < 1 and any(said.value >= 1 for said in one.conflicts) for one in values)  # type: ignore[operator]
        low, high = clopper_pearson(frozen, len(ours))
        shares = f"{frozen} of {len(ours)} | {100 * low:.0f} to {100 * high:.0f} %"
        yield f"| {scene} | {shares} | {doubted} | {len(ours) - len(values)} |"


def measured(jobs: Iterable[Job], name: str, seconds: int, workers: int) -> dict[Clip, Outcome]:
    """What was measured under that name of every clip of the jobs."""
    with tempfile.TemporaryDirectory() as folder:
        maker = Maker(Path(folder), seconds)
        with ThreadPoolExecutor(workers) as pool:
            clips = [clip for some in pool.map(maker.make, jobs) for clip in some]
        files = measure_files(Task(tuple(clip.file for clip in clips)), workers)
        return {clip: outcome(one, name) for clip, one in zip(clips, files, strict=True)}


def main() -> None:
    """Make, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    stills = [Job(scene, graph, "native 30", seed) for (scene, graph), seed in product(STILLS.items(), (18, 19, 20))]
    scenes = [Job(scene, graph, padding, SEED) for (scene, graph), padding in product(SCENES.items(), PADDINGS)]
    scenes += [Job(scene, graph, "native 30", SEED) for scene, graph in NATIVE_SCENES.items()]
    for jobs, name, table in ((stills, "video.frozen_max", still_rows), (scenes, "video.new_picture_rate", rows)):
        print(*table(measured(jobs, name, options.seconds, options.workers)), "", sep="\n", flush=True)


if __name__ == "__main__":
    main()
