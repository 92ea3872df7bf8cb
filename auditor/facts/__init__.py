"""What probes saw, one frozen dataclass a kind. Imports the contract only.

Every kind has a name in the store and a schema number; a bump needs an `upgrade(old)` there.
"""

from auditor.facts.looks import Look, LookState, SiteLooks
from auditor.facts.site import (
    Away,
    Dead,
    Field,
    Form,
    Image,
    Line,
    Link,
    Page,
    Place,
    Role,
    Site,
    Table,
    Tls,
    Unread,
)

KINDS: dict[str, type] = {"site": Site, "site_looks": SiteLooks}
SCHEMAS: dict[str, int] = {"site": 1, "site_looks": 1}

__all__ = [
    "KINDS",
    "SCHEMAS",
    "Away",
    "Dead",
    "Field",
    "Form",
    "Image",
    "Line",
    "Link",
    "Look",
    "LookState",
    "Page",
    "Place",
    "Role",
    "Site",
    "SiteLooks",
    "Table",
    "Tls",
    "Unread",
]
