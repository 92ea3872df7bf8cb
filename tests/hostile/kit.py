"""A province of hostile offices and healthy controls, and one run of the program over all of it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from auditor.demo.certificate import secured
from auditor.store import Store
from tests.hostile.case import CANARY_PASSWORD, Case, Device
from tests.hostile.cases_feeds import FeedCase
from tests.hostile.cases_rtsp import shown
from tests.hostile.controls import healthy, home
from tests.hostile.office import environment, write
from tests.hostile.stand import Stand
from tests.hostile.trap import Stage, Trap
from tests.hostile.watch import Watch
from tests.peers.sites import Server, serving

CONTROLS = 6
HEALTHY = ("WEB-01", "FBK-01", "FBK-02", "FBK-03", "CAM-01", "STF-01", "STF-02")
"""What a healthy control must pass."""
BLANK = Case(name="blank", serve=lambda _: healthy(), allowed={})
TIME_S = 300
"""A run that is not over by then hangs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What one run came to."""

    folder: Path
    stands: tuple[Stand, ...]
    feeds: Mapping[str, FeedCase]
    """Hostile logs by commune code."""
    exit: int
    stdout: str
    stderr: str
    wall_s: float
    watch: Watch
    caught: tuple[str, ...]

    @property
    def results(self) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
        """Findings by commune code and criterion."""
        told = json.loads((self.folder / "bao-cao" / "results.json").read_text(encoding="utf-8"))
        return {
            one["code"]: {finding["criterion"]: finding for finding in one["findings"]}
            for one in told["communes"]
        }

    def waited_s(self) -> Mapping[str, float]:
        """Return how long the site of each commune waited in the program's own queues."""
        url = f"sqlite:///{self.folder / 'data' / 'auditor.sqlite'}"
        ever = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
        with Store.open(url, self.folder / "data" / "evidence") as store:
            run_id = store.run().id
            looks = {one.code: store.looks(one.code, "site", *ever, run_id) for one in self.stands}
        return {code: sum(one.waited_ms for one in seen) / 1000 for code, seen in looks.items()}


def run(
    folder: Path, cases: Sequence[Case], feeds: Sequence[FeedCase] = (), *, blank: int = 0
) -> Ran:
    """Serve all of it and audit it; `blank` more communes have nothing that can be looked at."""
    with Trap() as trap, Stage() as stage:
        stands = _controls(stage, folder) + [
            _serve(stage, trap, case, number) for number, case in enumerate(cases, CONTROLS + 1)
        ]
        stands += [
            Stand(code=f"{len(stands) + n:05}", host="", case=BLANK) for n in range(1, blank + 1)
        ]
        first = len(stands) + 1
        logs = {f"{number:05}": feed for number, feed in enumerate(feeds, first)}
        write(folder, stands, logs)
        given = {**os.environ, **environment(stands)}
        began = time.monotonic()
        with (
            subprocess.Popen(  # noqa: S603 - our own interpreter
                [sys.executable, "-m", "auditor.cli", "run", "--config", folder / "auditor.yaml"],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=folder,
                env=given,
            ) as program,
            Watch(program.pid, secrets=(CANARY_PASSWORD,)) as watch,
        ):
            try:
                out, err = program.communicate(timeout=TIME_S)
            except subprocess.TimeoutExpired:
                program.kill()
                out, err = program.communicate()
        wall = time.monotonic() - began
    return Ran(
        folder=folder, stands=tuple(stands), feeds=logs, exit=program.returncode,
        stdout=out.decode("utf-8", "replace"), stderr=err.decode("utf-8", "replace"),
        wall_s=wall, watch=watch, caught=tuple(trap.caught),
    )  # fmt: skip


def _host(number: int) -> str:
    return f"127.77.{number // 200}.{number % 200 + 1}"


def _controls(stage: Stage, folder: Path) -> list[Stand]:
    hosts = [_host(number) for number in range(1, CONTROLS + 1)]
    tls = secured(hosts, folder / "chung-thu.pem")
    made = []
    for number, host in enumerate(hosts, 1):
        site = Server(pages=home(number), host=host, tls=tls)
        stage.enter(serving(site))
        stand = _with_device(stage, number, None, healthy())
        made.append(replace(stand, url=site.url("/"), site=site))
    return made


def _serve(stage: Stage, trap: Trap, case: Case, number: int) -> Stand:
    served = case.serve(trap)
    if isinstance(served, Device):
        return _with_device(stage, number, case, served)
    host = served.server.host = _host(number)
    stage.enter(serving(served.server))
    url = f"{served.scheme}://{host}:{served.server.port}{served.path}"
    return Stand(code=f"{number:05}", host=host, case=case, url=url, site=served.server)


def _with_device(stage: Stage, number: int, case: Case | None, device: Device) -> Stand:
    host = _host(number)
    rtsp = stage.enter((device.rtsp or shown()).serving(host))
    onvif = 0
    if device.onvif is not None:
        device.onvif.host = host
        onvif = stage.enter(device.onvif.standing()).port
    return Stand(
        code=f"{number:05}", host=host, case=case, device=device, rtsp_port=rtsp, onvif_port=onvif
    )
