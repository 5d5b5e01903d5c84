"""A lost picture is never called a decode error, and a damaged one never a loss, whatever the decoder says of them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.model.facts import FrameNumbers, Media
from conformance.model.measurement import Measurement

from ..measurands.facts import outcome, subject
from .making import Change, coded, media_of, remuxed, replaced, without

PICTURES = ("-f", "lavfi", "-i", "testsrc2=size=192x144:rate=25:duration=2,noise=alls=8:allf=t")
H264 = ("-c:v", "libx264", "-preset", "veryfast", "-g", "25", "-keyint_min", "25", "-sc_threshold", "0")
HEVC = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params")
GROUPS = "log-level=none:pools=1:keyint=25:min-keyint=25:scenecut=0"
STREAMS = {
    "h264-cavlc": (*H264, "-profile:v", "baseline"),
    "h264-cabac": (*H264, "-profile:v", "main", "-bf", "0"),
    "h264-disposable": (*H264, "-bf", "2", "-b_strategy", "0", "-x264-params", "b-pyramid=none"),
    "h264-pyramid": (*H264, "-bf", "3", "-b_strategy", "0", "-x264-params", "b-pyramid=strict"),
    "h264-open": (*H264, "-bf", "2", "-b_strategy", "0", "-x264-params", "open-gop=1"),
    "hevc-p": (*HEVC, f"{GROUPS}:bframes=0"),
    "hevc-pyramid": (*HEVC, f"{GROUPS}:bframes=4:b-adapt=0:b-pyramid=1"),
    "hevc-hashed": (*HEVC, f"{GROUPS}:bframes=2:hash=1:wpp=0"),
}
FURTHER = ("h264-pyramid", "h264-open", "hevc-hashed")
HASH = 4 + 2 + 2 + 1 + 48 + 1  # bytes of length, header, payload type and size, method, MD5 of three planes, stop bit
TWENTY = [1, 4, 6, 9, 11, 13, 15, 18, 20, 23, 25, 26, 29, 31, 33, 36, 38, 41, 44, 47]


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The encoder's file of that name."""
    folder = tmp_path_factory.mktemp("losses")
    return lambda name: coded(folder / f"{name}.mp4", *PICTURES, *STREAMS[name])


def weighed(media: Media) -> tuple[int, int]:
    """Lost pictures, and decode errors."""
    told = subject(media)
    gaps, errors = outcome("video.frame_num_gaps", told), outcome("decode.errors", told)
    assert isinstance(gaps, Measurement), gaps
    assert isinstance(errors, Measurement), errors
    return int(str(gaps.value)), int(str(errors.value))


def changed(source: Path, change: Change, target: Path) -> tuple[int, int]:
    return weighed(media_of(remuxed(source, target, change)))


@pytest.mark.parametrize("name", [name for name in STREAMS if name not in FURTHER])
def test_of_twenty_lost_pictures_nineteen_are_found_and_none_is_an_error(
    name: str, stream: Callable[[str], Path], tmp_path: Path
) -> None:
    source = stream(name)
    found = [changed(source, without(lost), tmp_path / "lost.mp4") for lost in TWENTY]

    assert weighed(media_of(source)) == (0, 0)
    assert sum(gaps == 1 for gaps, _ in found) >= 19
    assert {errors for _, errors in found} == {0}


@pytest.mark.parametrize("name", FURTHER)
def test_so_it_is_whatever_refers_to_what(name: str, stream: Callable[[str], Path], tmp_path: Path) -> None:
    found = [changed(stream(name), without(lost), tmp_path / "lost.mp4") for lost in TWENTY[1::3]]

    assert {gaps for gaps, _ in found} == {1}
    assert {errors for _, errors in found} == {0}


def inverted(data: bytes) -> bytes:
    """The bytes of a slice behind the first twelve, which hold its header."""
    return data[:12] + bytes(255 - byte for byte in data[12:])


def inverted_whole(data: bytes) -> bytes:
    return bytes(255 - byte for byte in data)


