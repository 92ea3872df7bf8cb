"""Whatever is said in a terminal goes through here: names, titles and paths are strangers' words.

A control character can move the cursor, colour or retitle the window, even type an answer; a mark of
direction makes a text read as its opposite.
"""

import re

import click

_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Controls but for line and tab, lone halves, what turns the direction, what nobody sees."""


def clean(text: str) -> str:
    """Return the text without what a terminal would obey; lines and tabs stay."""
    return _HARMFUL.sub("", text)


def echo(message: str, *, err: bool = False) -> None:
    """Say a line on stdout, or on stderr."""
    click.echo(clean(message), err=err)
