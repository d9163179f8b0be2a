"""What a test gives is what its KPI is made of: nothing that it does not use, all that it needs, and a period."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import SpecError
from tests.rules.example import checked, codes, kpi

KPIS = "over: kpis"
BUYERS = """  buyers: {from: deals, per: [owner_id], columns: {first: MIN(closed_at), paid: SUM(amount)}, date: first}
"""
OTHERS = kpi("won", "COUNT(*)", "where: stage = 'won', date: closed_at") + kpi(
    "calls_made", "COUNT(*)", "dataset: calls"
)
OVER_BOTH = "calls_made / won"


def wrong(folder: Path, formula: str, test: str, more: str = "", datasets: str = BUYERS) -> list[tuple[str, str]]:
    """What is wrong with one test of a KPI."""
    return codes(folder, OTHERS + kpi("a", formula, f"{more}, tests: [{{{test}}}]".strip(", ")), datasets=datasets)


RIGHT = [
    ("COUNT(*)", "", "given: {deals: [{stage: won, owner.team: north}]}, expect: 1"),
    ("COUNT(*)", "", "given: {deals: [{owner_id: x}], reps: [{owner_id: x, team: north}]}, expect: 1"),
    ("COUNT(*)", "", "given: {deals: [{owner_id: null, owner.team: north}]}, expect: 1"),
    ("AVG(date_diff('day', created_at, closed_at))", "date: closed_at",
     "period: 2026-10, given: {deals: []}, expect: null"),
    ("COUNT_IF(closed_at IS NOT NULL)", "date: closed_at", "given: {deals: [{}]}, expect: 1"),
    ("COUNT_IF(closed_at > created_at)", "date: closed_at", "period: 2026-10, given: {deals: []}, expect: 0"),
    (OVER_BOTH, KPIS, "given: {kpis: {won: 1, calls_made: 2}}, expect: 2"),
    (OVER_BOTH, KPIS, "given: {kpis: {won: 1}, calls: []}, expect: 0"),
    (OVER_BOTH, KPIS, "given: {deals: [], calls: []}, expect: null"),
    ("COUNT(*)", "dataset: buyers", "given: {buyers: []}, expect: 0"),
    ("COUNT(*)", "dataset: buyers", "given: {deals: [{owner.team: north}]}, expect: 0"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "more", "test"), RIGHT)
def test_what_is_enough_is_right(tmp_path: Path, formula: str, more: str, test: str) -> None:
    """Rows or values for all that is counted are enough; what is looked up may be left out."""
    assert wrong(tmp_path, formula, test, more) == []


WRONG = [
    ("COUNT(*)", "", "given: {dels: []}, expect: 1", ("unknown-dataset", "no dataset named 'dels'")),
    ("COUNT(*)", "", "given: {calls: []}, expect: 1", ("unused-in-test", "'a' does not use the dataset 'calls'")),
    ("COUNT(*)", "", "given: {deals: [{stge: won}]}, expect: 1",
     ("unknown-column", "dataset 'deals' has no column 'stge'")),
    ("COUNT(*)", "", "given: {deals: [{owner.tem: x}]}, expect: 1",
     ("unknown-column", "dataset 'reps' has no column 'tem'")),
    ("COUNT(*)", "", "given: {deals: [{ownr.team: x}]}, expect: 1",
     ("unknown-join", "dataset 'deals' has no join 'ownr'")),
    ("COUNT(*)", "", "given: {kpis: {won: 1}, deals: []}, expect: 1",
     ("unused-in-test", "'a' is not made of 'won'")),
    ("won * 2", KPIS, "given: {kpis: {wn: 1}}, expect: 1", ("unknown-kpi", "no KPI named 'wn'")),
    ("won * 2", KPIS, "given: {kpis: {won: 1}, deals: []}, expect: 1",
     ("unused-in-test", "'a' does not use the dataset 'deals'")),
    ("won * 2", KPIS, "given: {kpis: {a: 1}}, expect: 1", ("unused-in-test", "'a' is not made of 'a'")),
    ("COUNT(*)", "", "given: {typed: 5}, expect: 1", ("unused-in-test", "'a' is not typed by hand")),
    ("COUNT(*)", "", "given: {}, expect: 1", ("lacks-in-test", "no rows of 'deals' are given, which 'a' counts")),
    (OVER_BOTH, KPIS, "given: {kpis: {won: 1}}, expect: 1",
     ("lacks-in-test", "no rows of 'calls' are given, which 'calls_made' counts")),
    ("COUNT(*)", "dataset: buyers", "given: {}, expect: 1",
     ("lacks-in-test", "no rows of 'buyers' are given, which 'a' counts")),
    ("COUNT(*)", "dataset: buyers", "given: {buyers: [], deals: []}, expect: 1",
     ("given-twice", "'buyers' is made of 'deals', whose rows are given too")),
    ("COUNT(*)", "", "given: {deals: [{owner_id: x, owner.team: north}]}, expect: 1",
     ("given-twice", "'owner.team' is given, and 'owner_id', by which it is looked up")),
    ("COUNT(*)", "", "segment: {tem: north}, given: {deals: []}, expect: 1",
     ("no-dimension", "'a' cannot be cut by 'tem'")),
    ("won * 2", KPIS, "segment: {team: north}, given: {kpis: {won: 1}}, expect: 2",
     ("unused-in-test", "values that are given for KPIs have no segments")),
    ("won / TOTAL(won) + calls_made", KPIS, "segment: {team: north}, given: {kpis: {won: 1}, calls: []}, expect: 1",
     ("lacks-in-test", "the formula takes 'won' in all segments together, and one value cannot be both")),
    ("COUNT(*)", "", "period: 2026-W60, given: {deals: []}, expect: 1",
     ("no-such-period", "there is no period '2026-W60'")),
    ("COUNT(*)", "", "given: {deals: [{created_at: 2026-10-01}]}, expect: 1",
     ("period-needed", "the test needs a period: 'created_at' decides when a row counts")),
    ("COUNT(*)", "date: closed_at", "given: {deals: [{closed_at: 2026-10-01}]}, expect: 1",
     ("period-needed", "the test needs a period: 'closed_at' decides when a row counts")),
    ("COUNT(*)", "balance: {opened: created_at, closed: closed_at}",
     "given: {deals: [{closed_at: 2026-10-01}]}, expect: 1",
     ("period-needed", "the test needs a period: 'closed_at' decides when a row counts")),
    ("COUNT(*)", "dataset: buyers", "given: {deals: [{closed_at: 2026-10-01}]}, expect: 1",
     ("period-needed", "the test needs a period: 'closed_at' decides when a row counts")),
    ("AVG(date_diff('day', created_at, closed_at))", "date: closed_at", "given: {deals: []}, expect: null",
     ("period-needed", "the test needs a period: the formula of 'a' looks at 'closed_at'")),
    ("won - LAG(won, 1)", KPIS, "given: {kpis: {won: 1}}, expect: 1",
     ("period-needed", "the test needs a period: 'a' looks at an earlier one")),
    ("won * 2", KPIS, "given: {kpis: {won: {2026-09: 1}}}, expect: 1",
     ("period-needed", "the test needs a period: figures are given by period")),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "more", "test", "issue"), WRONG)
def test_what_is_too_much_too_little_or_misspelt_is_said(
    tmp_path: Path, formula: str, more: str, test: str, issue: tuple[str, str]
) -> None:
    """A test that cannot mean what it says is found before it runs, by `kpi check` already."""
    assert wrong(tmp_path, formula, test, more) == [issue]


def test_a_value_that_its_column_never_holds_is_a_slip(tmp_path: Path) -> None:
    """A misspelt value would not count; looked up or not, it is said once, and what declares no values takes any."""
    teams = """  teams: {source: t.csv, key: team, columns: {team: string, kind: {type: string, values: [new, old]}}}
  orders:
    source: o.csv
    columns: {stage: {type: string, values: [won, lost]}, team: string}
    joins: {crew: {to: teams, on: team}}
