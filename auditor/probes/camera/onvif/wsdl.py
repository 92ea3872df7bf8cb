"""The service descriptions that onvif-zeep brings along, parsed once a process by zeep.

Only the descriptions are used: the package's own client subscribes to events on the camera,
edits the environment and follows whatever address a device names. Nothing is ever loaded from
a network, and zeep's own way of sending is closed.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from threading import Lock
from typing import Any, NoReturn

DISTRIBUTION = "onvif-zeep"
_SERVICES = ("devicemgmt", "media", "recording", "search")
_ONE_AT_A_TIME = Lock()


class DescriptionsMissingError(RuntimeError):
    """The installation is broken: the distribution is there without its descriptions, or not at all."""


@dataclass(frozen=True, slots=True)
class Descriptions:
    """Every operation of the services that are asked, and what parses an answer to it."""

    operations: Mapping[str, Any]
    """zeep's operations by name."""
    transport: Any
    settings: Any


async def descriptions() -> Descriptions:
    """Return them; the first call parses, beside the loop: it takes half a second."""
    return _load() if _load.cache_info().currsize else await asyncio.to_thread(loaded)


def loaded() -> Descriptions:
    """Return them, parsed by whoever comes first."""
    with _ONE_AT_A_TIME:
        return _load()


def folder() -> Path:
    """Return where the distribution put its descriptions."""
    try:
        listed = files(DISTRIBUTION) or []
    except PackageNotFoundError as error:
        raise DescriptionsMissingError(f"{DISTRIBUTION} is not installed") from error
    for one in listed:
        place = Path(str(one.locate()))
        if one.name == f"{_SERVICES[0]}.wsdl" and place.is_file():
            return place.resolve().parent
    raise DescriptionsMissingError(f"{DISTRIBUTION} is installed without its WSDL files")


@cache
def _load() -> Descriptions:
    from zeep import Settings
    from zeep.wsdl import Document

    # It logs every value it cannot read, with the device's text in it.
    logging.getLogger("zeep").setLevel(logging.CRITICAL)
    settings = Settings(
        strict=True, forbid_dtd=True, forbid_entities=True, forbid_external=True,
        xml_huge_tree=False,
    )  # fmt: skip
    place = folder()
    transport: Any = _LocalFiles(place)
    operations: dict[str, Any] = {}
    for name in _SERVICES:
        document: Any = Document(str(place / f"{name}.wsdl"), transport, settings=settings)
        for binding in document.bindings.values():
            operations.update(binding.all())
    return Descriptions(operations=operations, transport=transport, settings=settings)


class _LocalFiles:
    """What zeep loads through: files of one folder, nothing else."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def load(self, url: str) -> bytes:
        wanted = Path(url).resolve()
        if wanted.parent != self._place:
            raise DescriptionsMissingError(f"{url} is not one of {DISTRIBUTION}'s files")
        return wanted.read_bytes()

    def post(self, *_: object) -> NoReturn:
        raise NotImplementedError("messages are sent by the link alone")

    get = post_xml = post
