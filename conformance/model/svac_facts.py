"""What an SVAC stream says of its own authentication, as GB 35114 is implemented: signatures, and what each is over."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SecuritySet:
    """One security parameter set (nal_unit_type 9), its numbers as they stand; ids are hexadecimal.

    `successive` is successive_hash_pictures_minus1 + 1; what depends on authentication is 0 or '' without it.
    """

    encrypted: bool
    authenticated: bool
    hash_type: int = 0
    discards_p: bool = False
    signature_type: int = 0
    successive: int = 0
    certificate_id: str = ""  # camera_idc
    camera_id: str = ""


@dataclass(frozen=True)
class Authentication:
    """One unit of authentication data (nal_unit_type 10) and the units before it, back to the one before that.

    `offset` is where it begins in the file, `number` its frame_num, and `signature` r and s in hexadecimal. `digest` is
    SM3, in hexadecimal, of the units that carry authentication_idc, one after another; '' where there is none, or this
    Python has no SM3. `hashed` is how many they are, of any kind, and `covered` of them are units of coded pictures;
    `loose` units of coded pictures carry none, `loose_keys` of these of key pictures.
    """

    offset: int
    number: int
    signature: str
    digest: str
    covered: int
    loose: int
    loose_keys: int
    hashed: int


@dataclass(frozen=True)
class SvacFacts:
    """One SVAC stream, in file order; none of its pictures is decoded.

    `carriage` says how it lies in the file. `units` are those of coded pictures; `authenticated` of them carry
    authentication_idc and `encrypted` encryption_idc. `sets` are the distinct parameter sets. `unread` are the places
    of security units that were not understood. `tail` units of coded pictures stand behind the last authentication
    data, `tail_loose` of them without authentication_idc, so that no signature was to come, `tail_loose_keys` of these
    of key pictures. `beyond` is how many bytes at the end were not looked at, for there were too many units. `stray`
    bytes stand in no unit, and nothing signs them.
    """

    carriage: str
    units: int
    authenticated: int
    encrypted: int
    sets: tuple[SecuritySet, ...]
    parts: tuple[Authentication, ...]
    unread: tuple[int, ...] = ()
    tail: int = 0
    tail_loose: int = 0
    tail_loose_keys: int = 0
    beyond: int = 0
    stray: int = 0

    @property
    def claims(self) -> bool:
        """True where anything in it says that it is authenticated."""
        return bool(self.authenticated or self.parts or any(one.authenticated for one in self.sets))
