"""The demo province, alive: servers on loopback and the files that an audit of it starts from."""

import csv
import shutil
import socket
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from auditor.contract import Procedure
from auditor.demo import render
from auditor.demo.certificate import secured
from auditor.demo.manifest import HERE, DemoCommune, Expected, Key, Manifest, manifest
from auditor.demo.servers import Hits, Servers, bound
from auditor.problems import BadInputError, Problem
from auditor.textfile import os_reason
from auditor.words import say

_COMMUNES_FILE = "danh-muc/xa-phuong.csv"
_PROCEDURES_FILE = "danh-muc/thu-tuc.csv"
_AUTHORITY = "chung-thu.pem"
_PROFILE = "bo-tieu-chi.yaml"
_COMMUNES = ("code", "kind", "name", "site", "site_scope", "hotline", "email")
_PROCEDURES = ("code", "name", "field", "valid_from")


@dataclass(slots=True)
class _Live:
    """What lives between enter and exit."""

    servers: Servers = field(default_factory=Servers)
    sockets: dict[str, socket.socket] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    hits: dict[str, Hits] = field(default_factory=dict)

    def pair(self, ip: str) -> str:
        """Return `address:port` of the socket on `ip`."""
        host, port = self.sockets[ip].getsockname()
        return f"{host}:{port}"


class DemoProvince:
    """Eight invented communes, served while the block runs.

    `config` is the auditor.yaml written into `folder`; `expected` says what must be found; `sites`
    are the addresses by commune code; `hits` the servers' books by commune code (communes on one
    portal have the same book).
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest: Manifest = manifest()
        self.expected: Mapping[Key, Expected] = self.manifest.expected
        self.config = folder / "auditor.yaml"
        self.sites: dict[str, str] = {}
        self.hits: dict[str, Hits] = {}
        self._live: _Live

    def __enter__(self) -> Self:
        self._refuse_to_overwrite()
        self._live = _Live()
        try:
            self._open()
            self._write()
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
        taken = [path for path in (self.config, self.folder / _COMMUNES_FILE) if path.exists()]
        if taken and not (self.config.exists() and _is_invented(self.config)):
            message = say("demo.folder_taken")
            raise BadInputError(Problem(file=str(path), message=message) for path in taken)

    def _open(self) -> None:
        live = self._live
        hosts = _by_ip(self.manifest.communes)
        for ip in (*hosts, self.manifest.sentinel_ip):
            live.sockets[ip] = _bound(ip)
        self.folder.mkdir(parents=True, exist_ok=True)
        live.tls = secured(hosts, self.folder / _AUTHORITY)
        live.servers.start()
        live.servers.add_sentinel(live.sockets[self.manifest.sentinel_ip])
        for ip, communes in hosts.items():
            self._serve(ip, communes)

    def _serve(self, ip: str, communes: tuple[DemoCommune, ...]) -> None:
        live = self._live
        scheme = "https" if communes[0].secure else "http"
        origin = f"{scheme}://{live.pair(ip)}"
        book = Hits(address=live.pair(ip))
        for commune in communes:
            self.sites[commune.code] = origin + commune.base
            self.hits[commune.code] = book
        if communes[0].served == "nothing":
            return  # bound, never listening: whoever calls is refused, and nobody takes the port
        pages = render.host_pages(communes, self.manifest, origin)
        missing = render.not_found(communes, self.manifest, origin)
        tls = live.tls if communes[0].secure else None
        live.servers.add(live.sockets[ip], render.responder(pages, missing), book, tls)

    def _close(self) -> None:
        self._live.servers.stop()
        for held in self._live.sockets.values():
            held.close()

    def _write(self) -> None:
        import yaml

        (self.folder / _COMMUNES_FILE).parent.mkdir(parents=True, exist_ok=True)
        _write_rows(self.folder / _COMMUNES_FILE, _COMMUNES, map(self._row, self.manifest.communes))
        _write_rows(
            self.folder / _PROCEDURES_FILE, _PROCEDURES, map(_procedure, self.manifest.procedures)
        )
        shutil.copyfile(HERE / "profile.yaml", self.folder / _PROFILE)
        for name, content in {
            "tu-ngu.yaml": self._terms(),
            "auditor.yaml": self._settings(),
        }.items():
            text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
            (self.folder / name).write_text(text, encoding="utf-8")

    def _row(self, commune: DemoCommune) -> dict[str, str]:
        return {
            "code": commune.code,
            "kind": commune.kind.value,
            "name": commune.name,
            "site": self.sites[commune.code],
            "site_scope": "host" if commune.base == "/" else "prefix",
            "hotline": commune.hotline if commune.registered else "",
            "email": commune.email,
        }

    def _terms(self) -> dict[str, list[str]]:
        """Invented numbers are valid nowhere: the audit is told to accept these few."""
        return {"phones.accepted": [phone.replace(" ", "") for phone in self.manifest.phones]}

    def _settings(self) -> dict[str, Any]:
        sentinel = self._live.pair(self.manifest.sentinel_ip)
        pairs = [self._live.pair(ip) for ip in _by_ip(self.manifest.communes)]
        return {
            "province": {"code": self.manifest.code, "name": self.manifest.name, "portals": []},
            "profile": _PROFILE,
            "contact": {"name": self.manifest.name, "email": self.manifest.portal_email},
            "invented": True,
            "inventory": {
                "communes": _COMMUNES_FILE,
                "procedures": _PROCEDURES_FILE,
            },
            "terms": "tu-ngu.yaml",
            "network": {
                "sentinels": [sentinel],
                "lab": pairs,
                "authorities": _AUTHORITY,
                "delay_ms": 0,
                "request_timeout_s": 3,
                "site_timeout_s": 8,
                "confirm_after_s": 2,
            },
            "store": {"url": "sqlite:///data/auditor.sqlite", "evidence": "data/evidence"},
            "reports": {"folder": "bao-cao", "lang": "vi"},
        }


def _bound(ip: str) -> socket.socket:
    try:
        return bound(ip)
    except OSError as error:
        message = say("demo.no_address", ip=ip, reason=os_reason(error))
        raise BadInputError([Problem(file=ip, message=message)]) from error


def _is_invented(config: Path) -> bool:
    """Say whether an auditor.yaml is the demo's; a line is enough, the file may be broken."""
    return "\ninvented: true\n" in config.read_text(encoding="utf-8", errors="replace")


def _by_ip(communes: Iterable[DemoCommune]) -> dict[str, tuple[DemoCommune, ...]]:
    """Return the communes of each address; those of one portal stand together in the manifest."""
    return {ip: tuple(rows) for ip, rows in groupby(communes, lambda commune: commune.ip)}


def _procedure(procedure: Procedure) -> dict[str, str]:
    return {name: str(getattr(procedure, name)) for name in _PROCEDURES}


def _write_rows(path: Path, header: tuple[str, ...], rows: Iterable[Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)
