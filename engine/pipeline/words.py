"""Words that formulas ask for and that no row has: what they count is nothing, whatever the data say."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from engine.errors import Issue, several
from engine.kept import NOTHING, Keep
from engine.measures import beneath
from engine.model.data import Table
from engine.model.formula import Call, Column, Constant, Expression, walk
from engine.model.specs import Catalog
from engine.pipeline.measures import contents

EQUAL = ("=", "IN")


def absent_words(catalog: Catalog, tables: dict[str, Table], keep: Keep = NOTHING) -> list[Issue]:
    """A warning for each column of text in which no row has a word that a shown KPI compares it with.

    A column that declares its values has had them compared with formulas and rows alike.
    """
    from engine.backends.words import absent_words as absent

    issues = []
    for id, columns in _asked(catalog, tables).items():
        asked = {column: tuple(words) for column, words in columns.items()}
        found = keep("words", (asked, contents(tables[id])), partial(absent, tables[id], asked))
        for one in found:
            kpis = [kpi for word in one.words for kpi in columns[one.column][word]]
            spec = catalog.specs.datasets[id].column(one.column)
            assert spec is not None, "formulas know declared columns alone"
            words = " or ".join(f"'{word}'" for word in one.words)
            message = f"no row has {words} in '{one.column}', which {several(kpis)} counts by; there is "
            message += several(one.held, len(one.held))
            hint = f"say what they mean, map: {{{one.held[0]}: {one.words[0]}}}, or under 'values' which there can be"
            issues.append(Issue("warning", "absent-word", spec.place, message, hint))
    return issues


def _asked(catalog: Catalog, tables: dict[str, Table]) -> dict[str, dict[str, dict[str, dict[str, None]]]]:
    """By dataset, column and word, the KPIs that compare them."""
    asked: dict[str, dict[str, dict[str, dict[str, None]]]] = {}
    shown = (part for id in catalog.shown for part in beneath(catalog.kpis[id], catalog))
    for kpi in dict.fromkeys(shown):
        id = kpi.spec.dataset.text if kpi.spec.dataset else ""
        if id not in tables:
            continue
        for root in (kpi.formula.root, *((kpi.where.root,) if kpi.where else ())):
            for column, word in _compared(root):
                spec = catalog.specs.datasets[id].column(column)
                if spec is not None and not spec.values:
                    asked.setdefault(id, {}).setdefault(column, {}).setdefault(word, {})[kpi.id] = None
    return asked


def _compared(root: Expression) -> Iterator[tuple[str, str]]:
    """The columns of text of the dataset itself, each with a word that it is compared with."""
    for node in walk(root):
        if isinstance(node, Call) and node.function in EQUAL:
            columns = [part.name for part in node.arguments if isinstance(part, Column) and not part.join]
            words = [part.value for part in node.arguments if isinstance(part, Constant)]
            yield from ((column, word) for column in columns for word in words if isinstance(word, str))
