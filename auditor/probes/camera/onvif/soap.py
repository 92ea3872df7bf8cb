"""SOAP messages: zeep writes and reads them, we send them.

An answer is bytes of somebody's firmware: its size, its markup and its letters are judged before
a parser sees them.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from lxml import etree

from auditor.probes.camera.credential import Credential
from auditor.probes.camera.onvif.asked import READ, REPEATED, Ask, Parts
from auditor.probes.camera.onvif.wsdl import Descriptions

_SOAP12 = "http://www.w3.org/2003/05/soap-envelope"
_MAX_TAGS = 40_000
"""A recorder of 64 channels with two profiles each sends some 20,000."""
_MAX_REPEATED = 300
_ENVELOPE = re.compile(r"<(?:[\w.-]{1,40}:)?Envelope[\s>]")
_DECLARED = re.compile(rb"""\s{0,9}<\?xml[^>]{0,99}?encoding=["']([\w.-]{1,20})""")
_DECLARATION = re.compile(r"<\?xml[^>]{0,200}\?>")
_CODECS = {b"gb2312": "gb18030", b"gbk": "gb18030", b"gb18030": "gb18030", b"iso-8859-1": "latin-1"}
_STRAY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_UNAUTHORIZED = frozenset(
    {"notauthorized", "failedauthentication", "failedcheck", "invalidsecurity"}
)
_OF_LOGIN = re.compile(r"password|user(?:\s?name)?|authenti|authori|locked|log.?in", re.IGNORECASE)
_SAYS_UNAUTHORIZED = re.compile(
    r"not\s+authori[sz]ed|unauthori[sz]ed|authority failure", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A whole answer to what was asked, as zeep read it."""

    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The device says no. `code` is its innermost reason, such as ActionNotSupported."""

    code: str
    unauthorized: bool
    of_login: bool = False
    """It speaks of users or passwords, in whatever words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Garbled:
    """An answer that cannot be read. `soap`: it was meant to be one, so ONVIF lives there."""

    soap: bool
    ours: bool = False
    """Our reader gave up on it."""


Said = Reply | Fault | Garbled


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent."""

    body: bytes
    content_type: str


def written(
    book: Descriptions, ask: Ask, arguments: dict[str, Any],
    credential: Credential | None = None, created: datetime | None = None,
) -> Message:  # fmt: skip
    """Write a message; a credential makes it carry a UsernameToken of its own, `created` by the device's clock."""
    operation = book.operations[ask]
    envelope = operation.create(**arguments).content
    if credential is not None:
        _sign(envelope, credential, created)
    return Message(
        body=etree.tostring(envelope, xml_declaration=True, encoding="UTF-8"),
        content_type=f'application/soap+xml; charset=utf-8; action="{operation.soapaction}"',
    )


def read(book: Descriptions, ask: Ask, body: bytes) -> Said:
    """Read an answer, whatever the HTTP status it came with."""
    text = _text(body)
    if not _ENVELOPE.search(text):
        return Garbled(soap=False)
    root = _tree(book, text)
    body_node = None if root is None else _child(root, "Body")
    answer = None if body_node is None else next(body_node.iterchildren("*"), None)
    if root is None or answer is None or body_node is None:
        return Garbled(soap=True)
    if _local(answer) == "Fault":
        return _fault(answer)
    if _local(answer) != f"{ask}Response" or len(answer) > _MAX_REPEATED:
        return Garbled(soap=True)
    _prune(answer, READ[ask])
    root.tag, body_node.tag = f"{{{_SOAP12}}}Envelope", f"{{{_SOAP12}}}Body"
    return _value(book, ask, root)


def _sign(envelope: Any, credential: Credential, created: datetime | None) -> None:
    from zeep.wsse.username import UsernameToken

    token: Any = UsernameToken  # it carries no types
    token(
        credential.user, credential.password, use_digest=True, created=created, zulu_timestamp=True
    ).apply(envelope, {})


def _text(body: bytes) -> str:
    """Decode with replacement: a maker's name in the wrong letters costs that name, nothing more.

    Addresses often come with a bare `&`; no entity but XML's own five means anything here.
    """
    declared = _DECLARED.match(body)
    codec = _CODECS.get(declared[1].lower(), "utf-8") if declared else "utf-8"
    text = body.decode(codec, "replace").lstrip("\ufeff\0 \t\r\n")
    return _STRAY.sub("&amp;", _UNFIT.sub("\ufffd", _DECLARATION.sub("", text, count=1)))


def _tree(book: Descriptions, text: str) -> Any:
    from zeep.exceptions import XMLSyntaxError
    from zeep.loader import parse_xml

    parse: Any = parse_xml  # typed for str, which lxml refuses beside a declared encoding
    if "<!DOCTYPE" in text or "<!ENTITY" in text or text.count("<") > _MAX_TAGS:
        return None
    try:
        return parse(text.encode(), book.transport, settings=book.settings)
    except (XMLSyntaxError, ValueError):
        return None


def _value(book: Descriptions, ask: Ask, root: Any) -> Reply | Garbled:
    from zeep.exceptions import Error

    try:
        return Reply(value=book.operations[ask].process_reply(root))
    except (Error, LookupError, ValueError, TypeError, AttributeError):  # its ways to say "invalid"
        return Garbled(soap=True)


def _prune(node: Any, parts: Parts) -> None:
    """Keep the named children only, in the schema's order.

    A text that is absent becomes an empty one: what a device leaves out is its own affair.
    """
    for name in node.attrib:
        if name != "token":
            del node.attrib[name]
    found: dict[str, list[Any]] = {name: [] for name in parts}
    for child in node.iterchildren("*"):
        name = _local(child)
        if name in found and (name in REPEATED or not found[name]):
            found[name].append(child)
            _prune(child, parts[name] or {})
    node[:] = [
        child
        for name, children in found.items()
        for child in children or ([etree.Element(name)] if parts[name] is None else [])
    ]


def _fault(node: Any) -> Fault:
    """Read either version's fault: the codes from the outermost in, and what it says to people."""
    values = islice(node.iter("{*}Value", "{*}faultcode"), 10)
    codes = [one.text.rpartition(":")[2].strip() for one in values if one.text]
    said = [_words(_child(node, name)) for name in ("Reason", "faultstring", "Detail")]
    known = any(code.lower() in _UNAUTHORIZED for code in codes)
    return Fault(
        code=(codes or ["?"])[-1][:40],
        unauthorized=known or any(map(_SAYS_UNAUTHORIZED.search, said)),
        of_login=any(map(_OF_LOGIN.search, [*said, *codes])),
    )


def _words(node: Any) -> str:
    return "" if node is None else "".join(islice(node.itertext(), 50))[:2_000]


def _child(node: Any, name: str) -> Any:
    return next((child for child in node.iterchildren("*") if _local(child) == name), None)


def _local(node: Any) -> str:
    return str(etree.QName(node).localname)
