"""What is read of a file from depth packets on, beside its boxes and MediaInfo: loaded where it is asked for."""

from dataclasses import replace

from conformance.extract.credentials.reading import read_credentials
from conformance.extract.gnss.free_gps import read_free_gps
from conformance.extract.gnss.log import read_log
from conformance.extract.layout.reading import read_layout
from conformance.extract.opening import opened
from conformance.extract.packet_pass import Heartbeat, Surveyed
from conformance.extract.program_stream.reader import read_program_stream
from conformance.extract.recovery.reading import read_recovery
from conformance.extract.request import Request
from conformance.extract.sound_pass import Heard, hear
from conformance.extract.structure.reading import of_packs, read_structure
from conformance.extract.surroundings import Surroundings, why_no_packs
from conformance.extract.svac.reading import read_svac
from conformance.extract.times.transport import read_tables
from conformance.model.facts import NOT_SEARCHED, Absent, IsoFacts
from conformance.model.gnss_facts import GnssTrack
from conformance.model.layout_facts import LayoutFacts
from conformance.model.recovery_facts import Recovery
from conformance.model.signing_facts import SigningFacts
from conformance.model.stated_times import StatedTimes
from conformance.model.stream_facts import ProgramStreamFacts
from conformance.model.structure_facts import Structure
from conformance.model.vocabulary import Depth, Role


def completed(found: Surroundings, request: Request, packets: Surveyed | Absent, beat: Heartbeat) -> Surroundings:
    """What was found of the container, with all that only the bytes behind it tell.

    Raises:
        OSError: the file can't be read at all.
    """
    heard = _heard(request, beat)
    packs = why_no_packs(packets) or read_program_stream(request.file, beat)
    signed = isinstance(packets, Surveyed) and packets.signed
    return replace(
        found,
        blocks=_blocks(request, found.iso),
        heard=heard,
        logs=tuple(read_log(file, request.look.gnss_log, beat) for file in request.logs),
        ps=packs,
        tables=_tables(request, packets, beat),
        signing=_signing(request, beat) if signed else (),
        structure=_structure(request, packets, packs, beat),
        credentials=read_credentials(request.file, found.iso, beat),
        svac=read_svac(request.file, beat),  # whatever FFmpeg makes of the file: it knows no SVAC
        recovery=_recovery(request, beat),
        layout=_layout(request, packets, found.iso, beat),
    )


def _heard(request: Request, beat: Heartbeat) -> tuple[Heard, ...]:
    if not request.size or not request.depth.reaches(Depth.FRAMES):
        return ()
    with opened(request.file) as source:
        return () if isinstance(source, Absent) else hear(source, request.look, beat)


def _blocks(request: Request, iso: IsoFacts | Absent) -> tuple[GnssTrack, ...]:
    if isinstance(iso, Absent):
        return ()
    with request.file.open("rb") as stream:
        return read_free_gps(stream, iso)


def _tables(request: Request, packets: Surveyed | Absent, beat: Heartbeat) -> tuple[StatedTimes, ...]:
    if isinstance(packets, Absent) or packets.media.format != "mpeg-ts":
        return ()
    return read_tables(request.file, beat)


def _signing(request: Request, beat: Heartbeat) -> tuple[tuple[int, SigningFacts], ...]:
    from conformance.extract.signing.reading import read_signing  # noqa: PLC0415 - few files need its library

    return tuple(read_signing(request.file, beat).items())


def _structure(
    request: Request, packets: Surveyed | Absent, packs: ProgramStreamFacts | Absent, beat: Heartbeat
) -> Structure | Absent:
    """Of containers other than ISO BMFF, whose boxes are walked whatever the depth."""
    if isinstance(packets, Absent):
        return packets
    if isinstance(packs, ProgramStreamFacts):
        return of_packs(packs)
    return read_structure(request.file, packets.media.format, beat)


def _recovery(request: Request, beat: Heartbeat) -> Recovery | Absent:
    """Of a recording that was cut off on purpose, whether FFmpeg opens it or not."""
    return read_recovery(request.file, beat) if request.look.role is Role.POWER_LOSS else NOT_SEARCHED


def _layout(
    request: Request, packets: Surveyed | Absent, iso: IsoFacts | Absent, beat: Heartbeat
) -> LayoutFacts | Absent:
    if isinstance(packets, Absent):
        return packets
    return read_layout(request.file, packets.media.format, iso, beat)
