"""What is read of single boxes, elements, chunks and tables: each against bytes written by hand."""

import struct
from pathlib import Path

from conformance.extract.layout.avi import avi_layout
from conformance.extract.layout.matroska import matroska_layout
from conformance.extract.layout.transport import transport_layout
from conformance.extract.structure.source import Walked
from conformance.model.layout_facts import HeaderTimes, LayoutFacts, Space

from .cameras import box, layout_of

FTYP = box(b"ftyp", b"mp42" + bytes(3) + b"\1" + b"mp42isom")
FULL = bytes(4)


def iso(folder: Path, *boxes: bytes) -> LayoutFacts:
    (folder / "clip.mp4").write_bytes(FTYP + b"".join(boxes))
    return layout_of(folder / "clip.mp4")


def values(layout: LayoutFacts) -> dict[str, str]:
    return {one.path: one.value for one in layout.items}


def texts(layout: LayoutFacts) -> list[tuple[str, str]]:
    return [(one.path, one.text) for one in layout.writers]


def test_brands_and_order_are_told(tmp_path: Path) -> None:
    found = values(iso(tmp_path, box(b"mdat"), box(b"mdat"), box(b"free"), box(b"moov")))

    assert found["file"] == "ftyp mdat+ free moov"
    assert (found["ftyp:major_brand"], found["ftyp:minor_version"]) == ("mp42", "1")
    assert found["ftyp:compatible_brands"] == "mp42 isom"


def test_a_movie_header_of_either_width_gives_its_times_and_time_scale(tmp_path: Path) -> None:
    rest = struct.pack(">I", 9) + bytes.fromhex("00010000 0100") + bytes(70)
    narrow = box(b"mvhd", FULL + struct.pack(">3I", 100, 103, 90_000) + rest)
    wide = box(b"mvhd", b"\1" + bytes(3) + struct.pack(">2QI", 100, 103, 90_000) + bytes(4) + rest)

    for header, version in ((narrow, 0), (wide, 1)):
        found = iso(tmp_path, box(b"moov", header))
        assert found.times == (HeaderTimes("moov/mvhd", 100, 103, 32),)
        told = values(found)
        assert (told["moov/mvhd"], told["moov/mvhd:timescale"]) == (f"version {version}, flags 000000", "90000")
        assert (told["moov/mvhd:rate"], told["moov/mvhd:volume"]) == ("00010000", "0100")


def test_texts_of_user_data_are_read_in_their_three_forms(tmp_path: Path) -> None:
    quicktime = box(b"\xa9swr", struct.pack(">2H", 5, 0) + b"Maker")
    mobile = box(b"\xa9enc", FULL + b"\x55\xc4" + b"Tool 1\0")
    bare = box(b"\xa9too", b"Other 2")
    other = box(b"\xa9xyz", b"+48.1+011.5/")
    found = iso(tmp_path, box(b"moov", box(b"udta", quicktime + mobile + bare + other)))

    assert texts(found) == [("moov/udta/©swr", "Maker"), ("moov/udta/©enc", "Tool 1"), ("moov/udta/©too", "Other 2")]
    assert values(found)["moov/udta/©xyz"] == "", "a position differs from recording to recording"


def test_keys_of_metadata_are_told_by_name_and_those_of_software_with_their_text(tmp_path: Path) -> None:
    names = (b"com.apple.quicktime.software", b"com.apple.quicktime.creationdate")
    keys = box(b"keys", FULL + struct.pack(">I", 2) + b"".join(box(b"mdta", name) for name in names))
    data = (box(b"data", bytes(8) + text) for text in (b"Cut 5", b"2026-11-26"))
    ilst = box(b"ilst", b"".join(box(struct.pack(">I", number), one) for number, one in enumerate(data, 1)))
    found = iso(tmp_path, box(b"moov", box(b"meta", box(b"hdlr", bytes(25)) + keys + ilst)))

    assert texts(found) == [("moov/meta/ilst/\\x00\\x00\\x00\\x01/data", "Cut 5")]
    told = values(found)
    assert told["moov/meta/ilst/\\x00\\x00\\x00\\x02/data:key"] == "com.apple.quicktime.creationdate"
    assert "moov/meta/ilst/\\x00\\x00\\x00\\x02/data:text" not in told


