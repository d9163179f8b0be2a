"""What definitions do to figures: the earlier ones are computed over today's data, and each difference is told."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import pipeline
from engine.differences.values import equal
from engine.errors import ArgumentError, DataError
from engine.model.differences import FigureChange, Values
from engine.model.results import Segment
from engine.model.unit import Number
from engine.pipeline.differences import diff
from tests.differences.example import TODAY, Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """The example, committed."""
    return Repository(tmp_path)


def values_of(repository: Repository, by: str | None = None) -> Values:
    """The figures of both sides, which there are."""
    found = repository.diff(by=by)
    assert found.failure is None
    assert found.values is not None
    return found.values


def numbers(figures: tuple[FigureChange, ...]) -> dict[str, tuple[Number | None, Number | None]]:
    """Both values of each period."""
    return {
        one.period: (one.before.value if one.before else None, one.after.value if one.after else None)
        for one in figures
    }


def test_figures_that_change_are_told_and_others_are_counted(repository: Repository) -> None:
    """Without the lost deals' condition revenue is more in the months that have any; what nobody touched stays."""
    repository.change("    where: stage = 'won'\n", "    where: stage <> 'open'\n")
    values = values_of(repository)
    changed = {change.kpi: change for change in values.kpis}
    assert set(changed) == {"revenue", "revenue_per_visit"}
    assert set(values.same) == {"win_rate", "visits"}
    assert (values.period.id, len(values.periods), values.periods[0]) == ("2026-10", 13, "2025-10")
    assert numbers(changed["revenue"].figures) == {
        "2026-08": (Decimal("1200.00"), Decimal("2000.00")),
        "2026-10": (Decimal("2500.25"), Decimal("2900.25")),
    }
    assert [one.difference for one in changed["revenue"].figures] == [Decimal("800.00"), Decimal("400.00")]
    assert changed["revenue"].figures[0].relative == pytest.approx(2 / 3)
    assert changed["revenue"].same == 11
    assert numbers(changed["revenue_per_visit"].figures)["2026-08"] == (12.0, 20.0)


def test_segments_are_compared_too(repository: Repository) -> None:
    """By team the total and each team whose figures change; the other team stays."""
    repository.change("    where: stage = 'won'\n", "    where: stage = 'won' AND team = 'south'\n")
    (change, _) = values_of(repository, by="team").kpis
    assert {one.segments for one in change.figures} == {(), (Segment("team", "north"),)}
    north = [one for one in change.figures if one.segments]
    assert {one.period: one.difference for one in north} == {
        "2026-08": Decimal("-1200.00"), "2026-09": Decimal("-2100.50"), "2026-10": Decimal("-700.25"),
    }  # fmt: skip


def test_the_earlier_figures_are_those_of_the_earlier_report(repository: Repository, tmp_path: Path) -> None:
    """The values before are the ones that the whole earlier tree, with today's data in it, computes by itself."""
    earlier = tmp_path / "earlier"
    for name in ("reports", "common"):
        shutil.copytree(repository.folder / name, earlier / name)
    repository.change("formula: SUM(amount)", "formula: SUM(amount) / 3")
    repository.change("COUNT_IF(stage = 'won') / COUNT(*)", "COUNT_IF(stage = 'won') / COUNT_IF(stage <> 'open')")
    repository.change("formula: SUM(number)", "formula: MAX(number)")
    repository.change("\n6,2026-10-12,south,won,1800.00", "\n6,2026-10-12,south,won,1900.00", "data/deals.csv")
    shutil.copytree(repository.folder / "data", earlier / "data")
    for folder, side in ((earlier, "before"), (repository.folder, "after")):
        computed = pipeline.compute(folder / "reports" / "sales.yml", today=TODAY).results
        for change in values_of(repository).kpis:
            for one in change.figures:
                value = getattr(one, side)
                alone = computed.values.get((change.kpi, "period", one.period, ()))
                if alone is not None:  # the report shows it
                    assert (value.value, value.target, value.state) == (alone.value, alone.target, alone.state)
    revenue = next(change for change in values_of(repository).kpis if change.kpi == "revenue")
    assert numbers(revenue.figures)["2026-10"][0] == Decimal("2600.25")  # today's data, not those of the commit


