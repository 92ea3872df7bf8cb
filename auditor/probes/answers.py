"""What a request can come to, beside Missing."""

from dataclasses import dataclass
from datetime import datetime

from multidict import CIMultiDictProxy

from auditor.facts import Tls


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole HTTP answer of any status; `truncated` when the cap on its body was reached."""

    url: str
    """Where it came from in the end."""
    status: int
    headers: CIMultiDictProxy[str]
    body: bytes
    truncated: bool
    charset: str
    """As the header says; empty when it says nothing."""
    elapsed_ms: int
    """All hops, without the time spent waiting for our own turn."""
    tls: Tls
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """The server sent us out of the site's scope; nobody went there."""

    url: str
    to: str
    status: int
    seen_at: datetime