def halved(data: bytes) -> bytes:
    return data[: len(data) // 2]


def zeroed(data: bytes) -> bytes:
    return bytes(len(data))


def beginning_inverted(data: bytes) -> bytes:
    """Its NAL unit's type kept, its slice header destroyed."""
    return data[:6] + bytes(255 - byte for byte in data[6:20]) + data[20:]


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("h264-cavlc", inverted_whole),
        ("h264-cabac", halved),
        ("h264-pyramid", zeroed),
        ("hevc-pyramid", halved),
        ("hevc-pyramid", inverted_whole),
        ("hevc-p", beginning_inverted),
        ("hevc-hashed", inverted),
    ],
)
def test_damaged_pictures_are_errors_and_no_losses(
    name: str, damage: Callable[[bytes], bytes], stream: Callable[[str], Path], tmp_path: Path
) -> None:
    hits = TWENTY if damage in (inverted, inverted_whole) else TWENTY[::4]
    found = [changed(stream(name), replaced(damage, (hit,)), tmp_path / "damaged.mp4") for hit in hits]

    assert [hit for hit, (_, errors) in zip(hits, found, strict=True) if not errors] == []
    assert [hit for hit, (gaps, _) in zip(hits, found, strict=True) if gaps] == []


@pytest.mark.parametrize(("name", "lost"), [("h264-cabac", 6), ("hevc-p", 6), ("hevc-pyramid", 6), ("hevc-hashed", 7)])
def test_a_damaged_picture_behind_a_lost_one_stays_an_error(
    name: str, lost: int, stream: Callable[[str], Path], tmp_path: Path
) -> None:
    """Though it rests on the lost one, and the decoder says that of it too."""

    def change(number: int, data: bytes) -> list[bytes]:
        return [] if number == lost else [halved(data) if number == 10 else data]

    gaps, errors = changed(stream(name), change, tmp_path / "both.mp4")

    assert gaps == 1
    assert errors >= 1


def test_a_reference_missing_for_damage_is_an_error(stream: Callable[[str], Path], tmp_path: Path) -> None:
    """Everything that rests on the destroyed picture, for no loss is proven."""
    gaps, errors = changed(stream("hevc-p"), replaced(zeroed, (6,)), tmp_path / "zeroed.mp4")

    assert gaps == 0
    assert errors > 1


@pytest.mark.parametrize("ending", ["hevc", "ts", "mkv"])
def test_a_loss_is_no_error_in_any_container(ending: str, stream: Callable[[str], Path], tmp_path: Path) -> None:
    assert changed(stream("hevc-pyramid"), without(6), tmp_path / f"lost.{ending}") == (1, 0)


@pytest.mark.parametrize("name", ["hevc-p", "hevc-pyramid"])
def test_what_rests_on_a_lost_picture_is_decoded_all_the_same(
    name: str, stream: Callable[[str], Path], tmp_path: Path
) -> None:
    track = media_of(remuxed(stream(name), tmp_path / "lost.mp4", without(6))).video[0]

    assert len(track.pictures.pts) == 49  # type: ignore[union-attr]
    assert isinstance(track.frame_numbers, FrameNumbers)


def flips(source: Path, count: int, target: Path) -> list[int]:
    """Decode errors after each of so many single bits, spread over all slices, was flipped behind a slice header."""
    found = []
    for number in range(count):

        def flip(data: bytes, number: int = number) -> bytes:
            place = 12 + number * 7919 % (len(data) - HASH - 12 - 8)  # the last bits of a slice may not matter
            return data[:place] + bytes([data[place] ^ 1 << number % 8]) + data[place + 1 :]

        found.append(changed(source, replaced(flip, (1 + number * 17 % 49,)), target)[1])
    return found


def test_with_hashes_every_flipped_bit_is_an_error(stream: Callable[[str], Path], tmp_path: Path) -> None:
    assert 0 not in flips(stream("hevc-hashed"), 10, tmp_path / "flipped.mp4")


@pytest.mark.slow
def test_with_hashes_sixty_flipped_bits_of_sixty_are_errors(stream: Callable[[str], Path], tmp_path: Path) -> None:
    assert 0 not in flips(stream("hevc-hashed"), 60, tmp_path / "flipped.mp4")
