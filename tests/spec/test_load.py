"""Loading: each file once, in any order, with what is wrong in one of them kept to itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.kept import Kept
from engine.shipped import shipped
from engine.spec.load import Loaded, load

REPORT = """report:
  {{id: r, title: T, company: C, every: month, language: en, uses: [{uses}], sections: [{{title: A, cards: [a]}}]}}
"""
KPI = "kpis:\n  {id}: {{label: {label}, formula: 1{more}}}\n"


def loaded(folder: Path, uses: str, **files: str) -> Loaded:
    for name, text in files.items():
        path = folder / f"{name}.yml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    (folder / "report.yml").write_text(REPORT.format(uses=uses), "utf-8")
    return load(folder / "report.yml")


def codes(found: Loaded) -> list[str]:
    return [issue.code for issue in found.issues]


def test_each_file_is_read_once(tmp_path: Path) -> None:
    """Named twice, by a glob and by its path, a file is still one file; the report may match its own glob."""
    found = loaded(tmp_path, "a.yml, '*.yml', ./a.yml", a=KPI.format(id="a", label="A", more=""))
    assert codes(found) == []
    assert found.specs is not None
    assert list(found.specs.kpis) == ["a"]


def test_the_later_definition_stands_in_where_it_says_so(tmp_path: Path) -> None:
    """`replaces: true` on the later one, whatever kind of file the earlier is in."""
    first, second = KPI.format(id="a", label="Old", more=""), KPI.format(id="a", label="New", more=", replaces: true")
    found = loaded(tmp_path, "a.yml, b.yml", a=first, b=second)
    assert codes(found) == []
    assert found.specs is not None
    assert found.specs.kpis["a"].label.in_("en") == "New"


def test_replacing_does_not_excuse_who_comes_later(tmp_path: Path) -> None:
    """The earlier one's `replaces: true` is about what stood before it; a later twin is an error."""
    first, second = KPI.format(id="a", label="Old", more=", replaces: true"), KPI.format(id="a", label="New", more="")
    assert codes(loaded(tmp_path, "a.yml, b.yml", a=first, b=second)) == ["duplicate-id"]


def test_the_reports_own_definition_stands_in_for_the_librarys(tmp_path: Path) -> None:
    """It is read first, and the library's comes later; it wins all the same."""
    own = KPI.format(id="leads_generated", label="Ours", more=", replaces: true")
    found = loaded(tmp_path, "a.yml, 'boardpack:acquisition'", a=own)
    assert codes(found) == []
    assert found.specs is not None
    assert found.specs.kpis["leads_generated"].label.in_("en") == "Ours"
    assert found.specs.kpis["cost_per_lead"].library


@pytest.mark.parametrize(
    "uses", ["'*'", "'[a'", "'/*.yml'", "'**/x**/*.yml'", "..", "'a\\0b.yml'", "'../../../*/nope.yml'"]
)
def test_any_path_at_all_is_answered(tmp_path: Path, uses: str) -> None:
    """A folder, a broken glob or a path from the root is at most a file that is not there."""
    assert set(codes(loaded(tmp_path, uses))) <= {"no-file"}


def test_what_is_wrong_in_one_part_hides_that_part_only(tmp_path: Path) -> None:
    """Two KPIs, one of them wrong: the other is there, and the wrong one is known to exist."""
    text = "kpis:\n  a: {label: A, formula: 1, nonsense: 2}\n  b: {label: B, formula: 1}\n"
    found = loaded(tmp_path, "a.yml", a=text)
    assert codes(found) == ["unknown-key"]
    assert found.broken == {"a"}
    assert found.specs is not None
    assert list(found.specs.kpis) == ["b"]


def test_a_file_that_cannot_be_read_leaves_open_what_it_holds(tmp_path: Path) -> None:
    """Nobody can be blamed for naming what a broken file may define."""
    for text in ("kpis: [", "kpi: {}", ""):
        assert "*" in loaded(tmp_path, "a.yml", a=text).broken
    assert "*" in loaded(tmp_path, "missing.yml").broken


def test_a_list_that_is_shared_by_an_alias_is_pruned_once(tmp_path: Path) -> None:
    """The same wrong entries in two places are taken out without a fall."""
    text = (
        "objectives: &o [{kpi: a}]\nreport: {id: r, title: T, company: C, every: month, language: en, sections: *o}\n"
    )
    (tmp_path / "report.yml").write_text(text, "utf-8")
    assert set(codes(load(tmp_path / "report.yml"))) == {"missing-key", "unknown-key"}


@pytest.mark.parametrize(
    "line",
    [
        "datasets: {d: {source: a.csv, columns: {x: date}, fresh_within: 999999999999 days}}",
        "datasets: {d: {source: a.csv, columns: {x: date}, covers: {to: 9999-12-31}}}",
        "datasets: {d: {source: a.csv, columns: {x: date}, covers: {to: 2026-02-30}}}",
        f"datasets: {{d: {{source: a.csv, columns: {{x: date}}, csv: {{skip_top: {'9' * 5000}}}}}}}",
        "datasets: {d: {source: a.csv, columns: {x: date}, csv: {separator: '\"'}}}",
        "datasets: {d: {source: a.csv, columns: {x: date}, csv: {separator: é}}}",
        'datasets: {d: {source: "a\\0b.csv", columns: {x: date}}}',
        "datasets: {d: {source: '', columns: {x: date}}}",
        f"objectives: [{{kpi: a, period: 2026, target: {'9' * 400}}}]",
        "objectives: [{kpi: a, period: 0000, target: 1}]",
        'objectives: [{kpi: a, period: "2026\\n", target: 1}]',
        "objectives: [{kpi: a, period: ٢٠٢٦, target: 1}]",
    ],
)
def test_values_that_no_calendar_or_machine_can_hold_are_issues(tmp_path: Path, line: str) -> None:
    """Too large, too far away or in other digits: said like everything else, never a fall."""
    found = loaded(tmp_path, "a.yml", a=line + "\n")
    assert len(found.issues) == 1


def test_a_key_that_stands_elsewhere_is_said_once_and_what_lacks_it_is_left_out(tmp_path: Path) -> None:
    """A dataset whose 'columns' stand one level too far in is wrong once, and is not read without them."""
    a = "datasets:\n  visits:\n    source: visits.csv\n    csv:\n      columns: {id: string}\n"
    found = loaded(tmp_path, "a.yml", a=a)
    (issue,) = found.issues
    assert issue.code == "unknown-key"
    assert "beside 'csv', under 'datasets.visits'" in issue.hint
    assert "visits" in found.broken


def test_a_file_that_is_kept_says_what_it_says_in_its_place(tmp_path: Path) -> None:
    """The same text as the report, as a file that another uses, from the library and by its path, is read as that."""
    library, kept = shipped("kpi_specs") / "sales.yml", Kept()
    own, other = tmp_path / "report.yml", tmp_path / "other.yml"
    for uses in ("boardpack:sales", library):
        own.write_text(REPORT.format(uses=f"'{uses}'"), "utf-8")
        found = load(own, kept)
        assert found == load(own)
        assert found.specs is not None
        assert {kpi.library for kpi in found.specs.kpis.values()} == {uses == "boardpack:sales"}
    other.write_text(REPORT.format(uses="report.yml"), "utf-8")
    assert codes(load(other, kept)) == codes(load(other)) == ["second-report"]
    (tmp_path / "elsewhere").mkdir()
    moved = own.rename(tmp_path / "elsewhere" / "report.yml")
    assert load(moved, kept) == load(moved)
