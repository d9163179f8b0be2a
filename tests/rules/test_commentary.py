"""Which files of commentary there must be: for a period none at all, or one in the language of the report."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import pipeline
from engine.errors import SpecError
from engine.pipeline.page import used
from tests.sayings import TODAY, computed, in_language, write

TEXT = "text: 'c/{period}/sales.{language}.md'"


def files(folder: Path, *names: str, text: str = "Words {revenue}.") -> Path:
    """The report with these files of commentary."""
    path = write(folder, section=TEXT)
    for name in names:
        (folder / "c" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "c" / name).write_text(text, "utf-8")
    return path


def warned(path: Path) -> list[tuple[str, str]]:
    """The warnings of October's report."""
    made = pipeline.compute(path, today=TODAY)
    return [(issue.code, issue.message.replace(f"{path.parent}/", "")) for issue in made.warnings]


def test_no_file_for_the_period_is_a_warning(tmp_path: Path) -> None:
    """The section has no commentary, and the report is made."""
    path = files(tmp_path, "2026-09/sales.en.md")
    assert warned(path) == [(
        "no-commentary",
        "no commentary of 2026-10 in English or any other language: there is no 'c/2026-10/sales.en.md'",
    )]  # fmt: skip


def test_a_file_in_another_language_only_is_an_error(tmp_path: Path) -> None:
    """It names the period and the language, and the file to write."""
    path = files(tmp_path, "2026-10/sales.fr.md", "2026-09/sales.en.md")
    with pytest.raises(SpecError) as refused:
        pipeline.compute(path, today=TODAY)
    (issue,) = refused.value.issues
    assert (issue.code, issue.message) == (
        "no-translation", "the commentary of 2026-10 is not in English, the language of the report: it is in French",
    )  # fmt: skip
    assert issue.hint.startswith("write 'c/2026-10/sales.en.md'")


def test_an_earlier_file_is_held_to_it_when_it_is_asked_for(tmp_path: Path) -> None:
    """What is wrong in September is a warning in October, and an error in September."""
    path = files(tmp_path, "2026-10/sales.en.md")
    (tmp_path / "c" / "2026-09").mkdir()
    (tmp_path / "c" / "2026-09" / "sales.en.md").write_text("{revenu}", "utf-8")
    assert [code for code, _ in warned(path)] == ["unknown-kpi"]
    made = pipeline.compute(path, today=TODAY, period="2026-09")
    with pytest.raises(SpecError, match="no KPI named 'revenu'"):
        in_language(made, "en")


@pytest.mark.parametrize("period", ["2026-13", "2026-Q3", "october"])
def test_a_period_that_no_calendar_has_is_a_warning(period: str, tmp_path: Path) -> None:
    """The file would never be shown, and nobody would know why."""
    path = files(tmp_path, "2026-10/sales.en.md", f"{period}/sales.en.md")
    assert warned(path) == [(
        "no-such-period",
        f"'c/{period}/sales.en.md' is never shown: '{period}' is no month, and the report is made for each month",
    )]  # fmt: skip


def test_the_files_are_followed_also_those_to_come(tmp_path: Path) -> None:
    """Who watches a report looks at its commentary, and at a file as soon as it is there."""
    path = files(tmp_path, "2026-10/sales.en.md")
    followed = used(path)
    written = tmp_path / "c" / "2026-10" / "sales.en.md"
    assert written in followed.specs()
    other = written.with_name("sales.fr.md")
    assert other not in followed.specs()
    other.write_text("Mots.", "utf-8")
    assert other in followed.specs()


def test_a_text_decides_no_figure(tmp_path: Path) -> None:
    """Who follows a report and edits a commentary waits for no figure: they are those of before."""
    from engine.kept import Kept

    keep = Kept()
    path = files(tmp_path, "2026-10/sales.en.md")
    pipeline.compute(path, today=TODAY, keep=keep)
    keep.told()
    keep.turn()
    files(tmp_path, "2026-10/sales.en.md", text="Other words {revenue}.")
    pipeline.compute(path, today=TODAY, keep=keep)
    assert keep.told()["values"] == 0


def test_no_text_no_commentary(tmp_path: Path) -> None:
    """A report without one is as it was."""
    assert computed(tmp_path).catalog.commentary == ()
