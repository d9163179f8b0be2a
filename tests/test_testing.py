"""A KPI's test is computed as a report's figure is, from rows and values written beside the definition."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engine import pipeline
from engine.model.outcomes import Outcome

ROOT = Path(__file__).resolve().parent.parent

COMPANY = """report:
  id: r
  title: T
  company: C
  every: {every}
  language: en
  currency: EUR
  sections: [{{title: A}}]
datasets:
  deals:
    source: deals.csv
    key: id
    date: created_at
    where: id NOT LIKE 'Total%'
    csv: {{decimal: ',', separator: ';'}}
    columns:
      id: string
      created_at: {{type: date, format: '%d/%m/%Y'}}
      closed_at: {{type: date, nullable: true, format: '%d/%m/%Y'}}
      stage: {{type: string, values: [won, lost, open], map: {{Gagné: won}}}}
      amount: {{type: money, min: 100}}
      share: {{type: percent, max: 100%}}
      called: {{type: boolean, true_values: [Oui], false_values: [Non]}}
      seats: integer
      wait: duration
      seen_at: datetime
      owner_id: integer
      company: string
    joins:
      owner: {{to: owners, on: owner_id, at: created_at}}
      firm: {{to: firms, on: company}}
      buyer: {{to: buyers, on: company}}
    dimensions: {{team: owner.team}}
    covers: {{from: 2026-01-01, to: 2026-10-31}}
  owners:
    source: owners.csv
    key: owner_id
    valid: {{from: since, to: until}}
    columns: {{owner_id: integer, team: string, since: date, until: {{type: date, nullable: true}}}}
  firms: {{source: firms.csv, key: name, columns: {{name: string, founded_on: date, size: integer}}}}
  buyers:
    from: deals
    per: [company]
    where: stage = 'won'
    columns: {{first: MIN(closed_at), total: SUM(amount)}}
    date: first
  orders: {{source: orders.csv, date: day, columns: {{deal: string, day: datetime, amount: money}}}}
  copies: {{source: copies.csv, key: id, date: taken, columns: {{id: string, taken: date, amount: money}}}}
kpis:
  deals_won: {{label: W, dataset: deals, where: stage = 'won', formula: COUNT(*)}}
  revenue: {{label: R, dataset: deals, where: stage = 'won', date: closed_at, formula: SUM(amount)}}
  rate: {{label: Q, dataset: deals, formula: COUNT_IF(stage = 'won') / COUNT(*)}}
