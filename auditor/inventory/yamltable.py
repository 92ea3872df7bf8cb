"""A table as a YAML list: one mapping a row, keys as in the header of the same table."""

from collections.abc import Iterator

import yaml

from auditor.config_values import is_secret
from auditor.inventory.columns import Table, header_word
from auditor.inventory.grid import MAX_ROWS, Number, Raw, Record
from auditor.problems import Problem
from auditor.words import say
from auditor.yamlfile import Document, nearest, plain

_TAG = "tag:yaml.org,2002:"


def yaml_records(document: Document, table: Table, problems: list[Problem]) -> list[Record]:
    """Return the rows of the list, which may stand alone or under the table's name."""
    before = len(problems)
    found = list(_lists(document, table, problems))
    if len(found) != 1 or len(found[0].value) > MAX_ROWS:
        if len(problems) == before:
            problems.append(document.problem((), "yaml.not_list", table=table.key))
        return []
    return [
        record
        for node in found[0].value
        if (record := _record(document.file, node, table, problems))
    ]


def _lists(
    document: Document, table: Table, problems: list[Problem]
) -> Iterator[yaml.SequenceNode]:
    nodes = [document.root]
    if isinstance(document.root, yaml.MappingNode):
        nodes = [value for key, value in document.root.value if table.is_sheet(str(key.value))]
        for key, _ in document.root.value:
            if not table.is_sheet(str(key.value)):
                loc = (str(key.value),)
                problems.append(document.problem_of_key(loc, "yaml.table_key", table=table.key))
    yield from (node for node in nodes if isinstance(node, yaml.SequenceNode))


def _record(file: str, node: yaml.Node, table: Table, problems: list[Problem]) -> Record | None:
    if not isinstance(node, yaml.MappingNode):
        problems.append(_problem(file, node, "yaml.not_row", table=table.key))
        return None
    known, cells, nodes = table.by_header(), dict[str, Raw](), {"": node}
    for key, value in node.value:
        word = header_word(str(key.value))
        column = known.get(word)
        if is_secret(str(key.value)):
            problems.append(_problem(file, key, "table.secret", title=str(key.value)))
        elif word not in known:
            problems.append(_unknown(file, key, table))
        elif column and column.key in nodes:
            problems.append(_problem(file, key, "table.column_twice", title=str(key.value)))
        elif column:
            nodes[column.key] = value
            cells[column.key] = _raw(file, value, problems)

    def locate(key: str) -> tuple[str, int, int]:
        mark = nodes.get(key, node).start_mark
        return file, mark.line + 1, mark.column + 1

    kept = {key: cell for key, cell in cells.items() if cell not in (None, "")}
    return Record(cells=kept, number_hint="cell.number_in_yaml", locate=locate)


def _raw(file: str, node: yaml.Node, problems: list[Problem]) -> Raw:
    if isinstance(node, yaml.SequenceNode):  # successors: ["00002", "00003"]
        parts = [_raw(file, item, problems) for item in node.value]
        numbers = [part for part in parts if isinstance(part, Number)]
        return numbers[0] if numbers else "; ".join(str(part) for part in parts if part is not None)
    if not isinstance(node, yaml.ScalarNode):
        problems.append(_problem(file, node, "yaml.not_cell"))
        return None
    if node.tag in (f"{_TAG}int", f"{_TAG}float"):
        return Number(str(node.value))
    value = plain(node)
    return value if isinstance(value, bool) or value is None else str(value).strip()


def _unknown(file: str, key: yaml.Node, table: Table) -> Problem:
    title = str(key.value)
    known = [column.key for column in table.columns]
    if near := nearest(title, known):
        return _problem(file, key, "table.column_unknown_near", title=title, near=near)
    return _problem(file, key, "table.column_unknown", title=title, known=", ".join(known))


def _problem(file: str, node: yaml.Node, text: str, **values: str) -> Problem:
    mark = node.start_mark
    message = say(f"problem.{text}", **values)
    return Problem(file=file, line=mark.line + 1, column=mark.column + 1, message=message)
