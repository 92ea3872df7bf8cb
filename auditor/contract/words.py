"""The choices that everything is said in. Standard library only."""

from collections.abc import Mapping
from enum import StrEnum

Values = Mapping[str, str | int | float]


class Verdict(StrEnum):
    """What is said of a criterion. A waiver never replaces it, it stands beside it."""

    PASS = "pass"  # noqa: S105 - a verdict
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Why(StrEnum):
    """The true cause of an unknown."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    MALFORMED = "malformed"
    INCOMPLETE = "incomplete"
    NEEDS_BROWSER = "needs_browser"
    UNREADABLE = "unreadable"
    UNCONFIRMED = "unconfirmed"
    TOO_FEW = "too_few"
    FEED_GAP = "feed_gap"
    CLOCK_DRIFT = "clock_drift"
    STALE = "stale"
    NOT_CONFIGURED = "not_configured"
    NOT_SUPPLIED = "not_supplied"
    PROBE_OFFLINE = "probe_offline"
    BUG = "bug"


class Party(StrEnum):
    """Who must act."""

    COMMUNE = "commune"
    PROVINCE = "province"
    CARRIER = "carrier"
    THIRD_PARTY = "third_party"
    AUDITOR = "auditor"


class Severity(StrEnum):
    """How much a criterion matters; an unwaived critical fail caps the rating."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"
    ADVISORY = "advisory"


class Stage(StrEnum):
    """Dự thảo, giải trình, kết luận. Only `final` may be ranked in public."""

    DRAFT = "draft"
    EXPLAINED = "explained"
    FINAL = "final"


class Audience(StrEnum):
    """Who reads a report. Each may read something that the others may not."""

    PUBLIC = "public"
    PROVINCE = "province"
    COMMUNE = "commune"
    SECURITY = "security"


class CommuneKind(StrEnum):
    """Kinds of commune-level units, those abolished in 2025 (thị trấn) included."""

    XA = "xa"
    PHUONG = "phuong"
    THI_TRAN = "thi_tran"
    DAC_KHU = "dac_khu"


class SiteScope(StrEnum):
    """What of a host belongs to one commune."""

    HOST = "host"
    PREFIX = "prefix"
    QUERY = "query"


class LeaveKind(StrEnum):
    """Why somebody who was expected need not have been there."""

    LEAVE = "leave"
    TRIP = "trip"
    TRAINING = "training"
    MEETING = "meeting"
    FIELD_WORK = "field_work"
    SICK = "sick"
    """Only in what earlier versions kept: today's inventory enters an illness as leave."""
