"""One camera by how it let us in: the row that it has under the criterion."""

import re

from auditor.contract import Item, Missing, Party, Seen, Verdict, Why
from auditor.facts import Auth, CameraSeen

_BASIC_ONLY = frozenset({"camera.basic_forbidden"})
"""It asked for a password and takes it in clear text alone: it was seen, though no picture came."""
_HIDDEN = "***"
"""Stands in a path for what may log in."""
_TICKET = re.compile(
    r"(?i)(?<![a-z0-9])(?=[0-9]*[a-z])(?=[a-z]*[0-9])(?:[a-z0-9]{12,}|[0-9a-f]{8,})(?![a-z0-9])"
)
"""A word of a path that nobody types: it may be a ticket that the device gave to us alone."""
_NUMBER = re.compile(r"[0-9]{6}")
"""The device named the path of its still picture to us after we logged in: a long number may be ours."""


def row_of(seen: Seen[CameraSeen], name: str) -> Item:
    """Return the row of one camera."""
    if isinstance(seen.fact, Missing):
        return _unseen(seen.fact, name)
    verdict, text = _verdict(seen.fact)
    unknown = verdict is Verdict.UNKNOWN
    return Item(
        target=name,
        verdict=verdict,
        text=text,
        values={"camera": name, "address": seen.fact.address, "codec": seen.fact.stream.codec},
        why=Why.UNCONFIRMED if unknown else None,
        party=Party.COMMUNE if unknown else None,
        seen_at=seen.fact.at,
    )


def _verdict(fact: CameraSeen) -> tuple[Verdict, str]:
    """Judge the picture first: whoever sees it needs no settings.

    The calls are judged by GetProfiles, which the standard keeps for users; what it has everybody
    be told (the time, the services) is not in it. A ticket in the stream's path takes nothing from
    them: the path is no part of a call.
    """
    doubtful = _holds_ticket(fact.stream.path)
    if fact.stream.auth is Auth.NONE and not doubtful:
        return Verdict.FAIL, "anonymous.open_stream"
    if (
        fact.open_still
        and not _holds_ticket(fact.open_still)
        and not _NUMBER.search(fact.open_still)
    ):
        return Verdict.FAIL, "anonymous.open_still"
    if fact.calls is Auth.NONE:
        return Verdict.FAIL, "anonymous.open_calls"
    if fact.stream.auth is Auth.NONE:
        return Verdict.UNKNOWN, "anonymous.login_in_path"
    if fact.stream.auth is Auth.BASIC:
        return Verdict.WARN, "anonymous.basic"
    if fact.calls is Auth.BASIC:
        return Verdict.WARN, "anonymous.basic_calls"
    if fact.calls is None:
        return Verdict.PASS, "anonymous.closed_stream"
    return Verdict.PASS, "anonymous.closed"


def _holds_ticket(path: str) -> bool:
    return _HIDDEN in path or bool(_TICKET.search(path))


def _unseen(missing: Missing, name: str) -> Item:
    known = missing.text in _BASIC_ONLY
    return Item(
        target=name,
        verdict=Verdict.WARN if known else Verdict.UNKNOWN,
        text="anonymous.basic_only" if known else missing.text,
        values={**missing.values, "camera": name},
        why=None if known else missing.why,
        party=missing.party,
        evidence=missing.evidence,
        seen_at=missing.seen_at,
    )
