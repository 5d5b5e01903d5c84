"""Bytes, walked as one container or the other."""

from pathlib import Path

from conformance.extract.structure.reading import read_structure
from conformance.model.structure_facts import Structure

SCENE = ("-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=2")
TONE = ("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=2")


def walked(folder: Path, data: bytes, container: str) -> Structure:
    target = folder / "recording"
    target.write_bytes(data)
    found = read_structure(target, container, lambda: None)
    assert isinstance(found, Structure)
    return found


def flaws(found: Structure) -> list[str]:
    """Where and what, without the numbers that the encoder decides."""
    return [f"{one.path}: {one.detail}" for one in found.flaws]


def with_word(data: bytes, at: int, word: int) -> bytes:
    """Four bytes replaced, little-endian."""
    return data[:at] + word.to_bytes(4, "little") + data[at + 4 :]
