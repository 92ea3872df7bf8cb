"""The logs, read and judged as an audit does, on the days of the year that could break them."""

import asyncio
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from auditor.config import load_config
from auditor.config_feeds import feed_plans
from auditor.contract import Check, Commune, Period, Province, References, Terms
from auditor.demo.compare import compare
from auditor.demo.manifest import Expected, Key, as_expected
from auditor.demo.people import days
from auditor.demo.province import DemoProvince
from auditor.facts import Presence
from auditor.folding import bounds
from auditor.inventory import load_inventory
from auditor.policy import Policy, load_policy
from auditor.probes.feeds import gather_feeds
from auditor.worktime import load_calendar
from checks.staff import absent, late

STAFF: Mapping[str, Check] = {"STF-01": late.CHECK, "STF-02": absent.CHECK}
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TODAYS = (
    date(2026, 11, 22),  # a Sunday
    date(2026, 1, 2),  # behind the new year, on a day that was swapped
    date(2026, 2, 18),  # the second day of Tết
    date(2026, 2, 23),  # the first day of work after it
    date(2024, 2, 15),  # the fewest working days in four weeks of any year known
)


@pytest.mark.parametrize("today", TODAYS)
def test_the_planted_is_found_on_any_day_and_at_any_hour(today: date, tmp_path: Path) -> None:
    with DemoProvince(tmp_path, today=today) as demo:
        inventory = load_inventory(load_config(demo.config))
        policy, presence = load_policy(demo.folder / "bo-tieu-chi.yaml"), read(demo)
        planted = {key: one for key, one in demo.expected.items() if key[1] in STAFF}
    for hour in (0, 9, 12, 23):
        at = datetime.combine(today, time(hour, 30), ZONE)
        judged: dict[Key, Expected] = {}
        for commune in inventory.communes:
            for criterion, check in STAFF.items():
                terms = terms_of(commune, policy, criterion, demo.config.parent, today, at)
                outcome = check.judge(presence[commune.code], terms)
                judged[commune.code, criterion] = as_expected(outcome)
        assert compare(planted, judged) == []


def read(demo: DemoProvince) -> Mapping[str, Presence]:
    config = load_config(demo.config)
    inventory = load_inventory(config)
    assert config.period
    since, until = bounds(Period(start=config.period.start, end=config.period.end), ZONE)
    codes = [commune.code for commune in inventory.communes]
    plans = feed_plans(config.feeds)
    return asyncio.run(gather_feeds(plans, inventory.roster, codes, since, until, zone=ZONE))


def terms_of(
    commune: Commune, policy: Policy, criterion: str, folder: Path, today: date, at: datetime
) -> Terms:
    hours = folder / "gio-lam-viec.yaml"
    calendar = load_calendar(province="00", commune=commune.code, hours=hours)
    return Terms(
        commune=commune,
        period=days(today, calendar).period,
        limits=policy.criterion(criterion).limits,
        calendar=calendar,
        references=References(procedures=(), words={}),
        province=Province(code="00", name="Tỉnh Mẫu"),
        at=at,
    )
