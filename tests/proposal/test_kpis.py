"""The figures that are proposed make sense: rows, a sum of what adds up, a rate that is a ratio of counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.proposal.keys import with_date, with_key
from engine.proposal.kpis import dimension_of, every_of, kpis_of
from engine.proposal.model import Wishes
from engine.proposal.propose import propose
from engine.proposal.sentences import Sentences
from tests.proposal.looking import found_in


def formulas(folder: Path, *lines: str) -> list[str]:
    """The formulas that are proposed for a file."""
    found = with_date(with_key(found_in(folder, "\n".join(lines) + "\n")))
    return [kpi.formula for kpi in kpis_of(found, Sentences("en"))]


def test_won_of_won_and_lost(tmp_path: Path) -> None:
    """What is still open counts in neither part."""
    rows = [f"{n},2026-01-01,{('Won', 'Lost', 'Open')[n % 3]},5" for n in range(30)]
    rate = "COUNT_IF(stage = 'Won') / COUNT_IF(stage IN ('Won', 'Lost'))"
    assert formulas(tmp_path, "id,day,stage,amount", *rows) == ["COUNT(*)", "SUM(amount)", rate]


def test_a_rate_of_yes_and_no_leaves_out_who_did_not_say(tmp_path: Path) -> None:
    """The rows without an answer are in no part of the rate."""
    rows = [f"{n},{('Yes', 'No', '')[n % 3]}" for n in range(30)]
    assert formulas(tmp_path, "id,paid", *rows) == ["COUNT(*)", "COUNT_IF(paid) / COUNT(paid)"]


@pytest.mark.parametrize("header", ["average_wait", "answer_rate", "unit_id", "year", "age", "score"])
def test_what_does_not_add_up_is_not_added_up(tmp_path: Path, header: str) -> None:
    """Averages, rates, ids, years."""
    rows = [f"k{n},{n + 3}" for n in range(9)]
    assert formulas(tmp_path, f"id,{header}", *rows) == ["COUNT(*)"]


def test_an_average_where_nothing_has_an_outcome(tmp_path: Path) -> None:
    """A quotient of a sum and a count, so that it holds for any group of rows."""
    rows = [f"k{n},{n + 3}" for n in range(9)]
    assert formulas(tmp_path, "id,quantity", *rows) == ["COUNT(*)", "SUM(quantity)", "AVG(quantity)"]


def test_a_quote_in_a_value_is_doubled(tmp_path: Path) -> None:
    """The formula says the very value of the file."""
    rows = [f"k{n}," + ("in progress", "o'pen")[n % 3 > 0] for n in range(9)]
    assert formulas(tmp_path, "id,status", *rows)[1] == "COUNT_IF(status = 'o''pen') / COUNT(*)"


def test_the_dimension_has_a_few_values_and_is_not_the_outcome(tmp_path: Path) -> None:
    """Cutting the share of what is won by won and lost shows nothing."""
    rows = [f"{n},{('Won', 'Lost')[n % 2]},{'nsew'[n % 4]},u{n}@x" for n in range(40)]
    found = found_in(tmp_path, "\n".join(["id,stage,team,mail", *rows]))
    kpis = kpis_of(found, Sentences("en"))
    assert dimension_of(found, (found,), kpis)[:2] == ("team", 4)


def test_a_dimension_is_of_groups_and_not_of_single_things(tmp_path: Path) -> None:
    """A looked-up region before the product that it is looked up by, and before codes; the others are named."""
    rows = [f"{n},2026-01-{n % 28 + 1:02},{'abcde'[n % 5]},K{n % 4},{'xyz'[n % 3]},5.5" for n in range(60)]
    (tmp_path / "deals.csv").write_text("\n".join(["id,day,shop,code,kind,amount", *rows]) + "\n", "utf-8")
    shops = "shop,region,half\na,North,\nb,South,\nc,East,p\nd,North,q\ne,South,r\n"
    (tmp_path / "shops.csv").write_text(shops, "utf-8")
    proposal = propose([tmp_path / "deals.csv", tmp_path / "shops.csv"], Wishes())
    assert (proposal.dimension, proposal.segments) == ("region", 3)
    assert proposal.notes["dimension"] == "3 different values, in 100% of the rows; or kind, shop, code"
    (tmp_path / "shops.csv").write_text("shop,region\na,North\nb,South\nc,East\n", "utf-8")
    proposal = propose([tmp_path / "deals.csv", tmp_path / "shops.csv"], Wishes())
    assert proposal.dimension == "kind", "two rows of five find no region"


@pytest.mark.parametrize(("last", "every"), [("2026-01-20", "week"), ("2026-09-20", "month"), ("2036-01-01", "quarter"),
                                              ("2056-01-01", "year")])  # fmt: skip
def test_the_period_is_as_long_as_the_data_allow(tmp_path: Path, last: str, every: str) -> None:
    """A month of days by week, a life by year."""
    found = with_date(found_in(tmp_path, f"day,x\n2026-01-01,1\n{last},2\n"))
    assert every_of(found)[0] == every
