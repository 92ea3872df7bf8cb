"""Opens what a run looks through: the gate, the ways out, the workers; and closes all of it again."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from auditor.contract import Camera, Commune
from auditor.facts import CameraPictures, Light, Side
from auditor.interrupts import Interruption
from auditor.outfit import Outfit, min_looks, picture_limits
from auditor.plan import CAMERA, PRESENCE, SITE, Job, Unplanned, interrupted, out_of_time
from auditor.probes.camera.credential import CredentialOf
from auditor.registry import needed_kinds

if TYPE_CHECKING:
    from auditor.probes.camera.probe import ViewOf
    from auditor.probes.ourclock import OurClock
    from auditor.probes.outbound import Outbound
    from auditor.probes.sentinels import Sentinels
    from auditor.run import FeedProber, Prober, Progress, SiteProber
    from auditor.run.cameras import CameraProber
    from auditor.run.watch import Watch
    from auditor.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """How far the looking came."""

    complete: bool
    reached: frozenset[str]
    """Codes of communes of which anything was seen."""
    left_out: tuple[Unplanned, ...]
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
    minutes = outfit.config.limits.run_minutes
    # While the run holds, its time goes on: what is seen must belong to one working day.
    ending = loop.call_later(minutes * 60, stop.set)
    async with _ways(outfit, store, run_id, jobs, credential_of) as (probers, watch):
        gathering = Gathering(
            run_id=run_id,
            keeper=store,
            probers=probers,
            confirm_after_s=outfit.config.network.confirm_after_s if confirm else None,
            min_looks=min_looks(outfit),
            watch=watch,
        )
        if progress:
            gathering.progress = progress
        finished = await gather(gathering, jobs, stop)
    interruption.wakes(lambda: None)
    ending.cancel()
    why = interrupted if interruption.number else partial(out_of_time, minutes=minutes)
    return Looked(
        complete=finished,
        reached=frozenset(code for _, code, _ in gathering.kept),
        left_out=tuple(map(why, left_out(gathering, jobs))),
    )


@asynccontextmanager
async def _ways(
    outfit: Outfit,
    store: "Store",
    run_id: str,
    jobs: Sequence[Job],
    credential_of: CredentialOf | None,
) -> AsyncIterator[tuple[dict[str, "Prober"], "Watch"]]:
    """Make what the jobs want and nothing else: an audit of logs starts no camera worker."""
    from auditor.network import addresses, authorities, lab, limits_of, user_agent
    from auditor.probes.ourclock import OurClock
    from auditor.probes.outbound import Outbound
    from auditor.probes.sentinels import Sentinels
    from auditor.run.watch import Watch

    config = outfit.config
    declared = addresses(config.network.sentinels)
    wanted = {job.probe for job in jobs}
    probers: dict[str, Prober] = {}
    async with AsyncExitStack() as stack:
        outbound = await stack.enter_async_context(
            Outbound(
                limits_of(config),
                user_agent=user_agent(config),
                lab=lab(config),
                sentinels=frozenset(declared),
                authorities=authorities(config),
                devices_in_flight=config.network.devices_in_flight,
            )
        )
        trusted = authorities(config)
        sentinels = Sentinels(outbound.gate, declared, authorities=trusted) if declared else None
        if SITE in wanted:
            probers[SITE] = _sites(outfit, store, run_id, outbound, sentinels, stack)
        if CAMERA in wanted and credential_of is not None:
            ours = OurClock(outbound.gate, declared, authorities=trusted)
            probers[CAMERA] = await _cameras(outfit, credential_of, outbound, ours, stack)
        if PRESENCE in wanted:
            probers[PRESENCE] = _feeds(outfit, stack)
        hold_s = config.network.hold_minutes * 60
        yield probers, Watch(ask=sentinels.answer if sentinels else None, hold_s=hold_s)


def _sites(
    outfit: Outfit,
    store: "Store",
    run_id: str,
    outbound: "Outbound",
    sentinels: "Sentinels | None",
    stack: AsyncExitStack,
) -> "SiteProber":
    from auditor.network import worker_limits_of
    from auditor.probes.site.probe import SiteContext
    from auditor.probes.workers import Workers
    from auditor.run import SiteProber
    from auditor.run.sites import host_of

    workers = stack.enter_context(Workers(limits=worker_limits_of(outfit.config)))

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

    hosts = {host_of(one) for one in outfit.communes if one.site}
    return SiteProber(context_of=context_of, sentinels=sentinels, hosts=len(hosts))


async def _cameras(
    outfit: Outfit,
    credential_of: CredentialOf,
    outbound: "Outbound",
    ours: "OurClock",
    stack: AsyncExitStack,
) -> "CameraProber":
    from auditor.network import device_limits_of, user_agent, worker_limits_of
    from auditor.probes.camera.link import Devices
    from auditor.probes.camera.onvif.wsdl import descriptions
    from auditor.probes.camera.pictures import Pictures
    from auditor.probes.camera.probe import Cameras
    from auditor.probes.camera.sampling import in_turn
    from auditor.run.cameras import CameraProber, knocker

    # Parsing takes half a second, which is not the first camera's time.
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
    pictures = stack.enter_context(Pictures(limits=worker_limits_of(outfit.config)))
    judged = CameraPictures in needed_kinds(outfit.checks.values())
    network, today = outfit.config.network, datetime.now(outfit.zone).date()
    frozen = in_turn(network.frozen_share if judged else 0.0, today)
    # A still picture without a judge of pictures would be nothing at all.
    streams = in_turn(network.stream_share if judged else 1.0, today)
    side = Side(outfit.config.network.side or "")
    cameras = Cameras(
        devices, pictures, view_of=_views(outfit), sampled=frozen, streamed=streams, side=side,
        bounds=picture_limits(outfit),
    )  # fmt: skip
    return CameraProber(cameras=cameras, knock=knocker(devices), pictures=judged, ours=ours.off_s)


def _views(outfit: Outfit) -> "ViewOf":
    """Return what reads an approved view when its camera is looked at: a run keeps none of them."""
    from auditor.inventory.views import features_of
    from auditor.probes.camera.pictures import View

    folder = outfit.config.inventory.views

    def view_of(commune: Commune, camera: Camera, light: Light) -> View | None:
        features = features_of(folder, commune, camera, light)
        approved = next((one for one in camera.views if one.light == light), None)
        if approved is None or not features:
            return None
        return View(sha256=approved.sha256, features=features, still=approved.still)

    return view_of


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