def track(entry: bytes, kind: bytes = b"vide", *beside: bytes) -> bytes:
    hdlr = box(b"hdlr", FULL + bytes(4) + kind + bytes(12) + b"Handler\0")
    stsd = box(b"stsd", FULL + struct.pack(">I", 1) + entry)
    mdia = box(b"mdia", hdlr + box(b"minf", box(b"stbl", stsd + box(b"co64", bytes(8)))))
    return box(b"moov", box(b"trak", b"".join(beside) + mdia))


AT = "moov/trak[0]/mdia/minf/stbl"


def test_a_picture_entry_gives_size_compressor_and_its_configuration(tmp_path: Path) -> None:
    head = (
        bytes(24) + struct.pack(">2H", 1920, 1080) + bytes(14) + b"\4ACME" + bytes(27) + struct.pack(">2H", 24, 65535)
    )
    entry = box(b"avc1", head + box(b"avcC", b"\1\x64") + box(b"btrt", bytes(12)))
    found = iso(tmp_path, track(entry))

    told = values(found)
    assert told[f"{AT}/stsd/avc1"] == "holds avcC btrt"
    assert (told[f"{AT}/stsd/avc1:size"], told[f"{AT}/stsd/avc1:depth"]) == ("1920x1080", "24")
    assert told[f"{AT}/stsd/avc1/avcC:bytes"] == "0164"
    assert f"{AT}/stsd/avc1/btrt:bytes" not in told, "rates differ from recording to recording"
    assert texts(found) == [("moov/trak[0]/mdia/hdlr:name", "Handler"), (f"{AT}/stsd/avc1:compressorname", "ACME")]
    assert found.descriptions == (1,)
    assert told[AT] == "holds stsd stco", "which of both tables it is depends on the size of the file"


def test_a_sound_entry_gives_its_decoder_and_no_rates(tmp_path: Path) -> None:
    specific = b"\5\2\x11\x90"
    decoder = (
        b"\4" + bytes([13 + len(specific)]) + b"\x40\x15" + bytes(3) + struct.pack(">2I", 128_000, 96_000) + specific
    )
    esds = box(b"esds", FULL + b"\3\x80" + bytes([3 + len(decoder)]) + bytes(3) + decoder)
    entry = box(b"mp4a", bytes(16) + struct.pack(">4H2H", 2, 16, 0, 0, 48_000, 0) + esds)
    told = values(iso(tmp_path, track(entry, b"soun")))

    place = f"{AT}/stsd/mp4a"
    assert (told[f"{place}:channels"], told[f"{place}:rate"]) == ("2", "48000")
    assert (told[f"{place}/esds:object"], told[f"{place}/esds:configuration"]) == ("4015", "1190")
    assert not any("128000" in value or "0001f400" in value for value in told.values())


def test_an_edit_list_gives_media_times_and_no_durations(tmp_path: Path) -> None:
    elst = box(b"elst", FULL + struct.pack(">I", 2) + struct.pack(">IiIIiI", 40, -1, 1 << 16, 777, 512, 1 << 16))
    told = values(iso(tmp_path, track(box(b"avc1", bytes(78)), b"vide", box(b"edts", elst))))

    assert told["moov/trak[0]/edts/elst:media_times"] == "-1 512"
    assert not any("777" in value for value in told.values())


def test_spaces_are_found_wherever_they_are(tmp_path: Path) -> None:
    found = iso(tmp_path, box(b"free", bytes(92)), box(b"moov", box(b"udta", box(b"skip", bytes(12)))))

    assert found.free == (Space("free", 24, 100), Space("moov/udta/skip", 140, 20))


def read(layout: object, data: bytes, folder: Path) -> LayoutFacts:
    (folder / "clip").write_bytes(data)
    with (folder / "clip").open("rb", buffering=0) as stream:
        return layout(Walked(stream, len(data), lambda: None))  # type: ignore[operator, no-any-return]


def element(id_: str, body: bytes, *, unknown: bool = False) -> bytes:
    return bytes.fromhex(id_) + (b"\xff" if unknown else bytes([0x80 | len(body)])) + body


