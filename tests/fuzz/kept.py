"""Readers of what we wrote ourselves and anybody may have changed since: store, report, keys."""

import contextlib
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from auditor.cli.publish import MANIFEST, Staging
from auditor.contract import Commune, Finding, Outcome
from auditor.facts import CameraSeen, Page, Presence, Site
from auditor.problems import BadInputError
from auditor.signing import SigningKey, proves
from auditor.store.codec import compress, decompress, from_json, from_plain, pack, to_json, unpack
from tests.fuzz.target import Target, joined, refused, text, write_private

KINDS = (Site, Page, Presence, CameraSeen, Commune, Finding, Outcome)
CAP = 10_000_000


def feed_packed(data: bytes) -> None:
    """Damaged bytes of the store are a ValueError, and nothing is unpacked beyond the cap."""
    for body in (data, compress(data)):
        with contextlib.suppress(ValueError):
            assert to_json(from_json(decompress(body, CAP))) is not None
        with contextlib.suppress(ValueError):
            unpack(body)
    assert decompress(compress(data)) == data


def feed_stored(data: bytes) -> None:
    """JSON of any shape is the fact that it claims to be, or a ValueError."""
    try:
        found = from_json(data)
    except ValueError:
        return
    for kind in KINDS:
        with contextlib.suppress(ValueError):
            from_plain(kind, found)
    with contextlib.suppress(ValueError):
        assert unpack(pack(found)) == found


def feed_manifest(data: bytes) -> None:
    """Whatever stands in the list of our files, only pages of communes are ever removed."""
    with TemporaryDirectory() as folder:
        root = Path(folder) / "bao-cao"
        root.mkdir()
        (root / MANIFEST).write_bytes(data)
        theirs = Path(folder) / "cua-toi.txt"
        theirs.write_text("mẫu", encoding="utf-8")
        with Staging(root) as staging:
            staging.add("html", "index.html", b"x")
            staging.publish()
        assert theirs.exists()
        assert (root / "index.html").read_bytes() == b"x"
        assert "html" in json.loads((root / MANIFEST).read_bytes())["files"]


def feed_key(data: bytes) -> None:
    """A key file that is none is refused; a signature that is none proves nothing."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "khoa.pem"
        write_private(path, data)
        try:
            assert len(SigningKey(path).signer.public_key) == 44
        except BadInputError as error:
            refused(error)
    public, _, signature = data.partition(b"\x1f")
    assert not proves(text(public), signature, b"mau")


_SITE = b'{"url":"http://xa-mau-01.test/","home":{"url":"","role":"home","status":200,"title":"","lines":[],"evidence":"","seen_at":"2026-03-05T00:00:00Z"}}'

TARGETS = (
    Target(
        name="packed",
        feed=feed_packed,
        seeds=(pack({"a": [1, "x", None]}), compress(b'{"a":"\xed\xa0\x80"}'), b"[1]"),
        pieces=(
            b"\x28\xb5\x2f\xfd", b"\x28\xb5\x2f\xfd\xe4" + b"\xff" * 8, b"\x28\xb5\x2f\xfd\xa4\xff\xff\xff\x7f", b"\x50\x2a\x4d\x18", b"\0", b"\xff",
            b"[" * 3_000, b"{", b"}", b"]", b'"', b",", b":", b"1e999", b"NaN", b"9" * 5_000, b"\xed\xa0\x80", b"\\ud800", b"null", b"-0",
        ),
    ),
    Target(
        name="stored",
        feed=feed_stored,
        seeds=(_SITE, b'{"verdict":"unknown","text":"x","why":"bug","items":[]}', b'{"sources":[],"marks":[]}'),
        pieces=joined(
            "{", "}", "[", "]", ":", ",", '"', '"url"', '"home"', '"lines"', '"text"', '"values"', '"why"', '"verdict"', '"fail"', '"seen_at"',
            '"2026-03-05T00:00:00"', '"9999-12-31T23:59:59-23:59"', "1e999", "NaN", "-Infinity", "null", "true", "1", "9" * 5_000, "[" * 3_000,
            '"\\ud800"', b"\xff", '"marks"', '"sources"', "0.1",
        ),
    ),
    Target(
        name="manifest",
        feed=feed_manifest,
        seeds=(b'{"files": {"html": ["index.html", "xa/00001.html"]}}', b'{"files": {"csv": ["../cua-toi.txt"]}}'),
        pieces=joined(
            "{", "}", "[", "]", '"', ":", ",", '"files"', '"html"', '"../cua-toi.txt"', '"xa/00001.html"', '"xa/../../cua-toi.txt"', '"/etc"',
            "null", "1", "[" * 3_000, '{"a":' * 2_000, "\\u0000", "\\ud800", b"\xff", "\\n", '"xa/00001.html\\n"', "9" * 5_000,
        ),
    ),
    Target(
        name="key",
        feed=feed_key,
        seeds=joined("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n-----END PRIVATE KEY-----\n"),
        pieces=joined("-----BEGIN ", "PRIVATE KEY", "EC ", "RSA ", "ENCRYPTED ", "-----", "-----END ", "\n", "MC4CAQAwBQYDK2Vw", "A" * 44, "=", "\x1f", "\x00", b"\xff"),
    ),
)  # fmt: skip
