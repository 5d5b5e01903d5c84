"""A track that begins in the middle of a file ends no reading."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from conformance.extract.opening import Source


def test_packets_end_where_pyav_looks_for_a_track_that_was_not_there() -> None:
    def demux(streams: list[Any]) -> Iterator[str]:
        yield from ("packet", "flush")
        raise IndexError("list index out of range")

    container = SimpleNamespace(demux=demux, format=SimpleNamespace(name="mpegts"))
    source = Source(container, [])  # type: ignore[arg-type]

    assert list(source.packets(["track"])) == ["packet", "flush"]  # type: ignore[list-item,comparison-overlap]
    assert source.complaints == {}
