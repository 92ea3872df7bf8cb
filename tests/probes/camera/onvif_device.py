"""An ONVIF device on loopback that does as it is told, and keeps a book of who asked what.

It judges tokens and digests by its own arithmetic, never by that of the code under test.
"""

import asyncio
import hashlib
import re
from base64 import b64decode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"'
    ' xmlns:tt="http://www.onvif.org/ver10/schema"'
    ' xmlns:tds="http://www.onvif.org/ver10/device/wsdl"'
    ' xmlns:trt="http://www.onvif.org/ver10/media/wsdl"'
    ' xmlns:ter="http://www.onvif.org/ver10/error"><s:Body>{}</s:Body></s:Envelope>'
)
USER, PASSWORD = "kiemtra", "Mật-khẩu 01"
REALM, NONCE = "thiet bi mau", "5f3a"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One line of the device's book."""

    call: str
    path: str
    shown: str
    """How a credential was shown: token, digest, basic; empty where none was."""
    right: bool
    user: str = ""
    raw: bytes = field(repr=False, default=b"")


Answer = bytes | Callable[[Asked], bytes]


def soap(inner: str) -> str:
    """Wrap the body of a message."""
    return ENVELOPE.format(inner)


def http(
    body: str | bytes, status: int = 200, *headers: str, dated: datetime | None = None
) -> bytes:
    """Return an HTTP answer."""
    raw = body.encode() if isinstance(body, str) else body
    lines = [
        f"HTTP/1.1 {status} Said",
        "Content-Type: application/soap+xml; charset=utf-8",
        f"Content-Length: {len(raw)}",
        *([f"Date: {format_datetime(dated, usegmt=True)}"] if dated else []),
        *headers,
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + raw


def fault(subcode: str, reason: str = "no") -> str:
    """Return a SOAP fault."""
    return soap(
        "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode>"
        f"<s:Value>ter:{subcode}</s:Value></s:Subcode></s:Code>"
        f'<s:Reason><s:Text xml:lang="en">{reason}</s:Text></s:Reason></s:Fault>'
    )


def time_answer(at: datetime) -> str:
    """Return GetSystemDateAndTime's answer."""
    return soap(
        "<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime>"
        "<tt:DateTimeType>NTP</tt:DateTimeType><tt:DaylightSavings>false</tt:DaylightSavings>"
        f"<tt:UTCDateTime><tt:Time><tt:Hour>{at.hour}</tt:Hour><tt:Minute>{at.minute}</tt:Minute>"
        f"<tt:Second>{at.second}</tt:Second></tt:Time><tt:Date><tt:Year>{at.year}</tt:Year>"
        f"<tt:Month>{at.month}</tt:Month><tt:Day>{at.day}</tt:Day></tt:Date></tt:UTCDateTime>"
        "</tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>"
    )


def services_answer(media: str, namespace: str = "http://www.onvif.org/ver10/media/wsdl") -> str:
    """Return GetServices' answer."""
    return soap(
        "<tds:GetServicesResponse><tds:Service>"
        "<tds:Namespace>http://www.onvif.org/ver10/device/wsdl</tds:Namespace>"
        "<tds:XAddr>http://10.0.0.9/onvif/device_service</tds:XAddr>"
        "<tds:Version><tt:Major>2</tt:Major><tt:Minor>60</tt:Minor></tds:Version></tds:Service>"
        f"<tds:Service><tds:Namespace>{namespace}</tds:Namespace><tds:XAddr>{media}</tds:XAddr>"
        "<tds:Version><tt:Major>2</tt:Major><tt:Minor>60</tt:Minor></tds:Version></tds:Service>"
        "</tds:GetServicesResponse>"
    )


def capabilities_answer(media: str) -> str:
    """Return GetCapabilities' answer."""
    return soap(
        "<tds:GetCapabilitiesResponse><tds:Capabilities><tt:Media>"
        f"<tt:XAddr>{media}</tt:XAddr><tt:StreamingCapabilities>"
        "<tt:RTPMulticast>false</tt:RTPMulticast></tt:StreamingCapabilities></tt:Media>"
        "</tds:Capabilities></tds:GetCapabilitiesResponse>"
    )


def device_answer(manufacturer: str = "Hãng Mẫu") -> str:
    """Return GetDeviceInformation's answer."""
    return soap(
        f"<tds:GetDeviceInformationResponse><tds:Manufacturer>{manufacturer}</tds:Manufacturer>"
        "<tds:Model>M-01</tds:Model><tds:FirmwareVersion>1.0.1</tds:FirmwareVersion>"
        "<tds:SerialNumber>0001</tds:SerialNumber><tds:HardwareId>1</tds:HardwareId>"
        "</tds:GetDeviceInformationResponse>"
    )


def profile(token: str, source: str, *, encoding: str = "H264", more: str = "") -> str:
    """Return one profile as long as devices write it."""
    return (
        f'<trt:Profiles token="{token}" fixed="true"><tt:Name>{token}</tt:Name>'
        f'<tt:VideoSourceConfiguration token="vsc_{source}"><tt:Name>vsc</tt:Name>'
        f"<tt:UseCount>2</tt:UseCount><tt:SourceToken>{source}</tt:SourceToken>"
        '<tt:Bounds x="0" y="0" width="1920" height="1080"/></tt:VideoSourceConfiguration>'
        '<tt:VideoEncoderConfiguration token="vec"><tt:Name>vec</tt:Name><tt:UseCount>1</tt:UseCount>'
        f"<tt:Encoding>{encoding}</tt:Encoding><tt:Resolution><tt:Width>1920</tt:Width>"
        "<tt:Height>1080</tt:Height></tt:Resolution><tt:Quality>4</tt:Quality><tt:RateControl>"
        "<tt:FrameRateLimit>25</tt:FrameRateLimit><tt:EncodingInterval>1</tt:EncodingInterval>"
        "<tt:BitrateLimit>2048</tt:BitrateLimit></tt:RateControl><tt:Multicast><tt:Address>"
        "<tt:Type>IPv4</tt:Type><tt:IPv4Address>0.0.0.0</tt:IPv4Address></tt:Address>"
        "<tt:Port>0</tt:Port><tt:TTL>0</tt:TTL><tt:AutoStart>false</tt:AutoStart></tt:Multicast>"
        f"<tt:SessionTimeout>PT5S</tt:SessionTimeout></tt:VideoEncoderConfiguration>{more}</trt:Profiles>"
    )


def profiles_answer(*profiles: str) -> str:
    """Return GetProfiles' answer."""
    return soap(f"<trt:GetProfilesResponse>{''.join(profiles)}</trt:GetProfilesResponse>")


def uri_answer(call: str, uri: str) -> str:
    """Return the answer to GetStreamUri or GetSnapshotUri."""
    return soap(
        f"<trt:{call}Response><trt:MediaUri><tt:Uri>{uri}</tt:Uri>"
        "<tt:InvalidAfterConnect>false</tt:InvalidAfterConnect>"
        "<tt:InvalidAfterReboot>false</tt:InvalidAfterReboot><tt:Timeout>PT0S</tt:Timeout>"
        f"</trt:MediaUri></trt:{call}Response>"
    )


@dataclass(slots=True)
class OnvifPeer:
    """One device. `says` overrides the answer to a call; `asks` names how it wants to be shown who asks."""

    host: str = "127.81.0.1"
    asks: str = ""
    """Empty: anybody may; token, digest, basic; both: HTTP 401 Digest beside a SOAP fault; strange:
    the same with a Digest of the far future."""
    open_to_all: frozenset[str] = frozenset(
        {"GetSystemDateAndTime", "GetServices", "GetCapabilities"}
    )
    says: dict[str, Answer] = field(default_factory=dict)
    password: str = PASSWORD
    clock: timedelta = timedelta()
    dated: bool = True
    refused_status: int = 400
    media: str = "http://192.0.2.7:8080/onvif/media_service"
    stream: str = "rtsp://192.0.2.7:554/live/0?ch=1"
    one_nonce_a_call: bool = False
    hangs: frozenset[str] = frozenset()
    """Calls that are never answered once a credential was shown."""
    port: int = 0
    book: list[Asked] = field(default_factory=list)
    _nonces: set[bytes] = field(default_factory=set)

    @property
    def calls(self) -> list[str]:
        """What was asked, in order, with how."""
        return [f"{one.call}+{one.shown}" if one.shown else one.call for one in self.book]

    @property
    def wrong(self) -> int:
        """How often a credential was shown that was not right."""
        return sum(1 for one in self.book if one.shown and not one.right)

    @property
    def now(self) -> datetime:
        """The device's own clock."""
        return datetime.now(UTC) + self.clock

    @asynccontextmanager
    async def standing(self) -> AsyncIterator["OnvifPeer"]:
        """Listen for as long as the block lasts."""
        server = await asyncio.start_server(self._serve, self.host, self.port)
        self.port = server.sockets[0].getsockname()[1]
        async with server:
            yield self

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            length = re.search(r"(?i)content-length: (\d+)", head)
            body = await reader.readexactly(int(length[1])) if length else b""
            answer = self._answer(head, body)
            if self.book[-1].shown and self.book[-1].call in self.hangs:
                await reader.read()
            writer.write(answer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _answer(self, head: str, body: bytes) -> bytes:
        path = head.split(" ", 2)[1]
        named = re.search(rb"<(?:[\w-]+:)?Body><(?:\w+:)?(\w+)", body)
        call = named[1].decode() if named else "?"
        shown, user, right = self._judge(head, body, path)
        asked = Asked(call=call, path=path, shown=shown, right=right, user=user, raw=body)
        self.book.append(asked)
        if self.asks and not right and (shown or call not in self.open_to_all):
            return self._refusal()
        said = self.says.get(call)
        if callable(said):
            return said(asked)
        return said or http(self._usual(call), dated=self.now if self.dated else None)

    def _usual(self, call: str) -> str:
        return {
            "GetSystemDateAndTime": time_answer(self.now),
            "GetServices": services_answer(self.media),
            "GetCapabilities": capabilities_answer(self.media),
            "GetDeviceInformation": device_answer(),
            "GetProfiles": profiles_answer(profile("main", "V0"), profile("sub", "V0")),
            "GetStreamUri": uri_answer("GetStreamUri", self.stream.replace("&", "&amp;")),
            "GetSnapshotUri": uri_answer("GetSnapshotUri", "http://192.0.2.7/snap.jpg?ch=1"),
        }[call]

    def _refusal(self) -> bytes:
        dated = self.now if self.dated else None
        digest = f'WWW-Authenticate: Digest realm="{REALM}", nonce="{self._nonce()}", qop="auth"'
        refused = fault("NotAuthorized", "Sender not Authorized")
        basic = 'WWW-Authenticate: Basic realm="x"'
        page = "<html>401</html>"
        match self.asks:
            case "token":
                return http(refused, self.refused_status, dated=dated)
            case "both":
                return http(refused, 401, digest, dated=dated)
            case "strange":
                strange = f"{digest}, algorithm=SHA-512-256"
                return http(refused, 401, strange, basic, dated=dated)
            case "digest":
                return http(page, 401, digest, basic, dated=dated)
            case _:
                return http(page, 401, basic, dated=dated)

    def _nonce(self) -> str:
        return f"{NONCE}{len(self.book)}" if self.one_nonce_a_call else NONCE

    def _judge(self, head: str, body: bytes, path: str) -> tuple[str, str, bool]:
        if header := re.search(r"(?im)^authorization: (\w+) (.*?)\r$", head):
            if header[1] == "Basic":
                user, _, password = b64decode(header[2]).decode().partition(":")
                return "basic", user, (user, password) == (USER, self.password)
            values = dict(re.findall(r'(\w+)="?([^",]*)"?', header[2]))
            return "digest", values["username"], self._digest_right(values, path)
        if b"UsernameToken" in body:
            return "token", _inner("Username", body).decode(), self._token_right(body)
        return "", "", False

    def _digest_right(self, values: dict[str, str], path: str) -> bool:
        def md5(text: str) -> str:
            return hashlib.md5(text.encode()).hexdigest()  # noqa: S324 - the standard's own

        secret = md5(f"{USER}:{REALM}:{self.password}")
        what = md5(f"POST:{path}")
        expected = md5(f"{secret}:{values['nonce']}:{values['nc']}:{values['cnonce']}:auth:{what}")
        fresh = not self.one_nonce_a_call or values["nonce"] == f"{NONCE}{len(self.book)}"
        return fresh and values["uri"] == path and values["response"] == expected

    def _token_right(self, body: bytes) -> bool:
        nonce, created = b64decode(_inner("Nonce", body)), _inner("Created", body)
        told = datetime.fromisoformat(created.decode().replace("Z", "+00:00"))
        expected = hashlib.sha1(nonce + created + self.password.encode()).digest()  # noqa: S324
        fresh = abs((told - self.now).total_seconds()) <= 300 and nonce not in self._nonces
        self._nonces.add(nonce)
        right = b64decode(_inner("Password", body)) == expected
        return fresh and right and _inner("Username", body) == USER.encode()


def _inner(name: str, body: bytes) -> bytes:
    found = re.search(rf"<\w+:{name}(?: [^>]*)?>([^<]*)<".encode(), body)
    return found[1] if found else b""
