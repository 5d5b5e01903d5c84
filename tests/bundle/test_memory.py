"""Facts that somebody made to fill the memory are refused, and named, before they do."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.bundle import facts
from conformance.bundle.limits import MOST_MEMORY, is_crowded, memory_of

from .forging import checks, contents_of, resealed, wrong

_MOST_MB = 750  # of the process, of which some 150 are the software itself
_VERIFY = """
import resource, sys
from pathlib import Path
from tests.bundle.forging import checks, wrong
print(*wrong(checks(Path(sys.argv[1]))), sep="\\n")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""
_BOX = '{"type":"ab","offset":1000,"size":1000}'
_NESTED = '{"a":{"b":{"c":{}}}}'


def facts_of(sealed: Path) -> tuple[str, dict[str, object]]:
    """The name of one file of facts, and what stands in it."""
    name, text = next((name, text) for name, text in contents_of(sealed).items() if name.startswith("facts/"))
    return name, json.loads(text)


def filled(made: dict[str, object], item: str, size: int) -> bytes:
    """Those facts with so many boxes that they have about `size` bytes."""
    text = json.dumps(made | {"iso": {**made["iso"], "boxes": ["MARK"]}}, separators=(",", ":"))  # type: ignore[dict-item]
    return text.replace('"MARK"', ",".join([item] * (size // (len(item) + 1)))).encode()


@pytest.mark.parametrize(
    ("item", "size", "said"),
    [
        (_BOX, 28_000_000, "the facts give pass with 0"),
        (_NESTED, 60_000_000, "it holds more items than facts do, or than memory has room for, and is not read"),
        (_NESTED, 7_000_000, "no facts of this version"),
    ],
    ids=["boxes", "nested", "fewer-nested"],
)
def test_the_worst_file_of_facts_takes_no_more_than_there_is_room_for(
    sealed: Path, tmp_path: Path, item: str, size: int, said: str
) -> None:
    name, made = facts_of(sealed)
    forged = resealed(sealed, tmp_path / "b.zip", {name: filled(made, item, size)})
    done = subprocess.run([sys.executable, "-c", _VERIFY, forged], capture_output=True, text=True, check=True)
    *told, taken = done.stdout.splitlines()

    assert any(said in line for line in told)
    assert int(taken) < _MOST_MB


def test_the_bound_counts_objects_that_no_comma_divides() -> None:
    assert memory_of(b'[{"a":{}}]') == 20 + 130 + 2 * 260 + 2 * 15
    assert is_crowded(b"{" * (MOST_MEMORY // 260), per_item=1)
    assert not is_crowded(b"0" * 1_000_000)


def test_facts_of_the_same_bytes_beyond_the_room_are_refused_and_named(
    sealed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, made = facts_of(sealed)
    text = json.dumps(made).encode()
    another = name.replace("-frames-", "-frames-0-")
    forged = resealed(sealed, tmp_path / "b.zip", {another: text})
    monkeypatch.setattr(facts, "MOST_MEMORY", memory_of(text) * 3 // 2)

    assert wrong(checks(forged)) == [
        f"facts: {name}: with other facts of the same bytes it takes more memory than there is room for; it is not read"
    ]


def test_of_facts_of_several_depths_the_deepest_are_used_whatever_the_order_of_their_names(
    sealed: Path, tmp_path: Path
) -> None:
    name, made = facts_of(sealed)
    shallow = json.dumps(made | {"depth": "container"}).encode()
    for first, other in (("-frames-0-", b""), ("-packets-", b" ")):
        another = name.replace("-frames-", first)
        forged = resealed(sealed, tmp_path / f"{len(first)}.zip", {another: shallow + other})

        assert wrong(checks(forged)) == [f"facts: {another}: no verdict asks for it"]
