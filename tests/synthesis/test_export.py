"""Exports of a finished MP4: right to the last byte, the same every time, and wrong only where asked."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import av
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from conformance.errors import DocumentError, FixtureError
from conformance.shipped import fixtures_folder
from conformance.synthesis import bmff
from conformance.synthesis.boxes import box, inserted, word
from conformance.synthesis.build import content
from conformance.synthesis.defects import DropDecodeTimes
from conformance.synthesis.document import read_recipes
from conformance.synthesis.export import OnvifExport, Wrong
from conformance.synthesis.recipe import Recipe
from conformance.synthesis.sealing import pinned_key

from .conftest import Seen


@pytest.fixture(scope="module")
def plain(recipes: dict[str, Recipe]) -> bytes:
    """The recording of `export` before it is exported."""
    small = recipes["export"].video
    return content(Recipe(**{**vars(recipes["patrol"]), "video": small}))


def tops(data: bytes) -> list[str]:
    return [one.type for one in bmff.inside(data, bmff.whole(data))]


def test_an_export_is_the_same_every_time(plain: bytes) -> None:
    assert OnvifExport().apply(plain) == OnvifExport().apply(plain)


def test_a_signature_with_a_pinned_salt_is_the_same_on_every_machine() -> None:
    signature = pinned_key(2048).signed(b"a file", default=True)
    assert hashlib.sha256(signature).hexdigest() == "812e3de73c0422b5df4c856772db29e174ec8e8d945ad347cd995580230b7ea1"


@pytest.mark.parametrize("bits", [2048, 1024])
def test_signatures_hold_for_the_key_of_the_certificate(bits: int) -> None:
    key = pinned_key(bits)
    public = x509.load_der_x509_certificate(key.certificate).public_key()
    assert isinstance(public, RSAPublicKey)
    public.verify(key.signed(b"a file", default=True), b"a file", PSS(MGF1(SHA256()), 20), SHA256())
    public.verify(key.signed(b"a file", default=False), b"a file", PKCS1v15(), SHA256())
    assert public.key_size == bits


def test_every_key_of_the_fixtures_is_called_a_test_key() -> None:
    for path in (fixtures_folder() / "keys").glob("*.cert.pem"):
        subject = x509.load_pem_x509_certificate(path.read_bytes()).subject.rfc4514_string()
        assert "Test key of synthetic recordings" in subject


def test_an_export_still_shows_every_picture(look: Callable[[str], Seen]) -> None:
    for recipe in ("export", "export-meta-last", "export-signed-twice"):
        found = look(recipe)
        assert (found.pictures, found.corrupt, found.complaints, found.audio) == (30, 0, (), ("aac", 48000, 1))


def test_ffmpeg_finds_the_location_and_the_metadata_track(built: Callable[[str], Path]) -> None:
    with av.open(str(built("export"))) as container:
        assert container.metadata["location"] == "+31.0000+121.0000+4.000000/Café"
        assert [stream.type for stream in container.streams] == ["video", "audio", "data"]
        packets = [bytes(packet) for packet in container.demux(container.streams[2]) if packet.size]
    assert packets == [b'<tt:MetadataStream xmlns:tt="http://www.onvif.org/ver10/schema"/>']


def test_the_meta_stands_where_it_was_asked_for(plain: bytes) -> None:
    assert tops(OnvifExport().apply(plain)) == ["ftyp", "meta", "moov", "free", "mdat", "mdat"]
    assert tops(OnvifExport(place="end").apply(plain)) == ["ftyp", "moov", "free", "mdat", "mdat", "meta"]


def test_chunk_offsets_follow_their_media_when_boxes_are_inserted(plain: bytes) -> None:
    moov = bmff.only(plain, bmff.whole(plain), "moov")
    longer = inserted(plain, moov.end, box("free", bytes(100)), (moov,))
    before, after = bmff.video_samples(plain), bmff.video_samples(longer)
    assert [one.offset + 108 for one in before] == [one.offset for one in after]
    assert bmff.only(longer, bmff.whole(longer), "moov").end == moov.end + 108


def test_chunk_offsets_before_an_insertion_stay(plain: bytes) -> None:
    longer = inserted(plain, len(plain), box("free"))
    assert bmff.video_samples(longer) == bmff.video_samples(plain)


@pytest.mark.parametrize("wrong", [one for one in Wrong if one is not Wrong.SIGNED_BEFORE])
def test_everything_that_may_be_wrong_changes_the_file(wrong: Wrong, plain: bytes) -> None:
    assert OnvifExport(wrong=(wrong,)).apply(plain) != OnvifExport().apply(plain)


def test_an_altered_file_differs_in_one_bit(plain: bytes) -> None:
    whole, altered = OnvifExport().apply(plain), OnvifExport(wrong=(Wrong.ALTERED,)).apply(plain)
    [place] = [at for at, pair in enumerate(zip(whole, altered, strict=True)) if pair[0] != pair[1]]
    assert whole[place] ^ altered[place] == 1


def test_only_a_meta_at_the_end_can_be_signed_twice(plain: bytes) -> None:
    with pytest.raises(FixtureError, match="signed twice with meta at the end only"):
        OnvifExport(signings=2).apply(plain)


def test_a_fragmented_file_is_not_exported(built: Callable[[str], Path]) -> None:
    with pytest.raises(FixtureError, match="files without fragments only"):
        OnvifExport().apply(built("fragmented").read_bytes())


def test_dropped_decode_times_leave_the_file_as_long_as_it_was(built: Callable[[str], Path], plain: bytes) -> None:
    whole = built("fragmented").read_bytes()
    dropped = DropDecodeTimes().apply(whole)
    assert len(dropped) == len(whole)
    assert (whole.count(b"tfdt"), dropped.count(b"tfdt")) == (4, 2)
    with pytest.raises(FixtureError, match="needs a fragmented recording"):
        DropDecodeTimes().apply(plain)


def test_an_unknown_thing_to_be_wrong_is_refused(tmp_path: Path) -> None:
    defect = "{operation: onvif_export, wrong: [no_sup]}"
    (tmp_path / "recordings.yaml").write_text(f"recordings:\n  - {{id: r1, truth: plain, defects: [{defect}]}}\n")
    with pytest.raises(DocumentError, match="no_sup"):
        read_recipes(tmp_path)


def test_a_word_is_big_endian() -> None:
    assert (word(258), word(258, 2)) == (b"\0\0\1\2", b"\1\2")
