"""Tells which parts of the file the hash in its content credentials leaves out: those may change without a trace.

Source: C2PA specification, "BMFF-Based Hash" (assertions c2pa.hash.bmff, .v2, .v3).
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from conformance.extract.credentials.places import STORE_UUID

_MATCH = "assertion.bmffHash.match"
_STORE = b64encode(STORE_UUID).decode()
_MEDIA = "mdat"
_PLACES = ("moov", "moof")  # what says where samples lie


class Bindings(NamedTuple):
    """What the hashes that match are of."""

    bound: bool
    exclusions: list[str]
    media_excluded: bool
    places_excluded: bool


UNBOUND = Bindings(bound=False, exclusions=[], media_excluded=False, places_excluded=False)


def bindings(results: Sequence[dict[str, Any]], manifests: dict[str, Any]) -> Bindings:
    """What the validation says to match, in the library's detailed account of the manifests.

    Raises:
        KeyError, TypeError, ValueError: the account is another one than is known here.
    """
    places = [one["url"] for result in results for one in result.get("success") or [] if one["code"] == _MATCH]
    assertions = [_assertion(place, manifests) for place in dict.fromkeys(places)]
    left_out = [(one, assertion) for assertion in assertions for one in assertion.get("exclusions") or []]
    paths = [one["xpath"].lstrip("/") for one, _ in left_out]
    return Bindings(
        bound=bool(assertions),
        exclusions=[_said(one) for one, _ in left_out],
        media_excluded=any(
            path.startswith(_MEDIA) and not assertion.get("merkle")
            for path, (_, assertion) in zip(paths, left_out, strict=True)
        ),
        places_excluded=any(path.startswith(_PLACES) for path in paths),
    )


def _assertion(place: str, manifests: dict[str, Any]) -> dict[str, Any]:
    """Of a place like `self#jumbf=/c2pa/LABEL/c2pa.assertions/NAME`."""
    label, _, name = place.partition("=/c2pa/")[2].partition("/c2pa.assertions/")
    found = manifests[label]["assertion_store"][name]
    if not isinstance(found, dict):
        raise TypeError(f"{name} is no map")
    return found


def _said(exclusion: dict[str, Any]) -> str:
    said = str(exclusion["xpath"])
    conditions = exclusion.get("data") or []
    if conditions:
        own = all(one.get("value") == _STORE for one in conditions)
        said += " of content credentials" if own else " with certain bytes"
    parts = list(_parts(exclusion.get("subset") or []))
    return f"{said} ({', '.join(parts)})" if parts else said


def _parts(subset: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Bytes of a box, counted from 0; a length of 0 is its rest."""
    for one in subset:
        first, length = int(one["offset"]), int(one["length"])
        yield f"bytes {first} to {first + length - 1}" if length else f"byte {first} on"
