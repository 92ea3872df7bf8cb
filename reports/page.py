"""Turns a view into one self-contained page: escaped everywhere, nothing fetched, nothing inline.

The Content-Security-Policy names the page's own style and script by hash, so text of a stranger's
site that got past the escaping could still neither run nor load anything.
"""

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.wording import Wording, clean

_FOLDER = Path(__file__).parent / "templates"
_WEB = re.compile(r"https?://[^\s/?#]+", re.IGNORECASE)
_PLAIN = re.compile(r"[^A-Za-z0-9]")


class Own(str):
    """Text that is ours alone: it goes onto the page as it stands, unescaped."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def page(template: str, wording: Wording, *, running_title: str, marks: str, **view: Any) -> bytes:
    """Return the page's bytes. Title and marks (draft, invented) head every printed sheet."""
    paper = _paper(running_title, marks, wording)
    style, script = _asset("style.css"), _asset("script.js")
    made = _environment().get_template(template)
    text = made.render(
        w=wording,
        t=wording.say,
        name=wording.name,
        style=style,
        paper=paper,
        script=script,
        policy=_policy(styles=(style, paper), script=script),
        **view,
    )
    return text.encode()


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_final,
    )
    environment.tests["web"] = is_web
    return environment


def is_web(url: str) -> bool:
    """Only such an address becomes a link; `javascript:` stays words on paper."""
    return bool(_WEB.match(url))


def _final(value: object) -> object:
    return value if hasattr(value, "__html__") else clean(str(value))


@lru_cache(maxsize=2)
def _asset(name: str) -> Own:
    return Own((_FOLDER / name).read_text(encoding="utf-8"))


def _paper(title: str, marks: str, wording: Wording) -> Own:
    """The margins of each sheet: CSS with data in it, so every character but plain ones is escaped."""
    number = f'{_css(wording.say("print.page"))} " " counter(page) "/" counter(pages)'
    boxes = {"top-left": _css(clean(title)), "top-right": _css(marks), "bottom-right": number}
    rules = "".join(f"@{box}{{content:{content}}}" for box, content in boxes.items())
    return Own(f"@page{{{rules}}}")


def _css(text: str) -> str:
    escaped = _PLAIN.sub(lambda match: f"\\{ord(match.group()):06x}", text)
    return f'"{escaped}"'


def _policy(*, styles: tuple[str, ...], script: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {' '.join(_hash(style) for style in styles)}",
            f"script-src {_hash(script)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(block: str) -> str:
    digest = hashlib.sha256(block.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
