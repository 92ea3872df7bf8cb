"""A laboratory for probes: invented communes on loopback servers, and a run's context."""

import asyncio
import hashlib
import socket
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from auditor.contract import Commune, CommuneKind, Missing, SiteAddress, SiteScope
from auditor.facts import Look, Site
from auditor.probes.limits import Limits
from auditor.probes.outbound import Outbound
from auditor.probes.resolving import Lookup
from auditor.probes.site.probe import SiteContext, SiteVisit, glance_at_site, visit_site
from auditor.probes.workers import Workers
from tests.peers.sites import CERTIFICATES, Server, serving

ROOT = Path(__file__).parents[2]
QUICK = Limits(request_timeout_s=1.0, site_timeout_s=20.0, delay_s=0.0)
AGENT = "commune-auditor/test (+mailto:nobody@example.invalid)"

T = TypeVar("T")


@cache
def words() -> Mapping[str, tuple[str, ...]]:
    """Return the word lists as shipped."""
    text = (ROOT / "config" / "terms" / "walk.yaml").read_text(encoding="utf-8")
    return {name: tuple(phrases) for name, phrases in yaml.safe_load(text).items()}


def commune(
    url: str,
    *,
    code: str = "00001",
    scope: SiteScope = SiteScope.HOST,
    prefix: str = "/",
    query: tuple[tuple[str, str], ...] = (),
    internal: bool = False,
) -> Commune:
    """Return an invented commune."""
    address = SiteAddress(url=url, scope=scope, prefix=prefix, query=query, internal=internal)
    return Commune(
        code=code, name="Xã Mẫu 01", kind=CommuneKind.XA, province_code="00", site=address
    )


def names(table: Mapping[str, Sequence[str]]) -> Lookup:
    """Return a look-up by a table; other names do not exist."""

    async def lookup(host: str) -> Sequence[str]:
        if host not in table:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return table[host]

    return lookup


@dataclass
class Lab:
    """Servers, and what a run needs to look at them."""

    workers: Workers
    servers: tuple[Server, ...]
    limits: Limits = QUICK
    lookup: Lookup | None = None
    lab: frozenset[tuple[str, int]] | None = None
    sentinels: tuple[tuple[str, int], ...] = ()
    kept: list[tuple[str, str]] = field(default_factory=list)

    def keep(self, body: bytes, url: str, kind: str, seen_at: datetime) -> str:
        """Keep evidence in memory."""
        self.kept.append((url, kind))
        return hashlib.sha256(body).hexdigest()

    def open(self) -> Outbound:
        """Return the way out; it may go to the lab's servers only."""
        allowed = frozenset((one.host, one.port) for one in self.servers)
        return Outbound(
            self.limits,
            user_agent=AGENT,
            lab=allowed if self.lab is None else self.lab,
            sentinels=frozenset(self.sentinels),
            lookup=self.lookup,
            authorities=str(CERTIFICATES / "authority.pem"),
        )

    async def visits(self, *communes: Commune) -> list[SiteVisit]:
        """Visit communes at once."""
        async with self.open() as outbound:
            ctx = self.context(outbound)
            return list(await asyncio.gather(*(visit_site(one, ctx) for one in communes)))

    async def glance(self, one: Commune) -> Look:
        """Take one light look."""
        async with self.open() as outbound:
            return await glance_at_site(one, self.context(outbound))

    def context(self, outbound: Outbound) -> SiteContext:
        """Return the run's context."""
        return SiteContext(
            outbound=outbound, workers=self.workers, words=words(), limits=self.limits,
            keep=self.keep,
        )  # fmt: skip


def run(work: Coroutine[Any, Any, T], *servers: Server) -> T:
    """Run a coroutine while servers stand."""

    async def inside() -> T:
        async with serving(*servers):
            return await work

    return asyncio.run(inside())


def visit(workers: Workers, server: Server, **how: Any) -> SiteVisit:
    """Visit the site of one server."""
    limits = how.pop("limits", QUICK)
    path = how.pop("path", "/")
    lookup = how.pop("lookup", None)

    async def inside() -> SiteVisit:
        async with serving(server):
            lab = Lab(workers, (server,), limits=limits, lookup=lookup)
            return (await lab.visits(commune(server.url(path), **how)))[0]

    return asyncio.run(inside())


def site(came: SiteVisit) -> Site:
    """Return the site; a Missing fails the test by its text."""
    assert not isinstance(came.site, Missing), came.site
    return came.site
