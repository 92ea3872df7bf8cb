"""Who is behind a pseudonym and an account. Lives in memory only and prints as a count.

A log writes `XA\\an`, `an@xa.example.vn` or `an` for one account. Two spellings are one account
where the name is the same and the domains, as far as both have one, begin alike; where two officers
would fit, none does.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """One row of the staff table."""

    commune: str
    pseudonym: str
    name: str = field(repr=False)
    accounts: tuple[str, ...] = field(default=(), repr=False)


class Roster:
    """Look-ups among all officers of the inventory."""

    def __init__(self, officers: Iterable[Officer] = ()) -> None:
        self._names: dict[str, str] = {}
        self._bare: defaultdict[str, list[tuple[str, str, Officer]]] = defaultdict(list)
        for officer in officers:
            self._names[officer.pseudonym] = officer.name
            for account in officer.accounts:
                whole = account_key(account)
                name, domain = _parts(whole)
                self._bare[name].append((whole, domain, officer))
        self._known: dict[str, dict[str, str]] = {}

    def __repr__(self) -> str:
        return f"Roster({len(self._names)} officers)"

    def __len__(self) -> int:
        return len(self._names)

    def staff_of(self, commune: str, account: str) -> str | None:
        """Return the pseudonym of the officer of a commune who holds an account; None: nobody, or two."""
        return self._of(account).get(commune)

    def communes_of(self, account: str) -> tuple[str, ...]:
        """Return the communes in which an account is one officer's."""
        return tuple(self._of(account))

    def name_of(self, pseudonym: str) -> str:
        """Return the name behind a pseudonym, '' when the roster has none; for the terminal only."""
        return self._names.get(pseudonym, "")

    def _of(self, account: str) -> dict[str, str]:
        """Return the officer of each commune who holds an account; logs repeat few accounts."""
        if account not in self._known:
            self._known[account] = self._look(account_key(account))
        return self._known[account]

    def _look(self, whole: str) -> dict[str, str]:
        name, domain = _parts(whole)
        exact: defaultdict[str, set[str]] = defaultdict(set)
        alike: defaultdict[str, set[str]] = defaultdict(set)
        for written, its_domain, officer in self._bare.get(name, ()):
            if written == whole:
                exact[officer.commune].add(officer.pseudonym)
            if not domain or not its_domain or domain == its_domain:
                alike[officer.commune].add(officer.pseudonym)
        found = {code: exact.get(code) or who for code, who in sorted(alike.items())}
        return {code: next(iter(who)) for code, who in found.items() if len(who) == 1}


def account_key(account: str) -> str:
    """Return an account as accounts are compared."""
    return unicodedata.normalize("NFC", account).strip().casefold()


def _parts(whole: str) -> tuple[str, str]:
    """Return the bare name and the first label of the domain, '' when there is none."""
    if match := re.fullmatch(r"([^\\@]+)\\([^\\]+)", whole):
        name, domain = match[2].partition("@")[0], match[1]
    else:
        name, _, domain = whole.partition("@")
    return name or whole, domain.split(".")[0]