"""
    rows = "{stage: wn}, {stage: wn}, {stage: Won, team: any}, {stage: null, crew.kind: ald}, {crew.kind: new}"
    definition = kpi("a", "COUNT(*)", f"dataset: orders, tests: [{{given: {{orders: [{rows}]}}, expect: 5}}]")
    with pytest.raises(SpecError) as refused:
        checked(tmp_path, definition, datasets=teams)
    assert [(issue.code, issue.message, issue.hint) for issue in refused.value.issues] == [
        ("unknown-value", "'wn' is none of the values of 'stage'", "did you mean 'won'?"),
        ("unknown-value", "'Won' is none of the values of 'stage'", "did you mean 'won'?"),
        ("unknown-value", "'ald' is none of the values of 'crew.kind'", "did you mean 'old'?"),
    ]


def test_a_day_that_does_not_decide_needs_no_period(tmp_path: Path) -> None:
    """Only the day on which rows count needs one: another is a value like any other."""
    assert wrong(tmp_path, "COUNT_IF(closed_at IS NULL)", "given: {deals: [{closed_at: 2026-10-01}]}, expect: 0") == []


def test_a_typed_kpi_is_tested_in_its_own_parts(tmp_path: Path) -> None:
    """Parts are given as they are typed; without any, the period says which of its own figures is meant."""
    definition = "  a: {label: L, typed: {2026-Q3: {up: 4, down: 1}}, formula: up - down, tests: [{%s}]}\n"
    found = {
        test: codes(tmp_path, definition % f"given: {test}, expect: 1")
        for test in ("{typed: {up: 1, down: 1}}", "{typed: 3}", "{typed: {up: 1}}", "{typed: {up: 1, dwn: 1}}", "{}")
    }
    assert found == {
        "{typed: {up: 1, down: 1}}": [],
        "{typed: 3}": [("parts", "the figures of 'a' are in parts: up, down")],
        "{typed: {up: 1}}": [("parts", "the part 'down' is not given")],
        "{typed: {up: 1, dwn: 1}}": [
            ("parts", "the part 'down' is not given"),
            ("parts", "the figures of 'a' have no part 'dwn'"),
        ],
        "{}": [("period-needed", "the test needs a period: 'a' is typed for some")],
    }


def test_a_part_that_is_typed_is_given(tmp_path: Path) -> None:
    """What stands in its file is of a month; a test of what is made of it says its own."""
    typed = "  costs: {label: C, typed: {2026-01: 5}}\n"
    test = "tests: [{period: 2026-01, given: {%s}, expect: 10}]"
    assert codes(tmp_path, typed + kpi("a", "costs * 2", f"{KPIS}, {test % 'kpis: {costs: 5}'}")) == []
    assert codes(tmp_path, typed + kpi("a", "costs * 2", f"{KPIS}, {test % ''}")) == [
        ("lacks-in-test", "'costs' is typed by hand, and no value is given")
    ]


def test_two_tests_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """A name says what only this test shows; tests without one are called by their number."""
    test = "{name: t, given: {deals: []}, expect: 0}"
    assert codes(tmp_path, kpi("a", "COUNT(*)", f"tests: [{test}, {test}]")) == [
        ("duplicate-test", "'a' has a test 't' already")
    ]
    plain = test.replace("name: t, ", "")
    assert codes(tmp_path, kpi("a", "COUNT(*)", f"tests: [{plain}, {plain}]")) == []


def test_where_a_kpi_is_wrong_its_tests_are_not_blamed(tmp_path: Path) -> None:
    """One mistake has one message."""
    test = "tests: [{given: {deals: [{stge: won}]}, expect: 0}]"
    assert [code for code, _ in codes(tmp_path, kpi("a", "COUNT(stge)", test))] == ["unknown-column"]
    away = "  lost: {source: x.csv, key: k, columns: {k: string}, joins: {z: {to: nowhere, on: k}}}\n"
    lost = kpi("a", "COUNT(*)", "dataset: lost, tests: [{given: {lost: [{z.a: 1}]}, expect: 0}]")
    assert [code for code, _ in codes(tmp_path, lost, datasets=away)] == ["unknown-dataset"]
