"""Statements over every kind of KPI, of file and of column, run by DuckDB beside the engine."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import polars as pl
import pytest

from tests.sql.asking import Twice, inside, twice

HEAD = """
report:
  id: kinds
  title: Kinds
  company: Nova
  every: {every}
  language: en
  currency: EUR
  timezone: Europe/Paris
  fiscal_year_start: april
  sections: [{{title: All, kpis: [{first}]}}]
"""

# --- Kinds of KPIs -------------------------------------------------------------------------------------------

KPIS = (
    HEAD
    + """
datasets:
  leads:
    source: leads.csv
    key: id
    date: created
    where: status NOT LIKE 'Total%'
    columns:
      id: string
      created: datetime
      status: string
      source: {{type: string, nullable: true}}
      owner: {{type: string, nullable: true}}
      hot: {{type: boolean, nullable: true}}
      days: {{type: integer, nullable: true}}
      rate: {{type: number, nullable: true}}
      amount: {{type: money, nullable: true}}
      closed: {{type: date, nullable: true}}
      opened: {{type: date, nullable: true}}
    joins:
      segments: {{to: people, on: owner}}
    dimensions: {{team: segments.team}}
    fresh_within: 20 days
  people:
    source: people.csv
    key: id
    columns: {{id: string, team: {{type: string, nullable: true}}, days: integer}}
  deals:
    source: deals.csv
    date: at
    columns: {{lead: string, at: date, value: integer, source: string}}
    covers: {{from: 2026-01-01, to: 2026-10-31}}
  costs:
    source: costs.csv
    date: day
    columns: {{day: date, numerator: {{type: money, scale: 4}}, source: string}}
    covers: {{from: 2026-08-01, to: 2026-12-31}}
  plan: {{source: plan.csv, columns: {{source: string, seats: integer}}}}
dimensions:
  source: {{label: Source, values: {{web: Web, "it's": Fair, unseen: Unseen}}}}
kpis:
  leads: {{label: Leads, dataset: leads, formula: COUNT(*)}}
  won: {{label: Won, dataset: leads, where: status = 'won', formula: COUNT(*) / 4}}
  amount: {{label: Amount, dataset: leads, formula: SUM(amount)}}
  known: {{label: Known, dataset: leads, formula: COUNT(amount) + COUNT(DISTINCT owner)}}
  mean: {{label: Mean, dataset: leads, formula: AVG(amount), format: currency}}
  median: {{label: Median, dataset: leads, formula: MEDIAN(amount)}}
  quantile: {{label: Quantile, dataset: leads, formula: "QUANTILE_CONT(days, 0.9)"}}
  spread: {{label: Spread, dataset: leads, formula: STDDEV(days)}}
  share: {{label: Share, dataset: leads, formula: 100 * COUNT_IF(hot) / COUNT(*), format: number}}
  filtered: {{label: Filtered, dataset: leads, formula: "SUM(days) FILTER (WHERE hot AND segments.team = 'north')"}}
  looked_up: {{label: Looked up, dataset: leads, formula: SUM(segments.days)}}
  to_date: {{label: To date, dataset: deals, formula: COUNT(*), window: year_to_date}}
  quarter: {{label: Quarter, dataset: leads, formula: COUNT(*), window: quarter_to_date}}
  week: {{label: Last days, dataset: leads, formula: SUM(days), window: last 7 days}}
  months: {{label: Months, dataset: leads, formula: COUNT(DISTINCT owner), window: last 2 months}}
  ever: {{label: Ever, dataset: leads, formula: COUNT(*), window: all_time}}
  long: {{label: Too long, dataset: leads, formula: COUNT(*), window: last 24 months}}
  open:
    label: Open
    dataset: leads
    formula: SUM(amount)
    balance: {{opened: opened, closed: closed, undated: open}}
  open_dated:
    label: Open
    dataset: leads
    formula: COUNT(*)
    balance: {{opened: opened, closed: closed, undated: drop}}
  cost: {{label: Cost, dataset: costs, formula: SUM(numerator)}}
  unit_cost: {{label: Cost each, dataset: costs, formula: SUM(numerator) / COUNT(*)}}
  per_lead: {{label: Cost per lead, formula: cost / leads}}
  before: {{label: Before, formula: "leads - LAG(leads, 1)"}}
  long_before: {{label: Long before, formula: "COALESCE(LAG(leads, 9), -1)"}}
  part: {{label: Part, formula: leads / TOTAL(leads)}}
  zero: {{label: Zero, formula: leads / nothing, when_zero: 7}}
  zero_rows: {{label: Zero, dataset: leads, formula: SUM(days) / COUNT_IF(status = 'none'), when_zero: 2.5}}
  nothing: {{label: Nothing, dataset: leads, where: status = 'none', formula: COUNT(*)}}
  mixed: {{label: Mixed, dataset: leads, formula: SUM(days) / won_deals}}
  won_deals: {{label: Deals, dataset: deals, formula: COUNT(*)}}
  rounded: {{label: Rounded, formula: "ROUND(mean / 3, 2)"}}
  choice: {{label: Choice, formula: "CASE WHEN leads > 3 AND NOT per_lead IS NULL THEN LEAST(leads, 3.5) ELSE 0 END"}}
  seats: {{label: Seats, dataset: plan, formula: SUM(seats)}}
  per_seat: {{label: Per seat, formula: leads / seats}}
  of_parts: {{label: Of parts, formula: (leads + won) / per_lead, window: last 3 months}}
  reached: {{label: Reached, conversion: {{from: leads, to: deals, entity: {{from: id, to: lead}}, count_by: cohort}}}}
  soon:
    label: Soon
    conversion:
      from: {{dataset: leads, where: "status <> 'lost' AND (segments.team IS NULL OR segments.team <> 'south')"}}
      to: {{dataset: deals, where: value > 0}}
      entity: {{from: id, to: lead}}
      within: 5 days
      count_by: cohort
  again:
    label: By owner
    conversion: {{from: leads, to: deals, entity: {{from: owner, to: lead}}, count_by: cohort}}
  constant: {{label: Twelve, formula: 12.50}}
