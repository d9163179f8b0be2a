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


def test_an_empty_file_is_a_warning(tmp_path: Path) -> None:
    """Said once, by a check and by a report; of another language's or an earlier month's file, nothing."""
    path = files(tmp_path, "2026-10/sales.en.md", text="\n")
    files(tmp_path, "2026-09/sales.en.md", "2026-10/sales.fr.md", text="")
    said = ("no-commentary", "the file is empty: the section has no commentary of 2026-10")
    assert warned(path) == [said]
    _, (issue,) = pipeline.check(path)
    assert (issue.code, issue.message, Path(issue.place.file).name) == (*said, "sales.en.md")
    earlier = pipeline.compute(path, today=TODAY, period="2026-09").warnings
    assert "the file is empty: the section has no commentary of 2026-09" in {issue.message for issue in earlier}


def test_a_file_in_another_language_only_is_an_error(tmp_path: Path) -> None:
    """It names the period and the language, and the file to write."""
    path = files(tmp_path, "2026-10/sales.fr.md", "2026-09/sales.en.md")
    with pytest.raises(SpecError) as refused:
        pipeline.compute(path, today=TODAY)
    (issue,) = refused.value.issues
    assert (issue.code, issue.message) == (
        "no-translation", "the commentary of 2026-10 is not in English, the language of the report: it is in French",
    )  # fmt: skip
    added, there = (tmp_path / "c/2026-10" / f"sales.{language}.md" for language in ("en", "fr"))
    assert issue.hint.startswith(
        f"add the file '{added}', a translation of '{there}', or leave the section's 'text' out"
    )


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


def hinted(path: Path) -> list[tuple[str, str]]:
    """The codes and the mends of October's warnings."""
    made = pipeline.compute(path, today=TODAY)
    return [(issue.code, issue.hint.replace(f"{path.parent}/", "")) for issue in made.warnings]


@pytest.mark.parametrize(
    "name",
    ["2026-10.en.md", "en-2026-10.md", "2026-10/sales.EN.md", "2026-10/en.sales.md", "2026-10/sales-en.md",
     "2026-10/Sales.en.md", "2026-10/sales.en.txt", "10.2026/sales_en.md"],
)  # fmt: skip
@pytest.mark.parametrize("before", [(), ("2026-09/sales.en.md",)])
def test_a_file_under_another_name_is_named_with_the_name_that_it_is_to_have(
    name: str, before: tuple[str, ...], tmp_path: Path
) -> None:
    """Whether it is the only one or there are others: one warning, which says what to call it."""
    path = files(tmp_path, name, *before)
    assert hinted(path) == [("no-commentary", f"is 'c/{name}' meant? call it 'c/2026-10/sales.en.md'")]


@pytest.mark.parametrize("name", ["README.md", "2026-08/notes.md", "2026-10/quite_another_matter_of_interest.md"])
def test_what_is_no_commentary_of_the_period_is_not_taken_for_it(name: str, tmp_path: Path) -> None:
    """A text without the period, or of quite another name, lies there in peace."""
    path = files(tmp_path, name, "2026-09/sales.en.md")
    assert hinted(path) == [("no-commentary", "write it, or leave 'text' out; the last one is of 2026-09")]


@pytest.mark.parametrize("folder", ["10-2026", "2026_10", "2026.10"])
def test_a_period_written_otherwise_is_said_once(folder: str, tmp_path: Path) -> None:
    """The folder is never shown, and its name is mended; that October has none follows from it."""
    path = files(tmp_path, f"{folder}/sales.en.md", "2026-09/sales.en.md")
    assert hinted(path) == [("no-such-period", "call it 'c/2026-10/sales.en.md'")]


def test_a_file_that_is_no_text_is_not_said_to_be_absent(tmp_path: Path) -> None:
    """A file that an old editor saved: one message, about its encoding, and none about what follows from it."""
    path = files(tmp_path, "2026-10/sales.fr.md")
    (tmp_path / "c" / "2026-10" / "sales.en.md").write_bytes("Un été {revenue}".encode("cp1252"))
    with pytest.raises(SpecError) as refused:
        pipeline.check(path)
    assert [issue.code for issue in refused.value.issues] == ["encoding"]
    (tmp_path / "c" / "2026-10" / "sales.fr.md").unlink()
    with pytest.raises(SpecError) as refused:
        pipeline.check(path)
    assert [issue.code for issue in refused.value.issues] == ["encoding"]
