"""HTTP with a device: one question, one whole answer of any status, whatever it redirects to."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
from aiohttp import hdrs
from multidict import CIMultiDictProxy
from yarl import URL

from auditor.contract import Missing, Party, Why
from auditor.probes.camera import faults
from auditor.probes.faults import missing
from auditor.probes.gate import Gate


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceAnswer:
    """A whole HTTP answer of any status."""

    status: int
    headers: CIMultiDictProxy[str]
    body: bytes
    elapsed_ms: int


def session(gate: Gate, user_agent: str) -> aiohttp.ClientSession:
    """Return a session that goes where the gate lets it, and remembers nothing."""
    return aiohttp.ClientSession(
        connector=gate.connector(force_close=True),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={hdrs.USER_AGENT: user_agent, hdrs.ACCEPT_ENCODING: "identity"},
        auto_decompress=False,
        trust_env=False,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One device's HTTP. Whoever asks has seen to it that the port is a declared one."""

    session: aiohttp.ClientSession
    host: str
    most: int
    """Bytes of an answer."""

    async def ask(
        self,
        method: str,
        port: int,
        target: str,
        *,
        body: bytes,
        headers: Mapping[str, str],
        seconds: float,
    ) -> DeviceAnswer | Missing:
        """Ask once; `target` is path and query."""
        try:
            async with asyncio.timeout(seconds):
                return await self._whole(method, self._url(port, target), body, headers)
        except TimeoutError:
            return missing(
                Why.TIMEOUT, Party.COMMUNE, "camera.http_silent", host=self.host, port=port,
                seconds=round(seconds, 1),
            )  # fmt: skip
        except aiohttp.ClientConnectorError as error:
            return faults.connect_fault(error.os_error, self.host, port)
        except (aiohttp.ClientError, OSError, ValueError):
            return missing(
                Why.MALFORMED, Party.COMMUNE, "camera.bad_http", host=self.host, port=port
            )

    async def _whole(
        self, method: str, url: URL, body: bytes, headers: Mapping[str, str]
    ) -> DeviceAnswer | Missing:
        loop = asyncio.get_running_loop()
        start = loop.time()
        async with self.session.request(
            method, url, data=body or None, headers=headers, allow_redirects=False
        ) as response:
            read = bytearray()
            async for chunk in response.content.iter_any():
                read += chunk
                if len(read) > self.most:
                    return missing(
                        Why.INCOMPLETE, Party.COMMUNE, "camera.http_too_big", host=self.host
                    )
            return DeviceAnswer(
                status=response.status,
                headers=response.headers,
                body=bytes(read),
                elapsed_ms=round((loop.time() - start) * 1000),
            )

    def _url(self, port: int, target: str) -> URL:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return URL(f"http://{host}:{port}{target if target.startswith('/') else '/' + target}")
