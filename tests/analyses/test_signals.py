"""A figure is a signal where it lies outside what the points before it make usual, and noise everywhere else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from engine.analyses.signals import limits, overlaps, season_is_plain, verdict
from engine.cli.kpi import kpi
from engine.formats.json import make
from engine.model.document import Document
from engine.model.period import PERIOD, YEAR_TO_DATE, Window
from engine.pipeline import compute
from engine.pipeline.figures import Computed
from engine.pipeline.wording import worded

REPORT = """
report:
  id: r
  title: R
  company: C
  every: month
  language: %s
  sections: [{title: S, cards: [sold], scorecard: {kpis: all}}, {title: T, charts: [{trend: sold}]}]
datasets:
  deals:
    source: deals.csv
    date: day
    covers: {from: %s, to: 2026-10-31}
    columns: {day: date, amount: integer}
kpis:
  sold: {label: Sold, dataset: deals, formula: SUM(amount), better: higher%s}
objectives:
  - {kpi: sold, period: 2026, target: 1200000}
"""


def october(folder: Path, values: Sequence[int], language: str = "en", more: str = "", covers: str = "") -> Computed:
    """So many months of sales, the last of them October 2026."""
    rows, first = [], ""
    for back, value in enumerate(reversed(values)):
        year, month = divmod(2026 * 12 + 9 - back, 12)
        first = f"{year}-{month + 1:02}-01"
        rows.append(f"{year}-{month + 1:02}-05,{value}")
    (folder / "deals.csv").write_text("\n".join(["day,amount", *rows]) + "\n", "utf-8")
    (folder / "r.yml").write_text(REPORT % (language, covers or first, more), "utf-8")
    return compute(folder / "r.yml", today=date(2026, 11, 3))


def derived(made: Computed) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(make(made.results, made.catalog))["derived"]
    return found


def pages(made: Computed) -> Document:
    return worded(made, None)


def by_duckdb(before: Sequence[float]) -> tuple[float, float, float]:
    """Mean and limits as SQL has them."""
    rows = ", ".join(f"({n}, {value}::DOUBLE)" for n, value in enumerate(before))
    asked = duckdb.sql(
        f"""WITH points(n, v) AS (VALUES {rows}),
        moved AS (SELECT v, abs(v - lag(v) OVER (ORDER BY n)) AS mr FROM points)
        SELECT avg(v), avg(v) - 2.66 * avg(mr), avg(v) + 2.66 * avg(mr) FROM moved"""
    )
    assert asked is not None
    mean, lower, upper = asked.fetchall()[0]
    return mean, lower, upper


# Two years without a season, the judged one last.
QUIET = [50, 53, 48, 51, 55, 47, 52, 50, 54, 49, 51, 53, 48, 50, 52, 49, 54, 51, 50, 47, 53, 52, 49, 51]


@given(st.lists(st.integers(-1000, 1000), min_size=12, max_size=30))
def test_limits_are_those_that_sql_finds(before: list[int]) -> None:
    """Mean ± 2.66 × mean moving range, recomputed by DuckDB."""
    assert tuple(map(float, limits([Fraction(value) for value in before]))) == pytest.approx(by_duckdb(before))


def test_limits_by_hand() -> None:
    """4 and 6 by turns: mean 5, moving range 2, limits 5 ± 5.32."""
    assert limits([Fraction(n) for n in (4, 6) * 6]) == (Fraction(5), Fraction("-0.32"), Fraction("10.32"))


@pytest.mark.parametrize(
    ("last", "code", "direction"),
    [(58, "none", None), (61, "outside", "up"), (41, "outside", "down")],
)
def test_the_last_point_is_judged_by_those_before_it(
    last: int, code: str, direction: str | None, tmp_path: Path
) -> None:
    """Its own jump is no part of the moving range: else a large one would widen the limits that it is held to."""
    (found,) = derived(october(tmp_path, [*QUIET, last]))["signals"]
    mean, lower, upper = by_duckdb(QUIET)
    assert (found["signal"], found["direction"], found["value"]) == (code, direction, last)
    assert (found["mean"], found["lower"], found["upper"]) == pytest.approx((mean, lower, upper))
    assert (found["points"], found["from"], found["on"]) == (24, "2024-10", "value")


def test_eight_on_one_side_are_a_signal(tmp_path: Path) -> None:
    """Each is usual by itself; the eighth in a row above the mean is not. Seven are noise."""
    low, high = [50, 53] * 8, [55, 56] * 4
    (found,) = derived(october(tmp_path, [*low, *high]))["signals"]
    assert (found["signal"], found["direction"]) == ("run", "up")
    assert found["lower"] <= 56 <= found["upper"]
    (found,) = derived(october(tmp_path, [*low, 50, *high[1:]]))["signals"]
    assert (found["signal"], found["direction"], found["run"]) == ("none", None, 7)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "signal: 11 in a row above their mean of 53"),
        ("fr", "signal\u00a0: 11 valeurs de suite au-dessus de leur moyenne de 53"),
        ("ru", "сигнал: значений подряд выше своего среднего (53): 11"),
    ],
)
def test_a_run_is_as_long_as_it_is(language: str, said: str, tmp_path: Path) -> None:
    """Eleven in a row are said to be eleven, and not the eight that make a signal."""
    made = october(tmp_path, [*[50, 53] * 6, 50, *[55, 56] * 5, 55], language)
    (found,) = derived(made)["signals"]
    assert (found["signal"], found["run"]) == ("run", 11)
    assert (sign := pages(made).cards[0].sign) is not None
    assert sign.text == said
    assert "11" in sign.short


def test_twelve_points_are_the_fewest(tmp_path: Path) -> None:
    """Of eleven nobody knows what is usual: nothing is said, in the JSON or on a page."""
    made = october(tmp_path, QUIET[:13])
    (found,) = derived(made)["signals"]
    assert found["points"] == 12
    made = october(tmp_path, QUIET[:12])
    assert derived(made)["signals"] == []
    assert pages(made).cards[0].sign is None
    assert "usual" not in pages(made).headline


def test_what_is_partial_is_no_point(tmp_path: Path) -> None:
    """The month in which the data begin, on its fifth, is not whole: it neither judges nor is it a gap."""
    (found,) = derived(october(tmp_path, [900, *QUIET[:14]], covers="2025-08-05"))["signals"]
    assert (found["points"], found["from"]) == (13, "2025-09")


def test_the_last_final_figure_is_judged(tmp_path: Path) -> None:
    """October and September are not final for 40 days: August is judged, and what came after it is no point."""
    (found,) = derived(october(tmp_path, [*QUIET, 51, 9999, 1], more=", matures: 40 days"))["signals"]
    assert (found["period"], found["value"], found["signal"]) == ("2026-08", 51, "none")
    assert found["points"] == 24


def quarters(years: int, jump: int = 60) -> list[int]:
    """Months whose every third closes a quarter: October 2026 does, so the last of all."""
    noise = [0, 2, -1, 1, 3, -2, 0, 1, -3, 2, 1, -1, 2, 0, -2, 1, 3, -1, 0, 2, -2, 1, -1, 0, 2, 1, 0, -2]
    return [100 + noise[n % 28] + (jump if n % 3 == 0 else 0) for n in range(12 * years + 1)]


def test_a_quarters_closing_month_is_judged_by_its_change(tmp_path: Path) -> None:
    """Where a season is plain the change to the year before is judged: the closing month is no signal for closing."""
    values = quarters(2)
    (found,) = derived(october(tmp_path, values))["signals"]
    changes = [values[n] - values[n - 12] for n in range(12, 24)]
    assert (found["on"], found["signal"], found["points"], found["from"]) == ("change", "none", 12, "2025-10")
    assert found["change"] == values[24] - values[12]
    assert (found["mean"], found["lower"], found["upper"]) == pytest.approx(by_duckdb(changes))


def test_a_closing_month_that_does_not_close_is_a_signal(tmp_path: Path) -> None:
    """It lies where other months do, and that is what is odd about it."""
    (found,) = derived(october(tmp_path, [*quarters(2)[:-1], 100]))["signals"]
    assert (found["on"], found["signal"], found["direction"]) == ("change", "outside", "down")


def test_growth_is_no_season() -> None:
    """What grows by as much each month has no season, however little it strays."""
    points = {n: Fraction(10 * n + value) for n, value in enumerate(QUIET)}
    assert not season_is_plain(points, {n: points[n] - points[n - 12] for n in range(12, 24)})
    plain = {n: Fraction(value) for n, value in enumerate(quarters(2)[:24])}
    assert season_is_plain(plain, {n: plain[n] - plain[n - 12] for n in range(12, 24)})


def test_nothing_that_overlaps_is_judged(tmp_path: Path) -> None:
    """Neighbouring years to date share their months, and would look quieter than they are."""
    assert overlaps(YEAR_TO_DATE, "month")
    assert overlaps(Window("last", 12, "month"), "month")
    assert overlaps(Window("last", 90, "day"), "month")
    assert not overlaps(Window("last", 1, "week"), "month")
    assert not overlaps(YEAR_TO_DATE, "year")
    assert not overlaps(PERIOD, "month")
    made = october(tmp_path, QUIET, more=", window: last 3 months")
    assert derived(made)["signals"] == []


@given(st.lists(st.integers(0, 99), min_size=12, max_size=20), st.integers(0, 99))
def test_a_verdict_does_not_depend_on_the_unit(before: list[int], value: int) -> None:
    """The same figures in cents give the same verdict."""
    one = verdict([Fraction(point) for point in before], Fraction(value))
    assert one == verdict([Fraction(point, 100) for point in before], Fraction(value, 100))


@pytest.mark.parametrize(
    ("language", "last", "headline", "card"),
    [
        ("en", 58, "below target, which is within its usual range.", "within its usual range"),
        ("en", 30, "below target, a signal: below its usual range.", "signal: below its usual range, 42 to 60"),
        ("fr", 58, "sous l’objectif, dans sa plage habituelle.", "dans sa plage habituelle"),
        ("fr", 30, "un signal\u00a0: au-dessous de sa plage habituelle.",
         "signal\u00a0: au-dessous de sa plage habituelle, de 42 à 60"),
        ("ru", 58, "ниже цели, в обычных пределах.", "в обычных пределах"),
        ("ru", 30, "это сигнал: ниже обычных пределов.", "сигнал: ниже обычных пределов, от 42 до 60"),
    ],
)  # fmt: skip
def test_the_pages_say_what_is_noise(language: str, last: int, headline: str, card: str, tmp_path: Path) -> None:
    """On the first page in the headline, on the card and in what needs a decision."""
    document = pages(october(tmp_path, [*QUIET, last], language))
    assert document.headline.endswith(headline)
    assert document.cards[0].sign is not None
    assert document.cards[0].sign.text == card
    assert document.decisions[0].sentence.endswith(f"{card}.")


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("en", "1 of 1 objective on track. Out of the ordinary: Sold (unusually high)."),
        ("fr", "1 objectif sur 1 en bonne voie. À signaler\u00a0: Sold (plus haut que d’habitude)."),
        ("ru", "Выполняется целей: 1 из 1. Вне обычного: Sold (выше обычного)."),
    ],
)
def test_a_signal_is_in_the_headline_also_where_all_is_well(language: str, wanted: str, tmp_path: Path) -> None:
    """The target is reached, and more than usual: that is news too."""
    values = [1000 * value for value in QUIET]
    assert pages(october(tmp_path, [*values, 1_100_000], language)).headline == wanted


def test_an_explanation_shows_the_limits(tmp_path: Path) -> None:
    """With how they were made and what follows; as JSON in full precision."""
    october(tmp_path, [*QUIET, 61])

    def told(*arguments: str) -> str:
        result = CliRunner().invoke(kpi, ["explain", str(tmp_path / "r.yml"), "sold", *arguments])
        assert result.exit_code == 0, result.output
        return result.stdout

    text = told("--period", "2026-10")
    assert "usual range: 24 figures from 2024-10 on, mean ± 2.66 × mean moving range" in " ".join(text.split())
    assert "    signal: above its usual range, 42 to 60\n" in text
    found = json.loads(told("--period", "2026-10", "--json"))["signal"]
    assert (found["signal"], found["mean"]) == ("outside", pytest.approx(by_duckdb(QUIET)[0]))


def test_a_trend_has_the_usual_range_behind_it(tmp_path: Path) -> None:
    """A light band in the picture, what it is in the note, and the same in its alternative text."""
    (chart,) = pages(october(tmp_path, [*QUIET, 58])).sections[0].charts
    said = "Oct 2026: within its usual range, 42 to 60. Shaded: the usual range, from the 24 points before."
    assert chart.note == said
    assert chart.alt.endswith(said)
    assert chart.svg.count("#f0f3f7") == 1
    (chart,) = pages(october(tmp_path, QUIET[:12])).sections[0].charts
    assert (chart.note, chart.svg.count("#f0f3f7")) == ("", 0)


@pytest.mark.parametrize(("format", "usual"), [("integer", "0 to 10"), ("points", "−619.7\u00a0pts to 976.3\u00a0pts")])
def test_points_may_be_below_zero_before_they_ever_were(
    format: str, usual: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A difference of two shares has no floor; what never was below zero and is no difference has one."""
    monkeypatch.setitem(
        globals(), "REPORT", REPORT.partition("objectives:")[0].replace("scorecard: {kpis: all}", "text: T")
    )
    (chart,) = pages(october(tmp_path, [0, 3, 1, 4, 0, 3] * 4, more=f", format: {format}")).sections[-1].charts
    assert f"usual range, {usual}." in chart.note
