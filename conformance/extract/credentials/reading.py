"""Hands a file with content credentials to the library that reads them, offline, and keeps what it says.

The library is asked for hashes and signatures alone: whom to trust is said by a submission, and facts are of a file.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BufferedReader, FileIO
from pathlib import Path
from typing import Any

from conformance.extract.credentials.bindings import UNBOUND, bindings
from conformance.extract.credentials.chain import NotUnderstood, chain_of
from conformance.extract.credentials.extra import why_missing
from conformance.extract.credentials.places import LARGEST_STORE, manifests_in, named_store, stores_in
from conformance.extract.packet_pass import Heartbeat
from conformance.model.credential_facts import Credentials, NoCredentials, Status
from conformance.model.facts import Absent, IsoFacts
from conformance.model.vocabulary import Reason

# Nothing may be fetched, neither manifests nor revocations nor documents of identities; trust is judged elsewhere.
SETTINGS = {
    "version": 1,
    "core": {"allowed_network_hosts": [], "decode_identity_assertions": False},
    "verify": {
        "verify_after_reading": True,
        "verify_trust": False,
        "verify_timestamp_trust": False,
        "ocsp_fetch": False,
        "remote_manifest_fetch": False,
    },
}
_OF_THE_DAY = frozenset({"signingCredential.expired", "signingCredential.untrusted"})
_HELD, _FAILED = ("Valid", "Trusted"), "Invalid"
_TIMED = "timeStamp.validated"
_MOST, _LONGEST = 64, 200  # entries of a list, characters of a text
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _Beating(BufferedReader):
    """A file that tells that it is being read, and keeps the error that the library would hide."""

    def __init__(self, file: Path, beat: Heartbeat) -> None:
        super().__init__(FileIO(file, "rb"))
        self._beat = beat
        self.errors: list[OSError] = []

    def readinto(self, buffer: Any, /) -> int:
        self._beat()
        try:
            return super().readinto(buffer)
        except OSError as error:
            self.errors.append(error)
            raise


def read_credentials(file: Path, iso: IsoFacts | Absent, beat: Heartbeat) -> Credentials | NoCredentials | Absent:
    """What the content credentials in the file say, or that it carries none.

    Raises:
        OSError: the file can't be read.
    """
    if isinstance(iso, Absent):
        return Absent(
            Reason.METHOD_DOES_NOT_APPLY, "content credentials are looked for in MP4, MOV and their kin alone"
        )
    with file.open("rb") as stream:
        stores = stores_in(stream, iso, beat)
        if not stores:
            end = max((box.offset + box.size for box in iso.boxes), default=0)
            unfollowed = max(0, file.stat().st_size - end)
            return NoCredentials(_plain(named_store(stream, iso, beat)), unfollowed)
        if why_missing():
            said = f"the file carries content credentials, which are not read: {why_missing()}"
            return Absent(Reason.METHOD_DOES_NOT_APPLY, said)
        if max(box.size for box in stores) > LARGEST_STORE:
            return _unreadable(f"their store holds more than {LARGEST_STORE} bytes")
        manifests = manifests_in(stream, stores)
    return _read(file, manifests, beat)


def _unreadable(why: str) -> Absent:
    return Absent(Reason.EVIDENCE_UNREADABLE, f"the file carries content credentials that can't be read: {why}")


def _read(file: Path, manifests: list[bytes], beat: Heartbeat) -> Credentials | Absent:
    try:
        import c2pa  # noqa: PLC0415 - few files need it, and it need not be installed
    except (ImportError, OSError) as error:
        said = f"the file carries content credentials, which are not read: {_plain(str(error))}"
        return Absent(Reason.METHOD_DOES_NOT_APPLY, said)
    with _Beating(file, beat) as stream:
        try:
            with c2pa.Context.from_dict(SETTINGS) as context, c2pa.Reader("video/mp4", stream, None, context) as reader:
                told, detailed = json.loads(reader.json()), json.loads(reader.detailed_json())
        except c2pa.C2paError as error:
            if stream.errors:
                raise stream.errors[0] from error
            return _unreadable(_plain(str(error)))
    try:
        return _credentials(told, detailed, manifests)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return _unreadable(f"the library's answer is not understood ({type(error).__name__}: {_plain(str(error))})")


def _credentials(told: dict[str, Any], detailed: dict[str, Any], manifests: list[bytes]) -> Credentials:
    label, results = told["active_manifest"], list(_results(told["validation_results"]))
    state, active = told["validation_state"], told["manifests"][label]
    success, informational, failures = (
        tuple(status for result in results for status in _statuses(result.get(kind) or []))
        for kind in ("success", "informational", "failure")
    )
    if state not in (*_HELD, _FAILED) or (state == _FAILED and not failures):
        raise ValueError(f"state {state!r} with {len(failures)} failures")
    signature = active.get("signature_info") or {}
    codes = tuple(dict.fromkeys(status.code for status in success))
    broken = tuple(status for status in failures if status.code not in _OF_THE_DAY)
    binding = UNBOUND if broken else bindings(results, detailed["manifests"])  # not always told where that is damaged
    chain, no_chain = _chain(manifests, label, signature)
    return Credentials(
        holds=not broken,
        success=codes,
        informational=tuple(dict.fromkeys(informational))[:_MOST],
        failures=broken[:_MOST],
        bound=binding.bound,
        exclusions=tuple(_plain(one) for one in binding.exclusions[:_MOST]),
        media_excluded=binding.media_excluded,
        places_excluded=binding.places_excluded,
        signer=_plain(signature.get("common_name") or ""),
        organisation=_plain(signature.get("issuer") or ""),
        signed=_time(signature.get("time") or "") if _stamped(results) else 0,
        generator=_plain(_generator(active)),
        ingredients=len(active.get("ingredients") or []),
        chain=chain,
        no_chain=no_chain,
    )


def _results(results: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Of the active manifest, then of each ingredient."""
    yield results["activeManifest"]
    yield from (one["validationDeltas"] for one in results.get("ingredientDeltas") or [])


def _stamped(results: list[dict[str, Any]]) -> bool:
    return any(one["code"] == _TIMED for one in results[0].get("success") or [])


def _statuses(found: list[dict[str, Any]]) -> Iterator[Status]:
    yield from (Status(_plain(one["code"]), _plain(one.get("explanation") or "")) for one in found)


def _chain(manifests: list[bytes], label: str, signature: dict[str, Any]) -> tuple[str, str]:
    """The certificates, or why there are none."""
    try:
        return chain_of(manifests, label, str(signature.get("cert_serial_number", ""))), ""
    except NotUnderstood as error:
        return "", str(error)


def _generator(active: dict[str, Any]) -> str:
    told = active.get("claim_generator_info") or []
    first = told[0] if isinstance(told, list) and told else {}
    return " ".join(str(first[key]) for key in ("name", "version") if first.get(key)) or str(
        active.get("claim_generator") or ""
    )


def _time(text: str) -> int:
    when = datetime.fromisoformat(text)
    return (when - _EPOCH) // timedelta(microseconds=1) * 1000 if text and when.tzinfo else 0


def _plain(text: str) -> str:
    """One line that can be printed, and no longer than a finding bears."""
    return "".join(char if char.isprintable() else "?" for char in " ".join(text.split()))[:_LONGEST]