"""
)
DIMENSIONS = ("source", "team", "hot", "status")
FILES = {
    "leads.csv": """id,created,status,source,owner,hot,days,rate,amount,closed,opened
a,2026-10-01T00:00:00,won,web,u1,yes,3,0.5,1.25,2026-10-20,2026-09-15
b,2026-09-30T23:30:00+00:00,won,it's,u2,no,,0.25,1.30,,2026-10-02
c,2026-10-31 23:59:59.5,lost,,u9,,7,,,2026-11-01,
d,2026-10-31T23:30:00Z,new,web,,true,1,1.5,9.99,,2026-11-01
e,2026-09-10T12:00,won,web,u1,1,-4,2.5,100.00,2026-09-10,2026-08-01
f,2026-08-05T08:00,new,shop,u3,0,12,-1,0.05,2026-12-31,
g,2026-10-28T08:00,new,shop,u3,FALSE,2,,,,2026-10-28
g2,2026-10-29T08:00,lost,Total,u2,,,,,,2026-10-30
Total,2026-10-31,Total of all,,,,x,y,z,,
,,,,,,,,,,
""",
    "people.csv": "id,team,days\nu1,north,10\nu2,south,20\nu3,,30\n",
    "deals.csv": "lead,at,value,source\na,2026-10-04,5,web\na,2026-10-01,0,web\nb,2026-10-07,5,web\n"
    "c,2026-09-01,3,x\ne,2026-09-15,1,web\nu1,2026-09-09,1,web\nu3,2026-10-28,1,y\n",
    "costs.csv": "day,numerator,source\n2026-10-01,10.1234,web\n2026-10-31,0.0001,it's\n2026-09-05,33.3333,web\n",
    "plan.csv": "source,seats\nweb,3\nnew,4\n",
}


def folder(files: dict[str, str], report: str) -> Path:
    """A folder with these files and the report of them."""
    made = Path(mkdtemp())
    for name, text in files.items():
        (made / name).write_text(text, "utf-8")
    (made / "report.yml").write_text(report, "utf-8")
    return made / "report.yml"


@cache
def kinds(every: str, period: str) -> Twice:
    return twice(folder(FILES, KPIS.format(every=every, first="leads")), period, DIMENSIONS)


NAMES = [line.split(":")[0].strip() for line in KPIS.split("\nkpis:\n")[1].splitlines() if line[2:3].strip()]


def test_the_list_of_kpis_is_whole() -> None:
    """Every KPI of the report is asked for below."""
    assert set(NAMES) == set(kinds("month", "2026-10").catalog.kpis)


@pytest.mark.parametrize(
    ("every", "period"),
    [("month", "2026-10"), pytest.param("month", "2026-09", marks=pytest.mark.long),
     pytest.param("month", "2026-08", marks=pytest.mark.long), ("quarter", "2027-Q3")],
)  # fmt: skip
@pytest.mark.parametrize("kpi", NAMES)
def test_a_kind_of_kpi(kpi: str, every: str, period: str) -> None:
    """In total and by the dimensions, in months with and without rows, and quarters of a fiscal year."""
    report = kinds(every, period)
    report.agree(kpi)
    for dimension in DIMENSIONS if period == "2026-10" else ("source",):
        if dimension in report.catalog.kpis[kpi].dimensions:
            report.agree(kpi, dimension)


def test_figures_are_there_at_all() -> None:
    """The comparison is not one of nothing with nothing: most KPIs have a value in October."""
    report = kinds("month", "2026-10")
    values = {kpi: report.ours(kpi, None)["total", None][2] for kpi in NAMES}
    assert {kpi for kpi, value in values.items() if value is None} == {"long"}
    assert values["leads"] == 5
    assert values["soon"] not in (0, 1)


# --- Kinds of files and columns ------------------------------------------------------------------------------

READ = (
    HEAD
    + """
