"""What can be asked of `kpi explain`, and what is said where there is no statement."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from engine.cli.kpi import kpi
from engine.model.datasets import ColumnSpec, CsvDialect, DatasetSpec, Derivation, JoinSpec, Validity
from engine.model.kpis import Balance, Conversion, KpiSpec, Retention, Snapshot
from engine.model.plan import Measure, Population, Slice
from engine.sql import words

REPORT = """report:
  id: tiny
  title: Tiny
  company: Nova
  every: month
  language: en
  sections: [{title: Sales, cards: [sales]}]
datasets:
  sales:
    source: sales.csv
    date: day
    columns: {day: date, amount: integer, team: string, answered: {type: boolean, nullable: true}}
kpis:
  sales: {label: "Sales\\n; DROP TABLE x; --", dataset: sales, formula: SUM(amount)}
"""
DATA = "day,amount,team,answered\n2026-09-01,1,north,yes\n2026-10-31,2,south,\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "tiny.yml").write_text(REPORT, "utf-8")
    (tmp_path / "sales.csv").write_text(DATA, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def explain(*arguments: str) -> Result:
    return CliRunner().invoke(kpi, ["explain", "tiny.yml", *arguments])


def asked(*arguments: str) -> list[tuple[object, ...]]:
    done = explain("sales", "--sql", "--today", "2026-11-03", *arguments)
    assert done.exit_code == 0, done.output
    return duckdb.execute(done.stdout).fetchall()


def test_without_a_period_it_is_the_one_that_render_would_choose(folder: Path) -> None:
    """The data are read for it; the statement says which period it is and why."""
    assert asked() == [("sales", "2026-10", 2)]
    assert "-- Period 2026-10: the last month that is over on 2026-11-03" in explain(
        "sales", "--sql", "--today", "2026-11-03"
    ).stdout  # fmt: skip
    assert asked("--period", "2026-09") == [("sales", "2026-09", 1)]


def test_with_a_period_no_data_are_read(folder: Path) -> None:
    """The statement is there before the file is."""
    (folder / "sales.csv").unlink()
    assert explain("sales", "--sql", "--period", "2026-10").exit_code == 0


def test_a_period_without_data_has_no_value(folder: Path) -> None:
    """It is not 0."""
    assert asked("--period", "2025-01") == [("sales", "2025-01", None)]


def test_segments_stand_in_rows(folder: Path) -> None:
    """Each with its kind; what has no value last."""
    assert asked("--by", "answered") == [
        ("sales", "2026-10", "true", "value", 0),
        ("sales", "2026-10", None, "missing", 2),
    ]


def test_one_kpis_part_of_the_plan(folder: Path) -> None:
    """`kpi explain FILE KPI --plan` prints what that one needs, and reads no data for it."""
    (folder / "sales.csv").unlink()
    done = explain("sales", "--plan")
    assert done.exit_code == 0
    assert "count sales, by day" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["sale", "--sql"], 2, "KPI: error[unknown-kpi]: no KPI named 'sale'\n     = did you mean 'sales'?\n"),
        (["sale"], 2, "KPI: error[unknown-kpi]: no KPI named 'sale'\n     = did you mean 'sales'?\n"),
        (
            ["sales", "--sql", "--period", "2026-10", "--by", "teem"], 2,
            "--by: error[unknown-dimension]: 'sales' cannot be cut by 'teem'\n     = did you mean 'team'?\n",
        ),
        (
            ["sales", "--sql", "--period", "October"], 2,
            "--period: error[no-such-period]: 'October' is no month, and the report is made for each month\n"
            "     = write it 2026-10\n",
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_a_wrong_argument(folder: Path, arguments: list[str], code: int, message: str) -> None:
    """Exit 2, with what was meant."""
    done = explain(*arguments)
    assert (done.exit_code, done.stderr, done.stdout) == (code, message, "")


def test_sql_needs_a_kpi_and_its_options_need_sql(folder: Path) -> None:
    """Options that would mean nothing are refused."""
    assert explain("--sql").exit_code == 2
    for options in (["--by", "team"], ["--plan", "--period", "2026-10"], ["--sql", "--segment", "team=south"]):
        done = explain("sales", *options)
        assert (done.exit_code, done.stdout) == (2, ""), options
    assert explain("--period", "2026-10").exit_code == 2


REFUSED = {
    "typed": (
        "dataset: sales, formula: SUM(amount)", "typed: {2026-10: 5}",
        "the figures of 'sales' are typed by hand: there are no data to ask",
    ),
    "spreadsheet": ("source: sales.csv", "source: sales.xlsx", "DuckDB reads no spreadsheets without an extension"),
    "arrow": ("source: sales.csv", "source: sales.arrow", "DuckDB reads no Arrow files without an extension"),
    "encoding": ("source: sales.csv", "source: sales.csv\n    csv: {encoding: utf-16}", "DuckDB reads no 'utf-16'"),
    "capitals of made": (
        "kpis:", "  teams: {from: sales, per: [team], columns: {n: COUNT(*), N: SUM(amount)}}\nkpis:",
        "takes the columns 'n' and 'N' of 'teams'",
    ),
    "capitals": ("team: string", "team: string, Team: string", "takes the columns 'team' and 'Team' of 'sales'"),
    "format": ("day: date,", "day: {type: date, format: '%_d/%m/%Y'},", "does not read '%_' in the format of 'day'"),
    "nothing": (
        "source: sales.csv", "source: sales.csv\n    csv: {null_values: ['', no]}",
        "'answered' takes for true or false what elsewhere in the file means 'no value'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_better_no_statement_than_another_number(case: str, folder: Path) -> None:
    """What DuckDB would read in another way, or not at all, is said, with the place in the YAML."""
    old, new, message = REFUSED[case]
    text = REPORT.replace(old, new)
    if case == "capitals of made":
        text = text.replace("dataset: sales, formula: SUM(amount)", "dataset: teams, formula: COUNT(*)")
    if case == "nothing":
        text = text.replace("{type: boolean, nullable: true}", "{type: boolean, nullable: true, false_values: [no]}")
    (folder / "tiny.yml").write_text(text, "utf-8")
    done = explain("sales", "--sql", "--period", "2026-10")
    assert done.exit_code == 2
    assert "error[no-statement]" in done.stderr
    assert message in done.stderr
    assert done.stdout == ""


def test_a_comment_stays_on_its_line(folder: Path) -> None:
    """A label with a line break does not become a statement."""
    assert "-- sales: Sales ; DROP TABLE x; --, 2026-10\n" in explain("sales", "--sql", "--period", "2026-10").stdout


def test_names_that_are_words_of_sql_are_quoted() -> None:
    """Every keyword of DuckDB can be a column and a dataset."""
    for (keyword,) in duckdb.execute("SELECT keyword_name FROM duckdb_keywords()").fetchall():
        name = words.name(keyword).sql(words.Readable)
        assert duckdb.execute(
            f"WITH {name} AS (SELECT 1 AS {name}) SELECT {name}.{name}, {name} + 1 FROM {name}"
        ).fetchall()


KNOWN: dict[type, str] = {
    Population: "dataset date balance conversion aged retention",  # an aged one is compared with, and no figure
    Balance: "opened closed undated",
    Snapshot: "day",
    Retention: "entity years where",
    Conversion: "base_entity base_date event event_entity event_date base_where event_where within count_by",
    Slice: "grain window",
    Measure: "base argument where parameter",
    DatasetSpec: "id place source folder columns csv key date where joins dimensions covers_from covers_to "
    "fresh_within key_repeats xlsx valid making",
    ColumnSpec: "name type headers place format values read_as locale map true_values false_values min max",
    JoinSpec: "name to on at",
    Validity: "start end",
    Derivation: "dataset base per columns where",
    CsvDialect: "separator decimal thousands encoding null_values skip_top",
    KpiSpec: "id place label formula description dataset where date balance matures window conversion retention typed "
    "over_time hold_for when_zero format precision better owner tags source benchmark private replaces library tests",
}


@pytest.mark.parametrize("kind", KNOWN, ids=lambda kind: kind.__name__)
def test_statements_know_everything_that_changes_a_number(kind: type) -> None:
    """A new field may mean another number: `engine.sql` says it too, or refuses it, before it is listed here."""
    assert [field.name for field in fields(kind) if field.compare] == KNOWN[kind].split()
