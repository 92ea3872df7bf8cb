"""Results -> what one reader may read of them. Pure.

Addresses of cameras, and what stands open to strangers, are for the commune and the province's
security contact; officers' rows for their own commune; the public reads counts. What is sensitive
is decided here, by family and by name, and a sweep looks once more: no check has to think of it.
"""

from collections.abc import Sequence
from dataclasses import replace

from auditor.contract import Audience, Finding, Item, Outcome, Stage, Values
from auditor.published import MORE, published
from auditor.results import Cause, CommuneResult, EvidenceInfo, Results, Score
from auditor.sweeping import PSEUDONYM, Sweep

HIDDEN = "(…)"
"""Stands for what is left out where the caller has no words for it."""
APART = frozenset({"camera.anonymous"})
"""Checks whose results are told apart from all the others."""
_APART_TEXTS = "anonymous."
_CAMERA, _STAFF = "camera", "staff"
_PLACES = frozenset(
    {
        "address", "host", "path", "port", "ip", "url", "uri", "xaddr", "server", "gateway",
        "endpoint", "location", "target", "interface", "resolved", "peer", "onvif", "rtsp", "stream",
        "recorder_address", "allowed",
    }
)  # fmt: skip
"""Names under which a probe of cameras tells where it was."""
_PARTS = frozenset({"port", "path"})
"""Stand behind a host in most sentences: one word for the whole place is enough."""
_ELSE = "…"
_NOTHING = Score(value=None, low=0, high=100, coverage=0, rating="", no_rating="")


def narrowed(
    results: Results, audience: Audience, *, commune: str = "", hidden: str = HIDDEN
) -> Results:
    """Return what the audience may read; `hidden` stands where something was left out.

    COMMUNE needs the commune's code and gives it everything of its own and nothing of another's.
    Narrowing twice is narrowing once; what was left out for one audience is there for no other.
    """
    if results.audience is audience and not commune:
        return results
    match audience:
        case Audience.PUBLIC:
            return _public(results)
        case Audience.PROVINCE:
            return _province(results, hidden)
        case Audience.COMMUNE:
            return _commune(results, commune, hidden)
        case Audience.SECURITY:
            return _security(results, hidden)


def is_apart(finding: Finding) -> bool:
    """Say whether a finding is told to the commune and the security contact alone."""
    said: tuple[Outcome | Item, ...] = (finding.outcome, *finding.outcome.items)
    return finding.check in APART or any(one.text.startswith(_APART_TEXTS) for one in said)


def _apart(results: Results) -> tuple[str, ...]:
    """Return the criteria that are told apart, in the order of the profile."""
    found = {f.criterion for c in results.communes for f in c.findings if is_apart(f)}
    asked = (c for c in results.criteria if c.id in found or c.check in APART)
    return tuple(dict.fromkeys((*results.apart, *(c.id for c in asked if not c.left_out))))


def _public(results: Results) -> Results:
    """Leave counts; a conclusion, and nothing before it, also has communes with their scores."""
    final = results.run.stage is Stage.FINAL
    communes = tuple(_named(c) for c in results.communes if c.findings) if final else ()
    apart = _apart(results)
    return replace(
        results,
        communes=communes,
        causes=(),
        not_reached=(),
        audience=Audience.PUBLIC,
        apart=apart,
        published=published(results, without=apart),
    )


def _named(commune: CommuneResult) -> CommuneResult:
    """A criterion that holds a rating down would be a verdict of one commune: it is not named."""
    return replace(
        commune,
        site="",
        findings=(),
        evidence=(),
        addresses=(),
        score=replace(commune.score, capped_by=()),
    )


def _province(results: Results, hidden: str) -> Results:
    sweep = _sweep(results, results.communes, hidden)
    apart = _apart(results)
    return replace(
        results,
        communes=tuple(_of_province(c, apart, sweep) for c in results.communes),
        causes=_causes(results, apart, sweep),
        audience=Audience.PROVINCE,
        apart=apart,
    )


def _of_province(commune: CommuneResult, apart: Sequence[str], sweep: Sweep) -> CommuneResult:
    kept = (f for f in commune.findings if f.criterion not in apart and not is_apart(f))
    capped = tuple(c for c in commune.score.capped_by if c not in apart)
    findings = tuple(_finding(f, sweep) for f in kept)
    return replace(
        commune,
        name=sweep.text(commune.name),
        score=replace(commune.score, capped_by=capped),
        findings=findings,
        evidence=_evidence(commune.evidence, _cited(findings), sweep),
        addresses=(),
    )


