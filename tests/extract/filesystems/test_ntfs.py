"""Volumes of NTFS that are whole: what is listed, how much is free, and whether they were closed."""

import hashlib
import re
from fractions import Fraction
from pathlib import Path

import pytest

from conformance.extract.dump import read_dump
from conformance.extract.filesystems.ntfs.reading import is_ntfs
from conformance.extract.request import DumpRequest
from conformance.model.dump_facts import Nature, Storage, Volume
from conformance.model.filesystem_facts import FileTime

from .ntfs_volumes import (
    CHINESE,
    CLIP,
    GONE,
    MB,
    NOTE,
    Known,
    changed,
    flaws,
    fresh,
    made,
    needs_tools,
    pieces,
    put,
    run,
    volume,
    window,
)

pytestmark = needs_tools
OPTIONS = (("-c", "512"), ("-c", "65536"), ("-s", "4096"), ("-s", "1024", "-c", "2048"), ("-H", "16"))
DIRTY, LOG_CLOSED, LOG_OPEN = 0x0001, 0xFFFF, 0
AREA = 0x30


def free_by_ntfsinfo(data: bytes, tmp_path: Path) -> int:
    (tmp_path / "image").write_bytes(data)
    found = re.search(r"Free Clusters: (\d+)", run("ntfsinfo", "-m", tmp_path / "image"))
    assert found
    return int(found[1])


@pytest.mark.parametrize("options", [(), *OPTIONS], ids=" ".join)
def test_a_fresh_volume_is_whole_and_has_as_much_free_as_ntfsinfo_says(
    options: tuple[str, ...], tmp_path: Path
) -> None:
    data = fresh(*options)
    found = volume(data)

    assert (flaws(data), found.faults, found.unclosed, found.traces, found.unlisted) == ([], 0, (), 0, 0)
    assert (found.filesystem, found.label) == ("NTFS", "card 证据")
    assert [entry.path for entry in found.entries] == ["$Extend/$Quota", "$Extend/$ObjId", "$Extend/$Reparse"]
    assert found.free == free_by_ntfsinfo(data, tmp_path) * found.unit
    assert found.free <= found.usable < found.size


@pytest.mark.parametrize("options", [(), *OPTIONS], ids=" ".join)
def test_a_volume_with_files_is_whole_and_has_as_much_free_as_ntfsinfo_says(
    options: tuple[str, ...], tmp_path: Path
) -> None:
    data = made(*options)
    found = volume(data)

    assert (flaws(data), found.unclosed) == ([], ())
    assert found.free == free_by_ntfsinfo(data, tmp_path) * found.unit


def test_size_and_unit_are_those_of_the_boot_sector() -> None:
    found = volume(fresh())

    assert (found.size, found.unit) == (8 * MB - 512, 4096)


def test_files_folders_links_and_streams_are_listed_with_their_sizes() -> None:
    listed = {entry.path: (entry.nature, entry.size) for entry in volume(made()).entries if not entry.deleted}

    assert listed == {
        "$Extend/$Quota": (Nature.FILE, 0),
        "$Extend/$ObjId": (Nature.FILE, 0),
        "$Extend/$Reparse": (Nature.FILE, 0),
        "DCIM": (Nature.FOLDER, 0),
        "DCIM/100": (Nature.FOLDER, 0),
        CLIP: (Nature.FILE, 300_000),
        NOTE: (Nature.FILE, 30),
        CHINESE: (Nature.FILE, 0),
        "again.mp4": (Nature.FILE, 300_000),
        f"{NOTE}:hidden.mp4": (Nature.FILE, 2_000),
    }


def test_both_names_of_a_file_have_its_number() -> None:
    numbers = {entry.path: entry.number for entry in volume(made()).entries}

    assert numbers[CLIP] == numbers["again.mp4"] > 24


