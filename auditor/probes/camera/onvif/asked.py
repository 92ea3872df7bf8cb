"""What we ask of a device, and which parts of its answers are read at all.

The rest of an answer is thrown away before it is judged by the schema: a device that errs in its
analytics or multicast settings is no less a camera, and a profile costs a fifth to read.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Ask(StrEnum):
    """The calls that are made; none of them changes anything."""

    TIME = "GetSystemDateAndTime"
    SERVICES = "GetServices"
    CAPABILITIES = "GetCapabilities"
    DEVICE = "GetDeviceInformation"
    PROFILES = "GetProfiles"
    STREAM = "GetStreamUri"
    SNAPSHOT = "GetSnapshotUri"
    RECORDINGS = "GetRecordings"
    JOBS = "GetRecordingJobs"
    RECORDING = "GetRecordingInformation"


Parts = Mapping[str, "Parts | None"]
"""Names of child elements in the schema's order; None stands for a text.

Texts that the schema wants before one that we read are named too: without them it would refuse.
"""

_URI: Parts = {"MediaUri": {"Uri": None}}
_DAY: Parts = {"Year": None, "Month": None, "Day": None}
_SOURCE: Parts = dict.fromkeys(("SourceId", "Name", "Location", "Description", "Address"))
_TRACK: Parts = dict.fromkeys(("TrackToken", "TrackType", "Description", "DataFrom", "DataTo"))
_HOUR: Parts = {"Hour": None, "Minute": None, "Second": None}

READ: Mapping[Ask, Parts] = {
    Ask.TIME: {
        "SystemDateAndTime": {
            "DateTimeType": None,
            "DaylightSavings": None,
            "UTCDateTime": {"Time": _HOUR, "Date": _DAY},
        }
    },
    Ask.SERVICES: {"Service": {"Namespace": None, "XAddr": None}},
    Ask.CAPABILITIES: {"Capabilities": {"Media": {"XAddr": None}}},
    Ask.DEVICE: {"Manufacturer": None, "Model": None, "FirmwareVersion": None},
    Ask.PROFILES: {
        "Profiles": {
            "Name": None,
            "VideoSourceConfiguration": {"Name": None, "UseCount": None, "SourceToken": None},
            "VideoEncoderConfiguration": {
                "Name": None,
                "UseCount": None,
                "Encoding": None,
                "Resolution": {"Width": None, "Height": None},
            },
        }
    },
    Ask.STREAM: _URI,
    Ask.SNAPSHOT: _URI,
    Ask.RECORDINGS: {
        "RecordingItem": {
            "RecordingToken": None,
            "Configuration": {"Source": _SOURCE, "Content": None, "MaximumRetentionTime": None},
            "Tracks": {},
        }
    },
    Ask.JOBS: {
        "JobItem": {
            "JobToken": None,
            "JobConfiguration": {
                "RecordingToken": None,
                "Mode": None,
                "Priority": None,
                "Source": {"SourceToken": {"Token": None}},
            },
        }
    },
    Ask.RECORDING: {
        "RecordingInformation": {
            "RecordingToken": None,
            "Source": _SOURCE,
            "EarliestRecording": None,
            "LatestRecording": None,
            "Content": None,
            "Track": _TRACK,
            "RecordingStatus": None,
        }
    },
}

REPEATED = frozenset({"Service", "Profiles", "RecordingItem", "JobItem", "Track"})
"""Of all others the first one counts."""

_UNICAST = {"Stream": "RTP-Unicast", "Transport": {"Protocol": "RTSP"}}


def arguments(ask: Ask, token: str = "") -> dict[str, Any]:
    """Return what a call is made with; `token` names a profile or a recording."""
    given: dict[Ask, dict[str, Any]] = {
        Ask.SERVICES: {"IncludeCapability": False},
        Ask.CAPABILITIES: {"Category": ["Media"]},
        Ask.STREAM: {"StreamSetup": _UNICAST, "ProfileToken": token},
        Ask.SNAPSHOT: {"ProfileToken": token},
        Ask.RECORDING: {"RecordingToken": token},
    }
    return given.get(ask, {})
