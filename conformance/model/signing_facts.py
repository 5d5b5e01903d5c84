"""What signatures inside a stream say of its pictures: which are those that were signed, and which are not."""

from dataclasses import dataclass
from enum import StrEnum


class SigningScheme(StrEnum):
    """Ways of signing a stream by messages (SEI) between its pictures."""

    ONVIF = "ONVIF Media Signing"
    AXIS = "Axis Signed Video"


class Link(StrEnum):
    """Whether a signed part names the part before it by that one's first hash."""

    HOLDS = "holds"
    BROKEN = "broken"
    ABSENT = "absent"  # the scheme has none, or no part stands before it


class Seal(StrEnum):
    """Whether a message is the signer's own words."""

    HOLDS = "holds"
    BROKEN = "broken"
    UNSIGNED = "unsigned"  # neither a signature, nor a later signed message that holds its hash
    NO_KEY = "no key"  # the file holds no key that could tell, or one that no scheme here uses


@dataclass(frozen=True)
class SignedPart:
    """One message and the units that it vouches for, counted in units of coded pictures.

    `packet` is where the message stands. `version`, `counter` and `stated` units are its own words; `listed` is how
    many hashes it lists (0 = one for all). `begun` and `ended` are its times in ns since 1970-01-01 UTC (0 = none). A
    message that is not `signed` itself may be listed by a later one, and has that one's `seal` and `key` then: the
    number of the certificate chain, or bare key, by which the signature holds (-1 = none). Of the file's units
    `matched` are among those it lists, `missing` are not there, and `strange` stand between them and are in no list.
    `hash_holds` is False where its hash of all is not that of the hashes it lists.
    """

    packet: int
    counter: int
    version: int
    partial: bool
    begun: int
    ended: int
    stated: int
    listed: int
    signed: bool
    seal: Seal
    key: int
    matched: int
    missing: int
    strange: int
    hash_holds: bool
    link: Link


@dataclass(frozen=True)
class SigningFacts:
    """All signed parts of one H.264 or HEVC track, in file order; none where it is not signed.

    `units` are all those of coded pictures; `tail` of them stand behind the last part, and `tail_keys` of these begin
    a group of pictures; `beyond` waited for a message behind more others than are followed. `unread` are the packets of
    messages that were not understood, `broken` those of messages that hold certificates alone and whose signature does
    not hold. `chains` are the certificates of each signer, the one with the key first, as PEM, or a bare key.
    """

    units: int = 0
    parts: tuple[SignedPart, ...] = ()
    scheme: SigningScheme | None = None
    tail: int = 0
    tail_keys: int = 0
    beyond: int = 0
    unread: tuple[int, ...] = ()
    broken: tuple[int, ...] = ()
    chains: tuple[str, ...] = ()
