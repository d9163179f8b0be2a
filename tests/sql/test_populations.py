"""Statements over rows that are more than those of a file: look-ups by day, made datasets, dated copies, events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.sql.asking import Twice, twice
from tests.sql.test_kinds import HEAD, folder

REPORT = HEAD.format(every="month", first="deals") + """
datasets:
  # Made of what stands below, and of one another.
  teams: {from: customers, per: [team], columns: {customers: COUNT(*), orders: SUM(orders), revenue: AVG(revenue)}}
  customers:
    from: deals
    where: amount <> 5 AND (rep.team IS NULL OR rep.team <> 'test')
    per: [customer]
    columns:
      first: MIN(at)
      orders: COUNT(*)
      paid: COUNT_IF(good)
      revenue: SUM(amount)
      amount: SUM(points) + 1
      points: MAX(amount)
      rate: 100 * SUM(amount) / SUM(points)
      mean: ROUND(AVG(points), 1)
      north: SUM(amount) FILTER (WHERE rep.team = 'north')
      team: MAX(rep.team)
      large: SUM(amount) > 20
    date: first
    joins: {who: {to: people, on: customer}}
    dimensions: {sector: who.sector}
  months: {from: deals, per: [customer, month], columns: {deals: COUNT(*), last: MAX(at)}}
  deals:
    source: deals.csv
    key: id
    date: at
    columns:
      id: integer
      at: datetime
      closed: {type: date, nullable: true}
      rep: {type: string, nullable: true}
      customer: {type: string, nullable: true}
      good: {type: boolean, nullable: true}
      amount: {type: money, nullable: true}
      points: {type: integer, nullable: true}
      month: integer
    covers: {from: 2026-01-01, to: 2026-12-31}
    joins:
      rep: {to: reps, on: rep, at: at}
      rep_then: {to: reps, on: rep, at: closed}
      buyer: {to: customers, on: customer}
    dimensions: {team: rep.team, sector: buyer.team}
  reps:
    source: reps.csv
    key: id
    valid: {from: since, to: until}
    columns:
      id: string
      team: {type: string, nullable: true}
      since: date
      until: {type: date, nullable: true}
      goal: integer
  people: {source: people.csv, key: id, columns: {id: string, sector: {type: string, nullable: true}}}
  stock:
    source: stock_*.csv
    key: id
    key_repeats: last_file
    date: taken
    columns: {id: string, taken: date, team: {type: string, nullable: true}, open: boolean, amount: money}
    covers: {from: 2026-01-01, to: 2026-12-31}
    joins: {who: {to: people, on: id}}
    dimensions: {sector: who.sector}
kpis:
  deals: {label: Deals, dataset: deals, formula: COUNT(*)}
  moved: {label: Moved, dataset: deals, formula: COUNT_IF(rep.team <> rep_then.team)}
  goals: {label: Goals, dataset: deals, where: NOT rep.team = 'test', formula: SUM(rep.goal) + COUNT(rep_then.goal)}
  closed: {label: Closed, dataset: deals, date: closed, formula: COUNT(rep_then.team)}
  quick:
    label: Quick
    dataset: deals
    formula: "COUNT_IF(date_diff('day', at, closed) <= 7 AND at < closed - INTERVAL 2 DAY)"
  hours: {label: Hours, dataset: deals, formula: "SUM(hour(at) + isodow(at) * 100 + week(at) * 10000)"}
  began: {label: Began, dataset: deals, where: "date_trunc('week', at) >= '2026-10-05 00:00'", formula: COUNT(*)}
  known: {label: Known, dataset: deals, formula: COUNT_IF(buyer.orders > 1) + 10 * COUNT(buyer.rate)}
  customers: {label: Customers, dataset: customers, formula: COUNT(*)}
  revenue: {label: Revenue, dataset: customers, formula: SUM(revenue)}
  swapped: {label: Swapped, dataset: customers, formula: SUM(amount) + 1000 * COUNT_IF(points > 9)}
  paid: {label: Paid, dataset: customers, where: large, formula: SUM(paid) / SUM(orders)}
  rates: {label: Rates, dataset: customers, formula: AVG(rate)}
  means: {label: Means, dataset: customers, formula: SUM(mean) - MAX(mean)}
  north: {label: North, dataset: customers, formula: COUNT(north) + SUM(CASE WHEN north = 0 THEN 100 ELSE 0 END)}
  teams: {label: Teams, dataset: teams, formula: SUM(customers) * 100 + SUM(orders)}
  team_mean: {label: Means of teams, dataset: teams, formula: SUM(revenue)}
  months: {label: Months, dataset: months, date: last, formula: MAX(deals) + 10 * COUNT(*)}
  stock: {label: Stock, dataset: stock, formula: SUM(amount), where: open, balance: {snapshot: taken}}
  items: {label: Items, dataset: stock, formula: COUNT(*), balance: {snapshot: taken}}
  items_to_date: {label: Items, dataset: stock, formula: COUNT(*), balance: {snapshot: taken}, window: year_to_date}
  share_open: {label: Share, dataset: stock, formula: COUNT_IF(open) / COUNT(*), balance: {snapshot: taken}}
  change: {label: Change, formula: "items - LAG(items, 1)"}
  since: {label: Since August, formula: "items - LAG(items, 2)"}
  of_all: {label: Of all, formula: items / TOTAL(items)}
  won: {label: Won, conversion: {from: deals, to: stock, entity: {from: customer, to: id}, count_by: event}}
  won_soon:
    label: Won soon
    conversion:
      from: {dataset: deals, where: points IS NULL OR points <> 3}
      to: {dataset: stock, where: open}
      entity: {from: customer, to: id}
      within: 26 days
      count_by: event
  won_to_date:
    label: Won to date
    window: year_to_date
    conversion: {from: deals, to: stock, entity: {from: customer, to: id}, count_by: event}
  won_share: {label: Share of won, formula: won / won_soon}
  back: {label: Back, conversion: {from: customers, to: stock, entity: {from: customer, to: id}, count_by: cohort}}
