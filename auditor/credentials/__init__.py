"""Passwords of devices by the name that the inventory gives them: environment, file, keyring.

They are looked up where they are needed, never printed and never kept.
"""

from auditor.credentials.source import (
    Place,
    credential_source,
    handed_out,
    names_used,
    places_of,
    remembered,
)

__all__ = [
    "Place",
    "credential_source",
    "handed_out",
    "names_used",
    "places_of",
    "remembered",
]