def test_a_kpi_of_one_side_shows_its_figures(repository: Repository) -> None:
    """What was added has values after, what was removed has values before."""
    repository.change("  revenue_per_visit:", "  per_visit:")
    values = values_of(repository)
    assert {(change.kpi, change.what, numbers(change.figures)["2026-08"]) for change in values.kpis} == {
        ("revenue_per_visit", "removed", (12.0, None)),
        ("per_visit", "added", (None, 12.0)),
    }


def test_what_becomes_provisional_is_a_difference(repository: Repository) -> None:
    """With a time to mature the values are the same, and the last two months are no longer final."""
    repository.change("    format: percent\n", "    format: percent\n    matures: 40 days\n")
    (change,) = values_of(repository).kpis
    provisional = {one.period: [side is not None and side.provisional for side in (one.before, one.after)]
                   for one in change.figures}  # fmt: skip
    assert provisional == {"2026-09": [False, True], "2026-10": [False, True]}
    assert {one.difference for one in change.figures} == {0}


def test_verdicts_that_change_are_named(repository: Repository) -> None:
    """A higher target makes the month and the year to date off track; the KPI's values stay."""
    repository.change("target: 24000", "target: 48000", "common/objectives.yml")
    values = values_of(repository)
    assert (values.kpis, len(values.same)) == ((), 4)
    states = {one.window: (one.before and one.before.state, one.after and one.after.state) for one in values.states}
    assert states["period"] == ("on_track", "off_track")
    assert {one.kpi for one in values.states} == {"revenue"}


def test_an_objective_that_is_new_has_had_no_target(repository: Repository) -> None:
    """Its state before is that there was none."""
    target = "  - {kpi: win_rate, period: 2026, target: 50%}\n"
    repository.change(target, "", "common/objectives.yml")
    repository.commit()
    repository.change("target: 24000}\n", f"target: 24000}}\n{target}", "common/objectives.yml")
    found = {one.window: (one.before and one.before.state, one.after and one.after.state)
             for one in values_of(repository).states}  # fmt: skip
    assert found["period"] == ("no_target", "on_track")


def test_another_grain_is_compared_in_todays_periods(repository: Repository) -> None:
    """A monthly report that becomes a quarterly one: both sides by quarter, and no figure differs."""
    repository.change("every: month", "every: quarter", "reports/sales.yml")
    values = repository.diff().values
    assert values is not None
    assert (values.period.id, values.kpis) == ("2026-Q3", ())


def test_a_month_that_was_not_covered_has_had_no_values(repository: Repository) -> None:
    """The edit of every month: what the data cover reaches one further, and its figures are new."""
    text = (repository.folder / "common" / "kpis.yml").read_text("utf-8")
    repository.write("common/kpis.yml", text.replace("to: 2026-10-31", "to: 2026-09-30"))
    repository.commit()
    repository.write("common/kpis.yml", text)
    values = values_of(repository)
    assert (values.period.id, len(values.kpis)) == ("2026-10", 4)
    assert {period: number[0] for kpi in values.kpis for period, number in numbers(kpi.figures).items()} == {
        "2026-10": None
    }


def test_a_column_that_the_data_lack_is_named_with_its_side(repository: Repository) -> None:
    """Earlier definitions that cannot read today's data: what changed is listed, and the message names the revision."""
    repository.change("id,signed_on,team,", "id,signed_on,squad,", "data/deals.csv")
    repository.change("team: string", "squad: string")
    found = repository.diff()
    assert [one.key for change in found.definitions.changes for one in change.settings] == [
        "columns.team", "columns.squad",
    ]  # fmt: skip
    assert found.values is None
    assert found.there
    assert isinstance(found.failure, DataError)
    (issue,) = found.failure.issues
    assert issue.message == "no column is headed 'team' (as it is defined at HEAD)"
    assert Path(issue.place.file).resolve() == repository.folder / "data" / "deals.csv"


def test_without_data_the_definitions_are_compared_all_the_same(repository: Repository) -> None:
    """Where the data are not on this machine, the reader is told so, and it is no failure of the definitions."""
    repository.change("SUM(number)", "MAX(number)")
    shutil.rmtree(repository.folder / "data")
    found = repository.diff()
    assert len(found.definitions.changes) == 1
    assert (found.values, found.there, found.unread) == (None, False, "the data are not there")


