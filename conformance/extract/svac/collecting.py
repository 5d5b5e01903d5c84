"""Goes along the units of one SVAC stream: what is hashed together, and which signature stands behind it."""

import hashlib
from typing import Protocol

from conformance.extract.svac import security
from conformance.extract.svac.security import NotUnderstood
from conformance.model.svac_facts import Authentication, SecuritySet, SvacFacts

_MOST_UNITS = 2_000_000  # 7 hours of 25 pictures a second; a file of bare start codes would keep a run for minutes
_MOST_PARTS = 1 << 16  # 44 min of a signature a picture, 18 h of one a second
_MOST_SETS = 64
_MOST_NAMED = 100
_SECURITY = frozenset({security.PARAMETER_SET, security.AUTHENTICATION})
_NOTHING = -1


class _State(Protocol):
    def update(self, data: bytes, /) -> None: ...
    def hexdigest(self) -> str: ...


class _NoDigest:
    """Stands where this Python's OpenSSL has no SM3."""

    def update(self, data: bytes, /) -> None:
        """Nothing."""

    def hexdigest(self) -> str:
        """No digest."""
        return ""


def _fresh() -> _State:
    try:
        return hashlib.new("sm3", usedforsecurity=False)
    except ValueError:
        return _NoDigest()


class StreamCollector:
    """A taker of units; `full` is True where it looks at no more of them."""

    def __init__(self) -> None:
        self.full = False
        self._sets: dict[bytes, SecuritySet] = {}
        self._units = self._authenticated = self._encrypted = self._seen = 0
        self._parts: list[Authentication] = []
        self._unread: list[int] = []
        self._offset, self._header = 0, _NOTHING
        self._kept, self._begins = bytearray(), False
        self._part = _Part()

    def begin(self, offset: int) -> None:
        """A unit begins there in the file."""
        self._offset, self._header = offset, _NOTHING
        self._begins = True
        self._kept.clear()

    def add(self, piece: bytes) -> None:
        """More of it."""
        if self._header == _NOTHING:
            self._header = piece[0]
        kind = security.kind_of(self._header)
        if kind in _SECURITY:
            self._kept += piece[: security.LONGEST + 1 - len(self._kept)]
        if security.is_authenticated(self._header) and kind != security.AUTHENTICATION:
            self._part.hash(piece, begins=self._begins)
        self._begins = False

    def end(self) -> None:
        """It is whole."""
        self._seen += 1
        if self._header != _NOTHING:
            self._count(self._header)
        self.full = self._seen >= _MOST_UNITS or len(self._parts) >= _MOST_PARTS

    def _count(self, header: int) -> None:
        kind = security.kind_of(header)
        if kind in security.PICTURES:
            covered = security.is_authenticated(header)
            self._units += 1
            self._authenticated += covered
            self._encrypted += security.is_encrypted(header)
            self._part.picture(covered=covered, key=kind in security.KEY_PICTURES)
        elif kind in _SECURITY and len(self._unread) < _MOST_NAMED:
            try:
                self._take_security(kind)
            except NotUnderstood:
                self._unread.append(self._offset)

    def _take_security(self, kind: int) -> None:
        unit = bytes(self._kept)
        if unit in self._sets:
            return
        if len(unit) > security.LONGEST:
            raise NotUnderstood
        if kind == security.PARAMETER_SET:
            if len(self._sets) >= _MOST_SETS:
                raise NotUnderstood
            self._sets[unit] = security.security_set(unit)
            return
        number, signature = security.authentication(unit)
        self._parts.append(self._part.ended(self._offset, number, signature))
        self._part = _Part()

    @property
    def is_secured(self) -> bool:
        """True where a parameter set, by a header that H.264 and HEVC never have, says that something is secured."""
        own = (one for unit, one in self._sets.items() if unit[0] == security.SET_AS_WRITTEN)
        return any(one.encrypted or one.authenticated for one in own)

    def facts(self, carriage: str, beyond: int) -> SvacFacts:
        """What was found; `beyond` bytes were not handed over."""
        return SvacFacts(
            carriage,
            self._units,
            self._authenticated,
            self._encrypted,
            tuple(dict.fromkeys(self._sets.values())),
            tuple(self._parts),
            tuple(self._unread),
            *self._part.open,
            beyond,
        )


class _Part:
    """The units since the last authentication data."""

    def __init__(self) -> None:
        self._state: _State | None = None
        self._hashed = self._covered = self._loose = self._loose_keys = 0

    def hash(self, piece: bytes, *, begins: bool) -> None:
        self._state = self._state or _fresh()
        self._hashed += begins
        self._state.update(piece)

    def picture(self, *, covered: bool, key: bool) -> None:
        self._covered += covered
        self._loose += not covered
        self._loose_keys += key and not covered

    @property
    def open(self) -> tuple[int, int, int]:
        """Units of pictures that no authentication data follows, loose ones, and those of key pictures of these."""
        return self._covered + self._loose, self._loose, self._loose_keys

    def ended(self, offset: int, number: int, signature: str) -> Authentication:
        digest = self._state.hexdigest() if self._state else ""
        counts = self._covered, self._loose, self._loose_keys, self._hashed
        return Authentication(offset, number, signature, digest, *counts)