"""


def outcomes(folder: Path, kpis: str, every: str = "month") -> list[Outcome]:
    """What comes of the tests of these KPIs, in a company whose data files are not there."""
    path = folder / "report.yml"
    path.write_text(COMPANY.format(every=every) + kpis, "utf-8")
    return list(pipeline.run_tests(path).outcomes)


def said(folder: Path, kpis: str, every: str = "month") -> list[str]:
    """What is wrong with the tests, in words."""
    return [issue.message for outcome in outcomes(folder, kpis, every) for issue in outcome.issues]


def kpi(definition: str, test: str) -> str:
    return f"  a: {{label: A, {definition}, tests: [{{name: t, {test}}}]}}\n"


OVER = "dataset: deals, formula:"
STOCK = "dataset: deals, formula: SUM(amount), balance: {opened: created_at, closed: closed_at}"
COHORT = "conversion: {from: deals, to: orders, entity: {from: id, to: deal}, within: 7 days, count_by: cohort}"
EVENT = "conversion: {from: deals, to: orders, entity: {from: id, to: deal}, count_by: event}"

# What a definition gives, from what.
RIGHT = {
    "a share of repeated rows": (
        f"{OVER} COUNT_IF(stage = 'won') / COUNT(*)",
        "given: {deals: [{_times: 20, stage: won}, {_times: 80, stage: open}]}, expect: 20%",
    ),
    "a row that is there no times": (f"{OVER} COUNT(*)", "given: {deals: [{_times: 0}, {}]}, expect: 1"),
    "no rows": (f"{OVER} COUNT_IF(stage = 'won') / COUNT(*)", "given: {deals: []}, expect: null"),
    "money to the cent": (f"{OVER} SUM(amount)", "given: {deals: [{amount: 0.10}, {amount: 0.2}]}, expect: 0.3"),
    "a quotient as a fraction": (
        f"{OVER} AVG(seats)",
        "given: {deals: [{seats: 1}, {seats: 1}, {seats: 2}]}, expect: 4/3",
    ),
    "a tolerance": (f"{OVER} AVG(seats)", "given: {deals: [{_times: 2, seats: 1}, {seats: 2}]}, expect: 1.33, "
                    "tolerance: 0.01"),
    "every type in its plain form": (
        f"{OVER} SUM(share) + COUNT_IF(called) + SUM(wait) + MAX(hour(seen_at))",
        "given: {deals: [{share: 25%, called: yes, wait: '0:01:00', seen_at: '2026-10-01 13:05'}]}, expect: 74.25",
    ),
    "what the file calls otherwise is called as in formulas": (
        f"{OVER} COUNT_IF(stage = 'won')",
        "given: {deals: [{stage: won}, {stage: lost}]}, expect: 1",
    ),
    "contracts are off: bounds, keys, emptiness": (
        f"{OVER} SUM(amount)",
        "given: {deals: [{amount: 1, id: x}, {amount: 2, id: x}, {amount: null}]}, expect: 3",
    ),
    "the dataset's own where is off": (f"{OVER} COUNT(*)", "given: {deals: [{id: Total 3}, {}]}, expect: 2"),
    "an absent day lies in the period": (
        f"{OVER} COUNT(*)",
        "period: 2026-10, given: {deals: [{}, {created_at: 2026-10-31}, {created_at: 2026-11-01}]}, expect: 2",
    ),
    "a day that is written empty does not": (f"{OVER} COUNT(*)", "given: {deals: [{}, {created_at: null}]}, expect: 1"),
    "another day than the dataset's": (
        f"date: closed_at, {OVER} COUNT(*)",
        "period: 2026-10, given: {deals: [{}, {closed_at: 2026-09-30, created_at: 2026-10-02}]}, expect: 1",
    ),
    "a quarter": (
        f"{OVER} COUNT(*)",
        "period: 2026-Q3, given: {deals: [{created_at: 2026-07-01}, {created_at: 2026-10-01}]}, expect: 1",
    ),
    "a week": (
        f"{OVER} COUNT(*)",
        "period: 2026-W44, given: {deals: [{created_at: 2026-10-26}, {created_at: 2026-10-25}]}, expect: 1",
    ),
    "a look-up, given directly": (
        f"{OVER} COUNT_IF(firm.size > 10)",
        "given: {deals: [{firm.size: 11}, {firm.size: 10}, {}]}, expect: 1",
    ),
    "two look-ups by one column, given directly": (
        f"{OVER} SUM(firm.size) + COUNT_IF(buyer.total > 100)",
        "given: {deals: [{firm.size: 11, buyer.total: 101}, {firm.size: 10, buyer.total: 100}, {}]}, expect: 22",
    ),
    "a look-up in what is made of the rows": (
        f"{OVER} SUM(buyer.total)",
        "given: {deals: [{company: x, stage: won, amount: 5}, {company: x, stage: open}, {company: y}]}, expect: 10",
    ),
    "a look-up in given rows": (
        f"{OVER} SUM(firm.size)",
        "given: {deals: [{company: x}, {company: x}, {company: y}], firms: [{name: x, size: 4}]}, expect: 8",
    ),
    "a look-up in what holds for a time": (
        f"{OVER} COUNT_IF(owner.team = 'north')",
        "period: 2026-10, given: {deals: [{owner_id: 1}, {owner_id: 1, created_at: 2026-10-20}], "
        "owners: [{owner_id: 1, team: north, until: 2026-10-10}, {owner_id: 1, team: south, since: 2026-10-10}]}, "
        "expect: 1",
    ),
    "a list that does not say since when": (
        f"{OVER} COUNT_IF(owner.team = 'north')",
        "given: {deals: [{owner_id: 1}], owners: [{owner_id: 1, team: north}]}, expect: 1",
    ),
    "the day of what is looked up, in the period": (
        f"date: firm.founded_on, {OVER} COUNT(*)",
        "given: {deals: [{firm.size: 1}, {}]}, expect: 1",
    ),
    "the day of what is looked up": (
        f"date: firm.founded_on, {OVER} COUNT(*)",
        "period: 2026-10, given: {deals: [{firm.founded_on: 2026-10-01}, {firm.founded_on: 2026-09-01}]}, expect: 1",
    ),
    "a segment": (
        f"{OVER} SUM(amount)",
        "segment: {team: north}, given: {deals: [{amount: 1, owner.team: north}, {amount: 2}]}, expect: 1",
    ),
    "two segments": (
        f"{OVER} COUNT(*)",
        "segment: {team: north, stage: won}, "
        "given: {deals: [{stage: won, owner.team: north}, {stage: lost, owner.team: north}, {stage: won}]}, expect: 1",
    ),
    "who has no segment": (
        f"{OVER} COUNT(*)",
        "segment: {team: (missing)}, given: {deals: [{owner.team: north}, {}, {}]}, expect: 2",
    ),
    "who is not in the list": (
        f"{OVER} COUNT(*)",
        "segment: {team: (unmatched)}, given: {deals: [{owner_id: 5}, {}]}, expect: 1",
    ),
    "a dataset that is made": (
        "dataset: buyers, formula: SUM(total) / COUNT(*)",
        "given: {deals: [{company: x, stage: won, amount: 5, closed_at: null}, "
        "{company: x, stage: won, amount: 1}, {company: y, stage: won, amount: 2}, {company: z, stage: lost}]}, "
        "expect: 4",
    ),
    "a dataset that is made, given itself": (
        "dataset: buyers, formula: SUM(total)",
        "given: {buyers: [{company: x, total: 5}, {total: 1.50}]}, expect: 6.5",
    ),
    "a stock": (
        STOCK,
        "period: 2026-10, given: {deals: [{amount: 1, created_at: 2025-01-01}, {amount: 2, closed_at: 2026-10-31}, "
        "{amount: 4, closed_at: 2026-11-01}, {amount: 8, created_at: 2026-11-01}]}, expect: 5",
    ),
    "a stock without days": (STOCK, "given: {deals: [{amount: 1}, {amount: 2}]}, expect: 3"),
    "a stock in copies": (
        "dataset: copies, formula: SUM(amount), balance: {snapshot: taken}",
        "period: 2026-10, given: {copies: [{taken: 2026-10-07, amount: 1}, {taken: 2026-10-28, amount: 2}, "
        "{taken: 2026-11-04, amount: 4}]}, expect: 2",
    ),
    "a cohort": (
        COHORT,
        "period: 2026-10, given: {deals: [{id: a}, {id: b}, {id: c, created_at: 2026-10-30}], "
        "orders: [{deal: a}, {deal: b, day: 2026-10-09T00:00}, {deal: c, day: 2026-11-06T00:00}]}, expect: 2/3",
    ),
    "by event": (
        EVENT,
        "period: 2026-10, given: {deals: [{id: a}, {id: b, created_at: 2026-09-01}], "
        "orders: [{deal: b, day: '2026-10-09 12:00'}, {deal: a, day: '2026-11-09 12:00'}]}, expect: 1",
    ),
    "a window": (
        f"window: last 2 months, {OVER} COUNT(*)",
        "period: 2026-10, given: {deals: [{created_at: 2026-09-01}, {}, {created_at: 2026-08-31}]}, expect: 2",
    ),
    "all time": (
        f"window: all_time, {OVER} COUNT(*)",
        "period: 2026-10, given: {deals: [{created_at: 1999-09-01}, {}, {created_at: 2026-11-01}]}, expect: 2",
    ),
    "values of other KPIs": (
        "formula: revenue / deals_won",
        "given: {kpis: {revenue: 5000, deals_won: 100}}, expect: 50",
    ),
    "a value and rows": (
        "formula: revenue / deals_won",
        "given: {kpis: {revenue: 10}, deals: [{_times: 4, stage: won}]}, expect: 2.5",
    ),
    "a value that there is not": ("formula: revenue * 2", "given: {kpis: {revenue: null}}, expect: null"),
    "amounts stay exact": ("formula: revenue - costs", "given: {kpis: {revenue: 0.3, costs: 0.1}}, expect: 0.2"),
    "the part of a part": ("formula: margin * 2", "given: {kpis: {revenue: 10, costs: 4}}, expect: 12"),
    "the period before": (
        "formula: 'revenue / LAG(revenue, 1) - 1'",
        "period: 2026-10, given: {kpis: {revenue: {2026-09: 100, 2026-10: 120}}}, expect: 20%",
    ),
    "the period before, of rows": (
        "formula: 'revenue - LAG(revenue, 1)'",
        "period: 2026-10, given: {deals: [{stage: won, amount: 5}, {stage: won, closed_at: 2026-09-30, amount: 3}]}, "
        "expect: 2",
    ),
    "a given value in a window": (
        "window: last 12 months, formula: revenue * 2",
        "period: 2026-10, given: {kpis: {revenue: 4}}, expect: 8",
    ),
    "a share of the total": (
        "formula: revenue / TOTAL(revenue)",
        "segment: {team: north}, given: {deals: [{stage: won, amount: 1, owner.team: north}, "
        "{stage: won, amount: 3, owner.team: south}]}, expect: 25%",
    ),
    "a dataset without a date": ("dataset: firms, formula: SUM(size)", "given: {firms: [{size: 3}, {}]}, expect: 3"),
    "base and event in one table": (
        "conversion: {from: deals, to: {dataset: deals, where: stage = 'won', date: closed_at}, entity: id, "
        "within: 30 days, count_by: cohort}",
        "period: 2026-10, given: {deals: [{id: a, stage: won}, {id: b, stage: open}, "
        "{id: c, stage: won, closed_at: 2026-11-20}, {id: d, stage: won, closed_at: null}]}, expect: 25%",
    ),
    "what matures is its value": (f"matures: 90 days, {OVER} COUNT(*)", "given: {deals: [{}]}, expect: 1"),
    "typed parts": (
        "typed: {2026-Q3: {up: 40, down: 14}}, formula: up - down",
        "given: {typed: {up: 3, down: 1}}, expect: 2",
    ),
    "what is typed": (
        "typed: {2026-Q3: {up: 40, down: 14}}, formula: up - down, hold_for: 1 quarter",
        "period: 2026-12, given: {}, expect: 26",
    ),
    "typed by period": (
        "typed: {2026-01: 7}, over_time: sum",
        "period: 2026-Q1, given: {typed: {2026-01: 1, 2026-02: 2, 2026-03: 3}}, expect: 6",
    ),
    "not all entered": (
        "typed: {2026-01: 7}, over_time: sum",
        "period: 2026-Q1, given: {typed: {2026-01: 1, 2026-02: 2}}, expect: null",
    ),
    "where nothing divides": (f"when_zero: 0, {OVER} COUNT_IF(called) / COUNT(*)", "given: {deals: []}, expect: 0"),
}  # fmt: skip
PARTS = """  costs: {label: C, typed: {2026-01: 5}, format: currency}
  margin: {label: M, formula: revenue - costs}
