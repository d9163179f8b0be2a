"""A benchmark stands beside figures of its kind, total or segment, and judges nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from engine.cli.kpi import kpi
from engine.formats import json as machine
from engine.model.document import Document
from tests.sayings import OBJECTIVES, computed, document, write

MORE = """
benchmarks:
  - {kpi: revenue, value: 2200, source: Bank survey, as_of: 2025, by: {team: {north: 900}}}
  - {kpi: win_rate, value: 45%, source: {en: Trade association, fr: Fédération}}
"""
CUT = "by: team\n      comparisons: [year_to_date, benchmark]"


def values(folder: Path, kpi: str) -> dict[tuple[str, str, str | None], Any]:
    """A KPI's benchmarks in the JSON, by period, window and team."""
    made = computed(folder, section=CUT, more=OBJECTIVES + MORE)
    written = json.loads(machine.make(made.results, made.catalog))["values"]
    return {(v["period"], v["window"], v["segments"].get("team")): v.get("benchmark") for v in written
            if v["kpi"] == kpi and v["period"] in ("2026-09", "2026-10")}  # fmt: skip


def test_an_amount_has_its_benchmark_in_periods_of_the_report_alone(tmp_path: Path) -> None:
    """A month's beside months, and none beside a year to date; a segment has its own or none."""
    assert values(tmp_path, "revenue") == {
        ("2026-09", "period", None): 2200, ("2026-10", "period", None): 2200,
        ("2026-09", "period", "north"): 900, ("2026-10", "period", "north"): 900,
        ("2026-09", "period", "south"): None, ("2026-10", "period", "south"): None,
        ("2026-09", "year_to_date", None): None, ("2026-10", "year_to_date", None): None,
    }  # fmt: skip


def test_a_rate_has_it_everywhere(tmp_path: Path) -> None:
    """A rate is one whatever it is of."""
    assert values(tmp_path, "win_rate")["2026-10", "year_to_date", None] == 0.45


def test_it_judges_nothing(tmp_path: Path) -> None:
    """States and attainment are those of the target."""
    with_it, without = (computed(tmp_path, more=OBJECTIVES + more) for more in (MORE, ""))
    for key, value in without.results.values.items():
        other = with_it.results.values[key]
        assert (value.state, value.attainment, value.benchmark) == (other.state, other.attainment, None)


def pages(folder: Path, language: str) -> Document:
    return document(folder, section=CUT, more=OBJECTIVES + MORE, language=language)


@pytest.mark.parametrize(
    ("language", "detail", "beneath"),
    [
        ("en", "45.0% (Trade association)", "Benchmark €900.00"),
        ("fr", "45,0\u202f% (Fédération)", "Référence 900,00\u00a0€"),
        ("ru", "45,0\u00a0% (Trade association)", "Ориентир: 900,00\u00a0€"),
    ],
)
def test_pages_show_it_with_its_source(language: str, detail: str, beneath: str, tmp_path: Path) -> None:
    """In the definitions with who says so, in tables beneath the figure of its segment."""
    made = pages(tmp_path, language)
    (rate,) = (one for one in made.definitions if one.kpi == "win_rate")
    assert detail in [value for _, value in rate.details]
    (table,) = made.sections[0].tables
    assert [row.cells[0].benchmark for row in table.rows if row.label == "north"] == [beneath]


def test_a_trend_has_it_as_a_line(tmp_path: Path) -> None:
    """Drawn with its name at the end."""
    (drawn,) = pages(tmp_path, "en").sections[0].charts
    assert ">Benchmark<" in drawn.svg


def test_who_doubts_a_figure_sees_it(tmp_path: Path) -> None:
    """`kpi explain` names it with its source beside other figures, `kpi list --json` beside the KPI."""
    path = write(tmp_path, more=OBJECTIVES + MORE)
    told = CliRunner().invoke(kpi, ["explain", str(path), "win_rate", "--period", "2026-10"]).output
    assert "benchmark: Trade association" in told
    assert "−25.0 pts" in told.replace("\u00a0", " ")
    listed = json.loads(CliRunner().invoke(kpi, ["list", str(path), "--json"]).output)
    assert {one["id"]: one["benchmark"] for one in listed if one["benchmark"]} == {
        "revenue": "€2,200.00 (Bank survey)", "win_rate": "45.0% (Trade association)",
    }  # fmt: skip


def test_twelve_months_have_no_target_of_a_month(tmp_path: Path) -> None:
    """A target is of the KPI's own time and of the year to date; of another time it says nothing."""
    cut = "by: team\n      comparisons: [year_to_date, rolling_12_months, target]"
    made = computed(tmp_path, section=cut, more=OBJECTIVES)
    found = {
        value.window: (value.target is None, value.attainment is None, value.state == "no_target")
        for value in made.results.values.values()
        if (value.kpi, value.period, value.segments) == ("revenue", "2026-10", ())
    }
    judged, alone = (False, False, False), (True, True, True)
    assert found == {"period": judged, "year_to_date": judged, "last 12 months": alone}
