"""Devices on loopback that answer WS-Discovery over UDP, in words of their own."""

import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

PORT = 3702
GROUP = "239.255.255.250"
SCOPES = (
    "onvif://www.onvif.org/Profile/Streaming onvif://www.onvif.org/type/video_encoder"
    " onvif://www.onvif.org/name/C%E1%BB%95ng_ch%C3%ADnh onvif://www.onvif.org/hardware/M-01"
)
Answers = Callable[[str], Sequence[bytes]]
"""What is sent back to a question of this id."""


def match(xaddrs: str, *, types: str = "dn:NetworkVideoTransmitter", scopes: str = SCOPES) -> str:
    """Return one ProbeMatch."""
    return (
        "<d:ProbeMatch><a:EndpointReference><a:Address>urn:uuid:1419d68a-1dd2-11b2-a105-000000000000"
        f"</a:Address></a:EndpointReference><d:Types>{types}</d:Types><d:Scopes>{scopes}</d:Scopes>"
        f"<d:XAddrs>{xaddrs}</d:XAddrs><d:MetadataVersion>1</d:MetadataVersion></d:ProbeMatch>"
    )


def answer(question: str, *matches: str, before: str = "") -> bytes:
    """Return ProbeMatches that relate to a question."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"'
        ' xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"'
        ' xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"'
        ' xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><s:Header>'
        "<a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</a:Action>"
        f"<a:RelatesTo>urn:uuid:{question}</a:RelatesTo></s:Header><s:Body><d:ProbeMatches>"
        f"{''.join(matches)}</d:ProbeMatches></s:Body></s:Envelope>"
    ).encode()


@dataclass(slots=True)
class WsdDevice:
    """One device. `from_` sends its answers from other addresses than the one that was asked."""

    host: str
    answers: Answers
    from_: tuple[str, ...] = ()
    group_by: str = ""
    """Our address on the network whose group it listens to; empty: only to its own address."""
    questions: list[bytes] = field(default_factory=list)

    @contextmanager
    def standing(self) -> Iterator["WsdDevice"]:
        """Listen for as long as the block lasts, in a thread of its own."""
        over = threading.Event()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as heard:
            heard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            heard.bind((GROUP if self.group_by else self.host, PORT))
            if self.group_by:
                member = struct.pack("4s4s", *map(socket.inet_aton, (GROUP, self.group_by)))
                heard.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
            heard.settimeout(0.05)
            thread = threading.Thread(target=self._serve, args=(heard, over))
            thread.start()
            try:
                yield self
            finally:
                over.set()
                thread.join()

    def _serve(self, heard: socket.socket, over: threading.Event) -> None:
        while not over.is_set():
            try:
                asked, caller = heard.recvfrom(65_535)
            except TimeoutError:
                continue
            self.questions.append(asked)
            found = re.search(rb"MessageID>urn:uuid:([0-9a-f-]{36})<", asked)
            question = found[1].decode() if found else ""
            for address in self.from_ or (self.host,):
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sent:
                    sent.bind((address, 0))
                    for body in self.answers(question):
                        sent.sendto(body, caller)
