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
from auditor.facts import KINDS
from auditor.problems import BadInputError, Problem
from auditor.textfile import read_bytes, refusal, shown
from auditor.texts import LANGUAGES, CatalogueError, Texts, check_fillable, read_catalogue
from auditor.words import say

CHECKS = "auditor.checks"
REPORTS = "auditor.reports"
_ENGINE_TEXTS = Path(__file__).parent / "locale"
_CATALOGUE_BYTES = 4_000_000


def find_checks(folder: Path | None = None) -> dict[str, Check]:
    """Return every check by id; BadInputError tells every file that cannot be used, before a look."""
    found: dict[str, Check] = {}
    problems = _broken_catalogues(folder)
    for module in [*_modules(CHECKS), *(_local_modules(folder, problems) if folder else ())]:
        check = getattr(module, "CHECK", None)
        if isinstance(check, Check):
            message = _refused(check, str(module.__file__), found)
            if message:
                problems.append(Problem(file=shown(Path(str(module.__file__))), message=message))
            else:
                found[check.id] = check
    if problems:
        raise BadInputError(problems)
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
        if problems := _broken_catalogues(checks_folder):
            raise BadInputError(problems)
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


def _local_modules(folder: Path, problems: list[Problem]) -> Iterator[ModuleType]:
    """Yield the modules that run; what a file of others may raise is anything at all."""
    if not folder.is_dir():
        raise BadInputError([Problem(file=shown(folder), message=say("problem.no_checks_folder"))])
    for path in sorted(folder.glob("*/*.py")):
        name = f"local_checks.{path.parent.name}.{path.stem}"
        spec = importlib.util.spec_from_file_location(name, path)
        if spec and spec.loader:
            module = importlib.util.module_from_spec(spec)
            try:
                spec.loader.exec_module(module)
            except (Exception, SystemExit) as error:  # noqa: BLE001 - told, with the file's name
                message = say("problem.broken_check", error=f"{type(error).__name__}: {error}")
                problems.append(Problem(file=shown(path), message=message))
            else:
                yield module


def _refused(check: Check, file: str, found: dict[str, Check]) -> str:
    """Say why a check cannot be used, '' when it can."""
    expected = ".".join(Path(file).with_suffix("").parts[-2:])
    if check.id != expected:
        return say("problem.check_id", id=str(check.id), expected=expected)
    if check.id in found:
        return say("problem.duplicate_check", id=check.id)
    given: tuple[object, object] = (check.needs, check.says)  # nobody has run a type checker on it
    if not all(isinstance(one, tuple) for one in given):
        return say("problem.check_tuples")
    for kind in check.needs:
        if kind not in KINDS.values():
            known = ", ".join(one.__name__ for one in KINDS.values())
            return say("problem.check_needs", kind=_name(kind), known=known)
    return ""


def _name(kind: object) -> str:
    return kind.__name__ if isinstance(kind, type) else repr(kind)[:60]


def _broken_catalogues(folder: Path | None) -> list[Problem]:
    """Read a local folder's texts of every language; they are needed only when all is looked at."""
    problems: list[Problem] = []
    paths = [p for lang in LANGUAGES for p in folder.glob(f"locale/{lang}/*.po")] if folder else []
    for path in sorted(paths):
        try:
            _read_whole(path)
        except BadInputError as error:
            problems += error.problems
        except CatalogueError as error:
            key = "problem.catalogue_text" if error.key else "problem.catalogue_line"
            message = say(key, name=error.key)
            problems.append(Problem(file=shown(path), line=error.line, message=message))
    return problems


def _read_whole(path: Path) -> None:
    try:
        text = read_bytes(path, _CATALOGUE_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refusal(path, "catalogue_encoding") from error
    check_fillable(read_catalogue(text))


def needed_kinds(checks: Iterable[Check]) -> frozenset[type]:
    """Return the kinds of facts that these checks ask for."""
    return frozenset(kind for check in checks for kind in check.needs)
