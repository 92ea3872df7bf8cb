"""One request to an address that was approved: asked, read under a cap, and never raising."""

import asyncio
import ssl
from datetime import UTC, datetime

import aiohttp
from aiohttp import hdrs
from yarl import URL

from auditor.contract import Missing, Party, Why
from auditor.facts import Tls
from auditor.probes import tls
from auditor.probes.answers import Answer
from auditor.probes.body import CodingError, CutError, read_body
from auditor.probes.faults import connect_fault, missing


class Wire:
    """What requests of a run share: the session, and which certificates were found bad."""

    def __init__(self, session: aiohttp.ClientSession, contexts: tls.Contexts) -> None:
        self.session = session
        self.contexts = contexts
        self.untrusted: dict[tuple[str, int], Tls] = {}


class Request:
    """One request to a pinned, approved address: ask, and once more if the certificate is bad."""

    def __init__(self, wire: Wire, url: URL, party: Party, *, timeout: float, cap: int) -> None:
        self._wire, self._url, self._party = wire, url, party
        self._timeout, self._cap = timeout, cap
        self._host = url.host or ""
        self._key = (self._host, url.port or 0)
        self._started = False

    async def ask(self) -> Answer | Missing:
        """Return the answer, or what went wrong."""
        try:
            async with asyncio.timeout(self._timeout):
                return await self._verified_first()
        except TimeoutError as error:
            return self._late(error)
        except (CodingError, CutError, aiohttp.ClientPayloadError) as error:
            return self._broken(error)
        except aiohttp.ClientSSLError:
            return self._missing(Why.UNREACHABLE, "site.tls_failed")
        except (aiohttp.ClientError, OSError, UnicodeError) as error:
            if self._started:
                return self._missing(Why.INCOMPLETE, "site.cut")
            return connect_fault(_known(error), self._host, self._party)

    async def _verified_first(self) -> Answer:
        wire = self._wire
        if self._url.scheme != "https":
            return await self._exchange(Tls.NONE, None)
        if self._key not in wire.untrusted:
            try:
                return await self._exchange(Tls.VALID, wire.contexts.checking)
            except aiohttp.ClientConnectorCertificateError as error:
                wire.untrusted[self._key] = tls.fault(error.certificate_error)
        return await self._exchange(wire.untrusted[self._key], wire.contexts.reading_only)

    async def _exchange(self, secured: Tls, context: ssl.SSLContext | None) -> Answer:
        loop = asyncio.get_running_loop()
        start = loop.time()
        async with self._wire.session.get(
            self._url,
            allow_redirects=False,
            ssl=context if context is not None else True,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=max(self._timeout / 2, 0.05)),
        ) as response:
            self._started = True
            coding = ",".join(response.headers.getall(hdrs.CONTENT_ENCODING, []))
            body = await read_body(response.content.iter_any(), coding, self._cap)
            return Answer(
                url=str(self._url),
                status=response.status,
                headers=response.headers,
                body=body.data,
                truncated=body.truncated,
                charset=response.charset or "",
                elapsed_ms=round((loop.time() - start) * 1000),
                tls=secured,
                seen_at=datetime.now(UTC),
            )

    def _late(self, error: TimeoutError) -> Missing:
        if isinstance(error, aiohttp.ConnectionTimeoutError):
            return self._missing(Why.TIMEOUT, "site.no_connection")
        text = "site.never_ends" if self._started else "site.no_answer"
        return self._missing(Why.TIMEOUT, text, seconds=round(self._timeout, 1))

    def _broken(self, error: Exception) -> Missing:
        if isinstance(error, CodingError):
            return self._missing(Why.MALFORMED, "site.bad_coding")
        return self._missing(Why.INCOMPLETE, "site.cut")

    def _missing(self, why: Why, text: str, **values: str | float) -> Missing:
        return missing(why, self._party, text, host=self._host, **values)


def _known(
    error: aiohttp.ClientError | OSError | UnicodeError,
) -> aiohttp.ClientError | OSError:
    return aiohttp.InvalidURL("") if isinstance(error, UnicodeError) else error
