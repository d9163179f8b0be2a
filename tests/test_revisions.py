"""An earlier report is found at a revision or in a folder, and what is laid out for it is gone afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import ArgumentError, BoardpackError, Issue, MachineError, SpecError
from engine.revisions import former
from tests.differences.example import Repository, git


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary folders are made; each test leaves it empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """The example, committed."""
    return Repository(tmp_path / "tree")


def refused(repository: Repository, against: str, kind: type[BoardpackError] = ArgumentError) -> Issue:
    """The one issue of a diff that is refused."""
    with pytest.raises(kind) as caught:
        repository.diff(against, data=False)
    (issue,) = caught.value.issues
    return issue


@pytest.mark.parametrize("against", ["HEAD~1", "v1", "main~1", "HEAD~1:reports/sales.yml"])
def test_any_name_of_a_revision_will_do(repository: Repository, against: str) -> None:
    """A step back, a tag, a branch, and git's way of naming a file in one."""
    git(repository.folder, "tag", "v1")
    repository.change("SUM(number)", "MAX(number)")
    repository.commit()
    found = repository.diff(against, data=False)
    assert [change.id for change in found.definitions.changes] == ["visits"]
    assert found.against == against.partition(":")[0]
    assert found.commit == git(repository.folder, "rev-parse", "v1").strip()[:10]


def test_a_report_that_had_another_name_can_be_named(repository: Repository) -> None:
    """The message says which file there was, and how to name it."""
    repository.report.rename(repository.folder / "reports" / "selling.yml")
    repository.write("reports/sale.yml", (repository.folder / "reports" / "selling.yml").read_text("utf-8"))
    with pytest.raises(ArgumentError) as caught, former(repository.folder / "reports" / "sale.yml", "main"):
        pass
    (issue,) = caught.value.issues
    assert issue.message == "there was no 'reports/sale.yml' at 'main'"
    assert issue.hint == "if it was called 'reports/sales.yml', write --against main:reports/sales.yml"
    with former(repository.folder / "reports" / "sale.yml", "main:reports/sales.yml") as earlier:
        assert earlier.path.name == "sales.yml"


def test_links_and_other_endings_are_laid_out_as_they_were(repository: Repository) -> None:
    """What `uses` names is there, be it a link into another folder, or called as nothing else is."""
    repository.change("      scorecard: {kpis: all}\n", "", "reports/sales.yml")
    git(repository.folder, "mv", "common/objectives.yml", "common/goals.txt")
    (repository.folder / "reports" / "shared").symlink_to("../common")
    repository.change("['../common/*.yml']", "['shared/*.yml', ../common/goals.txt]", "reports/sales.yml")
    repository.commit()
    (repository.folder / "reports" / "shared").unlink()
    repository.change("['shared/*.yml', ../common/goals.txt]", "['../common/*.yml']", "reports/sales.yml")
    changes = repository.diff(data=False).definitions.changes
    assert {(change.kind, change.what) for change in changes} == {("objective", "removed")}


def test_data_are_not_laid_out(repository: Repository) -> None:
    """A repository may hold gigabytes of them, and those of today count."""
    git(repository.folder, "add", "--", "data")
    repository.commit()
    with former(repository.report, "HEAD") as earlier:
        assert earlier.root is not None
        names = {path.name for path in earlier.root.rglob("*") if path.is_file()}
    assert names == {"sales.yml", "kpis.yml", "objectives.yml"}


def test_a_folder_stands_for_the_reports_or_for_the_whole_tree(repository: Repository, tmp_path: Path) -> None:
    """Beside a report of the same name, or above it at the same place; or the file itself."""
    git(repository.folder, "worktree", "add", "--quiet", str(tmp_path / "before"))
    repository.change("SUM(number)", "SUM(number) * 2")
    for against in ("before/reports", "before", "before/reports/sales.yml"):
        found = repository.diff(str(tmp_path / against), data=False)
        assert [change.id for change in found.definitions.changes] == ["visits"]
    data = repository.diff(str(tmp_path / "before")).values
    assert data is not None
    assert [change.kpi for change in data.kpis] == ["visits", "revenue_per_visit"]


