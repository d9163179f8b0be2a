"""What is listed as changed is what means something else, each with the places of both sides."""

from __future__ import annotations

import ast
import shutil
from dataclasses import fields
from pathlib import Path

import pytest

from engine.model import actions, benchmarks, datasets, insights, kpis, objectives, specs
from engine.model.differences import Definitions, Effect
from engine.pipeline.differences import diff
from tests.differences.example import COMMON, TODAY, Repository

# What says where a thing stands, which it is, or that its file has errors anyway.
NOT_SAID = {"place", "path", "folder", "id", "name", "span", "partly"}
# Said under another name: targets as they were written, a column's type as it was declared (`reads`), a target that
# is the sum of its segments', the day from which an action counts (`opened`).
OTHERWISE = {"target_text", "read_as", "summed", "opens"}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """The example, committed."""
    return Repository(tmp_path)


def listed(repository: Repository, against: str = "HEAD") -> list[tuple[str, str, str, str | None, str | None]]:
    """All changes of settings: kind, id, key, before and after."""
    changes = repository.diff(against, data=False).definitions.changes
    return [(change.kind, change.id, one.key, one.before, one.after) for change in changes for one in change.settings]


def test_a_report_against_itself_has_no_differences(repository: Repository) -> None:
    """Nothing changed, nothing is listed, and no data are read."""
    (repository.folder / "data" / "deals.csv").unlink()
    found = repository.diff()
    assert (found.definitions.changes, found.definitions.through) == ((), ())
    assert (found.values, found.unread) == (None, "the definitions are the same")


def test_form_is_no_change(repository: Repository) -> None:
    """Comments, the order of keys and definitions, quotes, and which file says it are nothing that anybody means."""
    datasets, kpis = COMMON.split("kpis:\n")
    kpis = kpis.replace("label: Win rate", "label: 'Win rate'   # of all")
    kpis = kpis.replace("    where: stage = 'won'\n    formula: SUM(amount)\n",
                        "    formula: SUM(amount)\n\n    where: stage = 'won'\n")  # fmt: skip
    repository.write("common/kpis.yml", f"# Definitions\nkpis:\n{kpis}")
    repository.write("common/data/sets.yml", datasets.replace("../data", "../../data"))
    repository.change("['../common/*.yml']", "['../common/data/sets.yml', '../common/*.yml']", "reports/sales.yml")
    assert listed(repository) == []


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("    where: stage = 'won'\n", "    where: stage <> 'lost'\n",
         ("kpi", "revenue", "where", "stage = 'won'", "stage <> 'lost'")),
        ("formula: SUM(number)", "formula: COUNT(*)", ("kpi", "visits", "formula", "SUM(number)", "COUNT(*)")),
        ("    format: percent\n", "    format: percent\n    matures: 90 days\n",
         ("kpi", "win_rate", "matures", None, "90 days")),
        ("amount: money", "amount: {type: money, nullable: true, min: 0}",
         ("dataset", "deals", "columns.amount.nullable", None, "true")),
        ("team: string", "team: {type: string, from: Team}", ("dataset", "deals", "columns.team.from", None, "[Team]")),
        ("number: integer}", "number: integer, late: boolean}",
         ("dataset", "visits", "columns.late", None, "{type: boolean}")),
        ("      team: string\n", "", ("dataset", "deals", "columns.team", "{type: string}", None)),
        ("    key: id\n", "", ("dataset", "deals", "key", "id", None)),
        ("    date: day\n", "    date: day\n    fresh_within: 3 days\n",
         ("dataset", "visits", "fresh_within", None, "3 days")),
        ("deals.csv\n", "deals.csv\n    csv: {separator: ';'}\n",
         ("dataset", "deals", "csv", None, "{separator: ';'}")),
        ("label: Visits,", "label: {en: Visits, fr: Visites},", ("kpi", "visits", "label.fr", None, "Visites")),
    ],
)  # fmt: skip
def test_what_means_something_else_is_listed(
    repository: Repository, old: str, new: str, change: tuple[str, str, str, str | None, str | None]
) -> None:
    """Each change of a definition stands under its key, before and after."""
    repository.change(old, new)
    assert change in listed(repository)


