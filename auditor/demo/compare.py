"""Compare what the auditor found in the demo province with what was planted there. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.demo.manifest import Expected, Key, as_expected
from auditor.results import Results


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One criterion of one commune that did not come out as planted. `found` may be missing."""

    code: str
    criterion: str
    expected: Expected
    found: Expected | None


def compare(
    expected: Mapping[Key, Expected], found: Results | Mapping[Key, Expected]
) -> list[Difference]:
    """Return every planted thing that was judged otherwise, in the manifest's order.

    Verdict, why and party count; the text does not: the judges' words may improve. What was
    found beyond the manifest (criteria without a planted fault) is not compared.
    """
    judged = found_in(found) if isinstance(found, Results) else found
    return [
        Difference(code=key[0], criterion=key[1], expected=planted, found=judged.get(key))
        for key, planted in expected.items()
        if not _same(planted, judged.get(key))
    ]


def found_in(results: Results) -> dict[Key, Expected]:
    """Return what was judged, in the manifest's terms."""
    return {
        (commune.code, finding.criterion): as_expected(finding.outcome)
        for commune in results.communes
        for finding in commune.findings
    }


def _same(planted: Expected, found: Expected | None) -> bool:
    if found is None:
        return False
    return (planted.verdict, planted.why, planted.party) == (found.verdict, found.why, found.party)
