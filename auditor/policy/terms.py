"""Lists of words that judges and probes look for: data of the policy, not code."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from auditor.policy.folder import config_folder
from auditor.policy.source import Source, read_source
from auditor.problems import BadInputError, Problem
from auditor.words import say


def load_words(
    extra: Path | None = None, *, folder: Path | None = None
) -> Mapping[str, tuple[str, ...]]:
    """Return every list of `config/terms/`; the file `extra` adds words to lists, or new lists."""
    words: dict[str, tuple[str, ...]] = {}
    problems: list[Problem] = []
    for path in sorted(((folder or config_folder()) / "terms").glob("*.yaml")):
        source = read_source(path)
        problems += [*_problems(source), *_taken(source, words)]
        words.update(_lists(source))
    if extra is not None:
        source = read_source(extra)
        problems += _problems(source)
        for id_, added in _lists(source).items():
            words[id_] = tuple(dict.fromkeys((*words.get(id_, ()), *added)))
    if problems:
        raise BadInputError(problems)
    return words


def _lists(source: Source) -> dict[str, tuple[str, ...]]:
    if not isinstance(source.value, dict):
        return {}
    return {
        id_: tuple(word for word in listed if isinstance(word, str))
        for id_, listed in source.value.items()
        if isinstance(listed, list)
    }


def _problems(source: Source) -> Iterator[Problem]:
    if not isinstance(source.value, dict):
        yield source.problem((), say("problem.policy.not_mapping", name="-"))
        return
    for id_, listed in source.value.items():
        if not isinstance(listed, list):
            yield source.problem((id_,), say("problem.policy.not_list", name=id_))
            continue
        for index, word in enumerate(listed):
            if not isinstance(word, str) or not word.strip():
                message = say("problem.policy.not_text", name=id_, value=str(word))
                yield source.problem((id_, index), message)


def _taken(source: Source, words: Mapping[str, object]) -> Iterator[Problem]:
    for id_ in _lists(source):
        if id_ in words:
            yield source.problem((id_,), say("problem.policy.twice", name=id_))
