"""A chart of one's own gets the report's figures by name, has its look, and is refused where nothing is drawn."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest

from engine.colours import ACTUAL
from engine.document.desk import Desk
from engine.document.own_charts import own_chart
from engine.errors import ReportRefused
from engine.model.own_charts import COLUMNS
from engine.model.pictures import ChartFigure
from engine.pipeline import Computed, compute, used
from engine.pipeline.wording import worded
from tests.october import HEAD, october

REPORT = HEAD % "fr" + """\
  sections:
    - title: All
      charts:
        - chart:
%s
          data: [amount, rate]
          periods: 2
          title: {en: Mine, fr: À moi}
          alt: {en: What I see., fr: Ce que je vois.}
%s
datasets:
  deals:
    source: deals.csv
    date: day
    covers: {from: 2025-08-01, to: 2026-10-31}
    columns: {day: date, team: {type: string, nullable: true}, won: integer, amount: money}
dimensions: {team: {label: Team, values: {north: {en: North, fr: Nord}}}}
kpis:
  amount: {label: {en: Amount, fr: Montant}, dataset: deals, formula: SUM(amount), better: higher}
  rate: {label: Win rate, dataset: deals, formula: SUM(won) / COUNT(*), format: percent}
objectives: [{kpi: amount, period: 2026-10, target: 2000}]
"""  # fmt: skip
ROWS = ["2025-10-05,north,1,900.00", "2026-09-05,north,1,100.00", "2026-10-05,north,1,1000.50", "2026-10-06,,0,500.00"]
BARS = """
mark: bar
encoding:
  x: {field: period_label, type: nominal}
  y: {field: value, type: quantitative}
"""


def computed(chart: str, more: str = "") -> Computed:
    return october(REPORT % (indent(chart, " " * 12), indent(more, " " * 10)), deals=["day,team,won,amount", *ROWS])


def drawn(chart: str, more: str = "") -> ChartFigure:
    (figure,) = worded(computed(chart, more), None).sections[0].charts
    return figure


def data(more: str = "") -> dict[str, list[dict[str, Any]]]:
    """The data that the chart is drawn with, by name."""
    made = computed(BARS, more)
    spec = made.catalog.report.sections[0].charts[0]
    found: dict[str, Any] = json.loads(own_chart(Desk(made.results, made.catalog, made.calendar), spec)[0].spec)
    datasets: dict[str, list[dict[str, Any]]] = found["datasets"]
    return datasets


def test_a_row_has_a_figure_with_all_that_it_is_measured_against() -> None:
    """Of each KPI under its id a row for each period, those of all under one name; texts are the reader's."""
    found = data()
    assert set(found) == {"amount", "rate", "values"}
    assert found["values"] == [*found["amount"], *found["rate"]]
    assert [row["period"] for row in found["amount"]] == ["2026-09", "2026-10"]
    assert tuple(found["amount"][1]) == tuple(sorted(COLUMNS))
    assert found["amount"][1] == {
        "kpi": "amount", "label": "Montant", "period": "2026-10", "period_label": "oct. 2026",
        "date": "2026-10-01T00:00:00", "segment": None, "kind": None, "value": 1500.5,
        "text": "1\u202f500,50\u00a0€", "target": 2000.0, "last_year": 900.0, "provisional": False,
    }  # fmt: skip
    assert found["rate"][1]["value"] == 0.5


def test_by_a_dimension_there_is_a_row_for_each_segment() -> None:
    """With its name as the pages write it, and whether it is one."""
    rows = [row for row in data("by: team")["amount"] if row["period"] == "2026-10"]
    assert [(row["segment"], row["kind"], row["value"]) for row in rows] == [
        ("(non renseigné)", "missing", 500.0),
        ("Nord", "value", 1000.5),
    ]


