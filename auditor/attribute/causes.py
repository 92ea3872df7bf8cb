"""Rows with one root get one cause, so that a report tells it once. Pure."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from auditor.attribute.rows import Findings, deepest, host_of, in_order, is_bad, section_host
from auditor.contract import Commune, Finding, Party, Values, Verdict, Why
from auditor.results import Cause

_OURS = frozenset({Why.PROBE_OFFLINE, Why.NOT_CONFIGURED, Why.BUG})
"""Causes that have no host: they lie with whoever audits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Root:
    """What a row comes from; rows with equal roots share a cause."""

    why: Why | None
    text: str
    where: str
    """A host, the code of a commune without one, or nothing."""
    of: str = ""
    """The check that crashed, or the criterion that failed alike everywhere."""


@dataclass(slots=True, kw_only=True)
class Group:
    """The rows of one root."""

    party: Party
    text: str
    values: Values
    rows: list[tuple[str, str]] = field(default_factory=list)
    """(commune, criterion)"""


def tell_once(
    findings: Findings, communes: Mapping[str, Commune], of_site: Callable[[Finding], bool]
) -> tuple[dict[str, tuple[Finding, ...]], list[Cause]]:
    """Give rows with one root one cause: several communes, or several criteria of one."""
    groups: dict[_Root, Group] = {}
    roots: dict[tuple[str, str], _Root] = {}
    alike = _alike(findings, communes, of_site)
    for code, finding in in_order(findings):
        root = _root(finding, communes[code], of_site(finding), alike)
        if root is not None:
            roots[code, finding.criterion] = root
            group = groups.setdefault(root, _new_group(finding))
            group.rows.append((code, finding.criterion))
    told = {root: group for root, group in groups.items() if len(group.rows) > 1}
    causes = [cause_of(root.why, group, _parts(root)) for root, group in told.items()]

    def mark(code: str, finding: Finding) -> Finding:
        root = roots.get((code, finding.criterion))
        if root is None or root not in told:
            return finding
        return replace(finding, cause=cause_id(_parts(root)))

    marked = {code: tuple(mark(code, f) for f in rows) for code, rows in findings.items()}
    return marked, causes


def _alike(
    findings: Findings, communes: Mapping[str, Commune], of_site: Callable[[Finding], bool]
) -> set[tuple[str, str, str]]:
    """Return (host, criterion, text) of failures that every section of a portal has alike."""
    sections: dict[str, int] = defaultdict(int)
    failed: dict[tuple[str, str, str], int] = defaultdict(int)
    for code, rows in findings.items():
        if host := section_host(communes[code]):
            sections[host] += 1
            for row in rows:
                if row.outcome.verdict is Verdict.FAIL and of_site(row):
                    failed[host, row.criterion, row.outcome.text] += 1
    return {key for key, count in failed.items() if count == sections[key[0]] > 1}


def _root(
    finding: Finding, commune: Commune, of_site: bool, alike: Collection[tuple[str, str, str]]
) -> _Root | None:
    """Return what a bad row comes from, None for a failure that is the commune's alone.

    A row that has its cause already keeps it.
    """
    if not is_bad(finding) or finding.cause:
        return None
    why, text, values = deepest(finding.outcome)
    if why in _OURS and of_site:
        return _Root(why=why, text=text, where="", of=finding.check if why is Why.BUG else "")
    where = _where(values, commune) if of_site else _thing(finding, text, values, commune)
    if why is not None:
        return _Root(why=why, text=text, where=where)
    host = section_host(commune) if of_site else ""
    if (host, finding.criterion, text) in alike:
        return _Root(why=None, text=text, where=host, of=finding.criterion)
    return None


def _where(values: Values, commune: Commune) -> str:
    """The host that a probe named, else the site's with its port, else the commune itself."""
    named = str(values.get("host", "")).lower()
    own = host_of(commune.site.url) if commune.site is not None else ""
    if not named or named == own.partition(":")[0]:
        return own or commune.code
    return named


def _thing(finding: Finding, text: str, values: Values, commune: Commune) -> str:
    """What a row that is not of a site comes from, so that only the same thing is told once.

    A log that cannot be read fails for all its communes at once; a credential or an address that is
    wrong is that one and no other; what a commune has to put right is its own.
    """
    if text.startswith("presence.") and "feed" in values:
        return f"feed {values['feed']}"
    if finding.outcome.party in (None, Party.COMMUNE):
        return commune.code
    named = [str(values[key]) for key in ("name", "host") if key in values]
    if finding.outcome.why is Why.BUG:
        named.append(finding.check)
    return " ".join(named)


def _new_group(finding: Finding) -> Group:
    _, text, values = deepest(finding.outcome)
    return Group(party=finding.outcome.party or Party.COMMUNE, text=text, values=values)


def cause_of(why: Why | None, group: Group, parts: Sequence[str]) -> Cause:
    """Return the cause that a group of rows has."""
    return Cause(
        id=cause_id(parts),
        why=why,
        party=group.party,
        text=group.text,
        values=group.values,
        communes=tuple(sorted({code for code, _ in group.rows})),
        criteria=tuple(sorted({criterion for _, criterion in group.rows})),
    )


def _parts(root: _Root) -> tuple[str, ...]:
    return ("common", root.why or "", root.text, root.where, root.of)


def cause_id(parts: Sequence[str]) -> str:
    """Return an id that is the same in every run and shows nothing of what it stands for."""
    return "cause-" + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]
