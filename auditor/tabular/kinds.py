"""What a file is, by its first bytes: its name often lies."""

MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How workbooks begin: zip; the older OLE container."""


def is_html(text: str) -> bool:
    """Recognise a page by its beginning."""
    head = text[:4000].lstrip().lower()
    return head.startswith("<") and any(tag in head for tag in ("<html", "<table", "<!doctype"))