"""


@pytest.mark.parametrize("case", RIGHT)
def test_a_definition_gives_what_its_test_says(tmp_path: Path, case: str) -> None:
    """Each kind of KPI, from rows or values, comes to the value that a person finds by hand."""
    (outcome,) = outcomes(tmp_path, PARTS + kpi(*RIGHT[case]))
    assert outcome.issues == ()
    assert outcome.passed


@pytest.mark.parametrize("case", [name for name in RIGHT if "expect: null" not in RIGHT[name][1]])
def test_any_other_value_fails(tmp_path: Path, case: str) -> None:
    """None of these tests passes by chance: with a value that is 1 more each fails."""
    definition, test = RIGHT[case]
    before, _, after = test.rpartition("expect: ")
    value, comma, rest = after.partition(",")
    wrong = f"{before}expect: 77777{comma}{rest}"
    assert value
    (outcome,) = outcomes(tmp_path, PARTS + kpi(definition, wrong))
    assert [issue.code for issue in outcome.issues] == ["kpi-test-failed"]


@pytest.mark.parametrize("every", ["week", "month", "quarter", "year"])
def test_without_a_period_it_does_not_matter_which_is_taken(tmp_path: Path, every: str) -> None:
    """Whatever a report is made for, rows without days count."""
    assert said(tmp_path, kpi(f"{OVER} COUNT(*)", "given: {deals: [{}, {}]}, expect: 2"), every) == []


WRONG = [
    (f"{OVER} COUNT(*)", "given: {deals: [{}]}, expect: 2", "expected 2, got 1: 1 less"),
    (f"{OVER} COUNT(*)", "given: {deals: [{}]}, expect: 0.5", "expected 0.5, got 1: 0.5 more"),
    (f"{OVER} SUM(amount)", "given: {deals: [{amount: 0.3}]}, expect: 0.301", "expected 0.301, got 0.30: 0.001 less"),
    (f"{OVER} AVG(seats)", "given: {deals: [{seats: 1}]}, expect: null", "expected no value, got 1.0"),
    (f"{OVER} AVG(seats)", "given: {deals: []}, expect: 1",
     "expected 1, got no value: nothing that counts has a value"),
    (f"{OVER} SUM(seats) / COUNT(*)", "given: {deals: []}, expect: 0", "expected 0, got no value: it divides by zero"),
    (f"{OVER} COUNT_IF(called) / COUNT(*)", "given: {deals: [{called: yes}, {called: no}]}, expect: 60%",
     "expected 60%, got 50%: 10 percentage points less"),
    (f"{OVER} COUNT(*)", "segment: {stage: won}, given: {deals: [{stage: lost}]}, expect: 1",
     "no given row lies in {stage: won}"),
    ("dataset: copies, formula: SUM(amount), balance: {snapshot: taken}", "given: {copies: []}, expect: 0",
     "expected 0, got no value: no copy lies in the period"),
]  # fmt: skip


@pytest.mark.parametrize(("definition", "test", "message"), WRONG)
def test_a_difference_is_said_with_its_size(tmp_path: Path, definition: str, test: str, message: str) -> None:
    """What was expected, what came out, and by how much they differ, in the form in which it was written."""
    assert said(tmp_path, kpi(definition, test)) == [f"'a', t: {message}"]


def test_a_rounded_value_is_told_apart_from_a_wrong_one(tmp_path: Path) -> None:
    """Who writes 0.33 for a third is told of fractions and tolerances; who is a hundredth away is not."""
    rows = "given: {deals: [{stage: won}, {_times: 2}]}"
    (near,) = outcomes(tmp_path, kpi(f"{OVER} COUNT_IF(stage = 'won') / COUNT(*)", f"{rows}, expect: 0.33"))
    assert near.issues[0].hint == (
        "1 ÷ 3, of 3 rows; that is it, rounded: write a fraction like 1/3, or give the test tolerance: 0.005"
    )
    (far,) = outcomes(tmp_path, kpi(f"{OVER} COUNT_IF(stage = 'won') / COUNT(*)", f"{rows}, expect: 0.32"))
    assert far.issues[0].hint == "1 ÷ 3, of 3 rows"
    half = "given: {deals: [{stage: won}, {}]}, expect: 50"
    (hundred,) = outcomes(tmp_path, kpi(f"{OVER} COUNT_IF(stage = 'won') / COUNT(*)", half))
    assert hundred.issues[0].hint == "1 ÷ 2, of 2 rows; a share is a part of 1: write 50%"


def test_a_billionth_is_no_difference_but_of_money_and_whole_numbers_everything_is(tmp_path: Path) -> None:
    """Numbers carry binary fractions; amounts are exact to their last decimal."""
    third = f"{OVER} SUM(seats) / COUNT(*)"
    rows = "given: {deals: [{seats: 1}, {_times: 2, seats: 0}]}"
    assert said(tmp_path, kpi(third, f"{rows}, expect: 0.3333333333")) == []
    assert len(said(tmp_path, kpi(third, f"{rows}, expect: 0.33333333"))) == 1
    money = f"{OVER} SUM(amount)"
    assert len(said(tmp_path, kpi(money, "given: {deals: [{amount: 1000000000}]}, expect: 1000000000.01"))) == 1
    assert len(said(tmp_path, kpi(f"{OVER} SUM(seats)", "given: {deals: [{seats: 9}]}, expect: 9.0000000001"))) == 1


def test_a_value_that_does_not_read_is_said_at_its_place(tmp_path: Path) -> None:
    """Each value of another type than its column's has an issue of its own, with what is wanted."""
    rows = "given: {deals: [{amount: 1.234, seats: few}, {created_at: 31/10/2026, called: perhaps}]}, expect: 1"
    (outcome,) = outcomes(tmp_path, kpi(f"{OVER} COUNT(*)", f"period: 2026-10, {rows}"))
    text = (tmp_path / "report.yml").read_text("utf-8").splitlines()
    marked = {
        text[i.place.line - 1][i.place.column - 1 :][: i.place.length]: (i.code, i.message) for i in outcome.issues
    }
    assert marked == {
        "1.234": (
            "bad-value",
            "'1.234' for column 'amount' is not an amount with at most 2 decimals (decimal mark '.')",
        ),
        "few": ("bad-value", "'few' for column 'seats' is not a whole number"),
        "31/10/2026": ("bad-value", "'31/10/2026' for column 'created_at' is not a date written %Y-%m-%d"),
        "perhaps": ("bad-value", "'perhaps' for column 'called' is not true or false (also yes, no, 1, 0)"),
    }


