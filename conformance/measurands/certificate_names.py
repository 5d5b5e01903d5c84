"""Compares the names that certificates are of: with each other, and with the subtrees that an issuer is held to.

Source: RFC 5280, 4.1.2.6, 4.2.1.6, 4.2.1.10 and 7; of RFC 4518 case, spaces and compatible letters. What is not known
well enough to be compared is no match and no difference: `Match.OPEN`.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from conformance.model.der import BOOLEAN, INTEGER, OCTETS, OID, SEQUENCE, SET, DerError, Element, Fields, context

# kinds of GeneralName by the number of their tag (RFC 5280, 4.2.1.6)
EMAIL, DNS, DIRECTORY, ADDRESS, IP, REGISTERED = 1, 2, 4, 6, 7, 8
_KINDS = ("other", "e-mail", "DNS", "X.400", "directory", "EDI", "address (URI)", "IP", "registered identifier")

_ALTERNATIVES, _CONSTRAINTS = "2.5.29.17", "2.5.29.30"
_EMAIL_ATTRIBUTE = "1.2.840.113549.1.9.1"
_SHORT = {
    "2.5.4.3": "CN",
    "2.5.4.5": "serialNumber",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "0.9.2342.19200300.100.1.25": "DC",
    _EMAIL_ATTRIBUTE: "emailAddress",
}
# types of text, but for TeletexString beyond ASCII, whose letters nobody agrees on
_ENCODINGS = {0x0C: "utf-8", 0x12: "ascii", 0x13: "ascii", 0x14: "ascii", 0x16: "ascii", 0x1A: "ascii"}
_ENCODINGS |= {0x1C: "utf-32-be", 0x1E: "utf-16-be"}
_LONGEST = 200  # characters of a name


class Match(Enum):
    """Whether two names are one, or one lies within the other."""

    YES = auto()
    NO = auto()
    OPEN = auto()


@dataclass(frozen=True)
class GeneralName:
    """A name of a kind; `content` is the DER of a directory name, else what stands in the field."""

    kind: int
    content: bytes

    def __str__(self) -> str:
        """For people; a directory name with its last part first (RFC 4514)."""
        if self.kind == DIRECTORY:
            parts = [
                f"{_SHORT.get(kind, kind)}={value.shown}" for rdn in _rdns(self.content) for kind, value in sorted(rdn)
            ]
            return ",".join(reversed(parts))[:_LONGEST] or "a certificate without a name"
        if self.kind in (EMAIL, DNS, ADDRESS):
            return self.content.decode("ascii", "backslashreplace")[:_LONGEST]
        return f"{_KINDS[self.kind]} {self.content.hex()}"[:_LONGEST]


def general_name(element: Element) -> GeneralName:
    """The name in that field.

    Raises:
        DerError: it holds none.
    """
    kind = element.tag & 0x1F
    if element.tag & 0xC0 != 0x80 or kind >= len(_KINDS):
        raise DerError(f"a field of tag {element.tag:#04x} stands where a name should")
    if kind != DIRECTORY:
        return GeneralName(kind, element.content)
    fields = element.fields
    name = GeneralName(kind, fields.take(SEQUENCE).whole)
    fields.end()
    _rdns(name.content)
    return name


def names_of(certificate: bytes) -> tuple[GeneralName, ...]:
    """The subject of a certificate (DER), if it has one, and its alternative names.

    Raises:
        DerError: they can't be read.
    """
    _, subject, extensions = _parts(certificate)
    own = (GeneralName(DIRECTORY, subject),) if _rdns(subject) else ()
    if _ALTERNATIVES not in extensions:
        return own
    return (*own, *map(general_name, Fields(extensions[_ALTERNATIVES]).take(SEQUENCE).fields.all()))


def is_self_issued(certificate: bytes) -> bool:
    """True where subject and issuer of a certificate (DER) are the same byte for byte.

    Raises:
        DerError: they can't be read.
    """
    issuer, subject, _ = _parts(certificate)
    return issuer == subject


def same(one: GeneralName, other: GeneralName) -> Match:
    """Whether two names are one."""
    if one.kind != other.kind:
        return Match.NO
    if one.content == other.content:
        return Match.YES
    if one.kind == DIRECTORY:
        return _compared(_rdns(one.content), _rdns(other.content))
    if one.kind in (EMAIL, DNS, ADDRESS):
        return _which(_folded(one) == _folded(other))
    return Match.NO if one.kind in (IP, REGISTERED) else Match.OPEN


def why_outside(certificate: bytes, issuer: bytes) -> str:
    """Why the names of a certificate (DER) are none that the constraints of its issuer allow; empty where they are."""
    try:
        extensions = _parts(issuer)[2]
        if _CONSTRAINTS not in extensions:
            return ""
        permitted, excluded = _subtrees(extensions[_CONSTRAINTS])
        names = [*names_of(certificate), *_emails(_parts(certificate)[1])]
    except DerError:
        return "constrains names in a way that can't be read"
    return next((why for name in names if (why := _why_not(name, permitted, excluded))), "")


@dataclass(frozen=True)
class _Subtree:
    """Names below a base; `plain` where it has no limits of depth, which nobody uses and RFC 5280 forbids."""

    base: GeneralName
    plain: bool


def _why_not(name: GeneralName, permitted: Sequence[_Subtree], excluded: Sequence[_Subtree]) -> str:
    within = [_within(name, one) for one in permitted if one.base.kind == name.kind]
    without = [_within(name, one) for one in excluded if one.base.kind == name.kind]
    if Match.YES in without or (within and Match.YES not in within and Match.OPEN not in within):
        return f"may not issue for the name {name}, by its name constraints"
    if Match.OPEN in without or (within and Match.YES not in within):
        return f"constrains names of the kind {_KINDS[name.kind]} in a way that can't be compared with {name}"
    return ""


def _within(name: GeneralName, subtree: _Subtree) -> Match:
    """Whether a name lies in a subtree of its kind."""
    base = subtree.base
    if not subtree.plain:
        return Match.OPEN
    if name.kind == DIRECTORY:
        above = _rdns(base.content)
        return _compared(_rdns(name.content)[: len(above)], above)
    if name.kind == DNS:
        return _in_domain(_folded(name), _folded(base))
    return _in_mail(_folded(name), _folded(base)) if name.kind == EMAIL else Match.OPEN


def _in_domain(name: str, base: str) -> Match:
    if base.startswith(".") or "*" in name or not name.isascii() or not base.isascii():
        return Match.OPEN
    return _which(not base or name == base or name.endswith("." + base))


def _in_mail(name: str, base: str) -> Match:
    if not base or "@" not in name or not name.isascii() or not base.isascii():
        return Match.OPEN
    if "@" in base:
        return _which(name == base)
    domain = name.rpartition("@")[2]
    return _which(domain.endswith(base) if base.startswith(".") else domain == base)


def _folded(name: GeneralName) -> str:
    """With small letters where case does not count: domains, and scheme and host of an address."""
    text = name.content.decode("ascii", "backslashreplace")
    if name.kind == EMAIL:
        local, at, domain = text.rpartition("@")
        return local + at + domain.lower()
    if name.kind == ADDRESS:
        scheme, colon, rest = text.partition("://")
        host, slash, path = rest.partition("/")
        return scheme.lower() + colon + host.lower() + slash + path
    return text.lower()


def _which(holds: bool) -> Match:  # noqa: FBT001 - a comparison
    return Match.YES if holds else Match.NO


@dataclass(frozen=True, order=True)
class _Value:
    """What an attribute of a name holds: text as it is compared, or bytes of a type whose letters are not known."""

    text: str
    raw: bytes
    shown: str = field(compare=False)


_Rdn = frozenset[tuple[str, _Value]]


def _compared(one: Sequence[_Rdn], other: Sequence[_Rdn]) -> Match:
    if list(one) == list(other):
        return Match.YES
    unknown = any(value.raw for rdn in (*one, *other) for _, value in rdn)
    return Match.OPEN if unknown and len(one) == len(other) else Match.NO


def _rdns(name: bytes) -> list[_Rdn]:
    """The parts of a Name (DER), the one nearest to the root first."""
    return [
        frozenset(map(_attribute, part.fields.all(SEQUENCE))) for part in Fields(name).take(SEQUENCE).fields.all(SET)
    ]


def _attribute(element: Element) -> tuple[str, _Value]:
    fields = element.fields
    kind, value = fields.take(OID).oid, fields.take()
    fields.end()
    try:
        text = value.content.decode(_ENCODINGS[value.tag])
    except (KeyError, UnicodeDecodeError):
        return kind, _Value("", value.whole, f"#{value.whole.hex()}")
    return kind, _Value(" ".join(unicodedata.normalize("NFKC", text).casefold().split()), b"", text)


def _emails(subject: bytes) -> Iterator[GeneralName]:
    """Mail addresses in a subject, which count as names of that kind (RFC 5280, 4.2.1.10)."""
    for part in Fields(subject).take(SEQUENCE).fields.all(SET):
        for one in part.fields.all(SEQUENCE):
            fields = one.fields
            if fields.take(OID).oid == _EMAIL_ATTRIBUTE:
                yield GeneralName(EMAIL, fields.take().content)


def _subtrees(constraints: bytes) -> tuple[list[_Subtree], list[_Subtree]]:
    """Those that are permitted, and those that are excluded."""
    fields = Fields(constraints).take(SEQUENCE).fields
    found = [
        [_subtree(one) for some in fields.optional(context(number)) for one in some.fields.all(SEQUENCE)]
        for number in (0, 1)
    ]
    fields.end()
    return found[0], found[1]


def _subtree(element: Element) -> _Subtree:
    fields = element.fields
    return _Subtree(general_name(fields.take()), plain=not fields.all())


def _parts(certificate: bytes) -> tuple[bytes, bytes, dict[str, bytes]]:
    """Issuer and subject (DER), and what each extension holds."""
    fields = Fields(certificate).take(SEQUENCE).fields.take(SEQUENCE).fields
    fields.optional(context(0))
    fields.take(INTEGER)
    fields.take(SEQUENCE)
    issuer = fields.take(SEQUENCE).whole
    fields.take(SEQUENCE)
    subject = fields.take(SEQUENCE).whole
    fields.take(SEQUENCE)
    for number in (1, 2):
        fields.optional(context(number, constructed=False))
    return issuer, subject, {key: value for one in fields.optional(context(3)) for key, value in _extensions(one)}


def _extensions(element: Element) -> Iterator[tuple[str, bytes]]:
    for one in element.fields.take(SEQUENCE).fields.all(SEQUENCE):
        fields = one.fields
        oid = fields.take(OID).oid
        fields.optional(BOOLEAN)
        yield oid, fields.take(OCTETS).content
