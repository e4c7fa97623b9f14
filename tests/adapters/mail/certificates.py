"""Certificates made in the test: good ones, and one for every way to be wrong."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from pathlib import Path

HOST = "localhost"
# Fixed, and far from any day on which the tests run.
_LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
_BOUNDS = datetime(2000, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC)


class Certificates:
    """A private authority in `folder`, and the server sides of connections."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ca = trustme.CA()
        self.authority = folder / "authority.pem"
        self._ca.cert_pem.write_to_path(str(self.authority))

    def leaf(self, host: str = HOST) -> trustme.LeafCert:
        """Return a certificate of the authority for `host`, for a server that is another program."""
        return self._ca.issue_cert(host)

    def good(self) -> ssl.SSLContext:
        """Return a certificate of the authority for the host."""
        return self._context(self._ca.issue_cert(HOST))

    def expired(self) -> ssl.SSLContext:
        """Return one of the authority for the host that was good once."""
        return self._context(
            self._ca.issue_cert(HOST, not_before=_LONG_AGO, not_after=_LONG_AGO + timedelta(days=1))
        )

    def of_another_host(self) -> ssl.SSLContext:
        """Return one of the authority for another host."""
        return self._context(self._ca.issue_cert("mail.example.org"))

    def of_a_stranger(self) -> ssl.SSLContext:
        """Return one for the host by an authority that nobody knows."""
        return self._context(trustme.CA().issue_cert(HOST))

    def self_signed(self) -> ssl.SSLContext:
        """Return one for the host that vouches for itself."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(_BOUNDS[0])
            .not_valid_after(_BOUNDS[1])
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
            .sign(key, hashes.SHA256())
        )
        path = self._folder / "self-signed.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    @staticmethod
    def _context(certificate: trustme.LeafCert) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        return context
