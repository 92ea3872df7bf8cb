"""The kinds of value that auditor.yaml holds: each function accepts one or says what is wrong."""

import re
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import ValidationInfo
from pydantic_core import PydanticCustomError

from auditor.facts.text import fold
from auditor.policy.load import profile_names
from auditor.textfile import absent
from auditor.yamlfile import nearest

TABLE_FILES = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".yaml", ".yml"})
LEAST_DELAY_MS = 100
_SECRETS = re.compile(
    r"(^|[^a-z])(password|passwd|passphrase|pwd|pass|mat ?khau|mk|secrets?|tokens?|(api|private) ?key)"
    r"([^a-z]|$)"
)
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)


def wrong(key: str, **values: str | int | float) -> PydanticCustomError:
    """Return an error whose type is a text key; `auditor.config` says it."""
    return PydanticCustomError(f"config.{key}", "said by the catalogue", values)


def one_line(value: str) -> str:
    """Refuse blank text and control characters: names reach headers and reports."""
    value = value.strip()
    if not value:
        raise wrong("empty")
    if not value.isprintable():
        raise wrong("not_printable")
    return value


def path_from_base(value: object, info: ValidationInfo) -> object:
    """Resolve a path against the folder of the configuration (the context's `base`)."""
    if isinstance(value, str):
        value = Path(one_line(value))
    return (info.context or {}).get("base", Path()) / value if isinstance(value, Path) else value


def table_file(path: Path) -> Path:
    """Accept the kinds of file that a table may come in."""
    if path.suffix.lower() not in TABLE_FILES:
        raise wrong("table_suffix", suffix=path.suffix or path.name)
    return path


def workbook_file(path: Path) -> Path:
    """Accept the kinds of file that have sheets."""
    if path.suffix.lower() not in {".xlsx", ".xlsm", ".xls"}:
        raise wrong("workbook_suffix", suffix=path.suffix or path.name)
    return path


def province_code(value: str) -> str:
    """Accept two digits."""
    if not re.fullmatch(r"[0-9]{2}", value):
        raise wrong("province_code", value=value)
    return value


def host(value: str) -> str:
    """Accept a host name, with a port where it has one, but no URL."""
    if "/" in value:
        bare = value.split("//")[-1].split("/")[0]
        raise wrong("host_not_url", value=value, host=bare)
    name, _, port = value.partition(":")
    if not _HOST.fullmatch(name) or (port and not _is_port(port)):
        raise wrong("host", value=value)
    return value.lower().removesuffix(".")


def host_port(value: str) -> str:
    """Accept exactly host:port."""
    name, _, port = value.rpartition(":")
    in_brackets = re.fullmatch(r"\[[0-9a-fA-F:.]+\]", name)
    if not (in_brackets or _HOST.fullmatch(name)) or not _is_port(port):
        raise wrong("host_port", value=value)
    return value.lower()


def is_secret(key: str) -> bool:
    """Say whether a key or a header names what no configuration and no table may hold."""
    words = fold(re.sub(r"([a-z])([A-Z])", r"\1 \2", key))  # matKhau, mat_khau, mật-khẩu
    return _SECRETS.search(re.sub(r"[_\W]+", " ", words)) is not None


def is_credential_name(name: str) -> bool:
    """Say whether `name` may stand for a credential: lower case, as the inventory keeps it."""
    return re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", name) is not None


def credential_variable(name: str) -> str:
    """Return the environment variable that `_USER` and `_PASSWORD` are added to."""
    return f"AUDITOR_CREDENTIAL_{re.sub('[-.]', '_', name).upper()}"


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text[:6]) < 65536


def email(value: str) -> str:
    """Accept an address that a User-Agent can carry."""
    if not re.fullmatch(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", value):
        raise wrong("email", value=value)
    return value


def iso_date(value: object) -> object:
    """Accept YYYY-MM-DD and nothing that a program would have to guess at."""
    if isinstance(value, date):
        return value
    try:
        if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise wrong("date", value=str(value))


def time_zone(value: str) -> str:
    """Accept a name of the tz database."""
    try:
        return ZoneInfo(value).key
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        raise wrong("zone", value=value) from None


def store_url(value: str, info: ValidationInfo) -> str:
    """Accept SQLite's URL and resolve its path; never repeat it, it may hold a password."""
    scheme, found, rest = value.partition(":///")
    if scheme != "sqlite" or not found or not rest or set(rest) & set("?#"):
        raise wrong("store_url")  # the value is not repeated: it may hold a password
    return f"sqlite:///{(info.context or {}).get('base', Path()) / rest}"


def profile(value: str, info: ValidationInfo) -> str:
    """Accept the id of a shipped profile or the path of a YAML file that is there."""
    known = profile_names()
    if value.lower().endswith((".yaml", ".yml")):
        path: Path = (info.context or {}).get("base", Path()) / value
        if absent(path):
            raise wrong("profile_file", value=value, known=", ".join(known))
        return str(path)
    if value in known:
        return value
    if near := nearest(value, known):
        raise wrong("profile_near", value=value, near=near, known=", ".join(known))
    raise wrong("profile", value=value, known=", ".join(known))


def delay(value: int, info: ValidationInfo) -> int:
    """Accept haste only in a laboratory: communes' servers are small and shared."""
    if value < LEAST_DELAY_MS and not info.data.get("lab", True):
        raise wrong("delay", least=LEAST_DELAY_MS)
    return value