def test_what_is_a_branch_and_a_folder_is_the_branch(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`main` is the branch, `./main` the folder."""
    monkeypatch.chdir(tmp_path)
    Repository(tmp_path / "main").change("SUM(number)", "MAX(number)")
    assert repository.diff("main", data=False).definitions.changes == ()
    assert [change.id for change in repository.diff("./main", data=False).definitions.changes] == ["visits"]


@pytest.mark.parametrize(
    ("against", "code", "hint"),
    [
        ("mian", "unknown-revision", "did you mean 'main'?"),
        ("HEAD~7", "unknown-revision", "the first commit is 'HEAD~1'"),
        ("--output=x", "unknown-revision", "known here: main, v1"),
        ("", "unknown-revision", "like HEAD~3, main or ../before"),
        ("../nowhere/at/all", "no-file", "name a folder, a file, or a revision like HEAD~1"),
    ],
)
def test_what_is_neither_a_revision_nor_a_folder_is_refused(
    repository: Repository, against: str, code: str, hint: str
) -> None:
    """The nearest name is said, or how far back the history goes."""
    git(repository.folder, "tag", "v1")
    repository.commit()
    issue = refused(repository, against)
    assert (issue.place.file, issue.code, issue.hint) == ("--against", code, hint)


def test_a_shallow_clone_says_so(repository: Repository, tmp_path: Path) -> None:
    """What is missing is not the revision but the history, as in most builds on a server."""
    repository.commit()
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repository.folder}", "shallow")
    with pytest.raises(ArgumentError) as caught, former(tmp_path / "shallow" / "reports" / "sales.yml", "HEAD~1"):
        pass
    assert [issue.hint for issue in caught.value.issues] == ["the clone is shallow: 'git fetch --unshallow'"]


def test_a_repository_without_a_commit_says_so(tmp_path: Path) -> None:
    """There is nothing to compare with yet."""
    git(tmp_path, "init", "--quiet")
    (tmp_path / "report.yml").write_text("report:\n", "utf-8")
    with pytest.raises(ArgumentError) as caught, former(tmp_path / "report.yml", "HEAD"):
        pass
    assert [issue.hint for issue in caught.value.issues] == ["the repository has no commits yet"]


def test_outside_of_a_repository_only_folders_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says that there is no repository."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "report.yml").write_text("report:\n", "utf-8")
    with pytest.raises(ArgumentError) as caught, former(tmp_path / "report.yml", "main"):
        pass
    assert [issue.code for issue in caught.value.issues] == ["no-repository"]


def test_without_git_folders_can_be_compared(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine without git says what it lacks; a folder needs none."""
    Repository(tmp_path / "other")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refused(repository, "HEAD", MachineError).code == "no-git"
    assert repository.diff(str(tmp_path / "other"), data=False).definitions.changes == ()


def test_an_earlier_report_that_is_wrong_is_named_by_its_revision(repository: Repository) -> None:
    """Its issues have the revision in their place, and hints point there too; both sides are told together."""
    repository.change("  - {kpi: win_rate,", "  - {kpi: win_rat,", "common/objectives.yml")
    repository.write("common/more.yml", "kpis:\n  visits: {label: Visits, dataset: visits, formula: SUM(number)}\n")
    repository.commit()
    repository.change("  - {kpi: win_rat,", "  - {kpi: win_rate,", "common/objectives.yml")
    (repository.folder / "common" / "more.yml").unlink()
    repository.change("cards: [revenue,", "cards: [revenu,", "reports/sales.yml")
    with pytest.raises(SpecError) as caught:
        repository.diff(data=False)
    found = {(issue.code, Path(issue.place.file).name, issue.place.line) for issue in caught.value.issues}
    assert found == {
        ("unknown-kpi", "objectives.yml", 3),
        ("duplicate-id", "more.yml", 2),
        ("unknown-kpi", "sales.yml", 11),
    }
    earlier = [issue for issue in caught.value.issues if issue.place.file.startswith("HEAD:")]
    assert [issue.place.file for issue in earlier] == ["HEAD:common/more.yml", "HEAD:common/objectives.yml"]
    assert earlier[0].hint.startswith("the other is at HEAD:common/kpis.yml:")


def test_the_hooks_of_another_repository_do_not_matter(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git tells its hooks which repository they run for; the report's own is the one that counts."""
    git(tmp_path, "init", "--quiet", "elsewhere")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere" / ".git"))
    assert repository.diff(data=False).definitions.changes == ()


def test_what_pages_look_like_is_laid_out_too(repository: Repository) -> None:
    """A report with a logo and templates of its own is one at a revision as well; a new logo is a matter of wording."""
    repository.change("currency: EUR", "currency: EUR\n  theme: {logo: ../common/a.svg, templates: ../common/my}",
                      "reports/sales.yml")  # fmt: skip
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
    repository.write("common/a.svg", drawing)
    repository.write("common/b.svg", drawing)
    repository.write("common/my/report.html.j2", '{% extends "boardpack/report.html.j2" %}')
    repository.commit()
    repository.change("common/a.svg", "common/b.svg", "reports/sales.yml")
    (change,) = repository.diff(data=False).definitions.changes
    (setting,) = change.settings
    assert (setting.key, setting.effect) == ("theme.logo", "wording")
