"""Files are looked at until they hold still: a burst of saves is one change, and nothing that counts is missed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.pipeline import used
from engine.watch import files
from tests.watch.example import written


def looks(report: Path) -> Callable[[], files.Seen]:
    return lambda: files.seen(used(report))


def by_name(changed: list[tuple[files.Kind, Path]]) -> list[str]:
    return [path.name for _, path in changed]


def test_every_file_that_counts_is_looked_at(tmp_path: Path) -> None:
    """Specs, globs and data, templates and words."""
    report = written(tmp_path)
    kinds = {(kind, path.name) for kind, path in files.seen(used(report))}
    specs = {("spec", name) for name in ("report.yml", "own.yml", "objectives.yml")}
    looks = {("look", name) for name in ("fr.po", "report.html.j2", "screen.css.j2")}
    assert specs | looks | {("data", "deals.csv"), ("data", "a.csv")} <= kinds


def replaced(path: Path) -> None:
    """As an editor saves that writes beside and renames."""
    other = path.with_suffix(".new")
    shutil.copy2(path, other)
    other.replace(path)


@pytest.mark.parametrize(
    ("edit", "name"),
    [
        (lambda folder: (folder / "objectives.yml").write_text("objectives: []\n"), "objectives.yml"),
        (lambda folder: replaced(folder / "report.yml"), "report.yml"),
        (lambda folder: (folder / "deals.csv").unlink(), "deals.csv"),
        (lambda folder: (folder / "visits/b.csv").write_text("day,page\n"), "b.csv"),
        (lambda folder: (folder / "visits/a.csv").rename(folder / "visits/c.txt"), "a.csv"),
        (lambda folder: (folder / "kpis/more.yml").write_text("kpis: {}\n"), "more.yml"),
        (lambda folder: (folder / "deals.csv").chmod(0), "deals.csv"),
        (lambda folder: os.utime(folder / "deals.csv", ns=(1, 1)), "deals.csv"),
    ],
)
def test_a_change_is_seen(edit: Callable[[Path], object], name: str, tmp_path: Path) -> None:
    """Written, renamed over, taken away, come anew into a glob, made unreadable."""
    look = looks(written(tmp_path))
    before = look()
    assert look() == before
    edit(tmp_path)
    assert by_name(files.changed(before, look())) == [name]


def test_a_burst_of_saves_is_one_change(tmp_path: Path) -> None:
    """As long as something is written, nobody begins to read."""
    report = written(tmp_path)
    look, saves = looks(report), iter(range(6))

    def pause(seconds: float) -> None:
        # While others wait, the file is written once more.
        if (n := next(saves, None)) is not None:
            report.write_text(f"report: {{id: v{n}}}\n", "utf-8")

    now = files.settled(look, look(), pause)
    assert next(saves, None) is None
    assert now == look()


def test_data_are_given_more_time_than_texts(tmp_path: Path) -> None:
    """An export takes longer than a save, and a file that is gone may be on its way back."""
    look = looks(written(tmp_path))
    before = look()
    (tmp_path / "objectives.yml").write_text("objectives: []\n")
    assert files.waits_for(before, look()) == files.QUIET
    (tmp_path / "objectives.yml").unlink()
    assert files.waits_for(before, look()) == files.QUIET_DATA
    (tmp_path / "objectives.yml").write_text("")
    assert files.waits_for(before, look()) == files.QUIET_DATA
    before = look()
    (tmp_path / "deals.csv").write_text("id\n")
    assert files.waits_for(before, look()) == files.QUIET_DATA


def test_a_file_that_never_holds_still_is_read_at_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log that is written for ever does not keep the report from following the rest."""
    monkeypatch.setattr(files, "PATIENCE", 0.2)
    report = written(tmp_path)
    look, writes = looks(report), iter(range(10**6))
    files.settled(look, look(), lambda seconds: (tmp_path / "deals.csv").write_text(f"id\n{next(writes)}\n"))
    assert next(writes) > 0


def test_what_was_missing_is_waited_for(tmp_path: Path) -> None:
    """A file that is used and not there yet is looked for, and its coming is a change."""
    report = written(tmp_path)
    (tmp_path / "objectives.yml").unlink()
    look = looks(report)
    before = look()
    (tmp_path / "objectives.yml").write_text("objectives: []\n")
    assert by_name(files.changed(before, look())) == ["objectives.yml"]
