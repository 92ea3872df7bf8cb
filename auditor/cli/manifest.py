"""The list of what we wrote into a report's folder, and what is signed about it.

Each format has its own signed entry: one can be written again without the others.
"""

import base64
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from auditor.problems import BadInputError
from auditor.signing import Signer, proves
from auditor.textfile import read_bytes, refusal

NAME = ".auditor.json"
_NAMES = re.compile(
    r"index\.html|xa(/.*\.html)?|cong-khai(/.*)?|results\.(json|csv)|ranking\.csv|an-toan\.html"
)
"""What people take for a page of ours by where it lies. A folder's own name is a link in its place."""
_PURPOSE = b"commune-auditor report 1\n"
"""In front of what is signed: no seal of the store passes for a report, nor a report for a seal."""
_LIMIT = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What a report is of: signed together with the hash of each of its files."""

    run: str
    judgement: str
    number: int = 0
    """Of the store's last seal when the report was written; 0 in a store without any."""
    digest: str = ""
    signer: Signer | None = None
    keep: Callable[[str], None] | None = None
    """Is given the sha256 of the manifest before any file moves, so that the store knows of it."""

    def entry(self, format_id: str, files: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """Return the signed entry of one format; `files` gives sha256 and size by path."""
        said: dict[str, Any] = {
            "format": format_id,
            "run": self.run,
            "judgement": self.judgement,
            "seal": {"number": self.number, "digest": self.digest},
            "files": {path: dict(seen) for path, seen in files.items()},
            "public_key": self.signer.public_key if self.signer else "",
        }
        signed = self.signer.sign(_text(said)) if self.signer else b""
        return {**said, "signature": base64.b64encode(signed).decode()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One format's entry as it was read; whether it is true is another matter."""

    format: str
    run: str
    judgement: str
    number: int
    digest: str
    files: Mapping[str, tuple[str, int]]
    """sha256 and size by path."""
    public_key: str
    proved: bool
    """The holder of `public_key` signed exactly this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What stands in the file."""

    files: Mapping[str, Sequence[str]]
    """Paths by format: an old manifest says no more than this."""
    entries: tuple[Entry, ...] = ()
    raw: Mapping[str, Any]
    """The signed entries word for word, to be written again."""
    sha256: str = ""
    """Of the file's bytes; empty where there is none."""


EMPTY = Manifest(files={}, raw={})


def seen(body: bytes) -> dict[str, Any]:
    """Return what is kept about a file's content."""
    return {"sha256": sha256(body).hexdigest(), "size": len(body)}


def written(files: Mapping[str, Sequence[str]], entries: Mapping[str, Any]) -> bytes:
    """Return the file's content."""
    plain = {"files": files, **({"sealed": entries} if entries else {})}
    text = json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def read(folder: Path) -> Manifest:
    """Read a folder's manifest; BadInputError when it is none. One that is not there is empty."""
    path = folder / NAME
    if path.is_symlink():
        raise refusal(path, "manifest.link")
    try:
        path.lstat()
    except FileNotFoundError:
        return EMPTY
    try:
        body = read_bytes(path, _LIMIT)
        return _manifest(json.loads(body), sha256(body).hexdigest())
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise refusal(path, "manifest.broken") from None


def earlier(folder: Path) -> Manifest:
    """Return what an earlier report wrote here; a manifest that is none names nothing."""
    try:
        return read(folder)
    except BadInputError:
        return EMPTY


def looks_ours(path: str) -> bool:
    """Say whether a path inside a report's folder is one that a report of ours has."""
    return _NAMES.fullmatch(path) is not None


def _manifest(plain: Any, digest: str) -> Manifest:
    files = {str(name): [str(path) for path in paths] for name, paths in plain["files"].items()}
    raw = plain.get("sealed", {})
    entries = tuple(_entry(str(name), said) for name, said in raw.items())
    return Manifest(files=files, entries=entries, raw=raw, sha256=digest)


def _entry(name: str, said: Mapping[str, Any]) -> Entry:
    signature = base64.b64decode(said["signature"], validate=True)
    unsigned = {key: value for key, value in said.items() if key != "signature"}
    named = {
        str(path): (str(one["sha256"]), int(one["size"])) for path, one in said["files"].items()
    }
    key = str(said["public_key"])
    return Entry(
        format=name,
        run=str(said["run"]),
        judgement=str(said["judgement"]),
        number=int(said["seal"]["number"]),
        digest=str(said["seal"]["digest"]),
        files=named,
        public_key=key,
        proved=said["format"] == name and proves(key, signature, _text(unsigned)),
    )


def _text(said: Mapping[str, Any]) -> bytes:
    plain = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return _PURPOSE + plain.encode("utf-8", "surrogatepass")
