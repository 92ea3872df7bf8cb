"""What went wrong on the way to a device, as a Missing: the true cause, and who must act."""

import errno

from auditor.contract import Device, Missing, Party, Why
from auditor.probes.faults import OURS, missing, name_server_silent


def lookup_fault(error: OSError | UnicodeError, host: str) -> Missing:
    """Tell a name that does not exist from a name server that is silent."""
    if name_server_silent(error):
        return missing(Why.PROBE_OFFLINE, Party.AUDITOR, "camera.dns_silent", host=host)
    return missing(Why.NOT_CONFIGURED, Party.COMMUNE, "camera.dns_failed", host=host)


def connect_fault(error: OSError, host: str, port: int) -> Missing:
    """Map what ended a TCP connection before it stood."""
    if error.errno in OURS:
        return missing(
            Why.PROBE_OFFLINE, Party.AUDITOR, "camera.own_fault", host=host, code=error.errno or 0
        )
    refused = error.errno == errno.ECONNREFUSED
    text = "camera.connection_refused" if refused else "camera.no_connection"
    return missing(Why.UNREACHABLE, Party.COMMUNE, text, host=host, port=port)


def not_connected(host: str, port: int, seconds: float) -> Missing:
    """Nothing answered the call at all."""
    return missing(
        Why.TIMEOUT, Party.COMMUNE, "camera.no_answer_to_call", host=host, port=port,
        seconds=round(seconds, 1),
    )  # fmt: skip


def address_refused(host: str) -> Missing:
    """Say that the inventory points to where no camera of an office can be."""
    return missing(Why.NOT_CONFIGURED, Party.PROVINCE, "camera.address_refused", host=host)


def port_not_declared(host: str, port: int) -> Missing:
    """Somebody wanted a port that the inventory does not name."""
    return missing(
        Why.NOT_CONFIGURED, Party.PROVINCE, "camera.port_not_declared", host=host, port=port
    )


def not_again(device: Device, spent: Missing) -> Missing:
    """Say why a credential is not shown again; several devices may share an address by their ports."""
    port = str(spent.values.get("port", ""))
    if not port or port in {str(device.rtsp_port), str(device.onvif_port)}:
        return spent
    other = f"{spent.values.get('host', device.host)}:{port}"
    return missing(
        Why.REFUSED, Party.COMMUNE, "camera.not_tried", host=device.host, port=device.rtsp_port,
        other=other,
    )  # fmt: skip


def not_another(device: Device) -> Missing:
    """Say that a device refused one credential of the inventory, so it is shown no other."""
    return missing(
        Why.REFUSED, Party.PROVINCE, "camera.another_refused", host=device.host,
        port=device.rtsp_port,
    )  # fmt: skip
