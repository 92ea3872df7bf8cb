"""One answer to the question who is there: a stranger's XML, of which little is believed.

The address of a camera is the one that answered. Of what it says of its own addresses, those at
that very address tell a port; any other is shown and never asked: a camera behind a router tells
its inner one, and a hostile one whomever it wants to be asked.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import unquote

from lxml import etree

from auditor.facts.hosts import one_spelling
from auditor.probes.camera.onvif.addresses import Place, place

T = TypeVar("T")

LONGEST = 16_384
"""Bytes of an answer; real ones have two thousand."""
_MATCHES = 50
_ADDRESSES = 8
_LETTERS = 60
_VIDEO = "NetworkVideoTransmitter"
_DECLARATION = re.compile(r"^\s{0,9}<\?xml[^>]{0,200}\?>")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SCOPE = re.compile(r"onvif://www\.onvif\.org/(name|hardware)/(.{1,300})", re.IGNORECASE)
_NOT_IN_A_NAME = re.compile(r"[^\w .,()/-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One sender that answered as a camera does. All texts are its own words, cut and cleaned."""

    host: str
    """The address that answered."""
    ports: tuple[int, ...] = ()
    """Of its ONVIF over HTTP, as it told them of that address."""
    elsewhere: tuple[str, ...] = ()
    """host:port that it told of other addresses."""
    secured: bool = False
    """It told of ONVIF over HTTPS at its address."""
    name: str = ""
    hardware: str = ""


def found_in(sender: str, body: bytes, question: str) -> Found | None:
    """Return what a sender told; None where it is no answer of a camera to our question."""
    root = _tree(body) if len(body) <= LONGEST else None
    if root is None or question not in "".join(_texts(root, "RelatesTo")).lower():
        return None
    matches = list(islice(root.iter("{*}ProbeMatch"), _MATCHES))
    videos = [one for one in matches if _is_camera(one)]
    if not videos:
        return None
    found = Found(host=sender)
    for one in videos:
        found = joined(found, _told(sender, one))
    return found


def _is_camera(match: Any) -> bool:
    """Believe the type or the scopes: printers and computers speak this protocol too."""
    scopes = "".join(_texts(match, "Scopes")).lower()
    return _VIDEO in "".join(_texts(match, "Types")) or "onvif://www.onvif.org" in scopes


def joined(first: Found, more: Found) -> Found:
    """Return two answers of one sender as one; what was told first counts first."""
    return Found(
        host=first.host,
        ports=_once((*first.ports, *more.ports)),
        elsewhere=_once((*first.elsewhere, *more.elsewhere)),
        secured=first.secured or more.secured,
        name=first.name or more.name,
        hardware=first.hardware or more.hardware,
    )


def _told(sender: str, match: Any) -> Found:
    written = " ".join(_texts(match, "XAddrs")).split()[:_ADDRESSES]
    places = [(text[:6].lower() == "https:", place(text)) for text in written]
    here = [(tls, one) for tls, one in places if one and one_spelling(one.host) == sender]
    scopes = dict(_scopes(" ".join(_texts(match, "Scopes"))))
    return Found(
        host=sender,
        ports=_once(one.port for tls, one in here if not tls and one.port),
        elsewhere=_once(
            _shown(one)
            for _, one in places
            if one and one.host and one_spelling(one.host) != sender
        ),
        secured=any(tls for tls, _ in here),
        name=scopes.get("name", ""),
        hardware=scopes.get("hardware", ""),
    )


def _tree(body: bytes) -> Any:
    """Parse what no entity can blow up; decoded first, so that no other coding hides one."""
    text = _DECLARATION.sub("", body.decode("utf-8", "replace").lstrip("\ufeff"))
    if "<!" in text:  # neither a document type nor anything else that an answer needs
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(_UNFIT.sub("", text).encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _texts(node: Any, name: str) -> Iterator[str]:
    return (one.text or "" for one in node.iter(f"{{*}}{name}"))


def _scopes(text: str) -> Iterator[tuple[str, str]]:
    """Yield what a device is called, the last word first: the first one is to win."""
    for word in reversed(text.split()):
        if scope := _SCOPE.fullmatch(word):
            yield scope[1].lower(), _name(scope[2])


def _name(text: str) -> str:
    """Return letters and figures of a name; what a table would take for a formula begins none."""
    kept = _NOT_IN_A_NAME.sub(" ", unquote(text, errors="replace").replace("_", " "))
    return " ".join(kept.split()).lstrip(" .,()/-")[:_LETTERS].strip()


def _shown(one: Place) -> str:
    host = f"[{one.host}]" if ":" in one.host else one.host
    return f"{host}:{one.port}" if one.port else host


def _once(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))[:_ADDRESSES]
