"""The check reference, made from metadata: `python -m auditor.reference` writes docs/checks.*.md.

A test compares the files with what this makes, so they cannot fall behind.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from auditor.contract import Check
from auditor.policy import BasisRef, Criterion, Law, Policy, cite, load_policy
from auditor.registry import find_checks, load_texts, source_of
from auditor.texts import LANGUAGES, Texts

DOCS = Path(__file__).resolve().parent.parent / "docs"


def reference(lang: str) -> str:
    """Return the reference in one language as Markdown."""
    texts = load_texts(lang)
    policy = load_policy("full")
    checks = find_checks()
    lines = [f"# {texts.say('reference.title')}", "", texts.say("reference.intro")]
    group = ""
    for criterion in policy.criteria:
        if criterion.group != group:
            group = criterion.group
            lines += ["", f"## {texts.say(f'group.{group}')}"]
        lines += _criterion(criterion, policy, checks, texts)
    return "\n".join(lines) + "\n"


def path_of(lang: str) -> Path:
    """Return where the reference of a language stands."""
    return DOCS / f"checks.{lang}.md"


def _criterion(
    criterion: Criterion, policy: Policy, checks: Mapping[str, Check], texts: Texts
) -> Iterator[str]:
    check = checks.get(criterion.check)
    yield ""
    yield f"### {criterion.id} {texts.say(f'criterion.{criterion.id}.title')}"
    yield ""
    yield texts.say(f"criterion.{criterion.id}.asks")
    yield ""
    yield texts.say(
        "reference.facts",
        {
            "severity": texts.say(f"severity.{criterion.severity}"),
            "weight": f"{criterion.weight:g}",
            "check": f"`{source_of(check)}`" if check else texts.say("cli.unchecked_yet"),
        },
    )
    for ref in criterion.basis:
        yield f"- § {_law(policy.laws[ref.law], ref, texts)}"
    for name, value in criterion.limits.items():
        yield f"- `{name}` = {value:.10g}"
    if check:
        yield from _outcomes(check, texts)


def _law(law: Law, ref: BasisRef, texts: Texts) -> str:
    """Only articles whose text was read are named, and only days that are known."""
    read = [article for article in ref.articles if article in law.articles]
    number = ", ".join(part for part in (law.number, cite(read, texts)) if part)
    days = [f"{day:%d/%m/%Y}" if day else "…" for day in (law.valid_from, law.valid_to)]
    known = f" ({days[0]} – {days[1]})" if law.valid_from or law.valid_to else ""
    return f"{number}{known}: {law.title[texts.lang]}" if number else law.title[texts.lang]


def _outcomes(check: Check, texts: Texts) -> Iterator[str]:
    yield ""
    yield f"| {texts.say('reference.outcome')} | {texts.say('reference.todo')} |"
    yield "| --- | --- |"
    for key in check.says:
        todo = texts.say(f"{key}.todo") if f"{key}.todo" in texts else ""
        yield f"| {texts.say(key)} `{key}` | {todo} |"


if __name__ == "__main__":
    for language in LANGUAGES:
        path_of(language).write_text(reference(language), encoding="utf-8")