def test_a_source_that_is_gone_is_named_at_its_revision(repository: Repository) -> None:
    """The earlier definitions name a file that there is no more: the place is theirs."""
    (repository.folder / "data" / "visits.csv").rename(repository.folder / "data" / "visitors.csv")
    repository.change("visits.csv", "visitors.csv")
    found = repository.diff()
    assert found.failure is not None
    assert {issue.place.file for issue in found.failure.issues} == {"HEAD:common/kpis.yml"}


def test_a_dimension_that_nobody_has_is_refused(repository: Repository) -> None:
    """The nearest one is named, before any data are read."""
    shutil.rmtree(repository.folder / "data")
    repository.change("SUM(number)", "MAX(number)")
    with pytest.raises(ArgumentError) as caught:
        repository.diff(by="teem")
    assert [(issue.code, issue.hint) for issue in caught.value.issues] == [("no-dimension", "did you mean 'team'?")]


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        (None, None, True),
        (None, 0, False),
        (1, 2, False),
        (Decimal("0.10"), Decimal("0.1"), True),
        (Decimal("100000000000.00"), Decimal("100000000000.01"), False),
        (1.0, 1.0 + 1e-12, True),
        (1.0, 1.0 + 1e-8, False),
        (0.0, 1e-12, False),
        (10**18, 10**18 + 1, False),
    ],
)
def test_money_and_counts_are_compared_exactly(before: Number | None, after: Number | None, *, same: bool) -> None:
    """A cent is a difference, the last digits of a binary fraction are none."""
    assert equal(before, after) is same


CHAIN = """report:
  {{id: chain, title: Chain, company: Nova, every: month, language: en, sections: [{{title: All, cards: [k0]}}]}}
datasets:
  rows: {{source: rows.csv, date: day, columns: {{day: date, amount: integer}}}}
kpis:
{kpis}
"""


@st.composite
def chains(draw: st.DrawFn) -> tuple[list[list[int]], int]:
    """KPIs that each add up earlier ones (or rows), and the one of them that changes."""
    parts = [
        draw(st.lists(st.integers(0, n - 1), max_size=3, unique=True)) if n else []
        for n in range(draw(st.integers(1, 7)))
    ]
    return parts, draw(st.integers(0, len(parts) - 1))


def chain(parts: list[list[int]], more: int | None = None) -> str:
    """The report of a chain; one of its formulas gives more."""
    lines = []
    for number, of in enumerate(parts):
        formula = " + ".join(f"k{part}" for part in of) or f"SUM(amount) * {number + 1}"
        formula += " + 1000" if number == more else ""
        dataset = "" if of else "dataset: rows, "
        lines.append(f"  k{number}: {{label: K{number}, {dataset}formula: {formula}}}")
    return CHAIN.format(kpis="\n".join(lines))


@settings(max_examples=20)
@given(chains())
def test_one_formula_changes_just_what_stands_on_it(
    tmp_path_factory: pytest.TempPathFactory, example: tuple[list[list[int]], int]
) -> None:
    """Whatever stands on what: the changed KPI and those above it change, named and in their figures; no other does."""
    parts, changed = example
    above = {changed}
    for number, of in enumerate(parts):
        above |= {number} if above & set(of) else set()
    folder, earlier = tmp_path_factory.mktemp("now"), tmp_path_factory.mktemp("before")
    (folder / "chain.yml").write_text(chain(parts, changed), "utf-8")
    (earlier / "chain.yml").write_text(chain(parts), "utf-8")
    (folder / "rows.csv").write_text("day,amount\n2026-10-01,5\n2026-10-31,7\n", "utf-8")
    found = diff(folder / "chain.yml", str(earlier), today=date(2026, 11, 3))
    assert [change.id for change in found.definitions.changes] == [f"k{changed}"]
    assert {one.kpi for one in found.definitions.through} == {f"k{number}" for number in above - {changed}}
    assert found.values is not None
    assert {change.kpi for change in found.values.kpis} == {f"k{number}" for number in above}
    assert len(found.values.same) == len(parts) - len(above)
