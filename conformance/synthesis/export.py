"""Makes an export after the ONVIF Export File Format of a finished MP4, right or with known things wrong.

Source: ONVIF Export File Format 26.06, chapter 5, box by box as its syntax gives the fields.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Literal

from conformance.errors import FixtureError
from conformance.synthesis import bmff
from conformance.synthesis.boxes import box, full, inserted, text, word
from conformance.synthesis.metadata_track import UNDETERMINED, with_metadata_track
from conformance.synthesis.operation import Operation
from conformance.synthesis.sealing import PinnedKey, pinned_key

_CAPTURED = datetime(2026, 11, 20, 10, tzinfo=UTC)
_EXPORTED = datetime(2026, 11, 21, 8, tzinfo=UTC)
_EPOCH_1904 = datetime(1904, 1, 1, tzinfo=UTC)  # ISO/IEC 14496-12, 8.2.2.3
_EPOCH_1601 = datetime(1601, 1, 1, tzinfo=UTC)
_ONE = 1 << 16  # of a 16.16 fixed-point number
_LONGITUDE, _LATITUDE, _ALTITUDE, _OFF_EARTH = 121, 31, 4, 95  # degrees, degrees, m, degrees of latitude
_NO_TRACK = 4242
_SCHEME, _SCHEME_VERSION = 0x6F656666, 0x00010000


class Wrong(StrEnum):
    """What may be wrong with an export on purpose."""

    NO_SUEP = "no_suep"
    SECOND_SUEP = "second_suep"
    SUEP_VERSION = "suep_version"
    SUEP_TEXT = "suep_text"
    SUEP_TIME = "suep_time"
    SUEP_SOURCE = "suep_source"
    START_EMPTY = "start_empty"
    START_SECOND = "start_second"
    START_CUT = "start_cut"
    START_ID_ZERO = "start_id_zero"
    START_ID_UNKNOWN = "start_id_unknown"
    NO_LOCATION = "no_location"
    SECOND_LOCATION = "second_location"
    LOCATION_ROLE = "location_role"
    LOCATION_TEXT = "location_text"
    LOCATION_OFF_EARTH = "location_off_earth"
    METADATA_ENTRY = "metadata_entry"
    METADATA_NAMESPACE = "metadata_namespace"
    METADATA_ENCODING = "metadata_encoding"
    NO_SEAL = "no_seal"
    SECOND_SEAL = "second_seal"
    PROTECTION_COUNT = "protection_count"
    NO_SIGNING = "no_signing"
    SECOND_SCHEME = "second_scheme"
    SCHEME_TYPE = "scheme_type"
    SCHEME_VERSION = "scheme_version"
    SECOND_CERTIFICATE = "second_certificate"
    CERTIFICATE = "certificate"
    SHORT_KEY = "short_key"
    OTHER_ALGORITHM = "other_algorithm"
    SIGNED_BEFORE = "signed_before"
    ALTERED = "altered"


@dataclass(frozen=True)
class OnvifExport(Operation):
    """Adds the boxes of an export: `meta` with `suep`, `cstb` and a signed `ipro`, `loci`, a `metx` track.

    `place` is where `meta` stands; only one at the end can be signed twice. `wrong` names what is broken, once each.
    """

    place: Literal["front", "end"] = "front"
    signings: int = 1
    wrong: tuple[Wrong, ...] = ()
    operation: Literal["onvif_export"] = "onvif_export"

    def apply(self, data: bytes) -> bytes:
        """The exported file.

        Raises:
            FixtureError: the file is fragmented or has no `moov`, or is to be signed twice with `meta` at the front.
        """
        if self.signings > 1 and self.place == "front":
            raise FixtureError("an export is signed twice with meta at the end only")
        data = with_metadata_track(data, *_metadata(self))
        data = _located(self, data)
        own = full("meta", 0, _handler(), *_exports(self, _track_ids(data)), *_start_times(self))
        at = bmff.only(data, bmff.whole(data), "ftyp").end if self.place == "front" else len(data)
        data = inserted(data, at, own)
        if not self.has(Wrong.NO_SEAL):
            data = _sealed(self, data)
        return _altered(data) if self.has(Wrong.ALTERED) else data

    def has(self, what: Wrong) -> bool:
        """Whether this is to be wrong."""
        return what in self.wrong


def _handler() -> bytes:
    return full("hdlr", 0, word(0), b"oeff", bytes(12), text(""))


def _track_ids(data: bytes) -> tuple[int, ...]:
    headers = bmff.below(data, bmff.whole(data), "moov/trak/tkhd")
    return tuple(bmff.number(data, one.body + (20 if data[one.body] == 1 else 12)) for one in headers)


def _exports(plan: OnvifExport, track_ids: tuple[int, ...]) -> list[bytes]:
    """The `suep` boxes (5.2)."""
    exported = 0 if plan.has(Wrong.SUEP_TIME) else int((_EXPORTED - _EPOCH_1904).total_seconds())
    unit = [text("Docking station 3"), text("https://dock3.example"), text("00-00-5E-00-53-01")]
    listed = track_ids[:-1] if plan.has(Wrong.SUEP_SOURCE) else track_ids
    source = text("Camera 7") + text("") + text("00-00-5E-00-53-02") + text("1")
    sources = [word(track_id, 2) + source for track_id in listed]
    fields = b"".join([*unit, word(exported, 8), text("Officer 1234"), word(len(sources)), *sources])
    version = 0 if plan.has(Wrong.SUEP_VERSION) else 1
    suep = full("suep", version, fields[:-1] if plan.has(Wrong.SUEP_TEXT) else fields)
    return [suep] * (0 if plan.has(Wrong.NO_SUEP) else 2 if plan.has(Wrong.SECOND_SUEP) else 1)


def _start_times(plan: OnvifExport) -> list[bytes]:
    """The `cstb` boxes of `meta` (5.3)."""
    ticks = (_CAPTURED - _EPOCH_1601) // timedelta(microseconds=1) * 10
    track_id = 0 if plan.has(Wrong.START_ID_ZERO) else _NO_TRACK if plan.has(Wrong.START_ID_UNKNOWN) else 1
    entries = [] if plan.has(Wrong.START_EMPTY) else [word(track_id) + word(ticks, 8)]
    declared = len(entries) + plan.has(Wrong.START_CUT)
    return [box("cstb", word(declared), *entries)] * (1 + plan.has(Wrong.START_SECOND))


def _located(plan: OnvifExport, data: bytes) -> bytes:
    """The file with the `loci` boxes in the user data of the movie (5.4)."""
    moov = bmff.only(data, bmff.whole(data), "moov")
    held, places = bmff.below(data, moov, "udta"), _locations(plan)
    if held:
        return inserted(data, held[0].end, places, (moov, held[0]))
    return inserted(data, moov.end, box("udta", places), (moov,))


def _locations(plan: OnvifExport) -> bytes:
    latitude = _OFF_EARTH if plan.has(Wrong.LOCATION_OFF_EARTH) else _LATITUDE
    name = "Café".encode("latin-1" if plan.has(Wrong.LOCATION_TEXT) else "utf-8") + b"\0"
    place = b"".join(word(number * _ONE) for number in (_LONGITUDE, latitude, _ALTITUDE))
    role = word(2 if plan.has(Wrong.LOCATION_ROLE) else 1, 1)
    loci = full("loci", 0, word(UNDETERMINED, 2), name, role, place, text("earth"), text(""))
    return loci * (0 if plan.has(Wrong.NO_LOCATION) else 1 + plan.has(Wrong.SECOND_LOCATION))


def _metadata(plan: OnvifExport) -> tuple[str, str, str]:
    """Sample entry, content encoding and namespace of the metadata track (5.5)."""
    namespace = "http://vendor.example/schema" if plan.has(Wrong.METADATA_NAMESPACE) else None
    return (
        "urim" if plan.has(Wrong.METADATA_ENTRY) else "metx",
        "deflate" if plan.has(Wrong.METADATA_ENCODING) else "",
        namespace or "http://www.onvif.org/ver10/schema",
    )


def _sealed(plan: OnvifExport, data: bytes) -> bytes:
    """The file with its `ipro` boxes and their signatures (5.6.3, 5.7.1)."""
    key = pinned_key(1024 if plan.has(Wrong.SHORT_KEY) else 2048)
    count = word(2 if plan.has(Wrong.PROTECTION_COUNT) else 1, 2)
    for _ in range(1 + plan.has(Wrong.SECOND_SEAL)):
        meta = bmff.only(data, bmff.whole(data), "meta")
        data = inserted(data, meta.end, full("ipro", 0, count), (meta,))
    for number in range(0 if plan.has(Wrong.NO_SIGNING) else plan.signings):
        first = plan.has(Wrong.SIGNED_BEFORE) and number > 0
        data = _signed(plan, data, key, behind=not first)
    return data


def _signed(plan: OnvifExport, data: bytes, key: PinnedKey, *, behind: bool) -> bytes:
    """The file with one more `sinf` whose signature covers it, behind the earlier ones or, wrongly, before them."""
    meta = bmff.only(data, bmff.whole(data), "meta")
    children = list(bmff.inside(data, bmff.Span("meta", meta.start, meta.body + 4, meta.end)))
    ipro = next(one for one in children if one.type == "ipro")
    sinf, signature = _signing(plan, key)
    end = inserted(data, ipro.end, sinf, (meta, ipro))
    at = ipro.end + signature
    value = key.signed(end, default=not plan.has(Wrong.OTHER_ALGORITHM))
    whole = end[:at] + value + end[at + len(value) :]
    if behind:
        return whole
    own, earlier = whole[ipro.end : ipro.end + len(sinf)], whole[ipro.body + 6 : ipro.end]
    return whole[: ipro.body + 6] + own + earlier + whole[ipro.end + len(sinf) :]


def _signing(plan: OnvifExport, key: PinnedKey) -> tuple[bytes, int]:
    """One `sinf` with a signature of zeros, and where that begins inside it."""
    kind = _SCHEME + plan.has(Wrong.SCHEME_TYPE)
    schm = full("schm", 0, word(kind), word(_SCHEME_VERSION + plan.has(Wrong.SCHEME_VERSION)))
    schemes = schm * (1 + plan.has(Wrong.SECOND_SCHEME))
    certificate = key.certificate[:-1] if plan.has(Wrong.CERTIFICATE) else key.certificate
    certificates = box("cert", certificate) * (1 + plan.has(Wrong.SECOND_CERTIFICATE))
    schi = box("schi", box("sibo", bytes(key.size)), certificates)
    return box("sinf", schemes, schi), 8 + len(schemes) + 8 + 8


def _altered(data: bytes) -> bytes:
    """One bit in the middle of the first `mdat` turned over, after the file was signed."""
    mdat = bmff.below(data, bmff.whole(data), "mdat")[0]
    at = (mdat.body + mdat.end) // 2
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
