"""Whether the declared column of accounts holds citizens' numbers instead."""

from auditor.probes.feeds.plan import People
from auditor.tabular.personal import is_personal_number


class Numbers:
    """Counts accounts that look like the number of an identity card or of a phone.

    Some systems let officers log in by such a number: then the roster lists it. A column of which
    the roster lists not one number, and which mostly holds numbers, is the applicants'.
    """

    def __init__(self, people: People) -> None:
        self._people = people
        self._strange: dict[str, bool] = {}
        self._rows = self._strangers = 0
        self._held = False

    def note(self, account: str) -> None:
        """Take the account of one row."""
        if account:
            self._rows += 1
            self._strangers += self.is_strange(account)

    def is_strange(self, account: str) -> bool:
        """Say whether an account is such a number and no officer of the roster holds it."""
        if account not in self._strange:
            number = is_personal_number(account)
            held = number and bool(self._people.communes_of(account) or self._people.alike(account))
            self._held = self._held or held
            self._strange[account] = number and not held
        return self._strange[account]

    @property
    def of_citizens(self) -> bool:
        """Say whether most rows hold a number that is no officer's, and none holds an officer's."""
        return not self._held and self._strangers * 2 > self._rows
