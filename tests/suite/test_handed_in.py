"""A submission in an archive: judged as its folder would be, and nothing of it left behind."""

import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from conformance.evidence.digests import sha256_of
from conformance.suite.handed_in import handed_in
from conformance.synthesis.card import card_image
from tests.conftest import Run

ONLY = ("--profile", "house-extended", "--only", "hx-dump-*", "--pictures", "none")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "device"
    made.mkdir()
    (made / "card.img").write_bytes(card_image("dirty"))
    (made / "submission.yaml").write_text("dumps: [{path: card.img}]\n")
    return made


@pytest.fixture(params=["zip", "tar.gz"])
def archive(folder: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    packed = tmp_path / f"device.{request.param}"
    if request.param == "zip":
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
            for file in folder.iterdir():
                made.write(file, file.name)
    else:
        with tarfile.open(packed, "w:gz") as made_tar:
            made_tar.add(folder, "device")
    return packed


def test_an_archive_gives_the_findings_of_its_folder(
    conformance: Run, folder: Path, archive: Path, tmp_path: Path
) -> None:
    statuses = [
        conformance("run", given, *ONLY, "--out", out).returncode for given, out in ((folder, "a"), (archive, "b"))
    ]
    of_folder, of_archive = (json.loads((tmp_path / out / "results.json").read_text()) for out in ("a", "b"))

    assert statuses[0] == statuses[1]
    assert of_archive["findings"] == of_folder["findings"]
    assert of_archive["evidence"] == of_folder["evidence"]
    assert (of_folder["submission"]["archive"], of_archive["submission"]["archive"]) == (
        None,
        {"path": str(archive), "sha256": sha256_of(archive)[0], "bytes": archive.stat().st_size},
    )


def test_nothing_that_was_unpacked_is_left(conformance: Run, archive: Path, tmp_path: Path) -> None:
    conformance("run", archive, *ONLY, "--out", "out")

    assert not list((tmp_path / "out").glob("unpacked-*"))


def test_an_archive_that_leaves_its_folder_is_refused(conformance: Run, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as made:
        made.writestr("../outside.mp4", b"x")
    status = conformance("run", "evil.zip", *ONLY, "--out", "out")

    assert status.returncode == 2
    assert "../outside.mp4" in status.stderr
    assert not (tmp_path / "outside.mp4").exists()
    assert not list((tmp_path / "out").glob("unpacked-*"))


def test_a_folder_is_handed_in_as_it_is(folder: Path, tmp_path: Path) -> None:
    with handed_in(folder, tmp_path / "out") as given:
        assert (given.folder, given.archive) == (folder, ())
    assert not (tmp_path / "out").exists()