def test_a_key_that_is_looked_up_by_names_one_row(tmp_path: Path) -> None:
    """Two rows of one key would make two of each row that looks it up."""
    firms = "given: {deals: [{company: x}], firms: [{name: x, size: 1}, {name: x, size: 2}]}, expect: 1"
    assert said(tmp_path, kpi(f"{OVER} SUM(firm.size)", firms)) == ["the key 'x' names more than one row of 'firms'"]
    twice = "given: {deals: [{company: x}], firms: [{name: x, _times: 2}]}, expect: 1"
    assert said(tmp_path, kpi(f"{OVER} SUM(firm.size)", twice)) == ["the key 'x' names more than one row of 'firms'"]


def test_rows_of_a_stock_without_their_day_are_refused_as_in_a_report(tmp_path: Path) -> None:
    """`undated: fail` holds in a test too, at the test's place."""
    (outcome,) = outcomes(tmp_path, kpi(STOCK, "given: {deals: [{amount: 1, created_at: null}]}, expect: 1"))
    assert [(issue.code, issue.place.line > 1) for issue in outcome.issues] == [("undated", True)]


def test_of_a_failed_test_the_rows_that_count_are_known(tmp_path: Path) -> None:
    """For each given row whether it counts: in the period, under the condition, in the segment."""
    rows = (
        "{stage: won, owner.team: north}, {stage: lost, owner.team: north}, {stage: won}, "
        "{stage: won, owner.team: north, closed_at: 2026-11-01}"
    )
    definition = "dataset: deals, where: stage = 'won', date: closed_at, formula: COUNT(*)"
    test = f"period: 2026-10, segment: {{team: north}}, given: {{deals: [{rows}]}}, expect: 9"
    (outcome,) = outcomes(tmp_path, kpi(definition, test))
    (counted,) = outcome.counted
    assert (counted.dataset, counted.aggregates) == ("deals", ("COUNT(*)",))
    assert counted.rows == (
        ((True,), ""), ((False,), "where: stage = 'won'"), ((False,), "not in the segment"),
        ((False,), "outside 2026-10"),
    )  # fmt: skip