def _finding(finding: Finding, sweep: Sweep) -> Finding:
    """Leave out officers' rows, and where a camera is; then sweep what is left."""
    family = finding.check.partition(".")[0]
    outcome = finding.outcome
    if family == _STAFF or any(map(_about_officer, outcome.items)):
        outcome = replace(outcome, items=tuple(i for i in outcome.items if not _about_officer(i)))
    if family == _CAMERA:
        items = tuple(_placeless(item, sweep.hidden) for item in outcome.items)
        outcome = replace(outcome, values=_hide(outcome.values, sweep.hidden), items=items)
    waiver = finding.waiver
    if waiver is not None:
        waiver = replace(
            waiver,
            document=sweep.text(waiver.document),
            owner=sweep.text(waiver.owner),
            reason=sweep.text(waiver.reason),
        )
    return replace(finding, outcome=_swept(outcome, sweep), waiver=waiver)


def _about_officer(item: Item) -> bool:
    """Say whether a row is about somebody: it names an officer, or a shift, or more such rows."""
    words = (item.target, item.quote, *map(str, item.values.values()))
    shift = {"date", "hours", "part"} <= item.values.keys()
    return shift or item.text == MORE or any(map(PSEUDONYM.search, words))


def _placeless(item: Item, hidden: str) -> Item:
    return replace(item, values=_hide(item.values, hidden), url="", quote="")


def _hide(values: Values, hidden: str) -> Values:
    return {
        name: _ELSE if name in _PARTS else hidden if name in _PLACES else value
        for name, value in values.items()
    }


def _swept(outcome: Outcome, sweep: Sweep) -> Outcome:
    return replace(
        outcome,
        values=sweep.values(outcome.values),
        items=tuple(_swept_item(item, sweep) for item in outcome.items),
        grounds=(),
    )


def _swept_item(item: Item, sweep: Sweep) -> Item:
    return replace(
        item,
        target=sweep.text(item.target),
        values=sweep.values(item.values),
        url=sweep.text(item.url),
        quote=sweep.text(item.quote),
    )


def _causes(results: Results, apart: Sequence[str], sweep: Sweep) -> tuple[Cause, ...]:
    checks = {c.id: c.check for c in results.criteria}
    found = []
    for cause in results.causes:
        criteria = tuple(c for c in cause.criteria if c not in apart)
        if criteria and not cause.text.startswith(_APART_TEXTS):
            camera = any(checks.get(c, "").partition(".")[0] == _CAMERA for c in cause.criteria)
            values = _hide(cause.values, sweep.hidden) if camera else cause.values
            found.append(replace(cause, criteria=criteria, values=sweep.values(values)))
    return tuple(found)


def _commune(results: Results, code: str, hidden: str) -> Results:
    """Leave the commune alone with its own; what it shares keeps its number of communes only."""
    mine = tuple(c for c in results.communes if c.code == code)
    others = tuple(c for c in results.communes if c.code != code)
    own = {host for c in mine for host in c.addresses}
    sweep = replace(_sweep(results, others, hidden, spared=own), people=False)
    mine = tuple(
        replace(
            c,
            findings=tuple(replace(f, outcome=_swept(f.outcome, sweep)) for f in c.findings),
            evidence=tuple(replace(e, url=sweep.text(e.url)) for e in c.evidence),
        )
        for c in mine
    )
    causes = tuple(
        replace(
            cause,
            values=replace(sweep, people=True).values(cause.values),
            communes=tuple(c if c == code else "" for c in cause.communes),
        )
        for cause in results.causes
        if code in cause.communes
    )
    return replace(
        results,
        communes=mine,
        causes=causes,
        not_reached=tuple(c for c in results.not_reached if c == code),
        audience=Audience.COMMUNE,
    )


def _security(results: Results, hidden: str) -> Results:
    """Leave what stands open, where, and nothing of sites, officers or scores."""
    apart = _apart(results)
    communes = []
    for commune in results.communes:
        findings = tuple(f for f in commune.findings if is_apart(f))
        kept = _evidence(commune.evidence, _cited(findings), Sweep(hidden=hidden))
        communes.append(
            replace(commune, score=_NOTHING, rank=None, findings=findings, evidence=kept)
        )
    return replace(
        results,
        communes=tuple(communes),
        causes=tuple(c for c in results.causes if set(c.criteria) & set(apart)),
        audience=Audience.SECURITY,
        apart=apart,
    )


def _cited(findings: Sequence[Finding]) -> frozenset[str]:
    rows = (item.evidence for f in findings for item in f.outcome.items)
    return frozenset(
        sha for shas in (*(f.outcome.evidence for f in findings), *rows) for sha in shas
    )


def _evidence(
    kept: Sequence[EvidenceInfo], cited: frozenset[str], sweep: Sweep
) -> tuple[EvidenceInfo, ...]:
    return tuple(replace(e, url=sweep.text(e.url)) for e in kept if e.sha256 in cited)


def _sweep(
    results: Results,
    communes: Sequence[CommuneResult],
    hidden: str,
    spared: frozenset[str] | set[str] = frozenset(),
) -> Sweep:
    """A host that is a site as well is swept with its ports alone: the site's address is public."""
    sites = [c.site for c in results.communes if c.site]
    addresses = {host for c in communes for host in c.addresses} - spared
    return Sweep.of(addresses, sites=sites, hidden=hidden)
