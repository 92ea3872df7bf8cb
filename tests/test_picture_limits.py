"""A run calls a picture odd by the limits of the profile that judges it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from auditor.facts.oddities import LIMITS
from auditor.outfit import picture_limits
from auditor.policy import load_policy
from auditor.registry import find_checks

PROFILE = """
id: mau
version: "1"
title: {vi: Bộ mẫu, en: Sample}
criteria: [CAM-01, CAM-04]
overrides:
  CAM-04:
    limits: {black_mean: 40}
bands:
  - {id: tot, from: 50, critical_cap: true}
  - {id: yeu, from: 0}
"""


def outfit(profile: str, *checks: str) -> Any:
    found = find_checks()
    return SimpleNamespace(
        policy=load_policy(profile), checks={one: found[one] for one in checks or found}
    )


def test_the_limits_that_were_measured_hold_where_a_profile_sets_none() -> None:
    sets = picture_limits(outfit("full"))
    assert sets
    assert all({**LIMITS, **one} == {**one, **LIMITS} for one in sets)


def test_what_a_profile_sets_is_what_a_run_calls_odd(tmp_path: Path) -> None:
    path = tmp_path / "mau.yaml"
    path.write_text(PROFILE, encoding="utf-8")
    (limits,) = picture_limits(outfit(str(path)))
    assert limits["black_mean"] == 40


def test_a_run_without_a_judge_of_pictures_calls_none_odd() -> None:
    assert picture_limits(outfit("full", "camera.online")) == ()
