"""Log-ins, punches and actions, from the files that offices export."""

from auditor.probes.feeds.gather import gather_feeds, inspect_feeds
from auditor.probes.feeds.plan import FeedColumns, FeedPlan, People
from auditor.probes.feeds.read import FeedRead, Span, read_feeds

__all__ = [
    "FeedColumns",
    "FeedPlan",
    "FeedRead",
    "People",
    "Span",
    "gather_feeds",
    "inspect_feeds",
    "read_feeds",
]
