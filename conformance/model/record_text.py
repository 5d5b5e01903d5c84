"""The record of a run as JSON, a finding a line, so that very many are written and read one at a time."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import BinaryIO

from conformance.model import codec
from conformance.model.finding import Finding, RunRecord

_LIST = b'"findings":['  # no text holds it: quotes within texts are escaped


def record_text(record: RunRecord) -> bytes:
    """The whole text."""
    return b"".join(record_pieces(record))


def record_pieces(record: RunRecord) -> Iterator[bytes]:
    """The text piece by piece, a finding at a time."""
    head, _, tail = codec.encode(RunRecord, replace(record, findings=())).partition(_LIST)
    yield head + _LIST + b"\n"
    for number, finding in enumerate(record.findings, 1):
        yield codec.encode(Finding, finding) + (b",\n" if number < len(record.findings) else b"\n")
    yield tail


def read_record(stream: BinaryIO) -> RunRecord:
    """The record of such a text, or of one that is laid out in another way.

    Raises:
        OSError: it can't be read.
        ValueError: it is no record of this version.
    """
    head = stream.readline()
    if not head.endswith(_LIST + b"\n"):
        whole: RunRecord = codec.decode(RunRecord, head + stream.read())
        return whole
    findings: list[Finding] = []
    line = stream.readline()
    with _no_collection():
        while line and not line.startswith(b"]"):
            findings.append(_shared(codec.decode(Finding, line.removesuffix(b"\n").removesuffix(b","))))
            line = stream.readline()
    record: RunRecord = codec.decode(RunRecord, head + line + stream.read())
    return replace(record, findings=tuple(findings))


def _shared(finding: Finding) -> Finding:
    """The finding of one condition holds that one's judgement, as when it was made: very many take a fifth less."""
    if len(finding.parts) != 1 or finding.parts[0].judgement != finding.judgement:
        return finding
    return Finding(finding.clause, finding.evidence, finding.parts[0].judgement, finding.parts)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Findings hold no cycles, and to look for some again and again takes a third of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
