"""Basic and Digest for HTTP and RTSP alike. Pure: nothing here asks anybody anything.

A password in clear is shown only where the device offers nothing better and the inventory
allows it. A Digest we cannot speak is no reason to fall back to Basic.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from secrets import token_hex

from auditor.facts import Auth
from auditor.probes.camera.credential import Credential

_HASHES = {"SHA-256": hashlib.sha256, "MD5": hashlib.md5}
_ORDER = ("SHA-256", "SHA-256-SESS", "MD5", "MD5-SESS")
_PARAMETER = re.compile(r'([^\s=,"]++)\s*=\s*("(?:[^"\\]|\\.)*+"?|[^\s,]*+)')
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*+")
_BETWEEN = re.compile(r"[\s,]*+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """One way in that a device offers."""

    scheme: str
    """Lower case."""
    realm: str = ""
    nonce: str = ""
    opaque: str | None = None
    algorithm: str | None = None
    """As the device wrote it; None where it wrote nothing, which means MD5."""
    qop: tuple[str, ...] = ()
    stale: bool = False
    """The credential was right, only the nonce was too old."""
    cnonce: str = field(default_factory=lambda: token_hex(8), compare=False)
    """Ours; the same for all answers to this challenge, as the -sess algorithms want it."""

    @property
    def in_unicode(self) -> bool:
        """Tell whether it can be answered where headers are written in UTF-8 only."""
        said = f"{self.realm}{self.nonce}{self.opaque or ''}"
        return not any("\ud800" <= sign <= "\udfff" for sign in said)

    @property
    def auth(self) -> Auth:
        """Return the challenge in the words of a fact."""
        return Auth.BASIC if self.scheme == "basic" else Auth.DIGEST


def challenges(headers: Iterable[str]) -> tuple[Challenge, ...]:
    """Return what WWW-Authenticate offers: each header may hold several challenges."""
    return tuple(_challenge(scheme, values) for text in headers for scheme, values in _split(text))


def choose(offered: Iterable[Challenge], *, basic_allowed: bool) -> Challenge | None:
    """Return the best challenge that may be answered, strongest Digest first; None when there is none."""
    offered = tuple(offered)
    digests = [one for one in offered if one.scheme == "digest"]
    if digests:
        return min(filter(_speakable, digests), key=_rank, default=None)
    return next((one for one in offered if one.scheme == "basic" and basic_allowed), None)


def basic_only(offered: Iterable[Challenge]) -> bool:
    """Tell whether Basic is offered and no Digest."""
    schemes = {one.scheme for one in offered}
    return "basic" in schemes and "digest" not in schemes


def renewed(offered: Iterable[Challenge], used: Challenge) -> Challenge | None:
    """Return the fresh nonce of a device that calls ours stale.

    By that it says that user and password were right (RFC 7616, 3.3), so answering it once is no
    second try.
    """
    fresh = choose((one for one in offered if one.stale), basic_allowed=False)
    return fresh if fresh and used.scheme == "digest" and fresh.nonce != used.nonce else None


def authorization(
    challenge: Challenge, credential: Credential, method: str, uri: str, counter: int
) -> str:
    """Return the Authorization header. `counter` counts the answers to this challenge, from 1."""
    if challenge.scheme == "basic":
        plain = f"{credential.user}:{credential.password}".encode()
        return f"Basic {b64encode(plain).decode()}"
    return "Digest " + ", ".join(_digest(challenge, credential, method, uri, f"{counter:08x}"))


def _digest(
    challenge: Challenge, credential: Credential, method: str, uri: str, count: str
) -> Iterator[str]:
    with_qop = "auth" in challenge.qop
    yield f"username={_quoted(credential.user)}"
    yield f"realm={_quoted(challenge.realm)}"
    yield f"nonce={_quoted(challenge.nonce)}"
    yield f"uri={_quoted(uri)}"
    yield f'response="{_response(challenge, credential, method, uri, count)}"'
    if challenge.algorithm is not None:
        yield f"algorithm={challenge.algorithm}"
    if challenge.opaque is not None:
        yield f"opaque={_quoted(challenge.opaque)}"
    if with_qop:
        yield "qop=auth"
        yield f"nc={count}"
    if with_qop or _algorithm(challenge).endswith("-SESS"):
        yield f'cnonce="{challenge.cnonce}"'


def _response(
    challenge: Challenge, credential: Credential, method: str, uri: str, count: str
) -> str:
    algorithm = _algorithm(challenge)

    def digest(*parts: str) -> str:
        return _HASHES[algorithm.removesuffix("-SESS")](
            ":".join(parts).encode("utf-8", "surrogateescape")
        ).hexdigest()

    secret = digest(credential.user, challenge.realm, credential.password)
    if algorithm.endswith("-SESS"):
        secret = digest(secret, challenge.nonce, challenge.cnonce)
    what = digest(method, uri)
    if "auth" in challenge.qop:
        return digest(secret, challenge.nonce, count, challenge.cnonce, "auth", what)
    return digest(secret, challenge.nonce, what)


def _algorithm(challenge: Challenge) -> str:
    return (challenge.algorithm or "MD5").upper()


def _speakable(challenge: Challenge) -> bool:
    good_qop = not challenge.qop or "auth" in challenge.qop
    return _algorithm(challenge) in _ORDER and good_qop and bool(challenge.nonce)


def _rank(challenge: Challenge) -> int:
    return _ORDER.index(_algorithm(challenge))


def _challenge(scheme: str, values: dict[str, str]) -> Challenge:
    return Challenge(
        scheme=scheme,
        realm=values.get("realm", ""),
        nonce=values.get("nonce", ""),
        opaque=values.get("opaque"),
        algorithm=values.get("algorithm") or None,
        qop=tuple(values.get("qop", "").lower().replace(",", " ").split()),
        stale=values.get("stale", "").lower() == "true",
    )


def _split(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield schemes with their parameters; a missing comma or a stray sign ends nothing."""
    scheme, values = "", dict[str, str]()
    at = 0
    while (at := _end(_BETWEEN, text, at)) < len(text):
        if found := _PARAMETER.match(text, at):
            values.setdefault(found[1].lower(), _unquoted(found[2]))
            at = found.end()
        elif named := _SCHEME.match(text, at):
            if scheme:
                yield scheme, values
            scheme, values = named[0].lower(), {}
            at = named.end()
        else:
            at += 1
    if scheme:
        yield scheme, values


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _unquoted(value: str) -> str:
    if value.startswith('"'):
        value = re.sub(r"\\(.)", r"\1", value[1:].removesuffix('"'))
    return _CONTROL.sub("", value)


def _quoted(value: str) -> str:
    escaped = _CONTROL.sub("", value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
