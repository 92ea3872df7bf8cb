"""A certificate for the demo's own servers, made anew at each start and trusted by nothing else.

The authority's key is thrown away as soon as it has signed once; the servers' key leaves memory
only for the moment in which OpenSSL reads it.
"""

import ssl
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_LIFE = timedelta(days=2)


def secured(addresses: Iterable[str], authority: Path) -> ssl.SSLContext:
    """Return a server's context for these addresses; write who signed it to `authority` (PEM)."""
    signing, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _name("Tinh Mau (demo)")
    signed = _builder(root, root, signing.public_key()).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(one)) for one in addresses])
    leaf = _builder(_name("xa-mau.invalid"), root, key.public_key()).add_extension(names, False)
    authority.write_bytes(signed.sign(signing, hashes.SHA256()).public_bytes(_PEM))
    return _context(key, leaf.sign(signing, hashes.SHA256()))


_PEM = serialization.Encoding.PEM


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _LIFE)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _context(key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    private = key.private_bytes(
        _PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    # OpenSSL reads keys from files only; this one is 0600 and gone at the end of the block.
    with tempfile.NamedTemporaryFile(suffix=".pem") as file:
        file.write(private + certificate.public_bytes(_PEM))
        file.flush()
        context.load_cert_chain(file.name)
    return context
