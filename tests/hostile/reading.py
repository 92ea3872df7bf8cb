"""Reads the folders named, one after the other, as the commands do; prints what came of each.

A process of its own: its memory is that of the program, and what hangs can be ended.
"""

import json
import sys
import time
from pathlib import Path


def main() -> None:
    """Print a line of JSON a folder: outcome, the message, seconds of processor time, peak memory in bytes."""
    from auditor.config import load_config
    from auditor.inventory import load_inventory
    from auditor.problems import BadInputError

    for name in sys.argv[1:]:
        began, said = time.process_time(), ""
        try:
            load_inventory(load_config(Path(name) / "auditor.yaml"))
            outcome = "fine"
        except BadInputError as error:
            outcome, said = "refused", str(error)
        except Exception as error:  # noqa: BLE001 - what the kit looks for
            outcome = f"{type(error).__name__}: {error}"[:300]
        peak = _peak()
        took = time.process_time() - began
        print(json.dumps([outcome, said[:2000], took, peak]), flush=True)  # noqa: T201 - its answer


def _peak() -> int:
    """Return the most memory that this process had; ru_maxrss would count who started it."""
    text = Path("/proc/self/status").read_text(encoding="utf-8")
    (line,) = (one for one in text.splitlines() if one.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    main()
