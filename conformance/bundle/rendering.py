"""The reports of a run made anew from its record: what a bundle holds of them must be the same bytes."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from conformance.model import codec
from conformance.model.facts import Absent
from conformance.model.finding import RunRecord
from conformance.model.record_text import record_text
from conformance.model.shots import Album, Shot
from conformance.model.still import Sight
from conformance.model.vocabulary import Privacy
from conformance.report.exchange.junit import junit_xml
from conformance.report.exchange.results import results_json
from conformance.report.messages import Language
from conformance.report.page.html import html_page

RECORD, RESULTS, REPORT, JUNIT, PICTURES = "record.json", "results.json", "report.html", "junit.xml", "pictures.json"
_AROUND = 20  # bytes that are shown of a difference


@dataclass(frozen=True)
class Picture:
    """A picture of a recording that the report shows, or why it does not."""

    recording: str
    sight: Sight
    shot: Shot | Absent


@dataclass(frozen=True)
class Pictures:
    """All that a report shows, and how much of them was to be shown."""

    pictures: tuple[Picture, ...]
    privacy: Privacy


class Shown(NamedTuple):
    """What a report depends on beside the record."""

    language: Language
    album: Album


def rendered(record: RunRecord, shown: Shown) -> dict[str, bytes]:
    """The record, its pictures and the three reports, by their names."""
    return {
        RECORD: record_text(record),
        RESULTS: results_json(record).encode(),
        REPORT: html_page(record, shown.language, shown.album).encode(),
        JUNIT: junit_xml(record).encode(),
        PICTURES: _pictures(shown.album),
    }


def album_in(text: bytes) -> Album:
    """The pictures; ValueError where the text holds none."""
    read: Pictures = codec.decode_strange(Pictures, text)
    return Album({(one.recording, one.sight): one.shot for one in read.pictures}, read.privacy)


def first_difference(found: bytes, expected: bytes) -> str:
    """Where the first byte differs, counted from 0, and what stands there; '' where none does."""
    if found == expected:
        return ""
    at = next((at for at, (one, other) in enumerate(zip(found, expected, strict=False)) if one != other), -1)
    at = min(len(found), len(expected)) if at < 0 else at
    return f"byte {at} (counted from 0) is the first that differs: {_at(found, at)}, not {_at(expected, at)}"


def _at(text: bytes, at: int) -> str:
    if at >= len(text):
        return f"the end after {len(text)} bytes"
    return repr(re.sub(r"\s+", " ", text[max(0, at - _AROUND) : at + _AROUND].decode("utf-8", "replace")))


def _pictures(album: Album) -> bytes:
    kept = tuple(Picture(recording, sight, shot) for (recording, sight), shot in album.shots.items())
    return codec.encode(Pictures, Pictures(kept, album.privacy))
