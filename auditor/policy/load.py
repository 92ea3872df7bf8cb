"""Reads a profile, the catalogue and the law register into one checked policy."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.contract import Severity
from auditor.facts.text import fold
from auditor.policy.criterion import criterion_of
from auditor.policy.folder import config_folder
from auditor.policy.model import Band, Law, Policy
from auditor.policy.source import Source
from auditor.problems import BadInputError, Problem
from auditor.textfile import absent
from auditor.words import say

if TYPE_CHECKING:
    from auditor.policy.schema import Catalogue, CriterionEntry, Override, Profile, Register


def load_policy(profile: str | Path, *, folder: Path | None = None) -> Policy:
    """Return the policy of a shipped profile's name or of a profile file of one's own.

    BadInputError tells everything wrong in the file that is wrong first.
    """
    from auditor.policy.reading import read_model
    from auditor.policy.schema import Catalogue, Profile, Register

    home = folder or config_folder()
    file = profile_file(profile, home)
    register, law_source = read_model(home / "law.yaml", Register)
    _refuse(_law_problems(register, law_source))
    catalogue, source = read_model(home / "criteria.yaml", Catalogue)
    _refuse(_catalogue_problems(catalogue, {law.id for law in register.laws}, source))
    chosen, profile_source = read_model(file, Profile)
    _refuse(_profile_problems(chosen, catalogue, profile_source))
    return _policy(chosen, catalogue, register, _hash(home, file))


def profile_file(profile: str | Path, folder: Path) -> Path:
    """Return the file of a profile; BadInputError lists the shipped names when there is none."""
    known = profile_names(folder)
    if isinstance(profile, Path) or profile.lower().endswith((".yaml", ".yml")):
        if absent(Path(profile)):
            raise _no_profile("no_profile_file", str(profile), known)
        return Path(profile)
    if profile in known:
        return folder / "profiles" / f"{profile}.yaml"
    near = get_close_matches(fold(profile), known, n=1, cutoff=0.75)
    raise _no_profile("no_profile_near" if near else "no_profile", profile, known, "".join(near))


def profile_names(folder: Path | None = None) -> list[str]:
    """Return the names of the profiles that this installation came with."""
    return sorted(path.stem for path in ((folder or config_folder()) / "profiles").glob("*.yaml"))


def _no_profile(key: str, profile: str, known: list[str], near: str = "") -> BadInputError:
    values = {"id": profile, "near": near, "known": ", ".join(known)}
    message = say(f"problem.policy.{key}", **values)
    return BadInputError([Problem(file=profile or "profile", message=message)])


def _refuse(problems: Iterable[Problem]) -> None:
    if found := tuple(problems):
        raise BadInputError(found)


def _law_problems(register: "Register", source: Source) -> Iterator[Problem]:
    ids = [law.id for law in register.laws]
    yield from _doubles(ids, ("laws",), source)
    for index, law in enumerate(register.laws):
        for name, other in (("replaced_by", law.replaced_by), ("amends", law.amends)):
            if other is not None and other not in ids:
                yield source.problem(("laws", index, name), say("problem.policy.no_law", id=other))
        if law.valid_from and law.valid_to and law.valid_to < law.valid_from:
            yield source.problem(("laws", index, "valid_to"), say("problem.policy.dates"))


def _catalogue_problems(
    catalogue: "Catalogue", laws: set[str], source: Source
) -> Iterator[Problem]:
    ids = [criterion.id for criterion in catalogue.criteria]
    yield from _doubles(ids, ("criteria",), source)
    for index, criterion in enumerate(catalogue.criteria):
        if criterion.limits_of is not None and criterion.limits_of not in ids:
            message = say("problem.policy.no_criterion", id=criterion.limits_of)
            yield source.problem(("criteria", index, "limits_of"), message)
        for number, ref in enumerate(criterion.basis):
            if ref.law not in laws:
                where = ("criteria", index, "basis", number, "law")
                yield source.problem(where, say("problem.policy.no_law", id=ref.law))
        if criterion.severity is Severity.ADVISORY and criterion.weight:
            yield source.problem(
                ("criteria", index, "weight"), say("problem.policy.advisory_weight")
            )


def _profile_problems(
    profile: "Profile", catalogue: "Catalogue", source: Source
) -> Iterator[Problem]:
    known = {criterion.id: criterion for criterion in catalogue.criteria}
    chosen = list(known) if profile.criteria == "all" else list(profile.criteria)
    yield from _doubles(chosen, ("criteria",), source)
    for index, id_ in enumerate(chosen):
        if id_ not in known:
            yield source.problem(("criteria", index), say("problem.policy.no_criterion", id=id_))
    for id_, override in profile.overrides.items():
        if id_ not in known or id_ not in chosen:
            message = say("problem.policy.no_criterion", id=id_)
            yield source.problem(("overrides", id_), message)
            continue
        yield from _override_problems(known[id_], override, source)
    yield from _band_problems(profile, source)


def _override_problems(
    criterion: "CriterionEntry", override: "Override", source: Source
) -> Iterator[Problem]:
    where = ("overrides", criterion.id)
    for name in override.limits:
        if name not in criterion.limits:
            known = ", ".join(criterion.limits) or "-"
            message = say("problem.policy.no_limit", id=criterion.id, name=name, known=known)
            yield source.problem((*where, "limits", name), message)
    severity = override.severity or criterion.severity
    weight = criterion.weight if override.weight is None else override.weight
    if severity is Severity.ADVISORY and weight:
        yield source.problem((*where, "severity"), say("problem.policy.advisory_weight"))


def _band_problems(profile: "Profile", source: Source) -> Iterator[Problem]:
    yield from _doubles([band.id for band in profile.bands], ("bands",), source)
    starts = [band.from_ for band in profile.bands]
    if starts != sorted(set(starts), reverse=True) or starts[-1] != 0:
        yield source.problem(("bands",), say("problem.policy.bands"))
    if sum(band.critical_cap for band in profile.bands) != 1:
        yield source.problem(("bands",), say("problem.policy.one_cap"))


def _doubles(ids: list[str], where: tuple[str, ...], source: Source) -> Iterator[Problem]:
    counts = Counter(ids)
    seen: set[str] = set()
    for index, id_ in enumerate(ids):
        if counts[id_] > 1 and id_ in seen:
            yield source.problem((*where, index), say("problem.policy.twice", name=id_))
        seen.add(id_)


def _policy(
    profile: "Profile", catalogue: "Catalogue", register: "Register", sha256: str
) -> Policy:
    wanted = None if profile.criteria == "all" else set(profile.criteria)
    entries = {entry.id: entry for entry in catalogue.criteria}
    return Policy(
        id=profile.id,
        version=profile.version,
        title={"vi": profile.title.vi, "en": profile.title.en},
        criteria=tuple(
            criterion_of(entry, profile.overrides, entries)
            for entry in catalogue.criteria
            if wanted is None or entry.id in wanted
        ),
        bands=tuple(
            Band(id=b.id, from_score=b.from_, critical_cap=b.critical_cap) for b in profile.bands
        ),
        laws=_laws(register),
        min_coverage=profile.min_coverage,
        unlisted=tuple(c.id for c in catalogue.criteria if wanted and c.id not in wanted),
        sha256=sha256,
    )


def _laws(register: "Register") -> Mapping[str, Law]:
    return {
        law.id: Law(
            id=law.id,
            kind=law.kind,
            number=law.number,
            title={"vi": law.title.vi, "en": law.title.en},
            valid_from=law.valid_from,
            valid_to=law.valid_to,
            articles=tuple(law.articles),
            replaced_by=law.replaced_by or "",
            amends=law.amends or "",
        )
        for law in register.laws
    }


def _hash(folder: Path, profile: Path) -> str:
    digest = hashlib.sha256()
    for path in (folder / "criteria.yaml", folder / "law.yaml", profile):
        body = path.read_bytes()
        digest.update(len(body).to_bytes(8, "big") + body)
    return digest.hexdigest()
