"""Datasets made of others: the types of their columns, what is known of their values, and circles."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import pipeline
from tests.rules.example import checked, codes, kpi

OWNERS = "  owners:\n    from: deals\n    per: [%s]\n    columns: {%s}\n"


def test_columns_have_the_types_of_their_formulas(tmp_path: Path) -> None:
    """Those that make rows are never empty; money stays money, counts are whole, a first day is a day."""
    columns = (
        "n: COUNT(*), first: MIN(created_at), closed: MAX(closed_at), sum: SUM(amount), "
        "share: COUNT_IF(called) / COUNT(*), any: SUM(days) > 30, team: MAX(owner.team)"
    )
    catalog = checked(tmp_path, kpi("a", "COUNT(*)"), datasets=OWNERS % ("owner_id, created_at", columns))
    found = {
        column.name: (column.type.kind, column.type.nullable) for column in catalog.specs.datasets["owners"].columns
    }
    assert found == {
        "owner_id": ("string", False), "created_at": ("date", False), "n": ("integer", False), "first": ("date", True),
        "closed": ("date", True), "sum": ("money", False), "share": ("number", True), "any": ("boolean", False),
        "team": ("string", True),
    }  # fmt: skip


def test_what_is_known_of_a_columns_values_stays(tmp_path: Path) -> None:
    """A misspelt value of a column that makes rows is found in formulas over those rows too."""
    sources = "  tasks: {source: t.csv, columns: {state: {type: string, values: [open, done]}}}\n"
    made = "  states: {from: tasks, per: [state], columns: {n: COUNT(*)}}\n"
    spelt = kpi("a", "SUM(n)", "dataset: states, where: state = 'opne'")
    found = codes(tmp_path, spelt, datasets=sources + made)
    assert found == [("unknown-value", "'opne' is none of the values that 'state' can have")]


def test_unequal_to_what_may_be_empty_is_a_warning_here_too(tmp_path: Path) -> None:
    """In `where` and in columns; the dataset is made all the same."""
    columns = "n: COUNT_IF(owner.team <> 'north')"
    catalog = checked(tmp_path, kpi("a", "SUM(n)", "dataset: owners"), datasets=OWNERS % ("stage", columns))
    warnings = pipeline.check(tmp_path / "report.yml")[1]
    assert [issue.code for issue in warnings] == ["empty-left-out"]
    assert list(catalog.derivations) == ["owners"]
    assert catalog.derivations["owners"].joins == {"owner"}


@pytest.mark.parametrize(("length", "wanted"), [(29, []), (31, ["formula-too-deep"])])
def test_a_long_chain_is_refused_before_it_is_too_long(tmp_path: Path, length: int, wanted: list[str]) -> None:
    """However many are made of one another, there is a message and no traceback."""
    first = "  d0: {from: deals, per: [stage], columns: {n: COUNT(*)}}\n"
    rest = [f"  d{n}: {{from: d{n - 1}, per: [stage], columns: {{n: SUM(n)}}}}\n" for n in range(1, length)]
    found = codes(tmp_path, kpi("a", "COUNT(*)"), datasets="".join(reversed([first, *rest])))
    assert [code for code, _ in found] == wanted


def test_those_beneath_come_first_whatever_the_order_of_the_file(tmp_path: Path) -> None:
    """The backend can make them one after the other."""
    above = "  above: {from: beneath, per: [stage], columns: {n: SUM(n)}}\n"
    beneath = "  beneath: {from: deals, per: [stage, owner_id], columns: {n: COUNT(*)}}\n"
    catalog = checked(tmp_path, kpi("a", "SUM(n)", "dataset: above"), datasets=above + beneath)
    assert list(catalog.derivations) == ["beneath", "above"]
    assert catalog.kpis["a"].datasets == {"deals"}


def test_who_uses_a_broken_dataset_is_not_blamed(tmp_path: Path) -> None:
    """One message, at the formula that is wrong; its column goes with everything."""
    broken = OWNERS % ("owner_id", "n: SUM(dayz)")
    uses = kpi("a", "SUM(n) / COUNT_IF(n > 3)", "dataset: owners") + kpi("b", "a * 2", "over: kpis")
    found = codes(tmp_path, uses, datasets=broken + "  more: {from: owners, per: [n], columns: {m: MAX(n)}}\n")
    assert [code for code, _ in found] == ["unknown-column"]