def test_times_are_those_of_the_file_in_steps_of_100_ns() -> None:
    (clip,) = [entry for entry in volume(made()).entries if entry.path == CLIP]

    step = Fraction(1, 10_000_000)
    assert clip.created == FileTime(Fraction(1_700_000_000), 0, step)
    assert clip.written == FileTime(Fraction(1_700_000_001), 0, step)
    assert clip.accessed == FileTime(1_700_000_002 + step, 0, step)


def test_a_short_name_beside_a_long_one_is_no_further_file_and_tells_a_program() -> None:
    steps = (("file", "player.exe.txt", 10), ("folder", "tools"), ("file", "tools/run.exe_", 10))
    data = changed(made(), (*steps, ("short", "tools/run.exe_", "RUN~1.EXE")))
    found = {
        entry.path: entry.executable for entry in volume(data).entries if "NOTE~1" in entry.path or "run" in entry.path
    }

    assert flaws(data) == []
    assert found == {"tools/run.exe_": True}


def test_a_deleted_file_is_listed_under_its_folder() -> None:
    found = volume(made())
    deleted = [(entry.path, entry.size, entry.nature) for entry in found.entries if entry.deleted]

    assert (deleted, found.traces) == ([(GONE, 5_000, Nature.FILE)], 0)


def test_what_a_deleted_folder_held_is_listed_below_it() -> None:
    data = changed(made(), [("delete", NOTE), ("delete", CHINESE), ("delete", CLIP), ("delete", "DCIM/100")])
    found = volume(data)

    assert flaws(data) == []
    assert sorted(entry.path for entry in found.entries if entry.deleted) == ["DCIM/100", GONE, CHINESE]
    assert found.traces == 1  # of NOTE: ntfs-3g leaves no name that stands in a further record


def test_a_deleted_file_is_listed_under_a_short_name_where_it_has_no_other() -> None:
    space = Known(made()).value(GONE, 0x30) + 65

    assert GONE in [entry.path for entry in volume(put(made(), space, b"\2")).entries if entry.deleted]


def test_a_deleted_file_whose_folder_was_given_to_another_is_a_trace() -> None:
    parent = Known(made()).value(GONE, 0x30)
    sequence = int.from_bytes(made()[parent + 6 : parent + 8], "little")
    found = volume(put(made(), parent + 6, (sequence + 7).to_bytes(2, "little")))

    assert [entry.path for entry in found.entries if entry.deleted] == []
    assert (found.traces, found.faults) == (1, 0)


def test_a_record_that_another_file_has_got_is_a_trace_of_the_one_before() -> None:
    data = changed(made(), [("file", f"new {number}.txt", 1) for number in range(3)])
    found = volume(data)

    assert flaws(data) == []
    assert ([entry.path for entry in found.entries if entry.deleted], found.traces) == ([], 1)


def test_a_torn_record_that_is_free_is_a_trace() -> None:
    data = put(made(), Known(made()).record(GONE) + 510, b"\xab\xcd")
    found = volume(data)

    assert (flaws(data), found.traces) == ([], 1)


def test_folders_in_blocks_and_files_in_attribute_lists_are_read_whole(tmp_path: Path) -> None:
    data = pieces()
    found = volume(data)
    sizes = {entry.path: entry.size for entry in found.entries}

    assert flaws(data) == []
    assert sum(path.startswith("many/") for path in sizes) == 300
    assert (sizes["one.mp4"], sizes["two.mp4"]) == (400 * 65_536, 10 * 65_536)
    assert len(Known(data).runs("one.mp4")) >= 400
    assert found.free == free_by_ntfsinfo(data, tmp_path) * 4096


