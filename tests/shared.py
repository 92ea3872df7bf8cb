"""Real data that may stand beside the project; a test that needs it is skipped where it is not."""

import os
from pathlib import Path

import pytest

_ROOT = Path(__file__).parent.parent


def shared_data() -> Path | None:
    """Return the folder of real data, or None where there is none."""
    folder = Path(os.environ.get("AUDITOR_SHARED") or _ROOT.parent / "shared") / "data"
    return folder if folder.is_dir() else None


needs_shared_data = pytest.mark.skipif(
    shared_data() is None, reason="optional: needs the folder of real data beside the project"
)
