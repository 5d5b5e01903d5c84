"""What is read beside packets and pictures: at every depth boxes and MediaInfo, and where packets are read the rest."""

from dataclasses import dataclass

from conformance.extract.isobmff import read_iso
from conformance.extract.mediainfo import read_second
from conformance.extract.packet_pass import Heartbeat, Surveyed
from conformance.extract.request import Request
from conformance.extract.sound_pass import Heard
from conformance.extract.stream.starts import CodedStarts
from conformance.model.credential_facts import Credentials, NoCredentials
from conformance.model.facts import (
    CREDENTIALS_NOT_READ,
    LAYOUT_NOT_READ,
    NOT_SEARCHED,
    NOT_WALKED,
    SVAC_NOT_READ,
    Absent,
    IsoFacts,
    SecondExtractor,
)
from conformance.model.gnss_facts import GnssLog, GnssTrack
from conformance.model.layout_facts import LayoutFacts
from conformance.model.recovery_facts import Recovery
from conformance.model.signing_facts import SigningFacts
from conformance.model.stated_times import StatedTimes
from conformance.model.stream_facts import ProgramStreamFacts
from conformance.model.structure_facts import Structure
from conformance.model.svac_facts import SvacFacts
from conformance.model.vocabulary import Depth, Reason, Role


@dataclass(frozen=True)
class Surroundings:
    """What is read beside packets and pictures: boxes, MediaInfo, sound, packs, blocks, tables, logs, and more."""

    iso: IsoFacts | Absent
    second: SecondExtractor | Absent
    ps: ProgramStreamFacts | Absent
    heard: tuple[Heard, ...] = ()
    blocks: tuple[GnssTrack, ...] = ()
    tables: tuple[StatedTimes, ...] = ()
    logs: tuple[GnssLog, ...] = ()
    signing: tuple[tuple[int, SigningFacts], ...] = ()  # by the index of the track
    structure: Structure | Absent = NOT_WALKED
    credentials: Credentials | NoCredentials | Absent = CREDENTIALS_NOT_READ
    svac: SvacFacts | Absent = SVAC_NOT_READ
    recovery: Recovery | Absent = NOT_SEARCHED
    layout: LayoutFacts | Absent = LAYOUT_NOT_READ


def read_surroundings(request: Request, packets: Surveyed | Absent, beat: Heartbeat) -> Surroundings:
    """All of it, to the depth asked for.

    Raises:
        OSError: the file can't be read at all.
    """
    coded = CodedStarts.of(packets.starts if isinstance(packets, Surveyed) else ())
    with request.file.open("rb") as stream:
        iso = read_iso(stream, request.size, beat, coded)
    found = _of_container(request, packets, iso, read_second(request.file))
    if not request.depth.reaches(Depth.PACKETS):
        return found
    from conformance.extract.thorough import completed  # noqa: PLC0415 - takes time to load, and few containers need it

    return completed(found, request, packets, beat)


def _of_container(
    request: Request, packets: Surveyed | Absent, iso: IsoFacts | Absent, second: SecondExtractor | Absent
) -> Surroundings:
    """As if nothing more were read."""
    shallow = Absent(Reason.DEPTH_TOO_SHALLOW, f"the run stopped at depth {request.depth}")
    unopened = packets if isinstance(packets, Absent) else shallow
    return Surroundings(
        iso,
        second,
        ps=why_no_packs(packets) or shallow,
        structure=unopened,
        credentials=shallow,
        svac=shallow,
        recovery=shallow if request.look.role is Role.POWER_LOSS else NOT_SEARCHED,
        layout=unopened,
    )


def why_no_packs(packets: Surveyed | Absent) -> Absent | None:
    """Why the file has no packs of a program stream; None where it has them."""
    if isinstance(packets, Absent):
        return packets
    name = packets.media.format
    if name != "mpeg-ps":
        return Absent(Reason.METHOD_DOES_NOT_APPLY, f"packs are of MPEG program streams; this file is {name}")
    return None