def test_rows_count_in_each_figure_that_a_formula_takes(tmp_path: Path) -> None:
    """The period before and all segments together are figures of their own; a stock says on which side it is out."""
    north = "stage: won, owner.team: north"
    rows = f"{{{north}, created_at: 2026-09-02}}, {{{north}}}, {{stage: lost}}, {{stage: won}}"
    test = f"period: 2026-10, segment: {{team: north}}, given: {{deals: [{rows}]}}, expect: 9"
    (outcome,) = outcomes(tmp_path, kpi("formula: 'deals_won / TOTAL(deals_won) + LAG(rate, 1)'", test))
    (counted,) = outcome.counted
    rate = ("LAG(rate, 1): COUNT_IF(stage = 'won')", "LAG(rate, 1): COUNT(*)")
    assert counted.aggregates == ("deals_won", "TOTAL(deals_won)", *rate)
    assert [flags for flags, _ in counted.rows] == [
        (False, False, True, True), (True, True, False, False), (False, False, False, False),
        (False, True, False, False),
    ]  # fmt: skip
    rows = "{created_at: 2026-11-01}, {closed_at: 2026-10-31}, {closed_at: 2026-11-01}"
    (outcome,) = outcomes(tmp_path, kpi(STOCK, f"period: 2026-10, given: {{deals: [{rows}]}}, expect: 9"))
    assert [why for _, why in outcome.counted[0].rows] == [
        "created_at is after 2026-10-31", "closed_at is not after 2026-10-31", "amount is empty",
    ]  # fmt: skip
    for asked in (COHORT, EVENT):
        given = "given: {deals: [{id: x}, {id: y}], orders: [{deal: x}]}, expect: 0.1"
        (outcome,) = outcomes(tmp_path, kpi(asked, given))
        assert outcome.counted[0].rows[0][0][0]


