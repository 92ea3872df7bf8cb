"""Whose a row is: by the feed, by its own column, or by the account alone.

Never by what a run is narrowed to: the same row is the same commune's in every run.
"""

import unicodedata

from auditor.probes.feeds.faults import Reason
from auditor.probes.feeds.plan import FeedPlan, People

ELSEWHERE = "-"
"""A unit that the confirmed mapping calls no commune."""


def unit_key(text: str) -> str:
    """Return a unit's name as it is compared: diacritics kept, for Trực Hưng is not Trực Hùng."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


class Units:
    """Finds the commune of a row of one feed."""

    def __init__(self, plan: FeedPlan, people: People) -> None:
        self._plan, self._people = plan, people
        self._units = {unit_key(name): code or ELSEWHERE for name, code in plan.units.items()}
        self._by_name: dict[str, str | Reason] = {}
        self._by_account: dict[str, str | Reason] = {}

    def commune_of(self, unit: str, account: str) -> str | Reason:
        """Return a commune's code, audited or not, or why nobody can tell."""
        if self._plan.commune:
            return self._plan.commune
        if unit:
            if unit not in self._by_name:
                self._by_name[unit] = self._named(unit)
            return self._by_name[unit]
        if account not in self._by_account:
            self._by_account[account] = self._held(account)
        return self._by_account[account]

    def _named(self, unit: str) -> str | Reason:
        """A number that lost its zeros is no code: the mapping must say what it stands for."""
        if code := self._units.get(unit_key(unit)):
            return code
        is_code = len(unit) == 5 and unit.isascii() and unit.isdigit()
        return unit if is_code else Reason.COMMUNE_UNKNOWN

    def _held(self, account: str) -> str | Reason:
        held = [code for code in self._people.communes_of(account) if self._plan.covers(code)]
        if held:
            return held[0] if len(held) == 1 else Reason.ACCOUNT_SHARED
        alike = any(self._plan.covers(code) for code, _ in self._people.alike(account))
        return Reason.ACCOUNT_ALIKE if alike else Reason.ACCOUNT_NOBODY
