"""Datasets of several files: globs and folders, rows that know their file, keys that repeat between exports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.backends.polars import condition
from engine.errors import Issue
from engine.model.data import Table
from engine.model.datasets import ColumnSpec, DatasetSpec
from engine.model.plan import Read
from engine.sources import read_dataset
from tests.sources.reading import NOWHERE, column, frame, problems, word

COLUMNS = (column("id"), column("n", "integer"))


def read(
    folder: Path, files: dict[str, str], source: str, *columns: ColumnSpec, **more: Any
) -> tuple[Table | None, list[Issue]]:
    """What is read of files with these contents."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    spec = DatasetSpec("t", NOWHERE, word(source), folder, columns or COLUMNS, **more)
    return read_dataset(Read(spec, spec.columns), folder, condition)


FILES = {"d/leads_2.csv": "id,n\nb,2\n", "d/leads_1.csv": "n,id\n1,a\n", "d/other.csv": "id\nz\n"}


@pytest.mark.parametrize("source", ["d/leads_*.csv", "d/leads_?.csv", "d/leads_[12].csv", "*/leads_*", "**/leads*.csv"])
def test_a_glob_reads_the_files_that_fit_in_order(source: str, tmp_path: Path) -> None:
    """By their names, each with its own order of columns; what does not fit is left alone."""
    assert frame(read(tmp_path, FILES, source)).rows() == [("a", 1), ("b", 2)]


def test_a_glob_may_begin_at_the_root(tmp_path: Path) -> None:
    """A path from the root is one too."""
    assert frame(read(tmp_path, FILES, f"{tmp_path.as_posix()}/d/leads_*.csv")).rows() == [("a", 1), ("b", 2)]


def test_a_folder_is_all_of_its_data_files(tmp_path: Path) -> None:
    """What a spreadsheet or a person leaves beside them is none, and neither is a folder in it."""
    files = {"d/b.csv": "id,n\nb,2\n", "d/a.CSV": "id,n\na,1\n", "d/README.md": "x", "d/.hidden.csv": "x",
             "d/~$b.csv": "x", "d/deeper/c.csv": "x"}  # fmt: skip
    assert frame(read(tmp_path, files, "d")).rows() == [("a", 1), ("b", 2)]
    assert frame(read(tmp_path, files, "d/")).rows() == [("a", 1), ("b", 2)]


def test_a_name_with_brackets_is_first_of_all_a_name(tmp_path: Path) -> None:
    """A file that is called like a glob is that file."""
    assert frame(read(tmp_path, {"export [1].csv": "id,n\na,1\n"}, "export [1].csv")).rows() == [("a", 1)]


def test_nothing_to_read_is_said_at_the_dataset(tmp_path: Path) -> None:
    """A glob that fits nothing, with what there is instead; an empty folder."""
    table, issues = read(tmp_path, FILES, "d/deals_*.csv")
    assert table is None
    assert [(issue.code, issue.place) for issue in issues] == [("no-data-file", NOWHERE)]
    assert "leads_1.csv, leads_2.csv" in issues[0].hint
    _, issues = read(tmp_path, {"e/notes.txt": "x"}, "e")
    assert [issue.code for issue in issues] == ["no-data-file"]
    assert "holds no file" in issues[0].message


def test_the_files_are_known_by_path_hash_and_rows(tmp_path: Path) -> None:
    """Each with its own, and the whole with a hash that changes with any of them; a single file is not listed."""
    table, _ = read(tmp_path, FILES, "d/leads_*.csv")
    assert table is not None
    assert [(path, rows) for path, _, rows in table.files] == [("d/leads_1.csv", 1), ("d/leads_2.csv", 1)]
    assert (table.path, table.rows) == ("d/leads_*.csv", 2)
    other, _ = read(tmp_path, {"d/leads_2.csv": "id,n\nb,3\n"}, "d/leads_*.csv")
    assert other is not None
    assert other.files[0] == table.files[0]
    assert other.sha256 != table.sha256
    single, _ = read(tmp_path, {}, "d/leads_1.csv")
    assert single is not None
    assert single.files == ()
    assert single.sha256 == table.files[0][1]


