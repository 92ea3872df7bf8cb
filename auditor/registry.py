"""Finds checks and report formats by entry point: nobody imports them by name.

A family is a package; every module in it that defines `CHECK` (or `FORMAT`) counts, so a new
file needs no list and no reinstall. `--checks-folder DIR` works the same way: DIR/family/name.py.
"""

import importlib
import importlib.util
import pkgutil
from collections.abc import Iterable, Iterator
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

from auditor.contract import Check, Format
from auditor.problems import BadInputError, Problem
from auditor.texts import Texts
from auditor.words import say

CHECKS = "auditor.checks"
REPORTS = "auditor.reports"
_BROKEN = (
    ArithmeticError,
    AttributeError,
    ImportError,
    LookupError,
    NameError,
    SyntaxError,
    TypeError,
    ValueError,
)
_ENGINE_TEXTS = Path(__file__).parent / "locale"


def find_checks(folder: Path | None = None) -> dict[str, Check]:
    """Return every check by id; BadInputError when two share an id or a file's name differs."""
    found: dict[str, Check] = {}
    modules = [*_modules(CHECKS), *(_local_modules(folder) if folder else ())]
    for module in modules:
        check = getattr(module, "CHECK", None)
        if isinstance(check, Check):
            _keep(check, module, found)
    return found


def find_formats() -> dict[str, Format]:
    """Return every report format by id."""
    formats = (getattr(module, "FORMAT", None) for module in _modules(REPORTS))
    return {f.id: f for f in formats if isinstance(f, Format)}


def load_texts(lang: str, checks_folder: Path | None = None) -> Texts:
    """Return the catalogues of the engine, of every family and format, and of a local folder."""
    folders = [_ENGINE_TEXTS]
    for group in (CHECKS, REPORTS):
        for package in _packages(group):
            home = Path(str(package.__file__)).parent
            folders += [path for path in (home.parent / "locale", home / "locale") if path.is_dir()]
    if checks_folder:
        folders.append(checks_folder / "locale")
    return Texts(lang, dict.fromkeys(folders))


def source_of(check: Check, checks_folder: Path | None = None) -> str:
    """Return the path of a check's file below its root, as documents name it."""
    root = "checks" if checks_folder is None else checks_folder.name
    return f"{root}/{check.id.replace('.', '/')}.py"


def _packages(group: str) -> Iterator[ModuleType]:
    for entry in sorted(entry_points(group=group), key=lambda e: e.value):
        yield importlib.import_module(entry.value)


def _modules(group: str) -> Iterator[ModuleType]:
    for package in _packages(group):
        for info in pkgutil.iter_modules(package.__path__):
            if not info.ispkg:
                yield importlib.import_module(f"{package.__name__}.{info.name}")


def _local_modules(folder: Path) -> Iterator[ModuleType]:
    if not folder.is_dir():
        raise BadInputError([Problem(file=str(folder), message=say("problem.no_checks_folder"))])
    for path in sorted(folder.glob("*/*.py")):
        name = f"local_checks.{path.parent.name}.{path.stem}"
        spec = importlib.util.spec_from_file_location(name, path)
        if spec and spec.loader:
            module = importlib.util.module_from_spec(spec)
            try:
                spec.loader.exec_module(module)
            except _BROKEN as error:
                message = say("problem.broken_check", error=f"{type(error).__name__}: {error}")
                raise BadInputError([Problem(file=str(path), message=message)]) from error
            yield module


def _keep(check: Check, module: ModuleType, found: dict[str, Check]) -> None:
    file = str(module.__file__)
    expected = ".".join(Path(file).with_suffix("").parts[-2:])
    if check.id != expected:
        message = say("problem.check_id", id=check.id, expected=expected)
        raise BadInputError([Problem(file=file, message=message)])
    if check.id in found:
        message = say("problem.duplicate_check", id=check.id)
        raise BadInputError([Problem(file=file, message=message)])
    found[check.id] = check


def needed_kinds(checks: Iterable[Check]) -> frozenset[type]:
    """Return the kinds of facts that these checks ask for."""
    return frozenset(kind for check in checks for kind in check.needs)
