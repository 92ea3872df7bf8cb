"""What is told to the commune and the province's security contact alone.

Such a criterion has no part in any score: from a score, and the criteria that stand beside it,
anybody could work out what was left out.
"""

from auditor.contract import Finding, Item, Outcome
from auditor.results import Results

APART = frozenset({"camera.anonymous"})
"""Checks whose results are told apart from all the others."""
TEXTS = "anonymous."
"""How the texts of these results begin."""


def is_apart(finding: Finding) -> bool:
    """Say whether a finding is told to the commune and the security contact alone."""
    said: tuple[Outcome | Item, ...] = (finding.outcome, *finding.outcome.items)
    return finding.check in APART or any(one.text.startswith(TEXTS) for one in said)


def apart_of(results: Results) -> tuple[str, ...]:
    """Return the criteria that are told apart, in the order of the profile."""
    found = {f.criterion for c in results.communes for f in c.findings if is_apart(f)}
    asked = (c for c in results.criteria if c.id in found or c.check in APART)
    return tuple(dict.fromkeys((*results.apart, *(c.id for c in asked if not c.left_out))))