def test_a_change_has_both_places(repository: Repository) -> None:
    """The earlier place is that of the revision, the other one that of the file."""
    repository.change("kpis:\n", "# a line more\nkpis:\n")
    repository.change("SUM(number)", "COUNT(*)")
    (change,) = repository.diff(data=False).definitions.changes
    (setting,) = change.settings
    assert setting.before_place is not None
    assert setting.after_place is not None
    line = next(number for number, text in enumerate(COMMON.splitlines(), 1) if "SUM(number)" in text)
    assert (setting.before_place.file, setting.before_place.line) == ("HEAD:common/kpis.yml", line)
    assert (Path(setting.after_place.file).resolve(), setting.after_place.line) == (
        repository.folder / "common/kpis.yml", line + 1,
    )  # fmt: skip


@pytest.mark.parametrize("formula", ["count_if( stage='won' )/COUNT( * )", "(COUNT_IF(stage = 'won')) / (COUNT(*))"])
def test_a_formula_that_is_written_differently_means_the_same(repository: Repository, formula: str) -> None:
    """Blanks, the case of words and brackets are notation; the KPI and those on it are not called changed."""
    repository.change("COUNT_IF(stage = 'won') / COUNT(*)", formula)
    definitions = repository.diff(data=False).definitions
    assert [one.effect for change in definitions.changes for one in change.settings] == ["notation"]
    assert definitions.through == ()


@pytest.mark.parametrize("target", ["0.50", "50.0%"])
def test_a_number_that_is_written_differently_is_the_same(repository: Repository, target: str) -> None:
    """A half is a half, in percent or not."""
    repository.change("target: 50%", f"target: {target}", "common/objectives.yml")
    assert listed(repository) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "effect"),
    [
        ("common/kpis.yml", "label: Win rate", "label: Share won", "wording"),
        ("reports/sales.yml", "title: Sales", "title: Our sales", "wording"),
        ("reports/sales.yml", "title: Summary", "title: The whole", "wording"),
        ("reports/sales.yml", "cards: [revenue, win_rate]", "cards: [revenue]", "report"),
        ("reports/sales.yml", "every: month", "every: quarter", "figures"),
        ("common/objectives.yml", "target: 24000", "target: 24001", "report"),
        ("common/kpis.yml", "values: [won, lost, open]", "values: [won, lost, open, new]", "report"),
        ("common/kpis.yml", "SUM(amount)", "SUM(amount) * 2", "figures"),
    ],
)
def test_each_change_says_what_it_touches(
    repository: Repository, name: str, old: str, new: str, effect: Effect
) -> None:
    """Words stand apart from what is shown and judged, and that from what changes figures."""
    repository.change(old, new, name)
    (change,) = repository.diff(data=False).definitions.changes
    assert (change.what, change.effect, len(change.settings)) == ("changed", effect, 1)


def test_a_test_that_changes_is_listed_and_changes_no_figure(repository: Repository) -> None:
    """What a definition is held to is part of it: its rows and its value stand in a diff, beside the figures."""
    test = "tests: [{name: half, given: {deals: [{stage: won}, {_times: 1, stage: lost}]}, expect: 50%}]"
    repository.change("(*)\n    format: percent\n", f"(*)\n    {test}\n    format: percent\n")
    repository.commit()
    repository.change("_times: 1,", "_times: 3,")
    repository.change("expect: 50%", "expect: 25%")
    (change,) = repository.diff(data=False).definitions.changes
    assert [(one.key, one.before, one.after, one.effect) for one in change.settings] == [(
        "tests.half",
        "given: {deals: [{stage: won}, {stage: lost}]}, expect: 50%",
        "given: {deals: [{stage: won}, {_times: 3, stage: lost}]}, expect: 25%",
        "wording",
    )]  # fmt: skip


def test_sentences_benchmarks_and_comparisons_are_listed(repository: Repository) -> None:
    """What is said and shown beside figures changes the report or its words, and no figure."""
    report = "reports/sales.yml"
    repository.change("  sections:\n", "  insights: [{when: revenue > 1, say: {en: More.}}]\n  sections:\n", report)
    repository.change("    format: percent\n", "    format: percent\n    benchmark: {value: 20%, source: A study}\n")
    repository.write("common/benchmarks.yml", "benchmarks: [{kpi: visits, value: 70, source: A bank}]\n")
    repository.commit()
    repository.change("revenue > 1,", "revenue > 2,", report)
    repository.change("{en: More.}", "{en: Much more.}", report)
    repository.change("value: 20%", "value: 25%")
    repository.change("A bank", "Two banks", "common/benchmarks.yml")
    changes = repository.diff(data=False).definitions.changes
    assert [(c.kind, c.id, one.key, one.before, one.after, one.effect) for c in changes for one in c.settings] == [
        ("kpi", "win_rate", "benchmark.value", "20%", "25%", "report"),
        ("benchmark", "visits", "source", "A bank", "Two banks", "wording"),
        ("report", "report", "insights.1.when", "revenue > 1", "revenue > 2", "report"),
        ("report", "report", "insights.1.say.en", "More.", "Much more.", "wording"),
    ]


