"""Opens what a run looks through: the gate, the ways out, the workers; and closes all of it again."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from auditor.contract import Commune
from auditor.interrupts import Interruption
from auditor.outfit import Outfit, min_looks
from auditor.plan import CAMERA, PRESENCE, SITE, Job
from auditor.probes.camera.credential import CredentialOf

if TYPE_CHECKING:
    from auditor.probes.outbound import Outbound
    from auditor.run import FeedProber, Prober, Progress, SiteProber
    from auditor.run.cameras import CameraProber
    from auditor.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """How far the looking came."""

    complete: bool
    reached: frozenset[str]
    """Codes of communes of which anything was seen."""
    left_out: tuple[Job, ...]
    """What was not looked at in communes that were reached."""


async def look(
    outfit: Outfit,
    store: "Store",
    run_id: str,
    jobs: Sequence[Job],
    *,
    confirm: bool,
    progress: "Progress | None",
    interruption: Interruption,
    credential_of: CredentialOf | None,
) -> "Looked":
    """Look at every target, until a held signal ends it."""
    from auditor.run import Gathering, gather, left_out

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    interruption.wakes(lambda: loop.call_soon_threadsafe(stop.set))
    async with _probers(outfit, store, run_id, jobs, credential_of) as probers:
        gathering = Gathering(
            run_id=run_id,
            keeper=store,
            probers=probers,
            confirm_after_s=outfit.config.network.confirm_after_s if confirm else None,
            min_looks=min_looks(outfit),
        )
        if progress:
            gathering.progress = progress
        finished = await gather(gathering, jobs, stop)
    interruption.wakes(lambda: None)
    return Looked(
        complete=finished,
        reached=frozenset(code for _, code, _ in gathering.kept),
        left_out=left_out(gathering, jobs),
    )


@asynccontextmanager
async def _probers(
    outfit: Outfit,
    store: "Store",
    run_id: str,
    jobs: Sequence[Job],
    credential_of: CredentialOf | None,
) -> AsyncIterator[dict[str, "Prober"]]:
    """Make what the jobs want and nothing else: an audit of logs starts no camera worker."""
    from auditor.network import authorities, lab, limits_of, user_agent
    from auditor.probes.outbound import Outbound

    config = outfit.config
    wanted = {job.probe for job in jobs}
    probers: dict[str, Prober] = {}
    async with AsyncExitStack() as stack:
        outbound = await stack.enter_async_context(
            Outbound(
                limits_of(config),
                user_agent=user_agent(config),
                lab=lab(config),
                authorities=authorities(config),
                devices_in_flight=config.network.devices_in_flight,
            )
        )
        if SITE in wanted:
            probers[SITE] = _sites(outfit, store, run_id, outbound, stack)
        if CAMERA in wanted and credential_of is not None:
            probers[CAMERA] = await _cameras(outfit, credential_of, outbound, stack)
        if PRESENCE in wanted:
            probers[PRESENCE] = _feeds(outfit, stack)
        yield probers


def _sites(
    outfit: Outfit, store: "Store", run_id: str, outbound: "Outbound", stack: AsyncExitStack
) -> "SiteProber":
    from auditor.network import addresses
    from auditor.probes.site.probe import SiteContext
    from auditor.probes.workers import Workers
    from auditor.run import SiteProber

    workers = stack.enter_context(Workers())

    def context_of(commune: Commune) -> SiteContext:
        def keep(body: bytes, url: str, kind: str, seen_at: datetime) -> str:
            return store.keep_evidence(
                body, run_id=run_id, commune=commune.code, url=url, kind=kind, seen_at=seen_at
            )

        return SiteContext(
            outbound=outbound,
            workers=workers,
            words=outfit.words,
            limits=outbound.limits,
            keep=keep,
        )

    return SiteProber(context_of=context_of, sentinels=addresses(outfit.config.network.sentinels))


async def _cameras(
    outfit: Outfit, credential_of: CredentialOf, outbound: "Outbound", stack: AsyncExitStack
) -> "CameraProber":
    from auditor.network import device_limits_of, user_agent
    from auditor.probes.camera.link import Devices
    from auditor.probes.camera.onvif.wsdl import descriptions
    from auditor.probes.camera.pictures import Pictures
    from auditor.probes.camera.probe import Cameras
    from auditor.run.cameras import CameraProber, knocker

    # Parsing takes a third of a second, which is not the first camera's time.
    if any(one.onvif_port for commune in outfit.communes for one in commune.devices):
        await descriptions()
    devices = await stack.enter_async_context(
        Devices(
            outbound.gate,
            device_limits_of(outfit.config),
            credential_of=credential_of,
            user_agent=user_agent(outfit.config),
        )
    )
    pictures = stack.enter_context(Pictures())
    return CameraProber(cameras=Cameras(devices, pictures), knock=knocker(devices))


def _feeds(outfit: Outfit, stack: AsyncExitStack) -> "FeedProber":
    from auditor.folding import bounds
    from auditor.probes.feeds import gather_feeds
    from auditor.run import FeedProber

    since, until = bounds(outfit.period, outfit.zone)
    prober = FeedProber(
        read=lambda: gather_feeds(
            outfit.feeds,
            outfit.inventory.roster,
            [commune.code for commune in outfit.communes],
            since,
            until,
            zone=outfit.zone,
        )
    )
    stack.push_async_callback(prober.close)
    return prober
