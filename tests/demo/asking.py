"""How the tests ask the demo's servers: plainly, by urllib, knowing nothing of the auditor."""

import ssl
import unicodedata
import urllib.error
import urllib.request
from dataclasses import dataclass
from html import unescape

from bs4 import BeautifulSoup

from auditor.demo.province import DemoProvince


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    status: int
    body: bytes
    kind: str

    @property
    def text(self) -> str:
        """What a reader sees, in one normal form, on one line."""
        soup = self.soup
        for hidden in soup(["head", "script", "style"]):
            hidden.decompose()
        return " ".join(unicodedata.normalize("NFC", soup.get_text(" ")).split())

    @property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.body, "lxml", from_encoding="utf-8")

    @property
    def links(self) -> set[str]:
        """Every address that the page names, as written."""
        named = self.soup(["a", "img", "link", "form"])
        return {str(t[name]) for t in named for name in ("href", "src", "action") if t.get(name)}

    @property
    def source(self) -> str:
        return unescape(self.body.decode("utf-8"))


# The demo's certificate is made anew at each start; who signed it is the audit's question.
ANY = ssl.create_default_context()
ANY.check_hostname = False
ANY.verify_mode = ssl.CERT_NONE


def get(url: str) -> Got:
    try:
        with urllib.request.urlopen(url, timeout=10, context=ANY) as answer:  # noqa: S310 - loopback
            return Got(
                status=answer.status, body=answer.read(), kind=answer.headers["Content-Type"]
            )
    except urllib.error.HTTPError as error:
        with error:
            return Got(status=error.code, body=error.read(), kind=error.headers["Content-Type"])


def page_url(demo: DemoProvince, code: str, slug: str) -> str:
    commune = next(c for c in demo.manifest.communes if c.code == code)
    return demo.sites[code].removesuffix(commune.base) + commune.path(slug)


def page(demo: DemoProvince, code: str, slug: str = "home") -> Got:
    return get(page_url(demo, code, slug))


def whole_site(demo: DemoProvince, code: str) -> dict[str, Got]:
    commune = next(c for c in demo.manifest.communes if c.code == code)
    return {slug: page(demo, code, slug) for slug in commune.pages}
