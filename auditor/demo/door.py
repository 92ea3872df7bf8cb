"""Who may in: the one user of an invented device, by Basic, Digest or a WS-UsernameToken.

And the book of a device: who came, how many at once, which passwords were tried.
"""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import re
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from auditor.facts import Auth

SKEW = timedelta(seconds=300)
"""How far a token's time may lie from the device's own clock."""
_TURNS = 5
"""Turns of the loop in which a connection that was closed earlier has surely ended."""
_REALM = "Tinh Mau"
_PART = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]*))')


@dataclass(slots=True, kw_only=True)
class Book:
    """All that came to one device, over whichever protocol."""

    name: str
    connections: int = 0
    in_flight: int = 0
    most_at_once: int = 0
    accepted: int = 0
    """Requests whose password was right."""
    refused: int = 0
    """Requests whose password was wrong: a real recorder locks the caller out after a few."""
    methods: Counter[str] = field(default_factory=Counter)
    """RTSP methods and SOAP actions."""
    user_agents: Counter[str] = field(default_factory=Counter)

    @contextlib.asynccontextmanager
    async def call(self) -> AsyncIterator[None]:
        """Note one connection, and that it stands until the block ends.

        Who hung up before calling again is not two callers: ends that have arrived come first.
        """
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        self.connections += 1
        self.in_flight += 1
        self.most_at_once = max(self.most_at_once, self.in_flight)
        try:
            yield
        finally:
            self.in_flight -= 1

    def asked(self, method: str, user_agent: str) -> None:
        """Note one request."""
        self.methods[method] += 1
        self.user_agents[user_agent] += 1


@dataclass(slots=True, kw_only=True)
class Door:
    """The user of one device. `clock` is how far the device's clock is from the true time."""

    book: Book
    auth: Auth = Auth.DIGEST
    user: str = ""
    password: str = field(default="", repr=False)
    clock: timedelta = timedelta()
    _nonces: set[str] = field(default_factory=set)

    def now(self) -> datetime:
        """Return what the device holds to be the time."""
        return datetime.now(UTC) + self.clock

    def challenge(self) -> str:
        """Return the WWW-Authenticate header of a new 401."""
        if self.auth is Auth.BASIC:
            return f'Basic realm="{_REALM}"'
        nonce = secrets.token_hex(16)
        self._nonces.add(nonce)
        return f'Digest realm="{_REALM}", nonce="{nonce}"'

    def admits(self, method: str, authorization: str) -> bool:
        """Say whether a request may in by its Authorization header, and note a try."""
        if self.auth is Auth.NONE:
            return True
        if not authorization:
            return False
        right = self._basic if self.auth is Auth.BASIC else self._digest
        return self._noted(right(method, authorization))

    def admits_token(self, user: str, digest: str, nonce: str, created: str) -> bool:
        """Say whether a WS-UsernameToken is right and of this minute, and note a try."""
        if self.auth is Auth.NONE:
            return True
        try:
            at, salt = datetime.fromisoformat(created), base64.b64decode(nonce)
        except ValueError:
            return self._noted(False)
        mixed = salt + created.encode() + self.password.encode()
        made = base64.b64encode(hashlib.sha1(mixed, usedforsecurity=False).digest()).decode()
        fresh = at.tzinfo is not None and abs(self.now() - at) <= SKEW
        return self._noted(user == self.user and fresh and hmac.compare_digest(made, digest))

    def _noted(self, right: bool) -> bool:
        self.book.accepted += right
        self.book.refused += not right
        return right

    def _basic(self, _method: str, authorization: str) -> bool:
        given = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        return hmac.compare_digest(f"Basic {given}", authorization)

    def _digest(self, method: str, authorization: str) -> bool:
        said = {name: quoted or bare for name, quoted, bare in _PART.findall(authorization)}
        if said.get("nonce") not in self._nonces or said.get("username") != self.user:
            return False
        secret = _md5(f"{self.user}:{_REALM}:{self.password}")
        asked = _md5(f"{method}:{said.get('uri', '')}")
        wanted = _md5(f"{secret}:{said['nonce']}:{asked}")
        return hmac.compare_digest(wanted, said.get("response", ""))


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
