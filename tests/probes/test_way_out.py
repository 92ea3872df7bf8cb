"""There is one way out: what may open sockets, look names up or start programs is a short list."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

NETWORK = {
    "aiohttp", "aiodns", "dns", "ftplib", "grpc", "http.client", "http.server", "httpx", "imaplib",
    "nntplib", "onvif", "paramiko", "poplib", "pycurl", "requests", "smtplib", "socket",
    "socketserver", "ssl", "telnetlib", "urllib.request", "urllib3", "websockets", "xmlrpc",
}  # fmt: skip
PROGRAMS = {"subprocess", "pty", "multiprocessing", "pebble", "concurrent.futures"}
CALLS = {
    "open_connection", "open_unix_connection", "create_connection", "create_datagram_endpoint",
    "create_server", "start_server", "sock_connect", "getaddrinfo", "gethostbyname", "urlopen",
    "create_subprocess_exec", "create_subprocess_shell", "subprocess_exec", "system", "popen",
    "VideoCapture", "fork", "execv", "execve", "execvp", "spawnv", "posix_spawn",
}  # fmt: skip

MAY_REACH_OUT = {
    "auditor/probes/gate.py": "the last gate: makes the sockets, asks the sentinels",
    "auditor/probes/resolving.py": "looks names up",
    "auditor/probes/outbound.py": "the session of the sites, over the gate's connector",
    "auditor/probes/request.py": "one request of it",
    "auditor/probes/faults.py": "names the errors of both; opens nothing",
    "auditor/probes/tls.py": "contexts for certificates; opens nothing",
    "auditor/probes/camera/dialling.py": "connects to devices over the gate's sockets",
    "auditor/probes/camera/link.py": "names the session of HTTP to devices; opens nothing",
    "auditor/probes/camera/asking.py": "HTTP to devices, over the gate's connector",
    "auditor/probes/camera/discovery.py": "one question over UDP, to a local network that was named",
    "auditor/probes/camera/snapshot.py": "names of headers; opens nothing",
    "auditor/probes/camera/onvif/login.py": "names of headers; opens nothing",
    "auditor/probes/camera/onvif/conversation.py": "names of headers; opens nothing",
}
MAY_CALL = {
    "auditor/probes/gate.py": {"sock_connect", "open_connection"},
    "auditor/probes/resolving.py": {"getaddrinfo"},
    "auditor/probes/camera/dialling.py": {"sock_connect", "open_connection"},
}
MAY_START_PROGRAMS = {
    "auditor/probes/confine.py": "the killable workers",
    "auditor/inventory/htmlfile.py": "reads a table in a process of its own",
    "auditor/inventory/workbook.py": "reads an old workbook in a process of its own",
}


def sources() -> Iterator[tuple[str, ast.Module]]:
    """All that runs in an audit; the demo's servers are peers, not probes."""
    for room in ("auditor", "checks", "reports"):
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith("auditor/demo/"):
                yield name, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{one.name}" for one in node.names}
        elif isinstance(node, ast.Call) and called(node) in {"import_module", "__import__"}:
            found |= {str(one.value) for one in node.args if isinstance(one, ast.Constant)}
    return found


def called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def those_of(names: set[str], watched: set[str]) -> set[str]:
    return {one for one in watched for name in names if name == one or name.startswith(one + ".")}


@pytest.mark.parametrize(
    ("watched", "may"), [(NETWORK, MAY_REACH_OUT), (PROGRAMS, MAY_START_PROGRAMS)]
)
def test_only_a_short_list_of_files_can_reach_out(watched: set[str], may: dict[str, str]) -> None:
    found = {name for name, tree in sources() if those_of(imported(tree), watched)}
    assert found - may.keys() == set()
    assert may.keys() - found == set(), "an exception that is no longer needed"


def test_what_opens_connections_is_called_where_the_gate_looks_on_only() -> None:
    found: dict[str, set[str]] = {}
    for name, tree in sources():
        calls = {called(node) for node in ast.walk(tree) if isinstance(node, ast.Call)} & CALLS
        if calls:
            found[name] = calls
    assert found == MAY_CALL


@pytest.mark.parametrize(
    ("file", "keywords"),
    [
        ("auditor/probes/camera/dialling.py", ["sock", "limit"]),
        ("auditor/probes/gate.py", ["sock", "ssl", "server_hostname"]),
    ],
)
def test_a_stream_is_opened_over_a_socket_that_is_connected_already(
    file: str, keywords: list[str]
) -> None:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    opened = [
        node for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called(node) == "open_connection"
    ]  # fmt: skip
    assert [[one.arg for one in node.keywords] for node in opened] == [keywords]
    assert not any(node.args for node in opened)


def test_no_session_is_made_without_the_gates_connector() -> None:
    for name, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) == "ClientSession":
                connector = [one.value for one in node.keywords if one.arg == "connector"]
                assert [ast.unparse(one).split("(")[0] for one in connector] == ["gate.connector"]
            if isinstance(node, ast.Call) and called(node) == "TCPConnector":
                assert name == "auditor/probes/gate.py"
