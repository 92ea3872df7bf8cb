"""The file of passwords: sections named like the inventory names them, `user` and `password` each.

Values are raw: no quotes, no interpolation, a `#` in a password is part of it. What is wrong is told
by line number alone, never with the line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from auditor.config_values import is_credential_name
from auditor.problems import BadInputError, Problem
from auditor.textfile import absent, os_reason, read_private, refusal, shown, write_private
from auditor.words import say

LIMIT = 1_000_000
_KEYS = {"user": "user", "tai_khoan": "user", "password": "password", "mat_khau": "password"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A user and a password."""

    user: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One line. `name` is the section it stands in, `key` is '' for all but values."""

    number: int
    text: str = field(repr=False)
    name: str = ""
    key: str = ""
    value: str = field(default="", repr=False)
    opens: bool = False


def read_secrets(path: Path) -> dict[str, Secret]:
    """Return the entries of the file; none where there is no file."""
    return _secrets(path, list(_lines(path)))


def put_secret(path: Path, name: str, secret: Secret) -> None:
    """Write an entry; the others and the comments stay as they are."""
    lines = list(_lines(path))
    known = name in _secrets(path, lines)
    kept = [_changed(line, secret) if line.name == name else line.text for line in lines]
    if not known:
        blank = [""] if kept and kept[-1].strip() else []
        fields = (f"tai_khoan = {secret.user}", f"mat_khau = {secret.password}")
        kept += [*blank, f"[{name}]", *fields]
    _write(path, kept)


def drop_secret(path: Path, name: str) -> bool:
    """Delete an entry; False when there is none. Comments stay: they may be another's."""
    lines = list(_lines(path))
    if name not in _secrets(path, lines):
        return False
    _write(path, [line.text for line in lines if line.name != name or not _is_entry(line)])
    return True


def writable_value(text: str) -> bool:
    """Say whether a value comes back from the file as it was."""
    return text == text.strip() and text.isprintable()


def _is_entry(line: _Line) -> bool:
    return line.opens or bool(line.key)


def _changed(line: _Line, secret: Secret) -> str:
    if not line.key:
        return line.text
    written = line.text.partition("=")[0].strip()
    return f"{written} = {secret.user if line.key == 'user' else secret.password}"


def _lines(path: Path) -> Iterator[_Line]:
    if absent(path) and not path.is_symlink():
        return
    try:
        text = read_private(path, LIMIT).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refusal(path, "credential.encoding") from None
    name = ""
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        key, equals, value = (part.strip() for part in bare.partition("="))
        if not bare or bare[0] in "#;":
            yield _Line(number=number, text=line, name=name)
        elif bare[0] == "[" and bare[-1] == "]":
            name = bare[1:-1].strip().lower()
            if not is_credential_name(name):
                raise _wrong(path, number, "name")
            yield _Line(number=number, text=line, name=name, opens=True)
        elif not equals or not name or _word(key) not in _KEYS:
            raise _wrong(path, number, "line")
        else:
            kind = _KEYS[_word(key)]
            yield _Line(number=number, text=line, name=name, key=kind, value=value)


def _word(key: str) -> str:
    return key.lower().replace(" ", "_").replace("-", "_")


def _secrets(path: Path, lines: list[_Line]) -> dict[str, Secret]:
    """Return the entries; each must be whole and stand once."""
    opened: dict[str, int] = {}
    values: dict[str, dict[str, str]] = {}
    for line in lines:
        if line.opens and line.name in opened:
            raise _wrong(path, line.number, "twice", other=opened[line.name])
        if line.opens:
            opened[line.name], values[line.name] = line.number, {}
        elif line.key and line.key in values[line.name]:
            raise _wrong(path, line.number, "value_twice")
        elif line.key:
            values[line.name][line.key] = line.value
    _refuse_halves(path, opened, values)
    return {name: Secret(**value) for name, value in values.items()}


def _refuse_halves(
    path: Path, opened: Mapping[str, int], values: Mapping[str, Mapping[str, str]]
) -> None:
    halves = [name for name, value in values.items() if not (value.get("user") and len(value) == 2)]
    if halves:
        raise _wrong(path, opened[halves[0]], "half")


def _write(path: Path, lines: list[str]) -> None:
    try:
        write_private(path, ("\n".join(lines).rstrip("\n") + "\n").encode())
    except OSError as error:
        raise refusal(path, "credential.unwritable", detail=os_reason(error)) from None


def _wrong(path: Path, number: int, key: str, **values: int) -> BadInputError:
    message = say(f"problem.credential.{key}", **values)
    return BadInputError([Problem(file=shown(path), line=number, message=message)])
