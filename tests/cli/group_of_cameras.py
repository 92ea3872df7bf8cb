"""Run by a test in a network of its own: a camera that hears the group, and the program that asks it."""

import subprocess
import sys
from tempfile import TemporaryDirectory

from tests.probes.camera.wsd_device import WsdDevice, answer, match

HERE = "http://10.9.9.2:8000/onvif/device_service"


def main() -> int:
    """Return the program's exit code."""
    device = WsdDevice(
        "10.9.9.2", lambda question: [answer(question, match(HERE))], group_by="10.9.9.1"
    )
    words = [sys.executable, "-m", "auditor.cli", "camera", "discover", "--seconds", "1"]
    with device.standing(), TemporaryDirectory() as empty:
        return subprocess.run(words, check=False, cwd=empty).returncode  # noqa: S603 - our own


if __name__ == "__main__":
    sys.exit(main())
