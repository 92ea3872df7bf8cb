"""Every parser of ours by name."""

from tests.fuzz import cameras, feeds, files, kept, sites, words
from tests.fuzz.target import by_name

TARGETS = by_name(
    [
        *cameras.TARGETS,
        *sites.TARGETS,
        *feeds.TARGETS,
        *words.TARGETS,
        *files.TARGETS,
        *kept.TARGETS,
    ]
)
