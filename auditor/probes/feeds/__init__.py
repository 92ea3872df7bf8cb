"""Log-ins, punches and actions, from the files that offices export."""

from auditor.probes.feeds.faults import Reason
from auditor.probes.feeds.gather import gather_feeds, inspect_feeds
from auditor.probes.feeds.hours import Doubt
from auditor.probes.feeds.plan import FeedColumns, FeedPlan, People
from auditor.probes.feeds.read import FeedRead, Span, read_feeds

__all__ = [
    "Doubt",
    "FeedColumns",
    "FeedPlan",
    "FeedRead",
    "People",
    "Reason",
    "Span",
    "gather_feeds",
    "inspect_feeds",
    "read_feeds",
]
