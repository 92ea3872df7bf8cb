"""How one feed is to be read. Made from the configuration, which stands below the probes."""

from auditor.tabular.feedplan import MACHINES, Column, FeedColumns, FeedPlan, People

__all__ = ["MACHINES", "Column", "FeedColumns", "FeedPlan", "People"]
