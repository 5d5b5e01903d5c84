"""Every measurand of signatures, editing traces and exports, a line each: a part of the registry."""

from conformance.measurands import (
    content_credentials,
    editing,
    export,
    export_content,
    export_seal,
    gb35114,
    layout,
    media_signing,
    signer,
)
from conformance.measurands.kinds import COUNTED, READ, RecordingMeasurand
from conformance.measurands.several import all_tracks, every_track
from conformance.measurands.time_stamps import stamps
from conformance.model.units import TEXT
from conformance.model.vocabulary import Depth

_CONTAINER, _PACKETS = Depth.CONTAINER, Depth.PACKETS

SEALS = (
    RecordingMeasurand(
        "integrity.signature", TEXT, _PACKETS, READ, all_tracks(media_signing.signature, media_signing.HOLDING)
    ),
    RecordingMeasurand("integrity.signer", TEXT, _PACKETS, READ, all_tracks(signer.signer, signer.BELIEVED)),
    RecordingMeasurand("integrity.content_credentials", TEXT, _PACKETS, READ, content_credentials.content_credentials),
    RecordingMeasurand("integrity.content_signer", TEXT, _PACKETS, READ, content_credentials.content_signer),
    RecordingMeasurand("integrity.gb35114_signature", TEXT, _PACKETS, READ, gb35114.signature),
    RecordingMeasurand("gb35114.level", TEXT, _PACKETS, READ, gb35114.level),
    RecordingMeasurand("gb35114.camera_id", TEXT, _PACKETS, READ, gb35114.camera_id),
    RecordingMeasurand("gb35114.unsigned_share", "ratio", _PACKETS, COUNTED, gb35114.unsigned_share),
    RecordingMeasurand("integrity.timestamp", TEXT, _PACKETS, READ, stamps.timestamp),
    RecordingMeasurand("integrity.editing_traces", "count", _PACKETS, COUNTED, editing.editing_traces),
    RecordingMeasurand("integrity.layout_differences", "count", _PACKETS, COUNTED, layout.layout_differences),
    RecordingMeasurand(
        "signing.units_not_covered", "count", _PACKETS, COUNTED, every_track(media_signing.units_not_covered)
    ),
    RecordingMeasurand(
        "signing.parts_not_signed", "count", _PACKETS, COUNTED, every_track(media_signing.parts_not_signed)
    ),
    RecordingMeasurand(
        "signing.messages_not_covered", "count", _PACKETS, COUNTED, every_track(media_signing.messages_not_covered)
    ),
    RecordingMeasurand("signing.links_broken", "count", _PACKETS, COUNTED, every_track(media_signing.links_broken)),
    RecordingMeasurand(
        "signing.messages_out_of_order", "count", _PACKETS, COUNTED, every_track(media_signing.messages_out_of_order)
    ),
    RecordingMeasurand("signing.counter_faults", "count", _PACKETS, COUNTED, every_track(media_signing.counter_faults)),
    RecordingMeasurand(
        "signing.information_version", "count", _PACKETS, COUNTED, every_track(media_signing.information_version)
    ),
    RecordingMeasurand(
        "signing.unit_counts_wrong", "count", _PACKETS, COUNTED, every_track(media_signing.unit_counts_wrong)
    ),
    RecordingMeasurand("signing.hashes_wrong", "count", _PACKETS, COUNTED, every_track(media_signing.hashes_wrong)),
    RecordingMeasurand("export.suep_boxes", "count", _CONTAINER, COUNTED, export.suep_boxes),
    RecordingMeasurand("export.suep_version", "count", _CONTAINER, COUNTED, export.suep_version),
    RecordingMeasurand("export.suep_faults", "count", _CONTAINER, COUNTED, export.suep_faults),
    RecordingMeasurand("export.suep_tracks_missing", "count", _CONTAINER, COUNTED, export.suep_tracks_missing),
    RecordingMeasurand("export.suep_time_unset", "count", _CONTAINER, COUNTED, export.suep_time_unset),
    RecordingMeasurand("export.media_before_suep", "B", _CONTAINER, COUNTED, export.media_before_suep),
    RecordingMeasurand("export.start_time_entries", "count", _CONTAINER, COUNTED, export.start_time_entries),
    RecordingMeasurand("export.start_time_boxes", "count", _CONTAINER, COUNTED, export.start_time_boxes),
    RecordingMeasurand("export.start_time_faults", "count", _CONTAINER, COUNTED, export.start_time_faults),
    RecordingMeasurand("export.start_time_zero_ids", "count", _CONTAINER, COUNTED, export.start_time_zero_ids),
    RecordingMeasurand("export.start_time_unknown_ids", "count", _CONTAINER, COUNTED, export.start_time_unknown_ids),
    RecordingMeasurand(
        "export.start_time_offset",
        "s",
        _CONTAINER,
        "resolution of the box's field (rectangular) and the witness's reference",
        export.start_time_offset,
        ("reference",),
    ),
    RecordingMeasurand("export.fragments_without_tfdt", "count", _CONTAINER, COUNTED, export.fragments_without_tfdt),
    RecordingMeasurand("export.loci_boxes", "count", _CONTAINER, COUNTED, export_content.loci_boxes),
    RecordingMeasurand("export.loci_boxes_in_one", "count", _CONTAINER, COUNTED, export_content.loci_boxes_in_one),
    RecordingMeasurand("export.loci_role", "count", _CONTAINER, COUNTED, export_content.loci_role),
    RecordingMeasurand("export.location_faults", "count", _CONTAINER, COUNTED, export_content.location_faults),
    RecordingMeasurand("export.locations_off_earth", "count", _CONTAINER, COUNTED, export_content.locations_off_earth),
    RecordingMeasurand("export.metadata_entry", TEXT, _CONTAINER, READ, export_content.metadata_entry),
    RecordingMeasurand("export.metadata_namespace", TEXT, _CONTAINER, READ, export_content.metadata_namespace),
    RecordingMeasurand("export.metadata_encoding", TEXT, _CONTAINER, READ, export_content.metadata_encoding),
    RecordingMeasurand("export.ipro_boxes", "count", _CONTAINER, COUNTED, export_seal.ipro_boxes),
    RecordingMeasurand("export.protection_count", "count", _CONTAINER, COUNTED, export_seal.protection_count),
    RecordingMeasurand(
        "export.protection_count_repeated", "count", _CONTAINER, COUNTED, export_seal.protection_count_repeated
    ),
    RecordingMeasurand("export.sinf_boxes", "count", _CONTAINER, COUNTED, export_seal.sinf_boxes),
    RecordingMeasurand("export.sinf_faults", "count", _CONTAINER, COUNTED, export_seal.sinf_faults),
    RecordingMeasurand("export.scheme_type", TEXT, _CONTAINER, READ, export_seal.scheme_type),
    RecordingMeasurand("export.scheme_version", TEXT, _CONTAINER, READ, export_seal.scheme_version),
    RecordingMeasurand("export.schi_faults", "count", _CONTAINER, COUNTED, export_seal.schi_faults),
    RecordingMeasurand(
        "export.certificates_unreadable", "count", _CONTAINER, COUNTED, export_seal.certificates_unreadable
    ),
    RecordingMeasurand("export.rsa_bits", "bit", _CONTAINER, COUNTED, export_seal.rsa_bits),
    RecordingMeasurand("export.algorithm_not_stated", "count", _CONTAINER, COUNTED, export_seal.algorithm_not_stated),
    RecordingMeasurand("export.signature", TEXT, _CONTAINER, READ, export_seal.signature),
    RecordingMeasurand("export.repeated_signature", TEXT, _CONTAINER, READ, export_seal.repeated_signature),
)
