"""Makes the golden file of a model of untouched recordings."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.errors import SubmissionError
from conformance.evidence.files import shown_path
from conformance.evidence.single import single_recording
from conformance.execution.store import FactsStore, Plan
from conformance.measurands.layout import container_of, cut_of, fingerprint, golden_items
from conformance.model import codec
from conformance.model.evidence import Device, Recording
from conformance.model.facts import Absent, Facts
from conformance.model.golden import GOLDEN_SCHEMA, Golden, GoldenSource
from conformance.model.layout_facts import LayoutItem
from conformance.model.vocabulary import Depth


def golden_of(
    files: tuple[Path, ...], device: Device, workers: int, measured: Callable[[Recording], None] = lambda _: None
) -> Golden:
    """The layout that all files have in common, with what varies among them.

    Raises:
        SubmissionError: a file can't be read, its layout can't, or they are of several containers.
    """
    named = tuple(single_recording(file) for file in files)
    with TemporaryDirectory(prefix="conformance-facts-") as folder:
        store = FactsStore(Plan(Path(folder), Depth.PACKETS, workers), measured)
        try:
            store.prefetch(named)
            facts = tuple(map(store.facts, named))
        finally:
            store.close()
    layouts = [_layout(one, of) for one, of in zip(named, facts, strict=True)]
    containers = {container_of(one): recording.path for one, recording in zip(facts, named, strict=True)}
    if len(containers) > 1:
        told = ", ".join(f"{path} is {container}" for container, path in containers.items())
        raise SubmissionError(f"the recordings are of several containers: {told}; make a golden file of each")
    sources = tuple(map(_source, named, facts))
    if len({one.sha256 for one in sources}) != len(sources):
        raise SubmissionError("two of the recordings are the same file, byte by byte; name each once")
    made = Golden(GOLDEN_SCHEMA, next(iter(containers)), sources, golden_items(layouts))
    return replace(made, maker=device.maker, model=device.model, firmware=device.firmware)


def golden_json(golden: Golden) -> str:
    """The document, a line of the layout a few lines of text."""
    return json.dumps(json.loads(codec.encode(Golden, golden)), ensure_ascii=False, indent=1) + "\n"


def _source(recording: Recording, facts: Facts) -> GoldenSource:
    """By the name of the file alone: whose folder it was is nobody's business."""
    return GoldenSource(shown_path(Path(recording.file.name)), facts.sha256, facts.size)


def _layout(recording: Recording, facts: Facts) -> tuple[LayoutItem, ...]:
    items, cut = fingerprint(facts), cut_of(facts)
    if isinstance(items, Absent):
        raise SubmissionError(f"{recording.path}: its layout can't be read: {items.detail}")
    if cut:
        raise SubmissionError(f"{recording.path}: its layout was not wholly read: {cut}")
    return items
