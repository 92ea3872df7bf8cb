"""A user name and password for devices. Never printed, never kept, never in a URL."""

from collections.abc import Callable
from dataclasses import dataclass, field

from auditor.contract import Missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What a name of the inventory stands for."""

    name: str
    user: str = field(repr=False)
    password: str = field(repr=False)


CredentialOf = Callable[[str], Credential | Missing]
"""From a credential's name; Missing (not_configured) says where the name was looked for."""