def test_a_file_table_in_more_pieces_than_its_first_record_can_tell_is_read_whole(tmp_path: Path) -> None:
    small = [("file", f"{number:05}", 4096) for number in range(5600)]
    holes = [("delete", f"{number:05}") for number in range(0, 5600, 2)]
    data = changed(fresh(size=32 * MB), [*small, *holes, *(("file", f"e{number:05}") for number in range(9000))])
    found, known = volume(data), Known(data)

    assert (found.faults, len(found.entries), found.traces) == (0, 2800 + 9000 + 3, 2800)
    assert len(known.runs(0)) > 200
    assert len(set(known.records.kept["record"][known.records.kept["owner"] == 0].tolist())) > 1
    assert found.free == free_by_ntfsinfo(data, tmp_path) * 4096


def test_files_deleted_from_a_large_folder_are_found_there() -> None:
    names = [f"many/a-file-with-a-long-name-{number:04}" for number in range(0, 300, 3)]
    data = changed(pieces(), [("delete", name) for name in names])

    assert flaws(data) == []
    assert sorted(entry.path for entry in volume(data).entries if entry.deleted) == names


def test_what_ntfscp_writes_is_listed(tmp_path: Path) -> None:
    (tmp_path / "image").write_bytes(fresh())
    (tmp_path / "clip").write_bytes(b"c" * 100_000)
    run("ntfscp", "-q", tmp_path / "image", tmp_path / "clip", "clip.mp4")
    data = (tmp_path / "image").read_bytes()

    assert flaws(data) == []
    assert ("clip.mp4", 100_000) in [(entry.path, entry.size) for entry in volume(data).entries]


def test_random_bytes_in_free_clusters_invent_nothing() -> None:
    known = Known(made())
    noise = bytearray(made())
    bitmap = made()[known.content(6) : known.content(6) + known.boot.clusters // 8]
    for cluster in range(known.boot.clusters - 8):
        if not bitmap[cluster // 8] >> cluster % 8 & 1:
            noise[cluster * 4096 : (cluster + 1) * 4096] = bytes((cluster * 7 + at) & 0xFF for at in range(64)) * 64

    assert volume(bytes(noise)) == volume(made())


def test_a_volume_marked_as_in_work_is_unclosed(tmp_path: Path) -> None:
    (tmp_path / "image").write_bytes(made())
    run("ntfsfix", tmp_path / "image")  # marks it, so that Windows examines it
    found = volume((tmp_path / "image").read_bytes())

    assert found.unclosed == ("it is marked as in work (dirty)",)


@pytest.mark.parametrize(
    ("bit", "said"),
    [
        (0x0002, "it is marked for another size of its log"),
        (0x0004, "it is marked to be changed to another version"),
        (0x0010, "it is marked as deleting its journal of changes"),
        (0x4000, "it is marked as under repair (chkdsk)"),
    ],
)
def test_further_marks_are_told(bit: int, said: str) -> None:
    place = Known(made()).value(3, 0x70)

    assert volume(put(made(), place + 10, bit.to_bytes(2, "little"))).unclosed == (said,)


def restart_page(clients: int, flags: int = 0, lsn: int = 1, version: tuple[int, int] = (1, 1)) -> bytes:
    """A page with its update sequence array; two lists of clients, of free ones and of those in use."""
    page = bytearray(4096)
    page[0:8] = b"RSTR" + (30).to_bytes(2, "little") + (9).to_bytes(2, "little")
    page[16:24] = (4096).to_bytes(4, "little") * 2
    page[24:30] = b"".join(word.to_bytes(2, "little") for word in (AREA, version[1], version[0]))
    area = AREA
    page[area : area + 8] = lsn.to_bytes(8, "little")
    page[area + 8 : area + 16] = b"".join(word.to_bytes(2, "little") for word in (1, LOG_CLOSED, clients, flags))
    page[30:32] = b"\1\0"
    for stride in range(8):
        page[stride * 512 + 510 : stride * 512 + 512] = b"\1\0"
    return bytes(page)


def logged(first: bytes, second: bytes) -> bytes:
    at = Known(made()).content(2)
    return put(made(), at, first + second)


UNCLEAN = "$LogFile is in use and not marked as clean: changes may not have been written"
CACHED = "$LogFile is of version 2, as where the volume was not dismounted: parts may not be written"


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ((restart_page(LOG_CLOSED), restart_page(LOG_CLOSED)), ()),
        ((restart_page(0, 2), restart_page(0, 2)), ()),
        ((restart_page(0), restart_page(0)), (UNCLEAN,)),
        ((restart_page(LOG_CLOSED, lsn=1), restart_page(0, lsn=2)), (UNCLEAN,)),
        ((restart_page(LOG_CLOSED, lsn=3), restart_page(0, lsn=2)), ()),
        ((restart_page(LOG_CLOSED, version=(2, 0)), restart_page(LOG_CLOSED, version=(2, 0))), (CACHED,)),
    ],
    ids=["no client", "marked clean", "in use", "newer in use", "older in use", "version 2"],
)
def test_the_newer_restart_page_says_whether_the_log_was_closed(
    pages: tuple[bytes, bytes], said: tuple[str, ...]
) -> None:
    data = logged(*pages)

    assert (volume(data).unclosed, flaws(data)) == (said, [])


