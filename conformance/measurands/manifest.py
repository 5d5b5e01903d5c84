"""Whether the files are those that a manifest of digests lists."""

from fractions import Fraction

from conformance.measurands.reading import Reading, Result
from conformance.model.evidence import DeviceSubject
from conformance.model.facts import Absent
from conformance.model.manifest import FORGED, ManifestCheck, Named
from conformance.model.vocabulary import Reason

_SHOWN = 3  # names of one kind in a sentence


def mismatches(subject: DeviceSubject) -> Result:
    """Files that are changed, missing, moved or not listed, by the manifest that the submission names."""
    checks = subject.manifests
    if not checks:
        return Absent(Reason.EVIDENCE_MISSING, "the submission names no manifest")
    unread = next((one for one in checks if one.unread.count), None)
    if unread:
        said = f"{unread.path}: {_told(unread.unread)} of its lines were not understood"
        return Absent(Reason.EVIDENCE_UNREADABLE, said)
    listed = sum(one.listed for one in checks)
    if not listed:
        return Absent(Reason.NOTHING_TO_MEASURE, "the manifest lists no file")
    count = sum(kind.count for one in checks for kind in (one.changed, one.missing, one.moved, one.extra))
    return Reading(Fraction(count), exercised=listed, note="; ".join(map(_note, checks)))


def _note(one: ManifestCheck) -> str:
    kinds = {"changed": one.changed, "missing": one.missing, "moved": one.moved, "not listed": one.extra}
    kinds["named otherwise"] = one.respelled
    parts = [f"{one.path}: {one.matched} of {one.listed} files as listed ({', '.join(one.algorithms)})"]
    parts += [f"{what}: {_told(named)}" for what, named in kinds.items() if named.count]
    if FORGED.issuperset(one.algorithms):
        parts.append("two files of one such digest can be made at will")
    return ", ".join(parts)


def _told(named: Named) -> str:
    """How many, and the first names."""
    more = ", ..." if named.count > _SHOWN else ""
    return f"{named.count} ({', '.join(named.paths[:_SHOWN])}{more})"
