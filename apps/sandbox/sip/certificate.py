"""The certificate of the TLS door: made at each start, and vouched for by itself alone."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from apps.core.embedded import keys

SHOWN = "sip-certificate.pem"
LIFETIME = timedelta(days=30)


def made(directory: Path, *, host: str) -> tuple[ssl.SSLContext, Path]:
    """What the door needs, and the file that callers trust."""
    kept, shown = written(directory, host=host)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown, kept)
    kept.unlink()
    return context, shown


def written(directory: Path, *, host: str) -> tuple[Path, Path]:
    """Two files: the key, for its owner alone, and the certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    kept, shown = directory / "sip-key.pem", directory / SHOWN
    keys.write(kept, secret)
    shown.write_bytes(_signed(key, host).public_bytes(Encoding.PEM))
    return kept, shown


def _signed(key: ec.EllipticCurvePrivateKey, host: str) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "LeadHub sandbox carrier")])
    now = datetime.now(UTC)
    known_as = x509.SubjectAlternativeName([x509.DNSName("localhost"), _named(host)])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LIFETIME)
        .add_extension(known_as, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )


def _named(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)
