"""A funnel has rates between steps that count the same rows, and nowhere else; what is not final decides nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.formats.json import make
from engine.model.funnels import Funnel
from tests.october import HEAD, october

REPORT = HEAD % "en" + """\
  sections:
    - {title: Steps, charts: [{funnel: [%s]}]}
datasets:
  leads:
    source: leads.csv
    date: made
    covers: {from: 2026-01-01, to: 2026-10-31}
    columns:
      made: date
      called: {type: date, nullable: true}
      status: {type: string, nullable: true}
      won: {type: boolean}
  visits: {source: leads.csv, date: made, columns: {made: date}}
kpis:
  all: {label: All, dataset: leads, formula: COUNT(*)}
  called: {label: Called, dataset: leads, formula: COUNT(called)}
  known: {label: Known, dataset: leads, where: called IS NOT NULL, formula: COUNT_IF(status <> 'new')}
  open: {label: Open, dataset: leads, formula: "COUNT(*) FILTER (WHERE status = 'open')"}
  won: {label: Won, dataset: leads, formula: COUNT_IF(won), matures: 40 days}
  sure: {label: Sure, dataset: leads, formula: COUNT_IF(won)}
  statuses: {label: Statuses, dataset: leads, formula: COUNT(DISTINCT status)}
  both: {label: Both, formula: called + open}
  visits: {label: Visits, dataset: visits, formula: COUNT(*)}
  by_call: {label: By call, dataset: leads, date: called, formula: COUNT(*)}
  year: {label: Year, dataset: leads, window: year_to_date, formula: COUNT(*)}
"""  # fmt: skip
CONDITIONS = {
    "all": "true", "called": "called IS NOT NULL", "known": "called IS NOT NULL AND status <> 'new'",
    "open": "status = 'open'", "sure": "won",
}  # fmt: skip
Row = tuple[int, int | None, str | None, bool]
ROWS = st.lists(
    st.tuples(
        st.integers(0, 91), st.sampled_from([None, 1, 40]), st.sampled_from([None, "new", "open"]), st.booleans()
    ),
    min_size=1,
    max_size=40,
)  # fmt: skip
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def found(steps: list[str], rows: Sequence[Row]) -> tuple[Funnel, bytes]:
    """The funnel of these KPIs over rows of August, September and October, and the report's JSON."""
    first = date(2026, 8, 1)
    lines = ["made,called,status,won"]
    for day, later, status, won in rows:
        made = first + timedelta(days=day)
        called = "" if later is None else str(made + timedelta(days=later))
        lines.append(f"{made},{called},{status or ''},{str(won).lower()}")
    computed = october(REPORT % ", ".join(steps), leads=lines)
    (funnel,) = computed.results.derived.funnels
    return funnel, make(computed.results, computed.catalog)


Counts = dict[str, tuple[int, int, int]]


def counted(steps: list[str], rows: Sequence[Row], month: str) -> Counts:
    """What DuckDB counts in a month, of each step: its rows, those of the step before, and those of it alone."""
    made = ", ".join(
        f"(DATE '2026-08-01' + {day}, {later or 'NULL'}, {repr(status) if status else 'NULL'}, {won})"
        for day, later, status, won in rows
    )
    found = {}
    with duckdb.connect() as session:
        for before, step in zip([None, *steps], steps, strict=False):
            own, whole = CONDITIONS[step], CONDITIONS[before] if before else "false"
            (found[step],) = session.execute(
                f"SELECT count(*) FILTER ({own}), count(*) FILTER ({whole}), "
                f"count(*) FILTER (({own}) AND ({whole}) IS NOT TRUE) "
                f"FROM (VALUES {made}) AS leads (made, called, status, won) WHERE strftime(made, '%Y-%m') = '{month}'"
            ).fetchall()
    return found


@FEW
@given(st.lists(st.sampled_from(sorted(CONDITIONS)), min_size=2, max_size=4, unique=True), ROWS, st.randoms())
def test_a_rate_is_the_share_of_the_step_before_where_its_rows_are_all_among_it(
    steps: list[str], rows: Sequence[Row], random: Random
) -> None:
    """As DuckDB counts them, whatever the order of rows; one row that is not among them, and there is no rate."""
    rows = random.sample(rows, len(rows))
    funnel, _ = found(steps, rows)
    now, then = counted(steps, rows, "2026-10"), counted(steps, rows, "2026-09")
    rates = {}
    for n, step in enumerate(funnel.steps):
        (own, before, stray), (own_then, before_then, stray_then) = now[step.kpi], then[step.kpi]
        assert (step.value, step.previous) == (own, own_then)
        assert step.same_rows == (n > 0 and stray == 0)
        assert step.strays == (stray if n else None)
        assert step.rate == (own / before if n and stray == 0 and before else None)
        assert step.previous_rate == (own_then / before_then if n and stray_then == 0 and before_then else None)
        if step.rate is not None:
            rates[n] = step.rate
    assert funnel.narrowest == (min(rates, key=lambda n: (rates[n], n)) if rates else None)


SOME: list[Row] = [
    (65, 1, "open", True),
    (66, 1, "open", False),
    (70, None, "new", False),
    (35, 1, "open", True),
    (3, 1, "open", True),
]


@pytest.mark.parametrize("other", ["statuses", "both", "visits", "by_call", "year"])
def test_what_counts_other_things_has_no_rate(other: str) -> None:
    """Distinct values, a sum of KPIs, another dataset, another date or window: no part of the step before."""
    funnel, _ = found(["all", other], SOME)
    assert [(step.rate, step.same_rows, step.strays) for step in funnel.steps] == [(None, False, None)] * 2
    assert (funnel.narrowest, funnel.narrowed) == (None, None)


def test_steps_that_are_not_final_are_not_judged() -> None:
    """Won matures in 40 days: at the end of October August is final, beside a July that nobody was in."""
    funnel, _ = found(["all", "won"], SOME)
    assert (funnel.period.id, funnel.previous and funnel.previous.id) == ("2026-08", "2026-07")
    assert [(step.value, step.previous, step.rate) for step in funnel.steps] == [(1, 0, None), (1, 0, 1.0)]
    assert not any(step.provisional for step in funnel.steps)


def test_the_step_that_narrowed_most_is_not_the_narrowest() -> None:
    """Three of four called where all were; half of them open as before: open is the narrowest, called narrowed."""
    before: list[Row] = [(40 + n, 1, "open" if n % 2 else "new", False) for n in range(4)]
    now: list[Row] = [(70 + n, 1 if n else None, "open" if n > 1 else None, False) for n in range(5)]
    funnel, data = found(["all", "called", "open"], before + now)
    assert [step.rate for step in funnel.steps] == [None, 0.8, 0.75]
    assert [step.previous_rate for step in funnel.steps] == [None, 1.0, 0.5]
    assert (funnel.narrowest, funnel.narrowed) == (2, 1)
    (written,) = json.loads(data)["derived"]["funnels"]
    assert (written["period"], written["previous_period"]) == ("2026-10", "2026-09")
    assert (written["narrowest"], written["narrowed"]) == ("open", "called")
    assert written["steps"][1] == {
        "kpi": "called", "value": 4, "rate": 0.8, "previous": 4, "previous_rate": 1.0,
        "same_rows": True, "provisional": False, "strays": 0,
    }  # fmt: skip
