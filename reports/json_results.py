"""Results for machines: one document, its shape in config/schemas/results.schema.json."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from auditor.audience import narrowed
from auditor.contract import Audience, Document, Finding, Format, Item, Values, Waiver
from auditor.results import Cause, CommuneResult, CriterionInfo, EvidenceInfo, Results, RunInfo
from auditor.texts import Texts
from reports import grouping
from reports.wording import Wording, clean

SCHEMA = 2
"""Grows with every change that an old reader would not understand."""

Json = dict[str, Any]


def render(results: Results, texts: Texts) -> Iterator[Document]:
    """Yield `results.json`: equal results and language give equal bytes."""
    wording = Wording(texts, results.run.time_zone)
    results = narrowed(results, Audience.PROVINCE, hidden=wording.hidden)
    text = json.dumps(
        _cleaned(_document(results, wording)), ensure_ascii=False, indent=1, allow_nan=False
    )
    # a lone surrogate from a broken page is no UTF-8: it becomes a question mark
    yield Document(path="results.json", body=f"{text}\n".encode(errors="replace"))


def _cleaned(value: Any) -> Any:
    """Return the document without what could turn the text of whoever prints it."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {name: _cleaned(one) for name, one in value.items()}
    return [_cleaned(one) for one in value] if isinstance(value, list) else value


def _document(results: Results, wording: Wording) -> Json:
    criteria = grouping.by_id(results)
    communes = sorted(results.communes, key=lambda commune: commune.code)
    return {
        "schema": SCHEMA,
        "lang": wording.lang,
        "audience": results.audience,
        "apart": list(results.apart),
        "invented": results.invented,
        "province": {"code": results.province_code, "name": results.province_name},
        "run": _run(results.run),
        "criteria": [_criterion(criterion, wording) for criterion in results.criteria],
        "causes": [_cause(cause, wording) for cause in results.causes],
        "not_reached": sorted(results.not_reached),
        "communes": [_commune(commune, criteria, wording) for commune in communes],
    }


def _run(run: RunInfo) -> Json:
    return {
        "id": run.id,
        "judgement": run.judgement,
        "tool_version": run.tool_version,
        "profile": run.profile,
        "policy_version": run.policy_version,
        "inventory_sha256": run.inventory_sha256,
        "period": {"from": run.period_start.isoformat(), "to": run.period_end.isoformat()},
        "started_at": _moment(run.started_at),
        "finished_at": _moment(run.finished_at),
        "judged_at": _moment(run.judged_at),
        "time_zone": run.time_zone,
        "complete": run.complete,
        "narrowed": run.narrowed,
        "stage": run.stage.value,
        "seal": run.seal or None,
    }


def _criterion(criterion: CriterionInfo, wording: Wording) -> Json:
    return {
        "id": criterion.id,
        "title": wording.say(f"criterion.{criterion.id}.title"),
        "group": criterion.group,
        "severity": criterion.severity.value,
        "weight": criterion.weight,
        "check": criterion.check or None,
        "left_out": criterion.left_out,
        "source": criterion.source,
        "loosened": list(criterion.loosened),
        "basis": [
            {
                "id": basis.id,
                "kind": basis.kind,
                "number": basis.number,
                "article": basis.article or None,
                "title": basis.title,
            }
            for basis in criterion.basis.get(wording.lang, ())
        ],
    }


def _cause(cause: Cause, wording: Wording) -> Json:
    return {
        "id": cause.id,
        "why": cause.why,
        "party": cause.party.value,
        "text": cause.text,
        "values": _values(cause.values),
        "message": wording.message(cause),
        "communes": list(cause.communes),
        "criteria": list(cause.criteria),
    }


def _commune(commune: CommuneResult, criteria: grouping.Criteria, wording: Wording) -> Json:
    score = commune.score
    return {
        "code": commune.code,
        "name": commune.name,
        "kind": commune.kind.value,
        "site": commune.site or None,
        "score": score.value,
        "score_low": score.low,
        "score_high": score.high,
        "coverage": score.coverage,
        "rating": score.rating or None,
        "no_rating": score.no_rating or None,
        "capped_by": list(score.capped_by),
        "rank": commune.rank,
        "findings": [
            _finding(finding, criteria[finding.criterion], wording)
            for finding in grouping.ordered(commune.findings, criteria)
        ],
        "evidence": [_evidence(info) for info in commune.evidence],
    }


def _finding(finding: Finding, criterion: CriterionInfo, wording: Wording) -> Json:
    outcome = finding.outcome
    return {
        "criterion": finding.criterion,
        "check": finding.check,
        "severity": criterion.severity.value,
        "verdict": outcome.verdict.value,
        "why": outcome.why,
        "party": outcome.party,
        "text": outcome.text,
        "values": _values(outcome.values),
        "message": wording.message(outcome),
        "items": [_item(item, wording) for item in outcome.items],
        "seen_at": _moment(outcome.seen_at),
        "evidence": list(outcome.evidence),
        "waiver": _waiver(finding.waiver),
        "cause": finding.cause or None,
    }


def _item(item: Item, wording: Wording) -> Json:
    return {
        "target": item.target,
        "verdict": item.verdict.value,
        "why": item.why,
        "party": item.party,
        "text": item.text,
        "values": _values(item.values),
        "message": wording.message(item),
        "url": item.url or None,
        "quote": item.quote or None,
        "evidence": list(item.evidence),
        "seen_at": _moment(item.seen_at),
    }


def _waiver(waiver: Waiver | None) -> Json | None:
    if waiver is None:
        return None
    return {
        "document": waiver.document,
        "owner": waiver.owner,
        "reason": waiver.reason,
        "until": waiver.until.isoformat(),
    }


def _evidence(info: EvidenceInfo) -> Json:
    return {
        "sha256": info.sha256,
        "url": info.url or None,
        "seen_at": _moment(info.seen_at),
        "kind": info.kind,
    }


def _values(values: Values) -> Mapping[str, str | int | float]:
    return dict(sorted(values.items()))


def _moment(moment: datetime | None) -> str | None:
    """UTC, as stored; paper shows local time."""
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat().replace("+00:00", "Z")


FORMAT = Format(id="json", render=render, single=True)