"""  # fmt: skip
DIMENSIONS = ("team", "sector", "good", "open", "large")
DEALS = """id,at,closed,rep,customer,good,amount,points,month
1,2026-10-04T23:30:00,2026-10-05,a,x,yes,1.10,1,10
2,2026-10-05T00:00:00,2026-10-10,a,x,no,20.20,3,10
3,2026-10-09T23:59:59.9,2026-10-31,a,y,,7.00,,10
4,2026-10-10T00:00:00,,a,y,yes,,7,10
5,2026-10-31T23:30:00Z,2026-10-31,b,z,yes,9.99,2,10
6,2026-10-20T12:00:00,2026-10-25,nobody,z,no,30.00,4,10
7,2026-10-21T12:00:00,,,,yes,2.00,9,10
8,2026-09-30T23:30:00+00:00,2026-11-02,c,w,no,5.00,5,9
9,2026-09-02T08:00:00,2026-10-12,c,w,yes,0.05,-6,9
10,2026-08-15T08:00:00,2026-08-16,b,v,yes,100.00,0,8
11,2026-10-15T08:00:00,2026-10-16,t,u,yes,3.00,1,10
12,2026-10-15T09:00:00,2026-10-16,d,x,,,,10
13,2026-10-02T09:00:00,2026-10-16,d,s,yes,,,10
"""
REPS = """id,team,since,until,goal
a,north,2026-10-05,2026-10-10,1
a,south,2026-10-10,,2
a,early,2026-01-01,2026-10-04,4
b,,2026-08-15,2026-08-16,8
c,north,2026-09-01,2026-11-01,16
t,test,2026-01-01,,32
d,south,2026-10-01,2026-10-16,64
"""
PEOPLE = "id,sector\nx,old\ny,new\nz,\nw,old\nr,new\n"
STOCK = {
    "stock_1": "x,2026-08-31,north,yes,1.00\nz,2026-08-31,,no,2.00\nx,2026-10-05,north,yes,4.00\n"
    "y,2026-10-05,south,yes,8.00\n",
    "stock_2": "x,2026-10-05,south,no,4.50\nx,2026-10-30,south,yes,16.00\nr,2026-10-30,,no,32.00\n"
    "w,2026-10-30,lost,yes,64.00\nq,2026-10-30,,yes,0.50\n",
}


def report(deals: str, reps: str, stock: dict[str, str], period: str) -> Twice:
    files = {f"{name}.csv": f"id,taken,team,open,amount\n{rows}" for name, rows in stock.items()}
    files |= {"deals.csv": deals, "reps.csv": reps, "people.csv": PEOPLE}
    return twice(folder(files, REPORT), period, DIMENSIONS)


@cache
def fixed(period: str) -> Twice:
    return report(DEALS, REPS, STOCK, period)


NAMES = [line.split(":")[0].strip() for line in REPORT.split("\nkpis:\n")[1].splitlines() if line[2:3].strip()]


def test_the_list_of_kpis_is_whole() -> None:
    """Every KPI of the report is asked for below."""
    assert set(NAMES) == set(fixed("2026-10").catalog.kpis)


@pytest.mark.parametrize("period", ["2026-10", "2026-09", pytest.param("2026-08", marks=pytest.mark.long)])
@pytest.mark.parametrize("kpi", NAMES)
def test_a_population(kpi: str, period: str) -> None:
    """In total and by every dimension that it has, in months with and without a copy."""
    found = fixed(period)
    found.agree(kpi)
    for dimension in DIMENSIONS:
        if dimension in found.catalog.kpis[kpi].dimensions:
            found.agree(kpi, dimension)


def test_figures_are_there_at_all() -> None:
    """The comparison is not one of nothing with nothing, nor of what any other reading would give too."""
    report = fixed("2026-10")
    values = {kpi: report.ours(kpi, None)["total", None][2] for kpi in NAMES}
    assert {kpi for kpi, value in values.items() if value is None} == {"change"}
    assert (values["items"], values["stock"], values["moved"]) == (4, report.ours("stock", None)["total", None][2], 2)
    assert len({values[kpi] for kpi in ("won", "won_soon", "won_to_date", "back")}) == 4
    assert fixed("2026-09").ours("items", None)["total", None][2] is None
    assert fixed("2026-08").ours("items", None)["total", None][2] == 2


# --- Any rows ------------------------------------------------------------------------------------------------

FIRST = date(2026, 9, 1)
who, teams = st.sampled_from(["x", "y", "z", "w"]), st.sampled_from(["north", "south", "test", ""])
days = st.integers(0, 75).map(lambda n: FIRST + timedelta(days=n))
times = st.sampled_from(["00:00:00", "23:59:59.999", "12:00:00"])
numbers = st.none() | st.integers(-9, 30)
deals = st.lists(
    st.tuples(days, times, st.none() | days, st.none() | st.sampled_from("abc"), st.none() | who,
              st.sampled_from(["yes", "no", ""]), numbers, numbers),
    min_size=1, max_size=14,
)  # fmt: skip
copies = st.dictionaries(
    st.tuples(who, days), st.tuples(teams, st.sampled_from(["yes", "no"]), numbers), min_size=1, max_size=10
)


@st.composite
def held(draw: st.DrawFn) -> list[list[Any]]:
    """For each person some rows that hold one after the other, with gaps, and rows that hold on no day."""
    rows: list[list[Any]] = []
    for id in draw(st.lists(st.sampled_from("abc"), min_size=1, unique=True)):
        ends = sorted(draw(st.lists(days, min_size=2, max_size=6)))
        rows += [[id, draw(teams), *span, 1 + len(rows)] for span in zip(ends[::2], ends[1::2], strict=False)]
        rows.append([id, draw(teams), ends[-1] + timedelta(days=draw(st.integers(0, 2))), None, 1 + len(rows)])
    return rows


def lines(rows: Iterable[Iterable[Any]]) -> str:
    """Fields with commas between them, those without a value empty."""
    return "".join(",".join("" if field is None else str(field) for field in row) + "\n" for row in rows)


@pytest.mark.long
@settings(
    max_examples=12, phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(deals, held(), copies, copies)
def test_whatever_the_rows(
    rows: list[tuple[Any, ...]], reps: list[list[Any]], older: dict[Any, Any], newer: dict[Any, Any]
) -> None:
    """Every KPI, by every dimension, over generated rows; some of them fall out of what is counted or looked up."""
    made = [[n, f"{day}T{time}", *rest, day.month] for n, (day, time, *rest) in enumerate(rows)]
    stock = {
        name: lines([id, day, team, open, amount or 0] for (id, day), (team, open, amount) in copy.items())
        for name, copy in (("stock_1", older), ("stock_2", newer))
    }
    heads = DEALS.splitlines()[0] + "\n", REPS.splitlines()[0] + "\n"
    found = report(heads[0] + lines(made), heads[1] + lines(reps), stock, "2026-10")
    for kpi in NAMES:
        found.agree(kpi)
        for dimension in DIMENSIONS:
            if dimension in found.catalog.kpis[kpi].dimensions:
                found.agree(kpi, dimension)
