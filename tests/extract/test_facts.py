"""One recording to its facts: who measured, what was asked, and that a file is the one whose digest was taken."""

import hashlib
import io
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.errors import ExtractionError
from conformance.extract import __main__ as worker
from conformance.extract.burned_in.extra import why_missing
from conformance.extract.credentials.extra import why_missing as no_credentials
from conformance.extract.facts import read_facts
from conformance.extract.request import Errand, Request
from conformance.extract.versions import extractor, library_versions
from conformance.model import codec
from conformance.model.facts import Facts, IsoFacts
from conformance.model.vocabulary import Depth

from .making import facts_of, written


def request_for(path: Path, depth: Depth = Depth.FRAMES) -> Request:
    data = path.read_bytes()
    return Request(path, hashlib.sha256(data).hexdigest(), len(data), depth)


def test_the_extractor_is_named_by_its_code_and_libraries() -> None:
    names = [name for name, _ in library_versions()]

    ours, theirs = ["conformance", "extractor"], ["PyAV", "FFmpeg", "pymediainfo", "MediaInfo", "cryptography"]
    optional = [] if why_missing() else ["rapidocr", "onnxruntime"]
    optional += [] if no_credentials() else ["c2pa-python"]
    assert names == [*ours, *theirs, "zxing-cpp", "av-drift-detector", *optional]
    assert re.fullmatch(
        r"conformance \S+; extractor [0-9a-f]{16}; PyAV \d+\.\d+\.\d+; FFmpeg \S+ \(libavcodec \d+\.\d+\.\d+\); "
        r"pymediainfo \d+\.\d+\.\d+; MediaInfo \d+\.\d+; cryptography \d+\.\d+\.\d+; "
        r"zxing-cpp \d+\.\d+\.\d+; av-drift-detector \d+\.\d+\.\d+" + "".join(rf"; {name} \S+" for name in optional),
        extractor(),
    )


def test_facts_say_what_was_asked_for(built: Callable[[str], Path]) -> None:
    path = built("patrol")
    found = facts_of(path, Depth.PACKETS)

    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert found.size == path.stat().st_size
    assert found.depth is Depth.PACKETS
    assert found.extractor == extractor()
    assert isinstance(found.iso, IsoFacts)


def test_facts_do_not_depend_on_where_the_file_lies(built: Callable[[str], Path], tmp_path: Path) -> None:
    copy = written(tmp_path / "elsewhere.mp4", built("broken-copy").read_bytes())

    assert facts_of(copy) == facts_of(built("broken-copy"))


def test_a_file_that_is_not_the_one_asked_for_is_an_error(built: Callable[[str], Path], tmp_path: Path) -> None:
    request = request_for(written(tmp_path / "clip.mp4", built("cif").read_bytes()))
    written(tmp_path / "clip.mp4", built("qcif").read_bytes())

    with pytest.raises(ExtractionError, match="the file changed after its digest was taken"):
        read_facts(request, lambda: None)


def test_a_missing_file_is_an_error(built: Callable[[str], Path], tmp_path: Path) -> None:
    request = request_for(written(tmp_path / "clip.mp4", built("cif").read_bytes()))
    (tmp_path / "clip.mp4").unlink()

    with pytest.raises(FileNotFoundError):
        read_facts(request, lambda: None)


def test_the_worker_writes_whole_facts_and_signs_of_life(
    built: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    request = request_for(built("cif"))
    monkeypatch.setattr(worker, "_limit_memory", lambda: None)  # it would bind this process too
    errand = Errand(request, tmp_path / "facts.json")
    monkeypatch.setattr(sys, "stdin", io.StringIO(codec.encode(Errand, errand).decode()))
    worker.main()

    assert codec.decode(Facts, (tmp_path / "facts.json").read_bytes()) == facts_of(built("cif"))
    assert [one.name for one in tmp_path.iterdir()] == ["facts.json"]
    assert set(capsys.readouterr().out) == {".", "\n"}
