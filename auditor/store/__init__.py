"""What is kept: runs, facts, looks, judgements, evidence. Read it through `auditor.results`."""

from auditor.store.errors import (
    EvidenceGoneError,
    StoreBusyError,
    StoreDamagedError,
    StoreVersionError,
)
from auditor.store.records import JudgementRecord, RunRecord, StoredFact
from auditor.store.store import Store

__all__ = [
    "EvidenceGoneError",
    "JudgementRecord",
    "RunRecord",
    "Store",
    "StoreBusyError",
    "StoreDamagedError",
    "StoreVersionError",
    "StoredFact",
]
