"""Whom the person who verifies trusts: certificates from which a signer's may come, and public keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509

from conformance.bundle.keys import Signer, public_der, public_keys_in, read_pem
from conformance.errors import BundleError
from conformance.measurands.certificates import Unreadable, certificates_in, why_not_trusted

_CERTIFICATE = "-----BEGIN CERTIFICATE-----"


@dataclass(frozen=True)
class Trusted:
    """Certificates, and public keys in DER."""

    roots: tuple[x509.Certificate, ...] = ()
    keys: tuple[bytes, ...] = ()

    def why_not(self, signer: Signer, when: datetime) -> str:
        """Why the signer is not to be trusted at that time; '' where it is."""
        if public_der(signer.key) in self.keys:
            return ""
        if not self.roots and not self.keys:
            return "nobody is trusted; name a root certificate or a public key with --trust"
        if not signer.chain:
            return "its bare key is none of those that are trusted"
        if not self.roots:
            return "its key is none of those that are trusted, and no root is"
        return why_not_trusted(signer.chain, self.roots, when)


def trusted_by(files: Sequence[Path]) -> Trusted:
    """What the files hold.

    Raises:
        BundleError: one holds neither certificates nor public keys, or can't be read.
    """
    roots: list[x509.Certificate] = []
    keys: list[bytes] = []
    for file in files:
        text = read_pem(file)
        try:
            roots += certificates_in(str(file), text) if _CERTIFICATE in text else []
        except Unreadable as error:
            raise BundleError(str(error)) from error
        found = public_keys_in(str(file), text)
        keys += found
        if _CERTIFICATE not in text and not found:
            raise BundleError(f"{file}: no certificate and no public key in PEM")
    return Trusted(tuple(roots), tuple(keys))