def test_a_live_segment_and_its_clusters_are_told_once(tmp_path: Path) -> None:
    info = element(
        "1549A966", element("2AD7B1", b"\x0f\x42\x40") + element("4D80", b"Mux 1") + element("4489", bytes(4))
    )
    cluster = element("1F43B675", element("E7", b"\1") + element("A3", b"\x81\0\0\x80abc"), unknown=True)
    data = element("1A45DFA3", element("4282", b"webm")) + element("18538067", info + cluster * 3, unknown=True)
    found = read(matroska_layout, data, tmp_path)

    told = values(found)
    assert told["Segment"] == "size unknown, holds Info Cluster"
    assert told["Segment/Cluster"] == "size unknown, Timestamp before the first block"
    assert (told["EBML/DocType"], told["Segment/Info/TimestampScale"]) == ("webm", "1000000")
    assert told["Segment/Info/Duration"] == ""
    assert texts(found) == [("Segment/Info/MuxingApp", "Mux 1")]


def test_tags_are_told_by_name_and_those_of_writers_with_their_text(tmp_path: Path) -> None:
    def tag(name: bytes, text: bytes) -> bytes:
        return element("67C8", element("45A3", name) + element("4487", text))

    tags = element("1254C367", element("7373", tag(b"ENCODER", b"Lavf60") + tag(b"DURATION", b"00:01")))
    found = read(matroska_layout, element("18538067", tags), tmp_path)

    told = values(found)
    assert told["Segment/Tags/Tag/SimpleTag"] == "ENCODER Lavf60"
    assert told["Segment/Tags/Tag/SimpleTag[1]"] == "DURATION"


def chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def test_an_avi_file_gives_its_lists_its_software_and_what_movi_holds(tmp_path: Path) -> None:
    info = chunk(b"LIST", b"INFO" + chunk(b"ISFT", b"Tool 3\0") + chunk(b"ICRD", b"2026-11-26"))
    movi = chunk(b"LIST", b"movi" + (chunk(b"01wb", b"s") + chunk(b"00dc", b"p")) * 5)
    data = chunk(b"RIFF", b"AVI " + info + movi) + chunk(b"RIFF", b"AVIX" + movi)
    found = read(avi_layout, data, tmp_path)

    told = values(found)
    assert (told["file"], told["RIFF(AVI )"]) == ("RIFF(AVI )", "holds LIST(INFO) LIST(movi)")
    assert told["RIFF(AVI )/LIST(movi)"] == "holds 00dc 01wb"
    assert told["RIFF(AVI )/LIST(INFO)/ICRD"] == "", "a date differs from recording to recording"
    assert texts(found) == [("RIFF(AVI )/LIST(INFO)/ISFT", "Tool 3")]


def packet(pid: int, section: bytes) -> bytes:
    head = bytes([0x47, 0x40 | pid >> 8, pid & 0xFF, 0x10, 0])
    return (head + section).ljust(188, b"\xff")


def section(table: int, body: bytes) -> bytes:
    return bytes([table]) + struct.pack(">H", 0xB000 | len(body) + 4) + body + bytes(4)


def test_a_transport_stream_gives_its_programs_and_their_streams(tmp_path: Path) -> None:
    pat = section(0, bytes(5) + struct.pack(">2H", 1, 0xE000 | 0x100))
    streams = (
        bytes([0x1B])
        + struct.pack(">2H", 0xE101, 0xF000)
        + bytes([0x0F])
        + struct.pack(">2H", 0xE102, 0xF002)
        + b"\x0a\0"
    )
    pmt = section(2, bytes(5) + struct.pack(">2H", 0xE101, 0xF000) + streams)
    service = b"\x48\x09\x01\x03Pro\x03Ser"
    sdt = section(0x42, bytes(8) + struct.pack(">HBH", 7, 0, len(service)) + service)
    data = (packet(0, pat) + packet(0x100, pmt) + packet(17, sdt)) * 4
    found = read(transport_layout, data, tmp_path)

    told = values(found)
    assert (told["packet"], told["program 1"], told["program 1:PCR PID"]) == ("188 bytes", "map in PID 256", "257")
    assert told["program 1/stream[0]"] == "PID 257, type 0x1b, descriptors none"
    assert told["program 1/stream[1]"] == "PID 258, type 0x0f, descriptors 0a00"
    assert (told["service 7:provider"], told["service 7:name"]) == ("Pro", "Ser")
    assert texts(found) == [("service 7:provider", "Pro")]
    assert [path for path in told if path.startswith("PID")] == ["PID 0", "PID 17", "PID 256"]
