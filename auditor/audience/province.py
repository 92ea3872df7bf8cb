"""Results -> what the province may read: no address of a camera, no officer, nothing told apart. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from auditor.audience.apart import TEXTS, apart_of, is_apart
from auditor.audience.parts import cited, evidence, sweep_of, swept
from auditor.contract import Audience, Finding, Item, Values
from auditor.published import MORE
from auditor.results import Cause, CommuneResult, Results
from auditor.sweeping import PSEUDONYM, Sweep

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


def of_province(results: Results, hidden: str) -> Results:
    """Return what the province may read."""
    sweep = sweep_of(results, hidden)
    apart = apart_of(results)
    return replace(
        results,
        communes=tuple(_commune(c, apart, sweep) for c in results.communes),
        causes=tuple(_causes(results, apart, sweep)),
        audience=Audience.PROVINCE,
        apart=apart,
    )


def _commune(commune: CommuneResult, apart: Sequence[str], sweep: Sweep) -> CommuneResult:
    kept = (f for f in commune.findings if f.criterion not in apart and not is_apart(f))
    capped = tuple(c for c in commune.score.capped_by if c not in apart)
    findings = tuple(_finding(f, sweep) for f in kept)
    return replace(
        commune,
        name=sweep.text(commune.name),
        score=replace(commune.score, capped_by=capped),
        findings=findings,
        evidence=evidence(commune.evidence, cited(findings), sweep),
        addresses=(),
        titles={},
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
    return replace(finding, outcome=swept(outcome, sweep), waiver=waiver)


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


def _causes(results: Results, apart: Sequence[str], sweep: Sweep) -> Iterator[Cause]:
    """Of a cause that touches what is told apart, leave the communes that it touches elsewhere too."""
    checks = {c.id: c.check for c in results.criteria}
    elsewhere = {
        (f.cause, c.code) for c in results.communes for f in c.findings if f.criterion not in apart
    }
    for cause in results.causes:
        criteria = tuple(c for c in cause.criteria if c not in apart)
        communes = cause.communes
        if criteria != cause.criteria:
            communes = tuple(code for code in communes if (cause.id, code) in elsewhere)
        if not criteria or not communes or cause.text.startswith(TEXTS):
            continue
        camera = any(checks.get(c, "").partition(".")[0] == _CAMERA for c in cause.criteria)
        values = _hide(cause.values, sweep.hidden) if camera else cause.values
        yield replace(cause, criteria=criteria, communes=communes, values=sweep.values(values))
