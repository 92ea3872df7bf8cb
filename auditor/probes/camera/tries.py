"""Which credential was shown to which device in a run, and what came of it.

One try a device, whichever channel and whichever port asks: devices lock accounts, and addresses.
"""

from dataclasses import dataclass, field

from auditor.contract import Missing
from auditor.probes.camera.credential import Credential

_Key = tuple[str, str, str]


@dataclass(slots=True)
class Tries:
    """The memory of a run; what is in it stands for the address that answered."""

    _spent: dict[_Key, Missing] = field(default_factory=dict)
    _accepted: set[tuple[int, _Key]] = field(default_factory=set)
    """By port: the users of ONVIF need not be those of the streams."""

    def spent(self, address: str, credential: Credential) -> Missing | None:
        """Return why the credential is not shown again, if so."""
        return self._spent.get(_key(address, credential))

    def any_spent(self, address: str) -> bool:
        """Tell whether a credential was shown in vain."""
        return any(key[0] == address for key in self._spent)

    def refuse(self, address: str, credential: Credential, refusal: Missing) -> None:
        """The device said no."""
        self._spent[_key(address, credential)] = refusal

    def begin(self, address: str, port: int, credential: Credential, unanswered: Missing) -> None:
        """It is about to be shown; a credential that was accepted at the port costs nothing."""
        key = _key(address, credential)
        if (port, key) not in self._accepted:
            self._spent[key] = unanswered

    def accept(self, address: str, port: int, credential: Credential) -> None:
        """The device let us in."""
        key = _key(address, credential)
        self._accepted.add((port, key))
        self._spent.pop(key, None)

    def forget(self, address: str, credential: Credential) -> None:
        """The try was none."""
        self._spent.pop(_key(address, credential), None)


def _key(address: str, credential: Credential) -> _Key:
    return address, credential.user, credential.password
