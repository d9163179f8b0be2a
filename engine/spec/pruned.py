"""A file's tree without what the schema found wrong in it, so that the rest can be read and checked all the same."""

from __future__ import annotations

from engine.errors import nearest
from engine.spec.yaml import Mapping, Scalar, Sequence

LISTS = ("objectives", "actions", "events", "benchmarks")  # top keys whose entries have no id
IN_REPORT = (("report", "sections"), ("report", "insights"))  # of which only what is wrong is left out


def prune(root: Mapping, paths: list[tuple[str | int, ...]], broken: set[str]) -> None:
    """Take out what the schema found wrong, so that the rest can be read and checked all the same.

    A KPI, dataset, dimension, objective, action, event, section or insight goes as a whole; of the report's other keys
    only the wrong one.
    """
    doomed: set[tuple[str | int, ...]] = set()
    if any(_swallows(root, path) for path in paths):
        broken.update(("*", "report.currency"))
    for path in paths:
        if len(path) < 2:
            doomed.update((path,) if path else ())
            broken.add("*")
            continue
        if path[0] == "report" and nearest(str(path[1]), ("currency",)):
            broken.add("report.currency")  # misspelt
        doomed.add(path[: 3 if path[:2] in IN_REPORT else 2])
        lists = {name: name for name in LISTS}
        broken.add({"report": f"report.{path[1]}", **lists}.get(str(path[0]), str(path[1])))
    for path in sorted(doomed, key=lambda path: [str(step).zfill(9) for step in path], reverse=True):
        _remove(root, path)
    for key in [key for key in root if not isinstance(root[key], Mapping | Sequence)]:
        del root[key]


def _swallows(root: Mapping, path: tuple[str | int, ...]) -> bool:
    """Whether what is wrong at a path is a quoted text over several lines, which may hold what is missed elsewhere."""
    node: object = root
    for step in path:
        try:
            node = node[step]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return False
    return isinstance(node, Scalar) and node.style in ("'", '"') and "\n" in (node.raw or "")


def _remove(root: Mapping, path: tuple[str | int, ...]) -> None:
    node: Mapping | Sequence = root
    for step in path[:-1]:
        node = node[step]  # type: ignore[index]
    if isinstance(node, Mapping):
        node.pop(str(path[-1]), None)
    elif int(path[-1]) < len(node):
        del node[int(path[-1])]
