"""Damage is told once for each packet it hits, in every container, and a sound file gives no cause for complaint."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.model.facts import Media, Packets, Pictures
from conformance.shipped import fixtures_folder
from conformance.synthesis.document import read_recipes

from ..measurands.facts import value
from .making import (
    PICTURES,
    TONE,
    complaints_of,
    facts_of,
    followed_by,
    media_of,
    remuxed,
    replaced,
    silent,
    subject_of,
    video_of,
    written,
)

SHARED = Path(__file__).parents[2] / "../shared/media"
# operations after which every byte of every coded picture that is there is as it was coded
HARMLESS = {"state_creation_time", "clear_creation_time", "append_junk", "overstate_media"}
# their program stream map names another codec than they hold, and a decoder believes it
MISNAMED = {"gbt28181-called-mpeg4", "gbt28181-called-g729"}
SOUND = [
    recipe.id
    for recipe in read_recipes(fixtures_folder()).values()
    if {defect.operation for defect in recipe.defects} <= HARMLESS and recipe.id not in MISNAMED
]
# third-party files that hold no picture or sound to decode
NO_MEDIA = (
    "corrupt.mp4",
    "corrupt2.mp4",
    "sample_init.encv.mp4",
    "sample_qt.mp4",
    "sbraz__pymediainfo/tests/data/sample.mkv",
)
CORRUPT, REFUSED, LOGGED = "corrupt_packet", "refused", "logged"
# four bytes of length, SEI of user data: what a signed recording ends with
SEI = bytes.fromhex("0605021122") + b"\x80"
LONE_SEI = len(SEI).to_bytes(4, "big") + SEI


@pytest.mark.parametrize("recipe", SOUND)
def test_a_sound_recording_gives_no_cause_for_complaint(recipe: str, built: Callable[[str], Path]) -> None:
    media = media_of(built(recipe))

    assert silent(media), (complaints_of(media), media.complaints)


def third_party() -> list[Path]:
    files = [path for path in sorted(SHARED.rglob("*")) if path.suffix in (".mp4", ".avi", ".mkv", ".ts", ".ps")]
    return [path for path in files if not str(path).endswith(NO_MEDIA)]


@pytest.mark.skipif(not SHARED.exists(), reason="the folder ../shared/media is absent")
def test_no_sound_third_party_recording_of_less_than_a_megabyte_gives_cause_for_complaint() -> None:
    small = [path for path in third_party() if path.stat().st_size < 1_000_000]

    assert (len(small), [path.name for path in small if not silent(media_of(path))]) == (28, [])


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="the folder ../shared/media is absent")
def test_no_sound_third_party_recording_gives_cause_for_complaint() -> None:
    sound = third_party()

    assert (len(sound), [path.name for path in sound if not silent(media_of(path))]) == (31, [])


def zeroed(data: bytes) -> bytes:
    return bytes(len(data))


def halved(data: bytes) -> bytes:
    return data[: len(data) // 2]


def inverted(data: bytes) -> bytes:
    """Sixteen bytes amid the slice, far behind its header."""
    at = len(data) // 2
    return data[:at] + bytes(byte ^ 0xFF for byte in data[at : at + 16]) + data[at + 16 :]


@pytest.fixture(scope="module")
def plain(coded: Callable[..., Path]) -> Path:
    """25 pictures of H.264, every one but the first referring to those before it."""
    return coded("plain.mp4", *PICTURES, "-c:v", "libx264", "-bf", "0", "-g", "25", "-qp", "18")


@pytest.fixture(scope="module")
def reordered(coded: Callable[..., Path]) -> Path:
    return coded("reordered.mp4", *PICTURES, "-c:v", "libx264", "-bf", "2", "-b_strategy", "0", "-g", "25", "-qp", "18")


@pytest.mark.parametrize("ending", ["mp4", "mov", "mkv", "ts", "h264"])
def test_three_damaged_slices_are_three_complaints_in_every_container(ending: str, plain: Path, tmp_path: Path) -> None:
    media = media_of(remuxed(plain, tmp_path / f"damaged.{ending}", replaced(inverted, (5, 6, 20))))

    assert [packet for _, _, packet in complaints_of(media)] == [5, 6, 20]
    assert len(media.video[0].pictures.pts) == 25
    assert media.complaints == ()


@pytest.mark.parametrize("ending", ["mp4", "mkv", "ts", "h264"])
def test_damage_of_reordered_pictures_counts_once_each(ending: str, reordered: Path, tmp_path: Path) -> None:
    media = media_of(remuxed(reordered, tmp_path / f"damaged.{ending}", replaced(inverted, (4, 10, 19))))

    assert len(complaints_of(media)) == 3
    assert len(media.video[0].pictures.pts) == 25


def test_a_complaint_stands_at_the_time_of_its_picture(plain: Path, tmp_path: Path) -> None:
    track = video_of(remuxed(plain, tmp_path / "damaged.mp4", replaced(inverted, (5, 20))))

    assert [one.time * track.time_base * 25 for one in track.complaints] == [5, 20]


def test_a_complaint_of_a_stream_without_times_states_none(plain: Path, tmp_path: Path) -> None:
    track = video_of(remuxed(plain, tmp_path / "damaged.h264", replaced(inverted, (5, 20))))

    assert [(one.packet, one.time) for one in track.complaints] == [(5, 0), (20, 0)]


def test_an_emptied_packet_is_refused_and_holds_no_picture(plain: Path, tmp_path: Path) -> None:
    media = media_of(remuxed(plain, tmp_path / "zeroed.mp4", replaced(zeroed, (10,))))
    track = media.video[0]

    assert complaints_of(media)[0] == (0, REFUSED, 10)
    assert isinstance(track.packets, Packets)
    assert [number for number, held in enumerate(track.packets.picture) if not held] == [10]


@pytest.mark.parametrize(
    ("damage", "kind", "left"), [(halved, LOGGED, 25), (zeroed, REFUSED, 21)], ids=["halved", "zeroed"]
)
def test_packets_damaged_alike_one_after_the_other_are_each_told(
    damage: Callable[[bytes], bytes], kind: str, left: int, coded: Callable[..., Path], tmp_path: Path
) -> None:
    whole = coded("still.mov", *PICTURES, "-c:v", "mjpeg", "-q:v", "5")
    media = media_of(remuxed(whole, tmp_path / "damaged.mov", replaced(damage, (3, 4, 5, 6))))
    track = media.video[0]

    assert complaints_of(media) == [(0, kind, 3), (0, kind, 4), (0, kind, 5), (0, kind, 6)]
    said = {LOGGED: "mjpeg: overread 8", REFUSED: "mjpeg: No JPEG data found in image"}[kind]
    assert {one.detail for one in track.complaints} == {said}
    assert isinstance(track.pictures, Pictures)
    assert len(track.pictures.pts) == left


@pytest.mark.parametrize(("encoder", "damage"), [("libx265", zeroed), ("mpeg4", zeroed), ("mpeg2video", halved)])
def test_other_codecs_complain_of_a_lost_picture_too(
    encoder: str, damage: Callable[[bytes], bytes], coded: Callable[..., Path], tmp_path: Path
) -> None:
    whole = coded(f"{encoder}.mkv", *PICTURES, "-c:v", encoder, "-bf", "0")
    media = media_of(remuxed(whole, tmp_path / "damaged.mkv", replaced(damage, (8,))))

    assert (0, 8) in [(track, packet) for track, _, packet in complaints_of(media)]


def test_one_damaged_file_read_twice_gives_the_same_facts(coded: Callable[..., Path], tmp_path: Path) -> None:
    whole = coded("still.mov", *PICTURES, "-c:v", "mjpeg", "-q:v", "5")
    damaged = remuxed(whole, tmp_path / "damaged.mov", replaced(zeroed, (7,)))

    assert facts_of(damaged) == facts_of(damaged)


@pytest.mark.parametrize("number", [0, 12, 24])
def test_a_message_without_picture_is_no_decode_error(number: int, plain: Path, tmp_path: Path) -> None:
    media = media_of(remuxed(plain, tmp_path / "signed.mp4", followed_by(LONE_SEI, (number,))))
    track = media.video[0]
    assert isinstance(track.packets, Packets)
    assert isinstance(track.pictures, Pictures)

    assert silent(media)
    assert (len(track.packets.pts), len(track.pictures.pts)) == (26, 25)
    assert [place for place, held in enumerate(track.packets.picture) if not held] == [number + 1]


@pytest.mark.parametrize("ending", ["mkv", "mp4"])
def test_a_message_among_reordered_pictures_is_no_decode_error(ending: str, reordered: Path, tmp_path: Path) -> None:
    media = media_of(remuxed(reordered, tmp_path / f"signed.{ending}", followed_by(LONE_SEI, (9, 24))))

    assert silent(media)
    assert len(media.video[0].pictures.pts) == 25


def test_a_message_before_the_first_picture_is_no_decode_error(plain: Path, tmp_path: Path) -> None:
    ahead = remuxed(plain, tmp_path / "signed.mp4", lambda k, data: [LONE_SEI, data] if k == 0 else [data])

    assert silent(media_of(ahead))


def test_a_raw_stream_may_end_with_a_message(plain: Path, tmp_path: Path) -> None:
    raw = remuxed(plain, tmp_path / "plain.h264", lambda _, data: [data])
    media = media_of(written(tmp_path / "signed.h264", raw.read_bytes() + b"\x00\x00\x00\x01" + SEI))

    assert silent(media)
    assert len(media.video[0].pictures.pts) == 25


def test_a_signed_recording_has_no_frame_more_than_it_shows(plain: Path, tmp_path: Path) -> None:
    told = subject_of(facts_of(remuxed(plain, tmp_path / "signed.mp4", followed_by(LONE_SEI, (24,)))))

    assert (value("video.frames", told), value("decode.errors", told)) == (25, 0)


@pytest.mark.parametrize(
    "instead",
    [
        LONE_SEI + bytes(400),
        LONE_SEI[:-1],
        bytes.fromhex("00000190") + b"\x09" + bytes(range(1, 256)) + bytes(range(1, 145)),
    ],
)
def test_a_message_where_a_picture_was_destroyed_is_a_decode_error(instead: bytes, plain: Path, tmp_path: Path) -> None:
    media = media_of(remuxed(plain, tmp_path / "destroyed.mp4", replaced(lambda _: instead, (12,))))

    assert (0, REFUSED, 12) in complaints_of(media)


def cut(path: Path, to: Path, share: float) -> Media:
    data = path.read_bytes()
    return media_of(written(to / f"cut{path.suffix}", data[: int(len(data) * share)]))


SHARES = [0.99, 0.9, 0.75, 0.5, 0.3]


@pytest.mark.parametrize("share", SHARES)
def test_a_truncated_matroska_file_is_told_once_by_its_demultiplexer(
    share: float, coded: Callable[..., Path], tmp_path: Path
) -> None:
    media = cut(coded("whole.mkv", *PICTURES, *TONE, "-c:v", "libx264", "-c:a", "aac"), tmp_path, share)

    assert media.complaints == ("matroska,webm: File ended prematurely",)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("whole.mp4", ("-c:v", "libx264", "-c:a", "aac", "-movflags", "+faststart")),
        ("whole.avi", ("-c:v", "mpeg4", "-c:a", "pcm_s16le")),
        ("pieces.mp4", ("-c:v", "libx264", "-c:a", "aac", "-movflags", "+frag_keyframe+empty_moov", "-g", "5")),
    ],
)
@pytest.mark.parametrize("share", SHARES)
def test_a_truncated_file_has_one_packet_too_short(
    name: str, options: tuple[str, ...], share: float, coded: Callable[..., Path], tmp_path: Path
) -> None:
    media = cut(coded(name, *PICTURES, *TONE, *options), tmp_path, share)

    assert len(complaints_of(media)) == 1


@pytest.mark.parametrize("share", SHARES)
def test_a_truncated_program_stream_has_one_packet_too_short(
    share: float, built: Callable[[str], Path], tmp_path: Path
) -> None:
    media = cut(built("gbt28181"), tmp_path, share)

    assert CORRUPT in [kind for _, kind, _ in complaints_of(media)]


def test_a_transport_packet_marked_as_erroneous_makes_its_packet_corrupt(
    coded: Callable[..., Path], tmp_path: Path
) -> None:
    data = bytearray(coded("whole.ts", *PICTURES, "-c:v", "libx264", "-bf", "0", "-qp", "18").read_bytes())
    middle = len(data) // 188 // 2 * 188
    data[middle + 1] |= 0x80  # transport_error_indicator, ISO/IEC 13818-1, 2.4.3.3
    media = media_of(written(tmp_path / "marked.ts", bytes(data)))

    assert [kind for _, kind, _ in complaints_of(media)] == [CORRUPT]


def oversized(data: bytes, sample: int) -> bytes:
    """The file with some 2 GB as size of that sample in its first `trun` (ISO/IEC 14496-12, 8.8.8.2)."""
    at = data.index(b"trun") + 4
    flags = int.from_bytes(data[at : at + 4], "big")
    entry = at + 8 + 4 * (flags & 1) + 4 * (flags >> 2 & 1)
    fields = [bit for bit in (0x100, 0x200, 0x400, 0x800) if flags & bit]
    size = entry + 4 * (len(fields) * sample + fields.index(0x200))
    return data[:size] + b"\x7f" + data[size + 1 :]


def test_a_broken_fragment_is_told_and_the_pictures_before_it_are_all_decoded(
    coded: Callable[..., Path], tmp_path: Path
) -> None:
    reordering = ("-c:v", "libx264", "-bf", "2", "-b_strategy", "0", "-g", "25")
    whole = coded("one-piece.mp4", *PICTURES, *reordering, "-movflags", "+frag_keyframe+empty_moov")
    media = media_of(written(tmp_path / "broken.mp4", oversized(whole.read_bytes(), 10)))
    track = media.video[0]

    assert media.complaints == ("demultiplexing ended early: Cannot allocate memory",)
    assert isinstance(track.pictures, Pictures)
    assert len(track.pictures.pts) == 10


def test_a_damaged_matroska_file_is_told_by_its_demultiplexer(coded: Callable[..., Path], tmp_path: Path) -> None:
    data = bytearray(coded("whole.mkv", *PICTURES, *TONE, "-c:v", "libx264", "-c:a", "aac").read_bytes())
    blocks = [at for at in range(len(data)) if data[at] == 0xA3 and data[at + 1] & 0xF0 == 0x40]
    data[blocks[len(blocks) // 2]] = 0  # an element identifier that no element has
    media = media_of(written(tmp_path / "damaged.mkv", bytes(data)))

    assert len(media.complaints) >= 1
    assert media.complaints[0].startswith("matroska,webm: ")


def test_a_codec_without_a_word_on_damage_says_so_by_its_pictures(coded: Callable[..., Path], tmp_path: Path) -> None:
    tone = coded("tone.wav", *TONE, "-c:a", "pcm_alaw", "-ar", "8000")
    data = tone.read_bytes()
    media = media_of(written(tmp_path / "flipped.wav", data[:4000] + bytes(1000) + data[5000:]))

    assert complaints_of(media) == []
    assert media.audio[0].samples == 8000
