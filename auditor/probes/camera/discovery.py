"""Who is there: one question to all cameras of a local network (WS-Discovery), and who answers.

Nothing but the question is sent, to the group or to the one address that a person named, and
nothing that an answer says is followed. Whoever is on the network may answer, as often and as long
as it likes: each sender is heard a few times, and the end comes by the clock.
"""

import re
import socket
import struct
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import uuid4

from auditor.probes.camera.discovery_answers import Found, found_in, joined

GROUP, PORT = "239.255.255.250", 3702
_PROBE = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"'
    ' xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"'
    ' xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"'
    ' xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><s:Header>'
    "<a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action>"
    "<a:MessageID>urn:uuid:{}</a:MessageID>"
    "<a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To></s:Header>"
    "<s:Body><d:Probe><d:Types>dn:NetworkVideoTransmitter</d:Types></d:Probe></s:Body></s:Envelope>"
)
_ASKED_AT_S = (0.0, 0.5)
"""UDP loses one now and then; the standard repeats a question so."""
_A_SENDER = 4
"""Answers that are read of one sender: one a question, and as many to spare."""
_SENDERS = 500
_DATAGRAM = 65_535
"""Whole: what is longer than we read would be an error on Windows."""
_BUFFER = 1 << 20
_SIOCGIFADDR = 0x8915
_NAME = re.compile(r"[!-~]{1,15}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """One of our own addresses (IPv4)."""

    name: str
    address: str


@dataclass(slots=True, kw_only=True)
class Heard:
    """All that was answered, by sender."""

    found: dict[str, Found] = field(default_factory=dict)
    unreadable: int = 0
    """Answers that were none: too long, broken, to another question than ours."""
    full: bool = False
    """More senders than are listened to."""
    _often: Counter[str] = field(default_factory=Counter)

    def take(self, sender: str, body: bytes, question: str) -> None:
        """Read one answer, unless its sender was heard enough."""
        if sender not in self._often and len(self._often) >= _SENDERS:
            self.full = True
            return
        self._often[sender] += 1
        if self._often[sender] > _A_SENDER:
            return
        told = found_in(sender, body, question)
        if told is None:
            self.unreadable += 1
        else:
            before = self.found.get(sender)
            self.found[sender] = joined(before, told) if before else told


def interfaces() -> tuple[Interface, ...]:
    """Return our own IPv4 addresses by interface; the loopback is no network."""
    if sys.platform != "linux":
        return _by_route()
    return tuple(_by_kernel())


def ask(*, seconds: float, interface: str = "", to: str = "") -> Heard:
    """Ask the group by way of the interface, or the one address `to` alone; listen for `seconds`.

    `interface` and `to` are IPv4 addresses. OSError where the interface is none of ours, or the
    network takes no question.
    """
    question, heard = str(uuid4()), Heard()
    start = time.monotonic()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        _prepare(made, interface, group=not to)
        asked = 0
        while (gone := time.monotonic() - start) < seconds:
            if asked < len(_ASKED_AT_S) and gone >= _ASKED_AT_S[asked]:
                made.sendto(_PROBE.format(question).encode(), (to or GROUP, PORT))
                asked += 1
            ends = min((*_ASKED_AT_S[asked:], seconds))
            made.settimeout(max(ends - gone, 0.001))
            try:
                body, (sender, _) = made.recvfrom(_DATAGRAM)
            except (TimeoutError, ConnectionError):  # the latter: Windows' word for "port closed"
                continue
            if not to or sender == to:
                heard.take(sender, body, question)
    return heard


def _prepare(made: socket.socket, interface: str, *, group: bool) -> None:
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
    if group:
        made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(interface))
        made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 1)
    made.bind((interface, 0))


def _by_kernel() -> Iterator[Interface]:
    import fcntl  # Linux has it

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        for _, name in socket.if_nameindex():
            if not _NAME.fullmatch(name):
                continue
            asked = struct.pack("256s", name.encode())
            try:
                answer = fcntl.ioctl(made.fileno(), _SIOCGIFADDR, asked)
            except OSError:  # it has no IPv4 address
                continue
            address = socket.inet_ntoa(answer[20:24])
            if not address.startswith("127."):
                yield Interface(name=name, address=address)


def _by_route() -> tuple[Interface, ...]:
    """Return the address by which the group would be asked: connecting UDP sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        try:
            made.connect((GROUP, PORT))
        except OSError:  # no network
            return ()
        address: str = made.getsockname()[0]
    return (Interface(name="", address=address),) if not address.startswith("127.") else ()
