"""The demo province, alive: servers on loopback and the files that an audit of it starts from."""

import socket
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from auditor.demo import render
from auditor.demo.certificate import secured
from auditor.demo.devices import DemoOffice, LiveDevice, bring_up, offices
from auditor.demo.files import is_invented, write, written
from auditor.demo.manifest import DemoCommune, Expected, Key, Manifest, manifest
from auditor.demo.servers import Servers, bound
from auditor.demo.settings import AUTHORITY, CONFIG, Standing
from auditor.demo.views import write_views
from auditor.demo.web import Hits
from auditor.problems import BadInputError, Problem
from auditor.textfile import os_reason
from auditor.words import say

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(slots=True)
class _Live:
    """What lives between enter and exit."""

    servers: Servers = field(default_factory=Servers)
    sites: dict[str, socket.socket] = field(default_factory=dict)
    """By address; the sentinel's is among them."""
    held: list[socket.socket] = field(default_factory=list)
    tls: ssl.SSLContext | None = None

    def hold(self, ip: str) -> socket.socket:
        """Bind a free port of `ip` until the province ends."""
        try:
            one = bound(ip)
        except OSError as error:
            message = say("demo.no_address", ip=ip, reason=os_reason(error))
            raise BadInputError([Problem(file=ip, message=message)]) from error
        self.held.append(one)
        return one


class DemoProvince:
    """Eight invented communes, served while the block runs.

    `config` is the auditor.yaml written into `folder`; `expected` says what must be found; `sites`
    are the addresses by commune code; `hits` the servers' books by commune code (communes on one
    portal have the same book); `devices` the cameras and recorders with their books. The logs are
    those of the weeks before `today`.
    """

    def __init__(self, folder: Path, today: date | None = None) -> None:
        self.folder = folder
        self.today = today or datetime.now(ZONE).date()
        self.manifest: Manifest = manifest()
        self.expected: Mapping[Key, Expected] = self.manifest.expected
        self.config = folder / CONFIG
        self.sites: dict[str, str] = {}
        self.hits: dict[str, Hits] = {}
        self.devices: tuple[LiveDevice, ...] = ()
        self._gateways: dict[str, str] = {}
        self._live: _Live

    def __enter__(self) -> Self:
        self._refuse_to_overwrite()
        self._live = _Live()
        try:
            self._open()
            standing = self._standing()
            write(self.folder, standing)
            write_views(self.config, standing, self.devices)
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def _refuse_to_overwrite(self) -> None:
        """A real province's files are never replaced by invented ones."""
        taken = [path for path in written(self.folder) if path.exists()]
        if taken and not (self.config.exists() and is_invented(self.config)):
            message = say("demo.folder_taken")
            raise BadInputError(Problem(file=str(path), message=message) for path in taken)

    def _open(self) -> None:
        live, hosts = self._live, by_ip(self.manifest.communes)
        for ip in (*hosts, self.manifest.sentinel_ip):
            live.sites[ip] = live.hold(ip)
        self.folder.mkdir(parents=True, exist_ok=True)
        live.tls = secured(hosts, self.folder / AUTHORITY)
        live.servers.start()
        live.servers.add_sentinel(live.sites[self.manifest.sentinel_ip])
        for ip, communes in hosts.items():
            self._serve(ip, communes)
        ips = {commune.code: commune.ip for commune in self.manifest.communes}
        self.devices = tuple(
            one
            for office in offices()
            for one in bring_up(office, ips[office.code], live.servers, live.hold)
        )
        self._gateways = {one.code: self._gateway(one, ips[one.code]) for one in offices()}

    def _gateway(self, office: DemoOffice, ip: str) -> str:
        if not office.gateway:
            return ""
        listening = self._live.hold(ip)
        self._live.servers.add_sentinel(listening)
        return _pair(listening)

    def _serve(self, ip: str, communes: tuple[DemoCommune, ...]) -> None:
        live = self._live
        scheme, pair = "https" if communes[0].secure else "http", _pair(live.sites[ip])
        origin = f"{scheme}://{pair}"
        book = Hits(address=pair)
        for commune in communes:
            self.sites[commune.code] = origin + commune.base
            self.hits[commune.code] = book
        if communes[0].served == "nothing":
            return  # bound, never listening: whoever calls is refused, and nobody takes the port
        pages = render.host_pages(communes, self.manifest, origin)
        missing = render.not_found(communes, self.manifest, origin)
        tls = live.tls if communes[0].secure else None
        live.servers.add_site(live.sites[ip], render.responder(pages, missing), book, tls)

    def _close(self) -> None:
        self._live.servers.stop()
        for held in self._live.held:
            held.close()

    def _standing(self) -> Standing:
        pairs = {ip: _pair(one) for ip, one in self._live.sites.items()}
        return Standing(
            manifest=self.manifest,
            today=self.today,
            sites=self.sites,
            sentinel=pairs.pop(self.manifest.sentinel_ip),
            pairs=tuple(pairs.values()),
            devices=self.devices,
            gateways=self._gateways,
        )


def by_ip(communes: Iterable[DemoCommune]) -> dict[str, tuple[DemoCommune, ...]]:
    """Return the communes of each address; those of one portal stand together in the manifest."""
    return {ip: tuple(rows) for ip, rows in groupby(communes, lambda commune: commune.ip)}


def _pair(held: socket.socket) -> str:
    host, port = held.getsockname()
    return f"{host}:{port}"
