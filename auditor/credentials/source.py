"""Where a credential is found: the first place that has it, in a fixed order."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from auditor.config import Config
from auditor.config_values import credential_variable
from auditor.contract import Commune, Missing, Party, Why
from auditor.credentials import keystore
from auditor.credentials.inifile import Secret, read_secrets
from auditor.credentials.keystore import KeystoreError
from auditor.credentials.wiping import wipe
from auditor.probes.camera.credential import Credential, CredentialOf
from auditor.problems import BadInputError, Problem
from auditor.textfile import shown
from auditor.words import say

_PREFIX, _USER, _PASSWORD = "AUDITOR_CREDENTIAL_", "_USER", "_PASSWORD"
_TAKEN: dict[str, str] = {}
"""What the environment held. Processes that read strangers' bytes inherit an environment, not this."""

_HANDED: dict[tuple[str, str], Credential] = {}
"""What somebody was given in this process: what no log may hold."""


class Place(StrEnum):
    """Where a credential stands."""

    ENVIRONMENT = "environment"
    FILE = "file"
    KEYRING = "keyring"
    NOWHERE = "nowhere"
    UNREADABLE = "unreadable"
    """The keyring answered with an error: nobody knows whether it is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    place: Place
    secret: Secret | None = None
    detail: str = ""


def credential_source(config: Config, names: Iterable[str] = ()) -> CredentialOf:
    """Return the look-up of credentials; BadInputError when the file or the environment is wrong.

    `names` are looked up at once: a keyring may be slow, and nobody else should wait for it.
    """
    entries = _entries(config)
    known: dict[str, Credential | Missing] = {}

    def of(name: str) -> Credential | Missing:
        if name not in known:
            known[name] = _answer(config, name, _look(config, name, entries))
        return known[name]

    for name in names:
        of(name)
    return of


def remembered(credential: Credential) -> Credential:
    """Return the credential, and keep its words out of every log from now on."""
    _HANDED[credential.user, credential.password] = credential
    return credential


def handed_out() -> tuple[Credential, ...]:
    """Return all that was given to somebody in this process."""
    return tuple(_HANDED.values())


def names_used(communes: Iterable[Commune]) -> tuple[str, ...]:
    """Return the names that devices of the inventory carry, each once."""
    devices = (device for commune in communes for device in commune.devices)
    return tuple(sorted({device.credential for device in devices if device.credential}))


def places_of(config: Config, names: Iterable[str]) -> dict[str, Place]:
    """Return where each credential stands, without the credential."""
    entries = _entries(config)
    return {name: _look(config, name, entries).place for name in names}


def _entries(config: Config) -> dict[str, Secret]:
    _refuse_halves(_environment())
    return read_secrets(config.credentials.file)


def _environment() -> Mapping[str, str]:
    """Take our variables out of the environment, and return all that were ever there."""
    ours = [name for name in os.environ if name.startswith(_PREFIX)]
    for name in ours:
        _TAKEN[name] = os.environ.pop(name)
    if ours:
        wipe(ours)
    return _TAKEN


def _look(config: Config, name: str, entries: Mapping[str, Secret]) -> _Found:
    variable = credential_variable(name)
    given = _environment()
    user, password = given.get(variable + _USER), given.get(variable + _PASSWORD)
    if user and password is not None:
        secret = Secret(user=user, password=password)
        return _Found(place=Place.ENVIRONMENT, secret=secret)
    if name in entries:
        return _Found(place=Place.FILE, secret=entries[name])
    if not config.credentials.keyring:
        return _Found(place=Place.NOWHERE)
    try:
        kept = keystore.read_secret(name)
    except KeystoreError as error:
        return _Found(place=Place.UNREADABLE, detail=str(error))
    return _Found(place=Place.KEYRING if kept else Place.NOWHERE, secret=kept)


def _answer(config: Config, name: str, found: _Found) -> Credential | Missing:
    if found.secret:
        secret = found.secret
        return remembered(Credential(name=name, user=secret.user, password=secret.password))
    if found.place is Place.UNREADABLE:
        return _missing("camera.credential_keyring", name=name, detail=found.detail)
    return _missing(
        "camera.credential_unknown",
        name=name,
        variable=credential_variable(name),
        file=shown(config.credentials.file),
    )


def _missing(text: str, **values: str) -> Missing:
    """Whoever runs the audit must give the password: the office cannot mend this machine."""
    return Missing(
        why=Why.NOT_CONFIGURED,
        party=Party.AUDITOR,
        text=text,
        values=values,
        seen_at=datetime.now(UTC),
    )


def _refuse_halves(environment: Mapping[str, str]) -> None:
    """Refuse a user without a password in the environment, and the other way round."""
    ours = [name for name in environment if name.startswith(_PREFIX)]
    stems = {name.removesuffix(_USER).removesuffix(_PASSWORD) for name in ours}
    problems = [
        Problem(file=stem + end, message=say("problem.credential.variable", other=stem + other))
        for stem in sorted(stems)
        for end, other in ((_USER, _PASSWORD), (_PASSWORD, _USER))
        if stem + end in environment and stem + other not in environment
    ]
    if problems:
        raise BadInputError(problems)
