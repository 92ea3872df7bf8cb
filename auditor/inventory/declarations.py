"""The signed papers of communes, read from one folder: a file a paper, everything wrong at once.

A paper is the only thing that fails some criteria, so nothing is guessed of it: it names its
commune, its first and its last day, and the signed file beside it.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from auditor.contract import Commune, Declaration
from auditor.inventory.declarationfile import DeclarationFile
from auditor.policy.reading import read_model
from auditor.policy.source import Source
from auditor.problems import BadInputError, Problem
from auditor.textfile import os_reason, read_bytes, shown
from auditor.words import say
from auditor.yamlfile import nearest

FILES = frozenset({".yaml", ".yml", ".json"})
"""All else in the folder is an attachment, or nothing of ours."""
MOST_BYTES = 50_000_000
"""Of an attachment: a scanned paper of many pages."""
_NUMBER = re.compile(r"[0-9]+[^\s,;:()/]*/[^\s,;:()]+")
_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bounds:
    """What the dates of any paper are held to."""

    most_days: int
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paper:
    """One file as it was read."""

    path: Path
    said: DeclarationFile
    source: Source
    problems: list[Problem]

    def wrong(self, key: str, text: str, **values: str) -> None:
        """Note what is wrong with the value of a key."""
        cut = {name: value[:60] for name, value in values.items()}
        self.problems.append(self.source.problem((key,), say(f"problem.{text}", **cut)))


def with_declarations(
    folder: Path | None,
    communes: Sequence[Commune],
    problems: list[Problem],
    *,
    most_days: int,
    today: date,
) -> tuple[Commune, ...]:
    """Return the communes with their papers, the earliest signed first; problems are added.

    `most_days`: no paper may hold longer, from the day it was signed; none is signed after `today`.
    Ids are looked up only in an inventory that is sound itself: half a table would blame the papers.
    """
    bounds = _Bounds(most_days=most_days, today=today)
    found = {} if folder is None else _found(folder, communes, problems, bounds)
    return tuple(
        replace(commune, declarations=found[commune.code]) if commune.code in found else commune
        for commune in communes
    )


def _found(
    folder: Path, communes: Sequence[Commune], problems: list[Problem], bounds: _Bounds
) -> dict[str, tuple[Declaration, ...]]:
    sound = not problems
    papers = [paper for path in _files(folder, problems) for paper in _read(path, problems, bounds)]
    if not sound:
        return {}
    known = {commune.code: commune for commune in communes}
    found: defaultdict[str, dict[str, _Paper]] = defaultdict(dict)
    for paper in papers:
        if _in_order(paper, known):
            first = found[paper.said.commune].setdefault(paper.said.id, paper)
            if first is not paper:
                paper.wrong("id", "declaration.twice", id=paper.said.id, other=shown(first.path))
    return {code: _standing(known[code], own) for code, own in sorted(found.items())}


def _files(folder: Path, problems: list[Problem]) -> list[Path]:
    try:
        found = sorted(folder.iterdir())
    except OSError as error:
        message = say("problem.declaration.folder", reason=os_reason(error))
        problems.append(Problem(file=shown(folder), message=message))
        return []
    return [one for one in found if one.suffix.lower() in FILES and not one.name.startswith(".")]


def _read(path: Path, problems: list[Problem], bounds: _Bounds) -> list[_Paper]:
    try:
        said, source = read_model(path, DeclarationFile)
    except BadInputError as error:
        problems += error.problems
        return []
    paper = _Paper(path=path, said=said, source=source, problems=problems)
    if not _NUMBER.fullmatch(said.document):
        paper.wrong("document", "declaration.document", value=said.document)
    if said.until < said.start:
        paper.wrong("until", "declaration.order", start=f"{said.start}", until=f"{said.until}")
    if said.at > bounds.today:
        paper.wrong("at", "declaration.future", at=f"{said.at}", today=f"{bounds.today}")
        return [paper]
    latest = said.at + timedelta(days=min(bounds.most_days, (date.max - said.at).days))
    if said.until > latest:
        values = {"at": f"{said.at}", "until": f"{said.until}", "latest": f"{latest}"}
        paper.wrong("until", "declaration.too_long", **values, days=str(bounds.most_days))
    return [paper]


def _in_order(paper: _Paper, known: Mapping[str, Commune]) -> bool:
    """Tell whether the paper is of a commune of the inventory."""
    code = paper.said.commune
    if code not in known:
        near = nearest(code, sorted(known))
        key = "declaration.commune_near" if near else "declaration.commune"
        paper.wrong("commune", key, value=code, near=near)
    return code in known


def _standing(commune: Commune, papers: Mapping[str, _Paper]) -> tuple[Declaration, ...]:
    """Return a commune's papers, those that were replaced up to the day before."""
    ends: dict[str, date] = {}
    for paper in papers.values():
        if (old := paper.said.supersedes) is None:
            continue
        if old not in papers:
            near = nearest(old, papers)
            key = "declaration.supersedes_near" if near else "declaration.supersedes"
            paper.wrong("supersedes", key, value=old, code=commune.code, near=near)
        elif _leads_back(paper, papers):
            paper.wrong("supersedes", "declaration.circle", value=old)
        else:
            before = paper.said.start - timedelta(days=1)
            ends[old] = min(ends.get(old, before), before)
    made = (_declaration(commune, paper) for paper in papers.values())
    cut = (replace(one, end=min(one.end, ends.get(one.id, one.end))) for one in made)
    standing = [one for one in cut if one.start <= one.end]
    return tuple(sorted(standing, key=lambda one: (one.on, one.id)))