def test_it_has_the_readers_title_and_words_and_the_reports_look() -> None:
    """Font and colour where it says none of its own; numbers of the axes in the reader's language."""
    figure = drawn(BARS)
    assert figure.title == "À moi"
    assert "<title>Ce que je vois.</title>" in figure.svg
    assert figure.subtitle == "sept. 2026 – oct. 2026"
    assert f'fill="{ACTUAL}"' in figure.svg
    assert 'font-family="Source Sans' in figure.svg
    assert re.search(r">1(\u00a0|\u202f)000</text>", figure.svg)
    assert 'viewBox="0 0 680 ' in figure.svg


def test_what_it_says_itself_counts() -> None:
    """Its own width and colour, and numbers that were quoted stay texts."""
    figure = drawn("width: 200\nheight: 100\nconfig: {mark: {color: '#ff0000'}}\n" + BARS)
    assert 'fill="#ff0000"' in figure.svg
    assert float(re.search(r'viewBox="0 0 ([\d.]+)', figure.svg)[1]) < 300  # type: ignore[index]
    texts = drawn("data: {values: [{a: '01', b: 5, c: null}]}\nmark: text\nencoding: {text: {field: a}}\n")
    assert ">01</text>" in texts.svg


@pytest.mark.parametrize(
    ("chart", "said"),
    [
        (
            "transform: [{filter: 'true'}]\n" + BARS.replace("value", "valeu"),
            "nothing is drawn: no row has what its encoding asks for",
        ),
        ("transform: [{filter: datum.value > 10000}]\n" + BARS.replace("bar", "point"), "nothing is drawn"),
        ("transform: [{calculate: 1 + *, as: b}]\n" + BARS, "Unexpected token"),
    ],
    ids=["field", "filter", "formula"],
)
def test_what_is_wrong_or_draws_nothing_is_refused_at_its_place(chart: str, said: str) -> None:
    """With what Vega says, and none of its own code."""
    with pytest.raises(ReportRefused) as refused:
        drawn(chart)
    (issue,) = refused.value.issues
    assert (issue.code, Path(issue.place.file).name, issue.place.line, issue.place.column) == (
        "chart-not-drawn", "r.yml", 12, 11)  # fmt: skip
    assert said in issue.message
    assert "https://" not in issue.message


def test_a_file_beside_the_report_is_read_and_watched(tmp_path: Path) -> None:
    """The same chart from a JSON file; a page that is watched knows the file."""
    (tmp_path / "deals.csv").write_text("day,team,won,amount\n" + "\n".join(ROWS) + "\n", "utf-8")
    bars = {"mark": "bar", "encoding": {"x": {"field": "period_label", "type": "nominal"},
                                        "y": {"field": "value", "type": "quantitative"}}}  # fmt: skip
    (tmp_path / "bars.json").write_text(json.dumps(bars), "utf-8")
    text = (REPORT % ("", "")).replace("chart:\n\n", "chart: bars.json\n")
    (tmp_path / "r.yml").write_text(text, "utf-8")
    made = compute(tmp_path / "r.yml", today=date(2026, 11, 3), period="2026-10")
    (figure,) = worded(made, None).sections[0].charts
    assert figure.svg == drawn(BARS).svg
    assert tmp_path / "bars.json" in used(tmp_path / "r.yml").specs()


@pytest.mark.long
def test_every_time_zone_draws_the_same() -> None:
    """A month begins on its first day wherever the machine stands."""
    months = BARS.replace("period_label, type: nominal", "date, type: temporal, axis: {format: '%d %b'}")
    code = (
        "import hashlib; from tests.document.test_own_charts import drawn;"
        f"print(hashlib.sha256(drawn({months!r}).svg.encode()).hexdigest())"
    )
    root = Path(__file__).resolve().parents[2]
    found = {
        subprocess.run([sys.executable, "-c", code], cwd=root, env={**os.environ, "TZ": zone}, capture_output=True,
                       check=True, text=True).stdout
        for zone in ("UTC", "America/Los_Angeles", "Asia/Tokyo")
    }  # fmt: skip
    assert len(found) == 1
