"""One criterion as a profile asks it: its own limits, those of another, and what is weaker."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from auditor.contract import Severity
from auditor.policy.model import BasisRef, Criterion

if TYPE_CHECKING:
    from auditor.policy.schema import CriterionEntry, Override

_SEVERITIES = list(Severity)


def criterion_of(
    entry: "CriterionEntry",
    overrides: "Mapping[str, Override]",
    entries: "Mapping[str, CriterionEntry]",
) -> Criterion:
    """Return a criterion with the limits in force; everything that a profile sets weaker is told."""
    override = overrides.get(entry.id)
    limits, loosened = _limits(entry, override), []
    weight, severity = entry.weight, entry.severity
    if override is not None:
        weight = weight if override.weight is None else override.weight
        severity = override.severity or severity
        loosened += [*_loosened(entry, override), *_loosened_limits(entry, override)]
    if entry.limits_of is not None:
        other, other_override = entries[entry.limits_of], overrides.get(entry.limits_of)
        limits = {**_limits(other, other_override), **limits}
        loosened += _loosened_limits(other, other_override) if other_override else ()
    return Criterion(
        id=entry.id,
        group=entry.group,
        severity=severity,
        weight=weight,
        check=entry.check,
        source=entry.source,
        limits=limits,
        basis=tuple(BasisRef(law=b.law, articles=tuple(b.articles)) for b in entry.basis),
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        loosened=tuple(loosened),
    )


def _limits(entry: "CriterionEntry", override: "Override | None") -> dict[str, float]:
    limits = {name: limit.value for name, limit in entry.limits.items()}
    return limits if override is None else limits | override.limits


def _loosened(entry: "CriterionEntry", override: "Override") -> Iterator[str]:
    if override.severity and _rank(override.severity) > _rank(entry.severity):
        yield f"severity: {entry.severity} -> {override.severity}"
    if override.weight is not None and override.weight < entry.weight:
        yield f"weight: {entry.weight:.10g} -> {override.weight:.10g}"


def _loosened_limits(entry: "CriterionEntry", override: "Override") -> Iterator[str]:
    for name, value in override.limits.items():
        limit = entry.limits[name]
        lower, higher = value < limit.value, value > limit.value
        if (lower and limit.weaker != "higher") or (higher and limit.weaker != "lower"):
            yield f"{name}: {limit.value:.10g} -> {value:.10g}"


def _rank(severity: Severity) -> int:
    return _SEVERITIES.index(severity)