ROWS = st.lists(
    st.fixed_dictionaries({
        "created_at": st.dates(date(2026, 8, 20), date(2026, 10, 31)),
        "closed_at": st.none() | st.dates(date(2026, 9, 1), date(2026, 11, 20)),
        "stage": st.sampled_from(["won", "lost", "open"]),
        "amount": st.decimals(100, 5000, places=2),
        "seats": st.integers(0, 40),
        "owner_id": st.integers(1, 3),
        "company": st.sampled_from(["x", "y", "z"]),
    }),
    min_size=1,
    max_size=12,
)  # fmt: skip
FORMULAS = {
    "count": f"{OVER} COUNT(*)",
    "won": f"{OVER} COUNT_IF(stage = 'won') / COUNT(*)",
    "sum": "dataset: deals, where: stage = 'won', date: closed_at, formula: SUM(amount)",
    "middle": f"{OVER} MEDIAN(seats)",
    "several": f"{OVER} COUNT(DISTINCT company)",
    "north": f"{OVER} COUNT_IF(owner.team = 'north')",
    "stock": STOCK,
    "quarter": f"window: last 3 months, {OVER} SUM(seats)",
    "made": "dataset: buyers, formula: COUNT(*)",
}
OWNERS = [(1, "north", "2026-01-01", ""), (2, "south", "2026-01-01", "2026-10-05"), (2, "north", "2026-10-05", "")]


