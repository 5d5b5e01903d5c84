"""The curve of SM2, so that whoever checks a key, verifies a signature or makes a test recording means the same points.

Source: GB/T 32918.5-2017 (curve parameters); formulas in Jacobian coordinates for a = -3 from Hankerson, Menezes,
Vanstone: Guide to Elliptic Curve Cryptography, 3.2.2. Nothing here is secret, and nothing takes constant time.
"""

from typing import NamedTuple

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
COORDINATE = 32  # bytes

_WINDOW = 4  # bits of a factor that one addition takes care of
_WINDOWS = 256 // _WINDOW
_DIGITS = 1 << _WINDOW


class Point(NamedTuple):
    """A point of the curve other than the one at infinity, in affine coordinates."""

    x: int
    y: int

    @property
    def is_on_curve(self) -> bool:
        """True for a point of the curve: its cofactor is 1, so that each such point may be a public key."""
        in_field = 0 <= self.x < P and 0 <= self.y < P
        return in_field and (self.y * self.y - self.x * self.x * self.x - A * self.x - B) % P == 0


class Jacobian(NamedTuple):
    """A point as X / Z^2, Y / Z^3; the one at infinity has Z = 0."""

    x: int
    y: int
    z: int

    @property
    def affine(self) -> Point:
        """The same point; not of the one at infinity."""
        inverse = pow(self.z, -1, P)
        square = inverse * inverse % P
        return Point(self.x * square % P, self.y * square * inverse % P)


G = Point(
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
INFINITY = Jacobian(1, 1, 0)


def doubled(one: Jacobian) -> Jacobian:
    """Twice the point (algorithm 3.21)."""
    x, y, z = one
    squared = z * z % P
    slope = 3 * (x - squared) * (x + squared) % P
    y_squared = y * y % P
    between = 4 * x * y_squared % P
    new_x = (slope * slope - 2 * between) % P
    return Jacobian(new_x, (slope * (between - new_x) - 8 * y_squared * y_squared) % P, 2 * y * z % P)


def added(one: Jacobian, other: Point) -> Jacobian:
    """The sum (algorithm 3.22), of equal and of opposite points too."""
    x, y, z = one
    if not z:
        return Jacobian(other.x, other.y, 1)
    squared = z * z % P
    across = (other.x * squared - x) % P
    slope = (other.y * squared * z - y) % P
    if not across:
        return INFINITY if slope else doubled(one)
    across_2 = across * across % P
    across_3 = across_2 * across % P
    base = x * across_2 % P
    new_x = (slope * slope - across_3 - 2 * base) % P
    return Jacobian(new_x, (slope * (base - new_x) - y * across_3) % P, z * across % P)


class Multiples:
    """Multiples of one point, laid out so that a product with any factor takes an addition a digit and no doubling."""

    def __init__(self, point: Point) -> None:
        self._rows = []
        base = point
        for _ in range(_WINDOWS):
            row, at = [base], Jacobian(base.x, base.y, 1)
            for _ in range(_DIGITS - 1):
                at = added(at, base)
                row.append(at.affine)
            base = row.pop()
            self._rows.append(row)

    def added_to(self, one: Jacobian, factor: int) -> Jacobian:
        """`one` plus the point taken `factor` times; the factor is below 2^256."""
        for row in self._rows:
            digit = factor & (_DIGITS - 1)
            factor >>= _WINDOW
            if digit:
                one = added(one, row[digit - 1])
        return one
