"""Forms of a page, as a walk over it meets them. They are described, never filled or sent."""

from typing import Any

from auditor.probes.site.addresses import Base
from auditor.probes.site.sheet import Here, Lines, clean
from auditor.probes.site.view import FieldRow, FormRow, PageView

_LABEL = 200
_SAYS_ITSELF = frozenset({"submit", "button", "reset", "image"})

Attributes = dict[str, str | None]


class Forms:
    """Fills `forms` of a view."""

    def __init__(self, view: PageView, lines: Lines, base: Base, url: str, here: Here) -> None:
        self._view, self._lines, self._base, self._here = view, lines, base, here
        self._url = url
        self._form: _Draft | None = None
        self._loose: _Draft | None = None
        self._labels: dict[str, str] = {}
        self._wrapping: list[str] = []
        self._disabled = 0

    def start(self, _node: Any, _tag: str, attributes: Attributes) -> None:
        """Enter a form."""
        raw = (attributes.get("action") or "").strip()
        action = self._url if raw in {"", "#"} else self._base.join(raw)
        method = (attributes.get("method") or "get").strip().lower()[:10]
        self._form = _Draft(action, method, self._lines.here, self._here.place)

    def end(self, _tag: str) -> None:
        """Leave a form."""
        form, self._form = self._form, None
        if form is not None:
            self._view.forms.append(form.finish(self._labels, self._lines.here - 1))

    def label(self, node: Any, _tag: str, attributes: Attributes) -> None:
        """Enter a label, round its control or pointing to it."""
        text = clean(node.text())[:_LABEL]
        self._wrapping.append(text)
        if target := attributes.get("for"):
            self._labels[target] = text

    def end_label(self, _tag: str) -> None:
        """Leave a label."""
        if self._wrapping:
            self._wrapping.pop()

    def fieldset(self, _node: Any, _tag: str, attributes: Attributes) -> None:
        """Enter a fieldset, which may disable all inside."""
        self._disabled += 1 if "disabled" in attributes or self._disabled else 0

    def end_fieldset(self, _tag: str) -> None:
        """Leave a fieldset."""
        self._disabled = max(self._disabled - 1, 0)

    def field(self, node: Any, tag: str, attributes: Attributes) -> None:
        """Meet a control. What hidden ones hold is none of our business."""
        kind = (attributes.get("type") or "text").lower()[:20] if tag == "input" else tag
        if kind == "hidden":
            return
        draft = self._draft()
        label = self._label_of(node, tag, kind, attributes)
        disabled = "disabled" in attributes or self._disabled > 0
        name = (attributes.get("name") or "")[:_LABEL]
        draft.fields.append((attributes.get("id") or "", name, kind, label, disabled))
        draft.last = self._lines.here
        if tag != "button":
            self._lines.space()

    def finish(self) -> None:
        """A text box outside any form is a form to the visitor."""
        loose = self._loose
        if loose is not None and any(kind == "textarea" for _, _, kind, _, _ in loose.fields):
            self._view.forms.append(loose.finish(self._labels, loose.last))

    def _draft(self) -> "_Draft":
        if self._form is not None:
            return self._form
        if self._loose is None:
            self._loose = _Draft("", "", self._lines.here, self._here.place)
        return self._loose

    def _label_of(self, node: Any, tag: str, kind: str, attributes: Attributes) -> str:
        """Return what names the control, short of a `label for`: that may come later."""
        if tag == "button":
            return clean(node.text())[:_LABEL] or clean(attributes.get("value") or "")[:_LABEL]
        if kind in _SAYS_ITSELF:
            return clean(attributes.get("value") or attributes.get("alt") or "")[:_LABEL]
        said = attributes.get("aria-label") or attributes.get("placeholder")
        near = self._lines.pending or (self._lines.rows[-1][0] if self._lines.rows else "")
        return (
            (self._wrapping[-1] if self._wrapping else "")
            or clean(said or attributes.get("title") or "")[:_LABEL]
            or near[-_LABEL:]
        )


class _Draft:
    """A form while it is read."""

    def __init__(self, action: str, method: str, line: int, place: int) -> None:
        self.action, self.method, self.line, self.place = action, method, line, place
        self.last = line
        self.fields: list[tuple[str, str, str, str, bool]] = []
        """id, name, kind, label so far, disabled"""

    def finish(self, labels: dict[str, str], end: int) -> FormRow:
        fields: list[FieldRow] = [
            (name, kind, labels.get(ident, "") or label, disabled)
            for ident, name, kind, label, disabled in self.fields
        ]
        return (self.action, self.method, tuple(fields), self.line, max(end, self.line), self.place)
