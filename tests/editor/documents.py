"""Documents that the tests of editors begin with."""

from __future__ import annotations

from tests.spec.schemas import Key, keys, written

HEADER = "# yaml-language-server: $schema=../schema/boardpack.schema.json\n"
KEYS = list(keys())
KPI = "kpis:\n  revenue:\n    label: Revenue\n    dataset: deals\n    formula: SUM(amount)\n"
DATASET = "datasets:\n  deals:\n    source: deals.csv\n    columns:\n      id: integer\n"
SECTION = "report:\n  id: a\n  title: A\n  company: A\n  every: month\n  language: en\n  sections:\n    - title: A\n"


def with_key(key: Key, value: object) -> str:
    """A document in which a key has this value, a top key in each line."""
    return HEADER + "\n".join(f"{top}: {written(inner)}" for top, inner in key.document(value).items())
