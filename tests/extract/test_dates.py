"""Strings of metadata that speak of dates: which ones the facts of a real file hold, as they stand."""

import struct
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from conformance.extract.opening import opened
from conformance.extract.packet_pass import survey
from conformance.model.facts import Absent, Media, StatedDate
from conformance.model.vocabulary import Depth


def written(file: Path, metadata: Mapping[str, str], **options: str) -> Path:
    """One grey picture in a container of that name with that metadata."""
    with av.open(str(file), "w", options=options) as container:
        container.metadata.update(metadata)
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        picture = av.VideoFrame.from_ndarray(np.full((96, 64), 128, np.uint8), format="yuv420p")
        picture.pts, picture.time_base = 0, Fraction(1, 25)
        for frame in (picture, None):
            container.mux(stream.encode(frame))
    return file


def with_idit(file: Path, text: bytes) -> Path:
    """The AVI file with an IDIT chunk at the end of its hdrl list."""
    data = file.read_bytes()
    hdrl = data.index(b"hdrl")
    (size,) = struct.unpack_from("<I", data, hdrl - 4)
    chunk = b"IDIT" + struct.pack("<I", len(text)) + text + bytes(len(text) % 2)
    end = hdrl + size
    listed = data[: hdrl - 4] + struct.pack("<I", size + len(chunk)) + data[hdrl:end] + chunk + data[end:]
    file.write_bytes(listed[:4] + struct.pack("<I", len(listed) - 8) + listed[8:])
    return file


def media_of(file: Path) -> Media:
    with opened(file) as source:
        assert not isinstance(source, Absent), source
        return survey(source, Depth.CONTAINER, lambda: None).media


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (b"Wed Jan 02 02:03:55 1990\n\0", "1990-01-02 02:03:55"),
        (b"Mon Mar  3 15:04:43 2003", "2003-03-03 15:04:43"),
        (b"1990/01/02 02:03", "1990-01-02 02:03"),
        (b"1990/01/02 02:03:04\0", "1990-01-02 02:03:04"),
        (b"2001/ 1/27  1:42PM", "2001- 1-27  1:42PM"),
        (b"2005:08:17 11:42:43\0", ""),  # FFmpeg reads no colons
        (b"\xff\xfe\0", ""),
        (b"", ""),
    ],
)
def test_the_date_of_an_avi_file_is_read_without_a_zone(text: bytes, read: str, tmp_path: Path) -> None:
    media = media_of(with_idit(written(tmp_path / "a.avi", {"date": "2026-01-02 03:04:05"}), text))

    assert media.creation_time == read
    assert media.dates == (StatedDate("date", "2026-01-02 03:04:05"),)  # ICRD


def test_matroska_s_date_is_utc_to_the_microsecond(tmp_path: Path) -> None:
    metadata = {"creation_time": "2026-01-02T03:04:05.678901Z", "DATE_RECORDED": "2026-01-02 11:04:05"}
    media = media_of(written(tmp_path / "a.mkv", metadata))

    assert media.creation_time == "2026-01-02T03:04:05.678901Z"
    assert media.dates == (StatedDate("date_recorded", "2026-01-02 11:04:05"),)


def test_user_data_and_apples_keys_are_read_as_they_stand(tmp_path: Path) -> None:
    day = media_of(written(tmp_path / "a.mp4", {"date": "2026-01-02 03:04:05"}))
    key = "com.apple.quicktime.creationdate"
    apple = media_of(written(tmp_path / "a.mov", {key: "2020-05-20T20:00:00+0800"}, movflags="use_metadata_tags"))

    assert day.dates == (StatedDate("date", "2026-01-02 03:04:05"),)
    assert apple.dates == (StatedDate(key, "2020-05-20T20:00:00+0800"),)


def test_a_flood_of_dates_and_a_date_without_end_cost_nothing(tmp_path: Path) -> None:
    flood = {f"DATE_{number}": f"{number}" for number in range(5000)} | {"DATE": "9" * 1_000_000}
    media = media_of(written(tmp_path / "a.mkv", flood))

    assert len(media.dates) == 64
    assert max(len(date.text) for date in media.dates) <= 64
