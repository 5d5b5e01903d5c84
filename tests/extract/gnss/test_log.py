"""A receiver's log beside the recording: its first and last time, what is counted, and what is bounded."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from conformance.errors import ExtractionError
from conformance.evidence.opening import open_submission
from conformance.execution.store import FactsStore, Plan
from conformance.extract.gnss.log import read_log
from conformance.model.evidence import RecordingSubject, ReferenceTime
from conformance.model.facts import Absent
from conformance.model.gnss_facts import GnssFacts, GnssLog, LoggedTime
from conformance.model.measurement import Measurement, Uncertain
from conformance.model.vocabulary import Depth

from ...measurands.facts import outcome, witnessed
from ..making import written
from .making import gga, rmc, zda

BEGAN = datetime(2023, 6, 1, 23, 59, 30, tzinfo=UTC)
Coded = Callable[..., Path]


def lines(seconds: Iterable[int], *, other: str = "GSV,1,1,00") -> bytes:
    times = [BEGAN + timedelta(seconds=second) for second in seconds]
    told = (f"$GP{other}*00\r\n{rmc(f'{time:%H%M%S}.00', f'{time:%d%m%y}')}\r\n" for time in times)
    return "".join(told).encode()


def read(folder: Path, content: bytes) -> GnssLog:
    return read_log(written(folder / "a.nmea", content), hashlib.sha256(content).hexdigest(), lambda: None)


def since_1970(second: int) -> LoggedTime:
    return LoggedTime(Fraction(int(BEGAN.timestamp()) + second), Fraction(1, 100))


def test_the_first_and_the_last_time_are_told_across_midnight(tmp_path: Path) -> None:
    log = read(tmp_path, lines(range(60)))

    assert log.ends == (since_1970(0), since_1970(59))
    assert (log.valid, log.void, log.unchecked, log.damaged, log.backward) == (60, 0, 0, 0, 0)


def test_a_long_log_is_read_in_blocks_and_no_line_is_lost_between_them(tmp_path: Path) -> None:
    content = lines(range(20_000), other="GSV," + "7" * 60)
    log = read(tmp_path, content)

    assert len(content) > 10 * (1 << 17)
    assert (log.valid, log.unchecked, log.damaged, log.backward) == (20_000, 0, 0, 0)
    assert log.ends == (since_1970(0), since_1970(19_999))


def test_times_that_no_fix_vouches_for_are_counted(tmp_path: Path) -> None:
    void = rmc("235930.00", "010623", status="V").encode() + b"\n"
    vouched = f"{gga('235931.00', 1)}\n{zda('235931.00', '01,06,2023')}\n".encode()
    log = read(tmp_path, void + vouched + lines((2, 3)) + lines((4,)).replace(b"RMC,2", b"RMC,1"))

    assert (log.valid, log.void, log.unchecked) == (3, 1, 1)
    assert log.ends == (since_1970(1), since_1970(3))


def test_times_that_go_back_are_counted(tmp_path: Path) -> None:
    assert read(tmp_path, lines((0, 1, 2, 1, 2, 3, 3, 0))).backward == 2


@pytest.mark.parametrize("content", [b"", b"\0" * 300_000, b"$" * 300_000, b"no sentence\n" * 30_000])
def test_what_holds_no_sentence_is_no_log(content: bytes, tmp_path: Path) -> None:
    log = read(tmp_path, content)

    assert (log.ends, log.valid, log.void, log.unchecked) == ((), 0, 0, 0)


def test_a_log_that_is_no_longer_the_one_whose_digest_was_taken_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(ExtractionError, match=r"a\.nmea: the file changed after its digest was taken"):
        read_log(written(tmp_path / "a.nmea", lines((0, 1))), "00" * 32, lambda: None)


@pytest.fixture
def submitted(coded: Coded, tmp_path: Path) -> Path:
    """20 s of pictures and a log of seconds 1 to 19 of them."""
    pictures = ("-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=20")
    folder = tmp_path / "submission"
    folder.mkdir()
    clip = coded("logged.mp4", *pictures, "-pix_fmt", "yuv420p")
    written(folder / "a.mp4", clip.read_bytes())
    written(folder / "a.nmea", lines(range(1, 20)))
    written(folder / "submission.yaml", b"recordings:\n  - {path: a.mp4, gnss_log: .nmea}\n")
    return folder


def subject(folder: Path, kept: Path, depth: Depth = Depth.PACKETS) -> RecordingSubject:
    (recording,) = open_submission(folder).recordings
    store = FactsStore(Plan(kept, depth))
    try:
        return RecordingSubject(recording, store.facts(recording))
    finally:
        store.close()


def test_a_submitted_log_places_the_start_of_its_recording(submitted: Path, tmp_path: Path) -> None:
    one = subject(submitted, tmp_path / "kept")
    offset = outcome("time.gnss_offset", witnessed(one, ReferenceTime(BEGAN, Fraction(1, 1000))))

    assert isinstance(offset, Measurement), offset
    assert isinstance(offset.uncertainty, Uncertain)
    # the start lies from 19 s - 20 s to 1 s + 1 s of the log's time, and 12 ms more on either side
    assert float(offset.value) == pytest.approx(0.5, abs=0.001)  # type: ignore[arg-type]
    assert float(offset.uncertainty.expanded) == pytest.approx(2 * 1.512 / 3**0.5, abs=0.001)
    assert offset.exercised == 19
    assert "GNSS (NMEA 0183 log) 2023-06-01 23:59:30.500000 (UTC) at the first picture by 19 valid fixes" in offset.note


def test_facts_of_another_log_are_not_used(submitted: Path, tmp_path: Path) -> None:
    before = subject(submitted, tmp_path / "kept")
    written(submitted / "a.nmea", lines(range(1, 10)))
    after = subject(submitted, tmp_path / "kept")

    assert isinstance(before.facts.gnss, GnssFacts)
    assert isinstance(after.facts.gnss, GnssFacts)
    assert [log.valid for log in (*before.facts.gnss.logs, *after.facts.gnss.logs)] == [19, 9]


def test_a_run_that_reads_headers_alone_reads_no_log(submitted: Path, tmp_path: Path) -> None:
    assert isinstance(subject(submitted, tmp_path / "kept", Depth.CONTAINER).facts.gnss, Absent)


def test_a_log_that_vanishes_costs_its_recording_alone_and_is_no_fault_of_the_device(
    submitted: Path, tmp_path: Path
) -> None:
    (recording,) = open_submission(submitted).recordings
    gone = replace(recording, gnss_log=(replace(recording.gnss_log[0], file=submitted / "gone.nmea"),))
    store = FactsStore(Plan(tmp_path / "kept", Depth.PACKETS))
    try:
        facts = store.facts(gone)
    finally:
        store.close()

    assert isinstance(facts.media, Absent)
    assert "gone.nmea" in facts.media.detail
