"""What probes saw, one frozen dataclass a kind. Imports the contract only.

Every kind has a name in the store and a schema number; a bump needs an `upgrade(old)` there.
"""

from auditor.facts.camera import (
    Auth,
    CameraLooks,
    CameraSeen,
    DeviceInfo,
    Frame,
    Recording,
    Side,
    Stream,
)
from auditor.facts.looks import Look, LookState, SiteLooks
from auditor.facts.picture import CameraPictures, Light, Measures, measures_of
from auditor.facts.presence import (
    Lost,
    Mark,
    MarkKind,
    Presence,
    ReadFile,
    Refused,
    Source,
    SourceKind,
)
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

KINDS: dict[str, type] = {
    "site": Site,
    "site_looks": SiteLooks,
    "camera": CameraSeen,
    "camera_looks": CameraLooks,
    "camera_pictures": CameraPictures,
    "presence": Presence,
}
SCHEMAS: dict[str, int] = dict.fromkeys(KINDS, 1)
MANY: frozenset[type] = frozenset({CameraSeen, CameraLooks, CameraPictures})
"""Kinds with many targets a commune: a judge gets a tuple of `Seen`, one a target."""

__all__ = [
    "KINDS",
    "MANY",
    "SCHEMAS",
    "Auth",
    "Away",
    "CameraLooks",
    "CameraPictures",
    "CameraSeen",
    "Dead",
    "DeviceInfo",
    "Field",
    "Form",
    "Frame",
    "Image",
    "Light",
    "Line",
    "Link",
    "Look",
    "LookState",
    "Lost",
    "Mark",
    "MarkKind",
    "Measures",
    "Page",
    "Place",
    "Presence",
    "ReadFile",
    "Recording",
    "Refused",
    "Role",
    "Side",
    "Site",
    "SiteLooks",
    "Source",
    "SourceKind",
    "Stream",
    "Table",
    "Tls",
    "Unread",
    "measures_of",
]
