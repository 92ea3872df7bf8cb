"""Executes jobs: the machine, and what each kind of probe needs around it."""

from auditor.run.doubts import OFFLINE
from auditor.run.feeds import FeedProber
from auditor.run.keeping import Gathering, Progress, left_out
from auditor.run.machine import gather
from auditor.run.sites import NO_SENTINEL, SiteProber
from auditor.run.visits import Prober, Visit

__all__ = [
    "NO_SENTINEL",
    "OFFLINE",
    "FeedProber",
    "Gathering",
    "Prober",
    "Progress",
    "SiteProber",
    "Visit",
    "gather",
    "left_out",
]