def test_what_is_added_and_removed_is_said(repository: Repository) -> None:
    """A KPI that one side lacks is named with all that it says; a renamed one is two."""
    repository.change("  revenue_per_visit:", "  per_visit:")
    changes = repository.diff(data=False).definitions.changes
    assert [(change.what, change.id) for change in changes] == [
        ("removed", "revenue_per_visit"),
        ("added", "per_visit"),
    ]
    assert [(one.key, one.after) for one in changes[1].settings][:1] == [("formula", "revenue / visits")]


@pytest.mark.parametrize(
    ("old", "new", "through"),
    [
        ("    where: stage = 'won'\n", "    where: stage <> 'lost'\n", {"revenue_per_visit": ("revenue",)}),
        ("    source: ../data/visits.csv\n", "    source: ../data/visits.csv\n    where: number > 60\n",
         {"visits": ("visits.where",), "revenue_per_visit": ("visits.where",)}),
        ("amount: money", "amount: {type: money, nullable: true}",
         {"revenue": ("deals.columns.amount",), "revenue_per_visit": ("deals.columns.amount",)}),
        ("team: string", "team: {type: string, from: Team}", {}),
        ("label: Revenue\n", "label: Our revenue\n", {}),
        ("stage: {type: string, values: [won, lost, open]}", "stage: {type: string, map: {x: won}}",
         {"revenue": ("deals.columns.stage",), "win_rate": ("deals.columns.stage",),
          "revenue_per_visit": ("deals.columns.stage",)}),
    ],
)  # fmt: skip
def test_who_stands_on_what_changed_is_named(
    repository: Repository, old: str, new: str, through: dict[str, tuple[str, ...]]
) -> None:
    """A KPI whose own text is the same is changed through what it uses, and through nothing else."""
    repository.change(old, new)
    assert {one.kpi: one.causes for one in repository.diff(data=False).definitions.through} == through


def test_a_look_up_that_changed_is_named(repository: Repository) -> None:
    """A KPI that looks something up stands on the join, and on the column there."""
    teams = "  teams:\n    source: ../data/teams.csv\n    key: team\n    columns: {team: string, size: integer}\n"
    repository.change("kpis:\n", f"{teams}kpis:\n")
    repository.change("    key: id\n", "    key: id\n    joins: {of: {to: teams, on: team}}\n")
    repository.change("formula: SUM(amount)", "formula: SUM(amount) FILTER (WHERE of.size > 3)")
    repository.commit()
    repository.change("size: integer", "size: {type: integer, from: Size}")
    found = {one.kpi: one.causes for one in repository.diff(data=False).definitions.through}
    assert found == {"revenue": ("teams.columns.size",), "revenue_per_visit": ("teams.columns.size",)}


LIBRARY_KPI = """kpis:
  leads_generated:
    label: Leads
    replaces: true
    dataset: leads
    where: lead_id > 10
    formula: COUNT(*)
"""


def test_a_definition_in_place_of_the_librarys_says_so(repository: Repository) -> None:
    """The library's KPI before, the report's own now: its changes are listed, and that it stands in for the other."""
    leads = "  leads:\n    source: leads.csv\n    date: at\n    columns: {lead_id: integer, at: date}\nkpis:\n"
    repository.change("kpis:\n", leads)
    repository.change("*.yml']", "*.yml', 'boardpack:acquisition']", "reports/sales.yml")
    repository.change("cards: [revenue", "cards: [leads_generated, revenue", "reports/sales.yml")
    repository.commit()
    repository.write("common/leads.yml", LIBRARY_KPI)
    (change,) = repository.diff(data=False).definitions.changes
    assert (change.id, change.note) == ("leads_generated", "of the library, now in place of the library's")
    assert ("where", None, "lead_id > 10") in [(one.key, one.before, one.after) for one in change.settings]
    assert change.before_place is not None
    assert change.before_place.file == "boardpack:acquisition"


