"""Certificates: checked first; a page behind a bad one is read all the same, and that is said."""

import ssl
import sys
from functools import cached_property
from pathlib import Path

from auditor.facts import Tls

_EXPIRED = 10  # X509_V_ERR_CERT_HAS_EXPIRED
_WRONG_HOST = frozenset({62, 64})  # X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH
# Browsers still talk to servers without RFC 5746; OpenSSL 3 does not unless told to.
_LEGACY_CONNECT = 0x4


def authorities_known() -> bool:
    """Say whether this machine has certificate authorities at all (package ca-certificates).

    Without them every certificate would look untrusted: `doctor` must say so before a run does.
    """
    if sys.platform == "win32":
        return True
    paths = ssl.get_default_verify_paths()
    bundle = Path(paths.cafile) if paths.cafile else None
    folder = Path(paths.capath) if paths.capath else None
    return bool(
        (bundle is not None and bundle.is_file() and bundle.stat().st_size)
        or (folder is not None and folder.is_dir() and any(folder.iterdir()))
    )


class Contexts:
    """Both contexts, made when first needed: the authorities take a while to load."""

    def __init__(self, authorities: str | None) -> None:
        self._authorities = authorities

    @cached_property
    def checking(self) -> ssl.SSLContext:
        """Checks certificates."""
        return checking(self._authorities)

    @cached_property
    def reading_only(self) -> ssl.SSLContext:
        """Checks nothing."""
        return reading_only()


def checking(authorities: str | None = None) -> ssl.SSLContext:
    """Return a context that checks certificates; `authorities` is a PEM file trusted as well."""
    context = ssl.create_default_context()
    if authorities:
        context.load_verify_locations(cafile=authorities)
    context.options |= _LEGACY_CONNECT
    return context


def reading_only() -> ssl.SSLContext:
    """Return a context that checks nothing: for public pages, where nothing secret is sent."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.options |= _LEGACY_CONNECT
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def fault(error: Exception) -> Tls:
    """Say what is wrong with a certificate."""
    code = getattr(error, "verify_code", 0)
    if code == _EXPIRED:
        return Tls.EXPIRED
    return Tls.WRONG_HOST if code in _WRONG_HOST else Tls.UNTRUSTED