def test_a_clean_log_does_not_make_a_volume_in_work_clean() -> None:
    data = logged(restart_page(LOG_CLOSED), restart_page(LOG_CLOSED))
    place = Known(data).value(3, 0x70)

    assert volume(put(data, place + 10, b"\1\0")).unclosed == ("it is marked as in work (dirty)",)


def test_a_log_without_a_whole_restart_page_is_not_clean() -> None:
    torn = put(restart_page(LOG_CLOSED), 1022, b"\2\0")
    data = logged(torn, torn)

    assert volume(data).unclosed == ("$LogFile has no restart page that is whole: whether it was closed is not known",)
    assert flaws(data) == [
        "$LogFile: has no whole restart page at its byte 0",
        "$LogFile: has no whole restart page at its byte 4096",
    ]


def test_a_log_of_which_one_restart_page_is_torn_is_read_by_the_other_and_told() -> None:
    data = logged(put(restart_page(LOG_CLOSED), 1022, b"\2\0"), restart_page(0))

    assert volume(data).unclosed == (UNCLEAN,)
    assert flaws(data) == ["$LogFile: has no whole restart page at its byte 0"]


def test_only_a_boot_sector_of_ntfs_is_known_as_one() -> None:
    assert is_ntfs(window(fresh()))
    assert not is_ntfs(window(put(fresh(), 3, b"EXFAT   ")))
    assert not is_ntfs(window(put(fresh(), 510, b"\0\0")))
    assert not is_ntfs(window(b""))


def test_a_partition_of_a_storage_is_read(tmp_path: Path) -> None:
    row = bytes((0, 0, 0, 0, 7, 0, 0, 0)) + (2048).to_bytes(4, "little") + (len(made()) // 512).to_bytes(4, "little")
    data = bytes(446) + row + bytes(48) + b"\x55\xaa" + bytes(MB - 512) + made()
    (tmp_path / "card.img").write_bytes(data)
    request = DumpRequest((tmp_path / "card.img",), hashlib.sha256(data).hexdigest(), len(data))
    found = read_dump(request, lambda: None).storage

    assert isinstance(found, Storage)
    (one,) = found.volumes
    assert isinstance(one, Volume)
    assert (one.filesystem, one.offset, one.faults, found.flaws) == ("NTFS", MB, 0, ())
    assert CLIP in [entry.path for entry in one.entries]


def test_a_record_that_was_wiped_or_emptied_is_a_trace_of_what_was_deleted() -> None:
    at = Known(made()).record(GONE)
    first = int.from_bytes(made()[at + 20 : at + 22], "little")
    emptied = put(made(), at + first, b"\xff\xff\xff\xff")

    for data in (put(made(), at, bytes(1024)), emptied):
        found = volume(data)
        assert ([entry.path for entry in found.entries if entry.deleted], found.traces) == ([], 1)