datasets:
{datasets}
kpis:
  rows: {{label: Rows, dataset: d, formula: COUNT(*)}}
  amount: {{label: Amount, dataset: d, formula: SUM(amount)}}
  rate: {{label: Rate, dataset: d, formula: SUM(rate)}}
  seconds: {{label: Seconds, dataset: d, formula: SUM(wait)}}
  hot: {{label: Hot, dataset: d, formula: COUNT_IF(hot) - 10 * COUNT_IF(NOT hot)}}
  words: {{label: Words, dataset: d, formula: "COUNT_IF(word = 'won') + 10 * COUNT(word) + 100 * COUNT(DISTINCT word)"}}
  year: {{label: Days, dataset: d, formula: "SUM(month(day) * 100 + day(day))"}}
  times: {{label: Times, dataset: d, formula: COUNT(at), date: at}}
"""
)
FRENCH = """
  d:
    source: d*.csv
    csv: {separator: ';', decimal: ',', thousands: ' ', encoding: ENCODING, null_values: ['', NA], skip_top: 2}
    key: id
    key_repeats: last_file
    date: day
    columns:
      id: {type: integer, from: [N°, Numéro]}
      day: {type: date, format: '%d %B %Y', locale: fr}
      at: {type: datetime, format: '%d/%m/%Y %H:%M', nullable: true}
      amount: {type: money, nullable: true}
      rate: {type: percent, nullable: true}
      wait: {type: duration, nullable: true}
      hot: {type: boolean, true_values: [Oui, X], false_values: [Non]}
      word: {type: string, nullable: true, map: {Gagné: won, "l'été": won}}
    covers: {from: 2026-01-01, to: 2026-12-31}
