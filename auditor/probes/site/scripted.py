"""Pages that are not what a visitor sees: built by script, or sending the visitor on."""

import re
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from auditor.probes.site.addresses import Base, script_target
from auditor.probes.site.sheet import clean
from auditor.probes.site.view import PageView

# Shells measured hold a few dozen characters ("You need to enable JavaScript…"); the shortest
# real page of 18 has ten times as many.
SHORT_TEXT = 200
_ROOTS = "#root, #app, #__next, #__nuxt, app-root, #q-app"
_UNFILLED = re.compile(r"\{\{\s{0,4}[\w.$|' ()]{1,80}\s{0,4}\}\}")
_REFRESH = re.compile(
    r"^\s{0,9}(\d{1,4})[\d.]{0,9}\s{0,9}[;,]\s{0,9}url\s{0,9}=\s{0,9}['\"]?([^'\"]{1,2000})", re.I
)
_AT_ONCE_S = 10
_CONTENT_FRAME = re.compile(r"main|content|noi_?dung|body|right", re.I)


def read_head(parser: LexborHTMLParser, view: PageView, base: Base) -> None:
    """Read the title, obey `<base>`, note a refresh."""
    title = parser.css_first("title")
    if title is not None:
        view.title = clean(title.text())[:500]
    found = parser.css_first("base[href]")
    if found is not None and (href := found.attributes.get("href")):
        base.rebase(href)
    for meta in parser.css("meta[http-equiv]"):
        if (meta.attributes.get("http-equiv") or "").lower() == "refresh":
            refresh = _REFRESH.match(meta.attributes.get("content") or "")
            if refresh and int(refresh[1]) <= _AT_ONCE_S:
                view.splash = base.join(refresh[2].strip())


def see_through(parser: LexborHTMLParser, view: PageView, base: Base, *, waiting: bool) -> None:
    """Find out whether scripts make what a visitor sees, or send the visitor on.

    `waiting`: a table stands there with headings and no row.
    """
    text = sum(len(row[0]) for row in view.lines)
    if text < SHORT_TEXT:
        _sent_on(parser, view, base)
        _on_load(parser, view, base)
    if parser.css_first("script") is None:
        return
    root = parser.css_first(_ROOTS)
    view.shell = (
        view.shell
        or waiting
        or text < SHORT_TEXT
        or (root is not None and len(clean(root.text())) < SHORT_TEXT)
        or any("{{" in row[0] and _UNFILLED.search(row[0]) for row in view.lines)
    )


def _on_load(parser: LexborHTMLParser, view: PageView, base: Base) -> None:
    """A body with a handler is a script too, though no `<script>` stands there."""
    body = parser.body
    if body is None or not (code := body.attributes.get("onload")):
        return
    view.shell = True
    if not view.splash and not view.links and (target := script_target(code)):
        view.splash = base.join(target)


def _sent_on(parser: LexborHTMLParser, view: PageView, base: Base) -> None:
    if not view.splash and not view.links:
        for script in parser.css("script")[:20]:
            if target := script_target(script.text()):
                view.splash = base.join(target)
                break
    frames = parser.css("frame" if view.links else "frame, iframe")
    if frames and not view.splash:
        view.splash = _main_frame(frames, view, base)


def _main_frame(frames: list[Any], view: PageView, base: Base) -> str:
    found = [(f.attributes.get("name") or "", f.attributes.get("src")) for f in frames]
    view.frames = [(base.join(src), name) for name, src in found[:100]]
    named = [src for name, src in found if _CONTENT_FRAME.search(name)]
    return base.join(named[0] if named else found[-1][1])
