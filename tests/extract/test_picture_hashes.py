"""Every picture that carries a hash of its samples is counted once a method, wherever the message stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.extract.stream.audit import StreamAudit
from conformance.extract.stream.picture_hashes import PictureHashAudit
from conformance.model.stream_facts import PictureHashes

from .hevc_bits import BEFORE, IDR, PREFIX_SEI, SETS, TRAIL_R, further, hash_message, picture, unit
from .making import PICTURES, coded
from .streams import stream_of

FIRST, NEXT = picture(IDR, 0), picture(TRAIL_R, 1, BEFORE)


def audited(*units: bytes) -> PictureHashes:
    audit = PictureHashAudit()
    for packet, one in enumerate((*SETS, *units)):
        audit.take(one, packet)
    return audit.result()


@pytest.mark.parametrize(
    ("method", "found"), [(0, (2, 1, 0, 0)), (1, (2, 0, 1, 0)), (2, (2, 0, 0, 1)), (3, (2, 0, 0, 0))]
)
def test_a_hash_is_counted_by_its_method(method: int, found: tuple[int, int, int, int]) -> None:
    assert audited(FIRST, hash_message(method), NEXT) == PictureHashes(*found)


def test_a_picture_counts_once_a_method() -> None:
    units = (FIRST, further(), hash_message(0, 1), hash_message(0), NEXT, hash_message(0))

    assert audited(*units) == PictureHashes(2, 2, 1, 0)


def test_a_hash_behind_other_messages_is_found() -> None:
    other = bytes([0xFF, 10, 0xFF, 45]) + bytes(300) + bytes([5, 2, 132, 17])

    assert audited(FIRST, hash_message(0, before=other)) == PictureHashes(1, 1, 0, 0)


def test_bytes_of_another_message_are_no_hash() -> None:
    assert audited(FIRST, unit(PREFIX_SEI, f"{5:08b}{20:08b}" + f"{132:08b}{17:08b}{0:08b}" * 6)) == PictureHashes(
        1, 0, 0, 0
    )


@given(st.binary(max_size=80))
def test_any_message_can_be_read(body: bytes) -> None:
    assert audited(FIRST, b"\x50\x01" + body).pictures == 1


@pytest.mark.parametrize(("method", "found"), [(1, (25, 25, 0, 0)), (2, (25, 0, 25, 0)), (3, (25, 0, 0, 25))])
def test_an_encoder_hashes_every_picture(
    method: int, found: tuple[int, int, int, int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    target = tmp_path_factory.mktemp("hashed") / "hashed.mp4"
    stream = stream_of(
        coded(
            target,
            *PICTURES,
            "-c:v",
            "libx265",
            "-preset",
            "ultrafast",
            "-x265-params",
            f"log-level=none:hash={method}",
        )
    )
    audit = StreamAudit(stream.codec, stream.extradata)
    for number, packet in enumerate(stream.packets):
        audit.take(packet, number)

    assert audit.picture_hashes() == PictureHashes(*found)
