"""Says why a volume can't be called cleanly closed: by its marks, its orphans and its journal.

Source: "ext4 Data Structures and Algorithms" of Linux's documentation, "Super Block", "Orphan file", "Journal (jbd2)",
"Multiple Mount Protection".
"""

from dataclasses import dataclass

from conformance.extract.filesystems.ext.blocks import Runs
from conformance.extract.filesystems.ext.checksums import CRC32C
from conformance.extract.filesystems.ext.disk import Disk
from conformance.extract.filesystems.ext.inodes import Inodes
from conformance.extract.filesystems.ext.journal import journal_head
from conformance.extract.filesystems.ext.superblock import PLACE, Compat, Incompat, ReadOnly

_VALID, _ERRORS, _ORPHANS = 0x1, 0x2, 0x4  # s_state
_ERROR_COUNT = 0x194  # byte of s_error_count in the superblock
_START = 28  # byte of s_start of the journal's superblock
_MOST_ORPHANS = 100_000
_MMP_PATH, _MMP_BLOCK = "multiple mount protection", 0x168  # byte of s_mmp_block in the superblock
_MMP_MAGIC, _MMP_CHECKSUM = b"PMM\0", 0x3FC  # byte of mmp_checksum
_UNKNOWN = "its multiple mount protection can't be read: whether it is in use is not known"
_MMP_CLEAN, _MMP_FSCK = 0xFF4D_4D50, 0xE24D_4D50  # of mmp_seq


@dataclass(frozen=True)
class Closing:
    """`unclosed` as `Volume` has it; `orphans` are deleted inodes that were still open, in a list of the superblock's.

    `any_orphans`: others may stand in the orphan file, which isn't read.
    """

    unclosed: tuple[str, ...]
    orphans: frozenset[int]
    any_orphans: bool


def read_closing(disk: Disk, inodes: Inodes, runs: Runs, recovery: tuple[str, ...]) -> Closing:
    """All marks; none is believed for the others. `recovery` says of a journal that needed it."""
    block = disk.block
    orphans = _orphans(disk, inodes)
    present = bool(block.read_only & ReadOnly.ORPHAN_PRESENT)
    errors = int.from_bytes(disk.window.read(PLACE + _ERROR_COUNT, 4), "little")
    begun, mounted = _begun(disk, runs), _mounted(disk)
    said = (
        (not block.state & _VALID, "it is not marked as cleanly unmounted (s_state)"),
        (bool(block.state & _ERRORS), "it is marked as having errors (s_state)"),
        (bool(block.state & _ORPHANS), "it is marked as having orphans (s_state)"),
        (errors > 0, f"it counts {errors} errors (s_error_count)"),
        (block.last_orphan != 0, f"{len(orphans)} deleted files were still open (s_last_orphan {block.last_orphan})"),
        (present, "deleted files were still open (RO_COMPAT_ORPHAN_PRESENT)"),
        (bool(begun) and not recovery, begun),
        (bool(mounted), mounted),
    )
    return Closing((*(why for holds, why in said if holds), *recovery), orphans, present)


def _orphans(disk: Disk, inodes: Inodes) -> frozenset[int]:
    """The list from s_last_orphan, each link in the i_dtime of the one before."""
    found, number = set[int](), disk.block.last_orphan
    while number and number not in found and len(found) < _MOST_ORPHANS:
        found.add(number)
        index = inodes.find_one(number)
        if index < 0:
            said = f"the list of orphans leads to inode {number}, which is not in use (s_last_orphan)"
            disk.window.flaw("superblock", PLACE + 0xE8, said)
            break
        number = int(inodes.live["dtime"][index])
    return frozenset(found)


def _begun(disk: Disk, runs: Runs) -> str:
    """What the journal's own superblock says of anything to replay, '' = there is nothing, or no journal."""
    block = disk.block
    if not block.compat & Compat.HAS_JOURNAL or not block.journal:
        return ""
    data = journal_head(disk, runs)
    if isinstance(data, str):
        disk.note(block.journal, PLACE + 0xE0, data)
        return "its journal can't be read: whether it holds transactions is not known"
    return "its journal holds transactions (s_start)" if data[_START : _START + 4] != bytes(4) else ""


def _mounted(disk: Disk) -> str:
    """What the block of multiple mount protection says of who has the volume in use, '' = nobody has."""
    block = disk.block
    if not block.incompat & Incompat.MMP:
        return ""
    if not block.first_block < block.multiple_mount < block.blocks:
        said = f"keeps multiple mount protection in block {block.multiple_mount}, where it can't be (s_mmp_block)"
        disk.window.flaw("superblock", PLACE + _MMP_BLOCK, said)
        return _UNKNOWN
    at, data = block.multiple_mount * block.block_size, disk.read(block.multiple_mount)
    if len(data) < block.block_size or not data.startswith(_MMP_MAGIC):
        disk.window.flaw(_MMP_PATH, at, "no such block stands here (mmp_magic)")
        return _UNKNOWN
    stated = int.from_bytes(data[_MMP_CHECKSUM : _MMP_CHECKSUM + 4], "little")
    found = CRC32C.of_bytes(data[:_MMP_CHECKSUM], disk.seed) if block.summed else stated
    right = found == stated
    if not right:
        said = f"its checksum is {found:08x}, and it states {stated:08x} (mmp_checksum)"
        disk.window.flaw(_MMP_PATH, at + _MMP_CHECKSUM, said)
    sequence = int.from_bytes(data[4:8], "little")
    if sequence == _MMP_CLEAN:
        return "" if right else _UNKNOWN
    by = "by a check of it" if sequence == _MMP_FSCK else f"by a system that has it mounted: {sequence:#x}"
    return f"it is in use {by} (mmp_seq)"
