"""Which credential was shown to which device in a run, and what came of it.

One try a device, whichever channel and whichever port asks: devices lock accounts, and addresses.
So what one credential was refused for ends it for the others too that nobody accepted there yet.
"""

from collections.abc import Collection
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

    def spent_by_another(
        self, address: str, credential: Credential, ports: Collection[int]
    ) -> Missing | None:
        """Return how another credential was refused at one of these ports of an address.

        None where there was none, or this one was accepted there. Other ports may be another device.
        """
        if self.accepted(address, credential):
            return None
        at = {"", *map(str, ports)}
        own = _key(address, credential)
        return next(
            (
                refusal
                for key, refusal in self._spent.items()
                if key[0] == address and key != own and str(refusal.values.get("port", "")) in at
            ),
            None,
        )

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

    def accepted(self, address: str, credential: Credential) -> bool:
        """Tell whether it was let in, at whatever port."""
        key = _key(address, credential)
        return any(known == key for _, known in self._accepted)

    def accept(self, address: str, port: int, credential: Credential) -> None:
        """The device let us in."""
        key = _key(address, credential)
        self._accepted.add((port, key))
        self._spent.pop(key, None)

    def forget(self, address: str, credential: Credential) -> None:
        """The try was none."""
        self._spent.pop(_key(address, credential), None)


@dataclass(slots=True)
class Book:
    """All that is remembered of credentials in a run."""

    tries: Tries = field(default_factory=Tries)
    _apart: dict[tuple[str, int], Tries] = field(default_factory=dict)
    """By address and ONVIF port, for boxes whose streams took the credential."""
    _forbidden: set[tuple[_Key, int, str]] = field(default_factory=set)
    _handed: dict[str, dict[_Key, Credential]] = field(default_factory=dict)

    def apart(self, address: str, onvif_port: int) -> Tries:
        """Return the memory of a box's own ONVIF users."""
        return self._apart.setdefault((address, onvif_port), Tries())

    def forbid(self, address: str, port: int, credential: Credential, what: str) -> None:
        """A credential that was taken may not do this one thing."""
        self._forbidden.add((_key(address, credential), port, what))

    def forbidden(self, address: str, port: int, credential: Credential, what: str) -> bool:
        """Tell whether that was said before."""
        return (_key(address, credential), port, what) in self._forbidden

    def handed(self, address: str, credential: Credential) -> None:
        """It was given to somebody who shows it at an address."""
        self._handed.setdefault(address, {})[_key(address, credential)] = credential

    def known_to(self, address: str) -> tuple[Credential, ...]:
        """Return all that was given out for an address."""
        return tuple(self._handed.get(address, {}).values())


def _key(address: str, credential: Credential) -> _Key:
    return address, credential.user, credential.password
