"""Who is behind a pseudonym and an account. Lives in memory only and prints as a count.

A log writes `XA\\an`, `an@xa.example.vn`, `XA\\an@tinh.example.vn` or `an` for one account. Two
spellings are one account where the name is the same and, as far as both have a domain, one of each
begins alike; where two officers would fit, none does.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

_Domains = tuple[str, str]


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
        self._bare: defaultdict[str, list[tuple[str, _Domains, Officer]]] = defaultdict(list)
        self._without: Counter[str] = Counter()
        for officer in officers:
            self._names[officer.pseudonym] = officer.name
            self._without[officer.commune] += not officer.accounts
            for account in officer.accounts:
                whole = account_key(account)
                name, domains = _parts(whole)
                self._bare[name].append((whole, domains, officer))
        self._known: dict[str, dict[str, frozenset[str]]] = {}

    def __repr__(self) -> str:
        return f"Roster({len(self._names)} officers)"

    def __len__(self) -> int:
        return len(self._names)

    def staff_of(self, commune: str, account: str) -> str | None:
        """Return the pseudonym of the officer of a commune who holds an account; None: nobody, or two."""
        held = self._of(account).get(commune, frozenset())
        return next(iter(held)) if len(held) == 1 else None

    def communes_of(self, account: str) -> tuple[str, ...]:
        """Return the communes whose rosters hold an account, be it for two officers."""
        return tuple(self._of(account))

    def alike(self, account: str) -> tuple[tuple[str, str], ...]:
        """Return (commune, pseudonym) of all whose account has the same name, in whatever domain."""
        name, _ = _parts(account_key(account))
        held = self._bare.get(name, ())
        return tuple(sorted({(officer.commune, officer.pseudonym) for _, _, officer in held}))

    def without_account(self) -> dict[str, int]:
        """Return how many officers of each commune have no account, where there are any."""
        return {code: count for code, count in sorted(self._without.items()) if count}

    def name_of(self, pseudonym: str) -> str:
        """Return the name behind a pseudonym, '' when the roster has none; for the terminal only."""
        return self._names.get(pseudonym, "")

    def _of(self, account: str) -> dict[str, frozenset[str]]:
        """Return who holds an account, commune by commune; logs repeat few accounts."""
        if account not in self._known:
            self._known[account] = self._look(account_key(account))
        return self._known[account]

    def _look(self, whole: str) -> dict[str, frozenset[str]]:
        name, domains = _parts(whole)
        exact: defaultdict[str, set[str]] = defaultdict(set)
        alike: defaultdict[str, set[str]] = defaultdict(set)
        for written, its_domains, officer in self._bare.get(name, ()):
            if written == whole:
                exact[officer.commune].add(officer.pseudonym)
            if _agree(domains, its_domains):
                alike[officer.commune].add(officer.pseudonym)
        return {code: frozenset(exact.get(code) or who) for code, who in sorted(alike.items())}


def account_key(account: str) -> str:
    """Return an account as accounts are compared."""
    return unicodedata.normalize("NFC", account).strip().casefold()


def _parts(whole: str) -> tuple[str, _Domains]:
    """Return the bare name, and the first label of the domain before it and of the one behind."""
    before, after = "", whole
    if match := re.fullmatch(r"([^\\@]+)\\([^\\]+)", whole):
        before, after = match[1], match[2]
    name, _, domain = after.partition("@")
    return name or whole, (before.split(".")[0], domain.split(".")[0])


def _agree(one: _Domains, other: _Domains) -> bool:
    """Domains in the same place must be the same; in different places one may stand for the other."""
    if any(a and b and a != b for a, b in zip(one, other, strict=True)):
        return False
    mine, its = set(filter(None, one)), set(filter(None, other))
    return not mine or not its or bool(mine & its)