def _leads_back(paper: _Paper, papers: Mapping[str, _Paper]) -> bool:
    seen = {paper.said.id}
    at: str | None = paper.said.supersedes
    while at is not None and at in papers and at not in seen:
        seen.add(at)
        at = papers[at].said.supersedes
    return at in seen


def _declaration(commune: Commune, paper: _Paper) -> Declaration:
    said = paper.said
    return Declaration(
        id=said.id,
        kind=said.kind,
        document=said.document,
        on=said.at,
        start=said.start,
        end=said.until,
        targets=_targets(commune, paper),
        attachment=_attached(paper),
    )


def _targets(commune: Commune, paper: _Paper) -> tuple[str, ...]:
    """Return the ids as the tables write them."""
    places = [office.id for office in commune.offices]
    if paper.said.kind != "camera_none":
        places += [camera.id for camera in commune.cameras]
    written = {id_.casefold(): id_ for id_ in places}
    for at, target in enumerate(paper.said.targets):
        if target.casefold() not in written:
            _unknown_target(commune, paper, at, places)
    found = (written.get(target.casefold(), "") for target in paper.said.targets)
    return tuple(sorted({id_ for id_ in found if id_}))


def _unknown_target(commune: Commune, paper: _Paper, at: int, places: Sequence[str]) -> None:
    target = paper.said.targets[at]
    if paper.said.kind == "camera_none" and any(one.id == target for one in commune.cameras):
        key = "declaration.target_camera"
    else:
        key = "declaration.target" if places else "declaration.target_none"
    known = ", ".join(places[:_SHOWN]) + (" …" if len(places) > _SHOWN else "")
    message = say(f"problem.{key}", value=target[:60], code=commune.code, known=known)
    paper.problems.append(paper.source.problem(("targets", at), message))


def _attached(paper: _Paper) -> str:
    """Return the sha256 of the signed paper; another file than whoever signed named is refused."""
    name = paper.said.attachment
    if not name.isprintable() or {"/", "\\"} & set(name) or name.startswith("."):
        paper.wrong("attachment", "declaration.attachment_name", value=name)
        return ""
    try:
        body = read_bytes(paper.path.parent / name, MOST_BYTES)
    except BadInputError as error:
        paper.problems.extend(error.problems)
        return ""
    found = hashlib.sha256(body).hexdigest()
    if (given := paper.said.sha256) is not None and given.lower() != found:
        message = say("problem.declaration.attachment_other", value=name[:60], found=found)
        paper.problems.append(paper.source.problem(("sha256",), message))
    return found