def test_the_json_lists_each_file(tmp_path: Path) -> None:
    """Under the dataset's input, so that a reader can tell which export was there."""
    from engine.formats.json import _input

    table, _ = read(tmp_path, FILES, "d/leads_*.csv")
    assert table is not None
    listed = json.loads(json.dumps(_input(table)))["files"]
    assert [(item["path"], item["rows"]) for item in listed] == [("d/leads_1.csv", 1), ("d/leads_2.csv", 1)]


def test_a_problem_is_found_in_its_file(tmp_path: Path) -> None:
    """Rows know their file and line, however many files come before; the number counts all of them."""
    files = {"d/1.csv": "id,n\na,1\n", "d/2.csv": "id,n\nb,2\nc,x\n", "d/3.csv": "id,n\nd,y\n"}
    found = read(tmp_path, files, "d")
    assert problems(found) == [("bad-value", 3, 3), ("bad-value", 2, 3)]
    assert [Path(issue.place.file).name for issue in found[1]] == ["2.csv", "3.csv"]
    assert "2 such values in the files" in found[1][0].message


def test_every_file_has_the_headers(tmp_path: Path) -> None:
    """One that lacks a column is named."""
    found = read(tmp_path, FILES, "d/*.csv")
    assert [(issue.code, Path(issue.place.file).name) for issue in found[1]] == [("no-header", "other.csv")]


def test_one_export_may_be_empty_and_not_all(tmp_path: Path) -> None:
    """A month without a row is one; a dataset without a row is a mistake."""
    assert frame(read(tmp_path, {"d/1.csv": "id,n\n", "d/2.csv": "id,n\na,1\n"}, "d")).rows() == [("a", 1)]
    assert problems(read(tmp_path, {"e/1.csv": "id,n\n", "e/2.csv": "id,n\n"}, "e/*.csv")) == [("empty-data", 1, 1)]


OVERLAP = {"d/1.csv": "id,n\na,1\nb,old\n", "d/2.csv": "id,n\nb,2\nc,3\n", "d/3.csv": "id,n\nc,4\n"}


def test_exports_that_overlap_are_an_error_unless_it_is_said_which_holds(tmp_path: Path) -> None:
    """Then the rows of the last, or the first, file count, and what they stand in for is neither read nor checked."""
    overlap = {**OVERLAP, "d/1.csv": "id,n\na,1\nb,9\n"}
    found = read(tmp_path, overlap, "d", key=word("id"))
    assert [(issue.code, Path(issue.place.file).name) for issue in found[1]] == [
        ("repeated-key", "2.csv"), ("repeated-key", "3.csv"),
    ]  # fmt: skip
    assert "key_repeats" in found[1][0].hint
    rows = frame(read(tmp_path, overlap, "d", key=word("id"), key_repeats="first_file"))
    assert rows.rows() == [("a", 1), ("b", 9), ("c", 3)]
    found = read(tmp_path, OVERLAP, "d", key=word("id"), key_repeats="last_file")
    assert frame(found).rows() == [("a", 1), ("b", 2), ("c", 4)]
    assert found[0] is not None
    assert [rows for _, _, rows in found[0].files] == [1, 1, 1]


def test_a_key_that_repeats_within_one_file_stays_an_error(tmp_path: Path) -> None:
    """No file is later than itself."""
    files = {"d/1.csv": "id,n\na,1\n", "d/2.csv": "id,n\nb,2\nb,3\n"}
    assert problems(read(tmp_path, files, "d", key=word("id"), key_repeats="last_file")) == [("repeated-key", 3, 1)]
    files = {"e/1.csv": "id,n\nb,2\nb,3\n"}
    assert problems(read(tmp_path, files, "e", key=word("id"), key_repeats="last_file")) == [("repeated-key", 3, 1)]
