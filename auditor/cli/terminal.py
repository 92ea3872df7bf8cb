"""The console that every command speaks through: only our own styles reach the terminal."""

from collections.abc import Iterable

from rich import console as rich_console
from rich.console import ConsoleOptions, RenderableType
from rich.segment import Segment

from auditor.cli.plain import clean


class Console(rich_console.Console):
    """Rich's, but for what a text itself would have the terminal do."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Render, and clean every text; the moves of a progress bar are our own."""
        for segment in super().render(renderable, options):
            text = segment.text if segment.control else clean(segment.text)
            yield segment if text == segment.text else Segment(text, segment.style)
