"""What the content credentials (C2PA) in a file say of it: whether its hashes and signatures hold, and who signed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Status:
    """One code of a validation (C2PA specification, "Validation status codes"), and what was said of it."""

    code: str
    detail: str


@dataclass(frozen=True)
class NoCredentials:
    """The file carries no manifest store; `named` is where its XMP says that one is ('' = it says nothing).

    The last `unfollowed` bytes of the file are no boxes, so that what is in them is not known.
    """

    named: str
    unfollowed: int


@dataclass(frozen=True)
class Credentials:
    """The active manifest of the file's store, and whether it holds, its signer's certificate left aside.

    `holds` is False where something in the store or in the file is not what was signed: `failures` name it, those of
    ingredients too. What the library says of a certificate that is out of date or that nobody trusts is in neither,
    as it depends on the day and on whom one trusts. `bound` is True where the hash of the file's boxes was found to
    match; `exclusions` are the parts of the file that it leaves out, `media_excluded` is True where media are among
    them, `places_excluded` where parts of the tables of samples are; none of these is told where it does not hold.
    `signed` is the time of a time stamp that belongs to the signature, in ns since 1970-01-01 UTC (0 = none).
    `chain` holds the signer's certificates as PEM, its own first, or is '' and `no_chain` says why.
    """

    holds: bool
    success: tuple[str, ...]  # codes, each once
    informational: tuple[Status, ...]
    failures: tuple[Status, ...]
    bound: bool
    exclusions: tuple[str, ...]
    media_excluded: bool
    places_excluded: bool
    signer: str
    organisation: str
    signed: int
    generator: str
    ingredients: int
    chain: str
    no_chain: str