"""
ONE = '''Export;;;
;;
N°;day;at;amount;rate;wait;hot;word
1;12 octobre 2026;31/10/2026 23:59;1\u00a0234,56;94,01%;0:01:17;Oui;Gagné
2;1 Octobre 2026;01/10/2026 00:00;−5,5;0,5;1:17;x;"l'été; ""chaud"""
;;;;;;;
3;31 octobre 2026;;NA;NA;;Non;NA
4;2 août 2026;02/08/2026 10:00;7;3 %;-0:00:30.5;NON;perdu
'''
TWO = """Export;;;
;;
word;Numéro;day;at;amount;rate;wait;hot;more
l'été;3;30 octobre 2026;;12 345 678,90;1%;100:00:01; oui;x
"gagné
deux";5;3 octobre 2026;;1;;;Non;
"""


@cache
def french(encoding: str) -> Twice:
    path = folder({}, READ.format(every="month", first="rows", datasets=FRENCH.replace("ENCODING", encoding)))
    for name, text in (("d_1.csv", ONE), ("d_2.csv", TWO)):
        (path.parent / name).write_bytes(text.replace("\u2212", "-").encode(encoding))
    return twice(path, "2026-10", ["word", "hot"])


PLAIN = """
  d:
    source: FILE
    key: id
    date: day
    columns:
      id: string
      day: date
      at: {type: datetime, nullable: true}
      amount: money
      rate: {type: number, nullable: true}
      wait: WAIT
      hot: {type: boolean, nullable: true}
      word: {type: string, nullable: true}
    covers: {from: 2026-01-01, to: 2026-12-31}
"""
ROWS = [
    {"id": "1", "day": date(2026, 10, 1), "at": datetime(2026, 9, 30, 22, 0), "amount": Decimal("1.10"), "rate": 0.1,
     "wait": "0:01:17", "hot": True, "word": "won"},
    {"id": "2", "day": date(2026, 10, 31), "at": datetime(2026, 10, 31, 23, 0), "amount": Decimal("-7.05"),
     "rate": 1e-7, "wait": "2:03", "hot": False, "word": ""},
    {"id": "3", "day": date(2026, 11, 1), "at": None, "amount": Decimal("3.00"), "rate": None, "wait": "0:00:00.25",
     "hot": None, "word": None},
]  # fmt: skip


@cache
def plain(ending: str) -> Twice:
    wait = "duration" if ending != ".parquet" else "{type: string}"
    text = READ.format(every="month", first="rows", datasets=PLAIN.replace("FILE", f"d{ending}").replace("WAIT", wait))
    if ending == ".parquet":
        text = text.replace("SUM(wait)", "COUNT(wait)")
    path = folder({}, text)
    data = path.parent / f"d{ending}"
    written = [{key: _json(value) for key, value in row.items()} for row in ROWS]
    if ending == ".parquet":
        zoned = pl.col("at").dt.replace_time_zone("UTC")
        pl.DataFrame(ROWS, schema_overrides={"amount": pl.Decimal(12, 2)}).with_columns(zoned).write_parquet(data)
    elif ending == ".json":
        data.write_text(json.dumps(written), "utf-8")
    elif ending == ".ndjson":
        data.write_text("".join(json.dumps(row) + "\n" for row in written), "utf-8")
    else:
        lines = ["\t".join(written[0]), *("\t".join("" if v is None else str(v) for v in r.values()) for r in written)]
        data.write_text("\ufeff" + "\r\n".join(lines), "utf-8", newline="")
    return twice(path, "2026-10", ["word", "hot"])


def _json(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat() + "+00:00"
    return str(value) if isinstance(value, date | Decimal) else value


CASES = {
    **dict.fromkeys(("utf-8", "cp1252", "iso-8859-15"), french),
    **dict.fromkeys((".tsv", ".ndjson", ".json", ".parquet"), plain),
}
OF_FILES = ("rows", "amount", "rate", "seconds", "hot", "words", "year", "times")


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("kpi", OF_FILES)
def test_a_kind_of_file(case: str, kpi: str) -> None:
    """Marks, words, names of months, encodings, files that overlap; and other files than CSV."""
    report = CASES[case](case)
    report.agree(kpi)
    for dimension in ("word", "hot"):
        report.agree(kpi, dimension)
    assert report.ours("rows", None)["total", None][2] == (4 if CASES[case] is french else 2)


def test_nobody_stays_in_another_folder() -> None:
    """What runs a statement in its folder comes back."""
    before = Path.cwd()
    with inside(Path("/")):
        pass
    assert Path.cwd() == before
