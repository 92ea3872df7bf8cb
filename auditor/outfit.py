"""What a run is equipped with: configuration, inventory, policy, checks, calendars, all read and
checked before the first look, so that bad input is told at once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from auditor.config_feeds import feed_plans
from auditor.contract import Calendar, Check, Commune, Missing, Period
from auditor.credentials import credential_source, names_used
from auditor.facts import CameraLooks, CameraPictures, CameraSeen
from auditor.facts.text import fold
from auditor.inventory import Inventory, load_inventory
from auditor.policy import Policy, load_policy, load_words
from auditor.probes.camera.credential import CredentialOf
from auditor.problems import BadInputError, Problem
from auditor.registry import find_checks, needed_kinds
from auditor.tabular.feedplan import FeedPlan
from auditor.words import say
from auditor.worktime import FIRST_YEAR, load_calendar

if TYPE_CHECKING:
    from auditor.config import Config


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What of the configuration this call narrows or overrides."""

    communes: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    """Check or criterion ids; empty means all."""
    exclude: tuple[str, ...] = ()
    profile: str = ""
    period: Period | None = None
    confirm: bool = False
    checks_folder: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outfit:
    """Everything read and checked before the first look, so that bad input is told at once."""

    config: "Config"
    inventory: Inventory
    communes: tuple[Commune, ...]
    narrowed: bool
    """This run is not of all communes, or not of all checks."""
    left_out: tuple[Commune, ...]
    """Rows of the inventory that are no commune in the period: not yet, or no longer."""
    policy: Policy
    checks: Mapping[str, Check]
    existing: frozenset[str]
    """Ids of all checks of this version, those not asked for included."""
    words: Mapping[str, tuple[str, ...]]
    period: Period
    feeds: tuple[FeedPlan, ...]
    calendar_of: Callable[[Commune], Calendar] = field(repr=False)

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone of the province's offices."""
        return ZoneInfo(self.config.time_zone)


def prepare(config: "Config", choice: Choice, now: datetime) -> Outfit:
    """Read inventory, policy and calendars; BadInputError tells all that is wrong in them."""
    inventory = load_inventory(config, now.astimezone(ZoneInfo(config.time_zone)).date())
    policy = load_policy(choice.profile or config.profile)
    existing = find_checks(choice.checks_folder)
    checks = _chosen(existing, policy, choice)
    period = _begun(choice.period or config_period(config, now), config, now)
    standing = [c for c in inventory.communes if stands(c, period)]
    return Outfit(
        config=config,
        inventory=inventory,
        communes=_communes(config, standing, choice.communes),
        narrowed=bool(choice.communes or choice.checks or choice.exclude),
        left_out=tuple(c for c in inventory.communes if not stands(c, period)),
        policy=policy,
        checks=checks,
        existing=frozenset(existing),
        words=load_words(config.terms),
        period=period,
        feeds=feed_plans(config.feeds),
        calendar_of=_calendars(config),
    )


def credentials_of(outfit: Outfit) -> CredentialOf | None:
    """Return the look-up of passwords, opened now; None where nothing is asked of any camera.

    Only a run that looks at cameras opens them: a rejudge needs no secret, and a keyring may ask
    its owner. BadInputError tells what is wrong with the file or the environment.
    """
    if not needed_kinds(outfit.checks.values()) & {CameraLooks, CameraPictures, CameraSeen}:
        return None
    names = names_used(outfit.communes)
    return credential_source(outfit.config, names) if names else _nobody


def _nobody(name: str) -> Missing:
    raise KeyError(name)  # no device of this run names a credential


def config_period(config: "Config", now: datetime) -> Period:
    """Return the configured period, else this month until today."""
    today = now.astimezone(ZoneInfo(config.time_zone)).date()
    if config.period:
        return Period(start=config.period.start, end=config.period.end)
    return Period(start=today.replace(day=1), end=today)


def stands(commune: Commune, period: Period) -> bool:
    """Say whether the commune exists at the period's end, as the inventory dates it."""
    return (commune.valid_from is None or commune.valid_from <= period.end) and (
        commune.valid_to is None or period.end <= commune.valid_to
    )


def _begun(period: Period, config: "Config", now: datetime) -> Period:
    """Refuse a period that lies ahead: nothing of it can have been seen."""
    today = now.astimezone(ZoneInfo(config.time_zone)).date()
    if period.start > today:
        message = say("problem.future_period", start=f"{period.start:%d/%m/%Y}")
        raise BadInputError([Problem(file=str(config.source), message=message)])
    if period.start.year < FIRST_YEAR:
        message = say("problem.period_without_calendar", year=FIRST_YEAR)
        raise BadInputError([Problem(file=str(config.source), message=message)])
    return period


def min_looks(outfit: Outfit) -> int:
    """Return how many looks the strictest criterion of this run wants before a fail."""
    asked = [
        c.limits["min_looks"]
        for c in outfit.policy.criteria
        if c.check in outfit.checks and "min_looks" in c.limits
    ]
    return int(max(asked, default=3))


def picture_limits(outfit: Outfit) -> tuple[Mapping[str, float], ...]:
    """Return the limits of every criterion of this run that judges pictures; none: no such one."""
    return tuple(
        c.limits
        for c in outfit.policy.criteria
        if c.check in outfit.checks and CameraPictures in outfit.checks[c.check].needs
    )


def _communes(
    config: "Config", standing: Sequence[Commune], codes: Sequence[str]
) -> tuple[Commune, ...]:
    known = {commune.code: commune for commune in standing}
    if not known:
        raise BadInputError([Problem(file=str(config.source), message=say("problem.no_communes"))])
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise BadInputError(
            Problem(file="--commune", message=_not_there(code, known)) for code in unknown
        )
    return tuple(known[code] for code in codes or known)


def _not_there(code: str, known: Mapping[str, Commune]) -> str:
    """Help whoever lost the zeros, or wrote the name."""
    named = [c.code for c in known.values() if fold(code) in (fold(c.name), c.code.lstrip("0"))]
    if named:
        return say("problem.commune_meant", code=code, meant=", ".join(named))
    return say("problem.unknown_commune", code=code)


def _chosen(checks: dict[str, Check], policy: Policy, choice: Choice) -> dict[str, Check]:
    ids = {c.id.upper(): c.check for c in policy.criteria} | {id_.upper(): id_ for id_ in checks}
    wanted = {ids.get(word.upper(), "") for word in choice.checks}
    unwanted = {ids.get(word.upper(), "") for word in choice.exclude}
    asked = [("--check", w) for w in choice.checks] + [("--exclude", w) for w in choice.exclude]
    wrong = [(option, word) for option, word in asked if ids.get(word.upper()) not in checks]
    if wrong:
        raise BadInputError(
            Problem(file=option, message=say("problem.unknown_check", id=word))
            for option, word in wrong
        )
    chosen = {
        id_: check
        for id_, check in checks.items()
        if id_ not in unwanted and (not wanted or id_ in wanted)
    }
    if not {c.check for c in policy.criteria} & chosen.keys():
        raise BadInputError([Problem(file="--check", message=say("problem.no_check_left"))])
    return chosen


def _calendars(config: "Config") -> Callable[[Commune], Calendar]:
    @lru_cache(maxsize=4096)
    def of(code: str) -> Calendar:
        return load_calendar(
            config.calendar.overrides,
            province=config.province.code,
            commune=code,
            hours=config.calendar.hours,
            time_zone=config.time_zone,
        )

    return lambda commune: of(commune.code)
