"""What a time stamp proves: that its data existed at its time, if somebody trusts the authority that says so.

Source: RFC 3161, 2.4.2 (genTime, accuracy); RFC 5280, 6.1 (the chain, judged at genTime and once more today).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from conformance.measurands.reading import Reading, Result
from conformance.measurands.signer import NO_ROOTS
from conformance.model.evidence import TrustedRoot
from conformance.model.facts import Absent
from conformance.model.measurement import Text
from conformance.model.time_stamps import Broken, TimeStamp, Token
from conformance.model.units import decimal
from conformance.model.vocabulary import Reason

if TYPE_CHECKING:
    from cryptography import x509

TRUSTED, TRUSTED_THEN, NOT_TRUSTED = Text("trusted"), Text("trusted_when_stamped"), Text("not_trusted")
OTHER_DATA, TOO_WEAK, NOT_VALID = Text("other_data"), Text("too_weak"), Text("not_valid")

# two texts of one digest can be made at will: RFC 6151, RFC 6194
_FORGED = {"md5": "MD5", "sha1": "SHA-1"}
_DAY = timedelta(days=1)  # dates of two zones may differ by it
_AGES = 10**12  # s: of any more, the calendar has no date
_SHOWN = 16  # hexadecimal digits of a digest


@dataclass(frozen=True)
class Trust:
    """Whom the submission trusts, and the day of the run."""

    roots: tuple[TrustedRoot, ...]
    today: date | Absent


def answer(stamp: TimeStamp, trust: Trust) -> Result:
    """What the time stamp comes to: one of the texts above, or why that can't be told."""
    token = stamp.token
    if not isinstance(token, Token):
        return _why(stamp, token)
    held = _held(token, trust.roots)
    if isinstance(held, Broken | Absent):
        return _why(stamp, held)
    return next(_answers(stamp, token, held, trust.today))


@dataclass(frozen=True)
class _Held:
    """The certificates by which a token holds, the signer's first, and those that are trusted."""

    chain: Sequence["x509.Certificate"]
    roots: Sequence["x509.Certificate"]

    def fault(self, when: datetime) -> str:
        """Why the authority is not to be trusted then; empty where it is."""
        from conformance.measurands.certificates import Use, why_not_trusted  # noqa: PLC0415

        return why_not_trusted(self.chain, self.roots, when, Use.TIME_STAMP)


def _held(token: Token, trusted: Sequence[TrustedRoot]) -> _Held | Broken | Absent:
    # a tenth of a second that few need
    from conformance.measurands.certificates import Unreadable, certificates_in  # noqa: PLC0415
    from conformance.measurands.time_stamps.holding import Holds, holding  # noqa: PLC0415

    try:
        roots = [one for root in trusted for one in certificates_in(root.path, root.pem)]
    except Unreadable as error:
        return Absent(Reason.EVIDENCE_UNREADABLE, str(error))
    found = holding(token, roots)
    return _Held(found.chain, roots) if isinstance(found, Holds) else found


def _why(stamp: TimeStamp, found: Broken | Absent) -> Result:
    if isinstance(found, Broken):
        return Reading(NOT_VALID, note=f"{stamp.path}: {found.why}")
    return Absent(found.reason, f"{stamp.path}: {found.detail}")


def _answers(stamp: TimeStamp, token: Token, held: _Held, today: date | Absent) -> Iterator[Result]:
    """What a token that holds comes to; the first one counts."""
    told = _said(stamp, token)
    if not any(one.digest == token.imprint for one in stamp.of):
        yield Reading(OTHER_DATA, note=f"{told}; {_found(stamp)}")
    weak = [name for name in (token.algorithm, token.signature.hash, token.signature.digest) if name in _FORGED]
    if weak:
        said = f"{_FORGED[weak[0]]} is too weak: two texts of one such digest can be made at will"
        yield Reading(TOO_WEAK, note=f"{told}; {said}")
    if isinstance(today, date) and token.time.date() > today + _DAY:
        said = f"that is after the day of the run, {today}: one of the two clocks is wrong"
        yield Absent(Reason.EVIDENCE_UNREADABLE, f"{told}; {said}")
    if isinstance(today, date) and _latest(token) > today + _DAY:
        said = f"by its accuracy that may be after the day of the run, {today}: it proves no time before"
        yield Absent(Reason.EVIDENCE_UNREADABLE, f"{told}; {said}")
    if not held.roots:
        yield Absent(NO_ROOTS.reason, f"{NO_ROOTS.detail}; the time stamp holds by itself: {told}")
    told = f"{told}; {_whose(held.chain[0])}"
    fault = held.fault(token.time)
    if fault:
        yield Reading(NOT_TRUSTED, note=f"{told}; at that time: {fault}")
    if isinstance(today, Absent):
        yield Reading(TRUSTED_THEN, note=told)
    else:
        now = held.fault(datetime.combine(today, time(12), UTC))
        yield Reading(TRUSTED_THEN if now else TRUSTED, note=f"{told}; on {today}: {now or 'trusted'}")


def _latest(token: Token) -> date:
    """The day of the last instant that its time and accuracy leave open (RFC 3161, 2.4.2)."""
    known = Fraction(0) if isinstance(token.accuracy, Absent) else token.accuracy
    days = int(min(known, Fraction(_AGES)) // 86400)
    return date.fromordinal(min(token.time.date().toordinal() + days, date.max.toordinal()))


def _whose(leaf: "x509.Certificate") -> str:
    from conformance.measurands.certificates import described  # noqa: PLC0415

    return described(leaf)


def _said(stamp: TimeStamp, token: Token) -> str:
    """What the token says, as it says it."""
    accuracy = "accuracy not stated" if isinstance(token.accuracy, Absent) else f"+-{decimal(token.accuracy)} s"
    parts = [
        f"{stamp.path}: {utc(token)} ({accuracy})",
        f"{token.algorithm} {token.imprint.hex()[:_SHOWN]}...",
        f"policy {token.policy}",
        f"serial {token.serial}",
    ]
    of = [one.path for one in stamp.of if one.digest == token.imprint]
    parts[1:1] = [f"of {', '.join(of)}"] if of else []
    parts += [f"nonce {token.nonce}"] if token.nonce else []
    weak = [one.algorithm for one in token.signature.bound if one.algorithm in _FORGED]
    parts += (
        [f"its certificate is bound by {_FORGED[weak[0]]} alone"] if len(weak) == len(token.signature.bound) else []
    )
    return ", ".join(parts)


def _found(stamp: TimeStamp) -> str:
    """The digests of what it should be of."""
    return "; ".join(f"{one.path} has {one.digest.hex()[:_SHOWN]}..." for one in stamp.of)


def utc(token: Token) -> str:
    """Its time, for people."""
    return f"{token.time.replace(tzinfo=None).isoformat(' ', 'auto')} UTC"


def is_believed(result: Result) -> bool:
    """True where a trusted authority states the time."""
    return isinstance(result, Reading) and result.value in (TRUSTED, TRUSTED_THEN)