VALID = Path(__file__).resolve().parents[1] / "examples" / "valid"
REPORTS = sorted(VALID.glob("*.yml"))


def test_no_report_differs_from_its_copy(tmp_path: Path) -> None:
    """Whatever the language can say: the same files in another folder say the same."""
    shutil.copytree(VALID, tmp_path / "copy")
    for report in REPORTS:
        found = diff(report, str(tmp_path / "copy"), today=TODAY, data=False)
        assert (report.name, found.definitions, found.unread) == (
            report.name, Definitions(), "the definitions are the same",
        )  # fmt: skip


def test_any_report_can_be_compared_with_any_other() -> None:
    """Nothing that one side lacks stops the comparison."""
    for former, present in zip(REPORTS, [*REPORTS[1:], REPORTS[0]], strict=True):
        assert diff(present, str(former), today=TODAY, data=False).definitions.changes


@pytest.mark.parametrize(
    "model",
    [kpis.KpiSpec, kpis.ConversionSpec, kpis.RetentionSpec, kpis.Balance, kpis.Snapshot, kpis.TypedFigure, kpis.Hold,
     datasets.DatasetSpec, datasets.ColumnSpec, datasets.JoinSpec, datasets.Validity, datasets.Making,
     datasets.DimensionSpec, specs.ReportSpec, specs.SectionSpec, specs.ChartSpec,
     objectives.ObjectiveSpec, objectives.SegmentTarget, objectives.Revision, objectives.Spread,
     actions.ActionSpec, actions.EventSpec, insights.InsightSpec, benchmarks.BenchmarkSpec],
)  # fmt: skip
def test_every_key_of_the_language_is_compared(model: type) -> None:
    """A key that the model has and no sheet reads would change in silence."""
    read: set[str] = set()
    for path in sorted((Path(__file__).resolve().parents[2] / "engine" / "differences").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Attribute(attr=name) | ast.Constant(value=str(name)):
                    read.add(name)
                case ast.MatchClass(cls=ast.Name(id=name)):
                    read |= {field.name for field in fields(model)} if name == model.__name__ else set()
    assert {field.name for field in fields(model) if field.compare} - read - NOT_SAID - OTHERWISE == set()


ACTIONS = """actions:
  - {kpi: revenue, opened: 2026-09, action: Call., owner: Ann, due: 2026-11-30}
  - {kpi: revenue, opened: 2026-09, action: Train., owner: Ann, due: 2026-12-15}
  - {kpi: revenue, segment: {team: north}, opened: 2026-09, action: Hire., owner: Bob, due: 2026-12-31}
events:
  - {on: 2026-06-12, kpis: [revenue], label: Fair}
"""


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("due: 2026-12-15", "due: 2026-12-15, state: done, closed: 2026-10-01",
         ("action", "revenue 2026-09 (2)", "state", "open", "done")),
        ("due: 2026-12-15", "due: 2027-01-31", ("action", "revenue 2026-09 (2)", "due", "2026-12-15", "2027-01-31")),
        ("Hire.", "Hire two.", ("action", "revenue team=north 2026-09", "action", "Hire.", "Hire two.")),
        ("owner: Bob", "cause: Nobody there., owner: Bob",
         ("action", "revenue team=north 2026-09", "cause", None, "Nobody there.")),
        ("[revenue], label", "[revenue, win_rate], label",
         ("event", "2026-06-12", "kpis", "[revenue]", "[revenue, win_rate]")),
        ("label: Fair", "label: {en: Fair, fr: Salon}", ("event", "2026-06-12", "label.fr", None, "Salon")),
    ],
)  # fmt: skip
def test_a_change_of_an_action_or_an_event_is_listed(
    repository: Repository, old: str, new: str, change: tuple[str, str, str, str | None, str | None]
) -> None:
    """They have no ids: two of one KPI and month are told apart by their order."""
    repository.write("common/actions.yml", ACTIONS)
    repository.commit()
    repository.change(old, new, "common/actions.yml")
    assert change in listed(repository)
    assert {one.id for one in repository.diff(data=False).definitions.changes} == {change[1]}