@settings(
    max_examples=6, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=ROWS)
def test_a_test_gives_what_a_report_over_the_same_rows_gives(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, object]]
) -> None:
    """Rows in a file and rows in a test are counted by one engine: every figure is the same, parts and rows too."""
    folder = tmp_path_factory.mktemp("same")
    deals = ", ".join(f"{{{', '.join(f'{k}: {_given(v)}' for k, v in row.items())}}}" for row in rows)
    owners = ", ".join(
        f"{{owner_id: {id}, team: {team}, since: {since}, until: {until or 'null'}}}"
        for id, team, since, until in OWNERS
    )
    test = f"period: 2026-10, given: {{deals: [{deals}], owners: [{owners}]}}, expect: 0"
    kpis = "".join(f"  {id}: {{label: L, {formula}, tests: [{{{test}}}]}}\n" for id, formula in FORMULAS.items())
    text = COMPANY.format(every="month") + kpis
    shown = f"sections: [{{title: A, kpis: [{', '.join(FORMULAS)}]}}]"
    (folder / "report.yml").write_text(text.replace("sections: [{title: A}]", shown), "utf-8")
    with (folder / "deals.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=";")
        names = ["id", "created_at", "closed_at", "stage", "amount", "share", "called", "seats", "wait", "seen_at",
                 "owner_id", "company"]  # fmt: skip
        out.writerow(names)
        for number, row in enumerate(rows):
            filler = {"id": number, "share": "1%", "called": "Non", "wait": "0:00:01", "seen_at": "2026-10-01 12:00"}
            out.writerow([_written((filler | row)[name]) for name in names])
    with (folder / "owners.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("owner_id", "team", "since", "until"), *OWNERS])
    (folder / "firms.csv").write_text("name,founded_on,size\nw,2020-01-01,1\n", "utf-8")
    (folder / "orders.csv").write_text("deal,day,amount\n", "utf-8")
    computed = pipeline.compute(folder / "report.yml", today=date(2026, 11, 3), period="2026-10")
    found = {
        value.kpi: (value.value, value.numerator, value.denominator, value.rows)
        for value in computed.results.values.values()
        if value.period == "2026-10" and not value.segments and value.window != "year_to_date"
    }
    tested = {
        outcome.kpi: (outcome.value.value, outcome.value.numerator, outcome.value.denominator, outcome.value.rows)
        for outcome in pipeline.run_tests(folder / "report.yml").outcomes
        if outcome.value is not None
    }
    assert tested == found
    assert len(tested) == len(FORMULAS)


def _given(value: object) -> str:
    """A value as a test has it: an empty day is said to be empty, or it would lie in the period."""
    return "null" if value is None else str(value)


def _written(value: object) -> str:
    """A value as the company's files have it."""
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return "" if value is None else str(value).replace(".", ",")


def test_the_samples_definitions_and_the_librarys_are_tested_and_right() -> None:
    """Every KPI of the library has a test, and all pass, without any data file and in no time."""
    tested = pipeline.run_tests(ROOT / "samples" / "monthly.yml", everything=True)
    assert [issue.message for issue in tested.issues] == []
    assert tested.untested == ()
    assert len({outcome.kpi for outcome in tested.outcomes}) >= 13
    assert all(outcome.passed for outcome in tested.outcomes)
