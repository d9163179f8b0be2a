"""Parquet, Arrow, JSON and spreadsheets: exact casts, only declared columns, the same checks, broken files named."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from engine.backends.polars import condition
from engine.errors import Issue
from engine.formula import RowScope, read_formula
from engine.model.data import Table
from engine.model.datasets import ColumnSpec, DatasetSpec, SheetSpec
from engine.model.plan import Read
from engine.sources import read_dataset
from tests.sources.books import Cell, write_book
from tests.sources.reading import NOWHERE, column, frame, word

Found = tuple[Table | None, list[Issue]]


def read(path: Path, *columns: ColumnSpec, timezone: str = "UTC", where: str = "", **more: Any) -> Found:
    """The file as a dataset with these columns."""
    spec = DatasetSpec("t", NOWHERE, word(path.name), path.parent, columns, **more)
    formula = read_formula(word(where), RowScope(spec, {}))[0] if where else None
    return read_dataset(Read(spec, columns, formula, timezone), path.parent, condition)


def parquet(folder: Path, **columns: Any) -> Path:
    """A Parquet file with these columns."""
    pl.DataFrame(columns).write_parquet(folder / "t.parquet")
    return folder / "t.parquet"


def codes(found: Found) -> list[tuple[str, int]]:
    """The code and line of each issue."""
    return [(issue.code, issue.place.line) for issue in found[1]]


# --- Every kind of file --------------------------------------------------------------------------------------

ROWS: list[dict[str, Any]] = [
    {"id": "a", "n": 1, "amount": 1234.5, "on": True, "day": "2026-10-31", "rate": 0.25, "other": [1]},
    {"id": "b", "n": None, "amount": 0.29, "on": False, "day": "2026-11-01", "rate": 1.0, "other": []},
]
COLUMNS = (
    column("id"), column("n", "integer", nullable=True), column("money", "money", "amount", "Amount"),
    column("on", "boolean"), column("day", "date"), column("rate", "percent"),
)  # fmt: skip
TYPED = [
    ("a", 1, Decimal("1234.50"), True, date(2026, 10, 31), 0.25),
    ("b", None, Decimal("0.29"), False, date(2026, 11, 1), 1.0),
]


def _book(path: Path) -> None:
    rows: list[list[Cell]] = [list(ROWS[0])]
    for row in ROWS:
        rows.append([date.fromisoformat(value) if key == "day" else str(value) if key == "other" else value
                     for key, value in row.items()])  # fmt: skip
    write_book(path, Sheet1=rows)


def _tabs(path: Path) -> None:
    lines = ["\t".join(ROWS[0]), *("\t".join("" if v is None else str(v) for v in row.values()) for row in ROWS)]
    path.write_text("\n".join(lines), "utf-8")


WRITERS: dict[str, Callable[[Path], object]] = {
    "parquet": lambda path: pl.DataFrame(ROWS).write_parquet(path),
    "arrow": lambda path: pl.DataFrame(ROWS).write_ipc(path),
    "feather": lambda path: pl.DataFrame(ROWS).write_ipc(path, compression="zstd"),
    "ARROW": lambda path: pl.DataFrame(ROWS).write_ipc_stream(path),
    "ndjson": lambda path: path.write_text("\n\n".join(map(json.dumps, ROWS)), "utf-8"),
    "jsonl": lambda path: path.write_text("\ufeff" + "\r\n".join(map(json.dumps, ROWS)), "utf-8"),
    "json": lambda path: path.write_text(json.dumps(ROWS, indent=1), "utf-8"),
    "xlsx": _book,
    "tsv": _tabs,
}


@pytest.mark.parametrize("kind", WRITERS)
def test_every_kind_of_file_gives_the_same_rows(kind: str, tmp_path: Path) -> None:
    """Its ending says what it is; values are read as declared, and what is not declared is not read."""
    path = tmp_path / f"t.{kind}"
    WRITERS[kind](path)
    rows = frame(read(path, *COLUMNS))
    assert rows.rows() == TYPED
    assert rows.schema["money"] == pl.Decimal(38, 2)


@pytest.mark.parametrize("kind", WRITERS)
def test_every_kind_of_file_is_checked(kind: str, tmp_path: Path) -> None:
    """Emptiness, allowed values, bounds, keys and headers, by row or by line."""
    path = tmp_path / f"t.{kind}"
    WRITERS[kind](path)
    found = read(
        path, column("n", "integer"), column("id", values=("b", "aa")), column("rate", "percent", max=Decimal("0.9"))
    )
    row = {"xlsx": 2}.get(kind, 1)
    lines = {"ndjson": (1, 3), "jsonl": (1, 2), "tsv": (2, 3)}.get(kind, (0, 0))
    assert sorted(codes(found)) == sorted(
        [("unknown-data-value", lines[0]), ("empty-value", lines[1]), ("out-of-bounds", lines[1])]
    )
    if lines == (0, 0):
        assert f"(row {row})" in next(issue.message for issue in found[1] if issue.code == "unknown-data-value")
    assert [issue.code for issue in read(path, column("nn"), column("id"))[1]] == ["no-header"]


@pytest.mark.parametrize("kind", WRITERS)
def test_where_leaves_rows_out_of_every_kind(kind: str, tmp_path: Path) -> None:
    """They are neither counted nor checked."""
    path = tmp_path / f"t.{kind}"
    WRITERS[kind](path)
    assert frame(read(path, column("id"), column("n", "integer"), where="id = 'a'")).rows() == [("a", 1)]


@pytest.mark.parametrize("kind", [*WRITERS, "csv"])
def test_a_file_that_is_not_what_it_says_is_named(kind: str, tmp_path: Path) -> None:
    """Cut in half, of another kind, or not there: an issue, never a traceback."""
    path = tmp_path / f"t.{kind}"
    assert [issue.code for issue in read(path, column("id"))[1]] == ["no-data-file"]
    if kind in ("csv", "tsv"):
        return
    WRITERS[kind](path)
    whole = path.read_bytes()
    for data in (whole[: len(whole) // 2], b"", b"id\na\n", whole[: len(whole) - 3], bytes(100)):
        path.write_bytes(data)
        found = read(path, column("id"))
        # Half of a file with a row on each line may end with a line.
        assert found[0] is None or kind in ("ndjson", "jsonl"), data
        assert all(issue.code in ("broken-file", "empty-data", "no-header") for issue in found[1]), data


def test_files_of_several_kinds_are_one_dataset(tmp_path: Path) -> None:
    """A folder may hold a month in each."""
    for kind, write in WRITERS.items():
        write(tmp_path / f"t_{kind}.{kind}")
    spec = DatasetSpec("t", NOWHERE, word("."), tmp_path, COLUMNS)
    rows = frame(read_dataset(Read(spec, COLUMNS), tmp_path, condition))
    assert rows.rows() == TYPED * len(WRITERS)


# --- Casts ---------------------------------------------------------------------------------------------------

PARIS = {"timezone": "Europe/Paris"}


@pytest.mark.parametrize(
    ("declared", "values", "wanted"),
    [
        (column("a"), pl.Series([1, 2], dtype=pl.UInt16), ["1", "2"]),
        (column("a", map=(("1", "x"),)), [1, 2], ["x", "2"]),
        (column("a"), pl.Series(["x", "y"], dtype=pl.Categorical), ["x", "y"]),
        (column("a", nullable=True), [None, None], [None, None]),
        (column("a", "integer"), [1.0, -3.0], [1, -3]),
        (column("a", "integer"), [Decimal("5.00")], [5]),
        (column("a", "integer"), ["7"], [7]),
        (column("a", "number"), [1, 2], [1.0, 2.0]),
        (column("a", "number"), [Decimal("1.25")], [1.25]),
        (column("a", "money"), [1, 10**12], [Decimal("1.00"), Decimal(10**12)]),
        (column("a", "money"), [0.1, 0.29, -1234567.89], [Decimal("0.10"), Decimal("0.29"), Decimal("-1234567.89")]),
        (column("a", "money"), [Decimal("1.5000")], [Decimal("1.50")]),
        (column("a", "money", scale=0), [3.0], [Decimal(3)]),
        (column("a", "money"), ["1.5"], [Decimal("1.50")]),
        (column("a", "percent"), [0.5], [0.5]), (column("a", "percent"), ["50%"], [0.5]),
        (column("a", "boolean"), [1, 0], [True, False]), (column("a", "boolean"), ["yes"], [True]),
        (column("a", "date"), [datetime(2026, 10, 31)], [date(2026, 10, 31)]),
        (column("a", "date", format="%d/%m/%Y"), ["31/10/2026"], [date(2026, 10, 31)]),
        (column("a", "date"), [datetime(2026, 10, 30, 23, tzinfo=UTC)], [date(2026, 10, 31)]),
        (column("a", "datetime"), [datetime(2026, 7, 1, 12)], [datetime(2026, 7, 1, 12)]),
        (column("a", "datetime"), [datetime(2026, 7, 1, 12, tzinfo=UTC)], [datetime(2026, 7, 1, 14)]),
        (column("a", "datetime"), [date(2026, 7, 1)], [datetime(2026, 7, 1)]),
        (column("a", "datetime"), ["2026-07-01T12:00Z"], [datetime(2026, 7, 1, 14)]),
        (column("a", "duration"), [timedelta(minutes=1, seconds=17)], [77.0]),
        (column("a", "duration"), [time(0, 1, 17)], [77.0]), (column("a", "duration"), ["0:01:17"], [77.0]),
    ],
)  # fmt: skip
def test_a_typed_column_is_cast_without_change(
    declared: ColumnSpec, values: Any, wanted: list[Any], tmp_path: Path
) -> None:
    """Whatever type the file has, the value is the one that stands in it, in the report's timezone."""
    assert frame(read(parquet(tmp_path, a=values), declared, **PARIS))["a"].to_list() == wanted


@pytest.mark.parametrize(
    ("declared", "value"),
    [
        (column("a", "integer"), 1.5), (column("a", "integer"), Decimal("1.5")), (column("a", "integer"), 1e300),
        (column("a", "money"), 1.005), (column("a", "money"), Decimal("1.005")), (column("a", "money"), 1e20),
        (column("a", "money"), 0.1 + 0.2), (column("a", "number"), float("nan")), (column("a", "number"), float("inf")),
        (column("a", "boolean"), 2), (column("a", "date"), datetime(2026, 10, 31, 12)),
        (column("a", "datetime"), datetime(2026, 3, 29, 2, 30)),
        (column("a", "date"), date(900, 1, 1)), (column("a", "integer"), "1.0"),
    ],
)  # fmt: skip
def test_a_cast_that_would_change_a_value_is_refused(declared: ColumnSpec, value: Any, tmp_path: Path) -> None:
    """With its row and what stands there."""
    found = read(parquet(tmp_path, a=[None, value], z=["", ""]), declared, column("z", nullable=True), **PARIS)
    assert [issue.code for issue in found[1]] == ["bad-value", "empty-value"] or [issue.code for issue in found[1]] == [
        "empty-value",
        "bad-value",
    ]
    bad = next(issue for issue in found[1] if issue.code == "bad-value")
    assert f"'{value}'" in bad.message
    assert "(row 2)" in bad.message
    assert ("binary" in bad.hint) == (value == 0.1 + 0.2)


@pytest.mark.parametrize(
    ("declared", "values"),
    [
        (column("a"), [1.5]),
        (column("a"), [True]), (column("a", "integer"), [True]), (column("a", "date"), [20261031]),
        (column("a", "number"), [date(2026, 1, 1)]), (column("a", "duration"), [77]), (column("a"), [[1, 2]]),
        (column("a"), [{"b": 1}]), (column("a", "boolean"), [1.0]),
    ],
)  # fmt: skip
def test_a_column_of_another_type_is_said_once(declared: ColumnSpec, values: Any, tmp_path: Path) -> None:
    """Not for each row: no value of that type could ever be the declared one."""
    assert codes(read(parquet(tmp_path, a=values * 9), declared)) == [("wrong-type", 0)]


def test_keys_and_overlaps_hold_in_every_kind(tmp_path: Path) -> None:
    """A key that repeats is an error with its row; a later file holds where that is declared."""
    path = parquet(tmp_path, id=["a", "b", "a"])
    found = read(path, column("id"), key=word("id"))
    assert [issue.code for issue in found[1]] == ["repeated-key"]
    assert "(row 3)" in found[1][0].message


def test_only_what_is_declared_is_read_of_a_parquet_file(tmp_path: Path) -> None:
    """A column that nobody declared may even be damaged."""
    path = parquet(tmp_path, a=[1] * 1000, z=[f"{n:09}" for n in range(1000)])
    data = bytearray(path.read_bytes())
    start = data.rindex(b"\x28\xb5\x2f\xfd")  # where the last compressed page begins
    data[start : start + 40] = bytes(40)
    path.write_bytes(data)
    assert frame(read(path, column("a", "integer"))).height == 1000
    assert [issue.code for issue in read(path, column("z"))[1]] == ["broken-file"]


# --- JSON and spreadsheets -----------------------------------------------------------------------------------


def test_rows_of_a_typed_file_stay_in_it_until_they_are_counted(tmp_path: Path) -> None:
    """A Parquet file may be larger than the memory: what is kept of it is a scan of its declared columns."""
    table, issues = read(parquet(tmp_path, id=["a", "b"], other=[1, 2]), column("id"))
    assert table is not None
    assert not issues
    assert "Parquet SCAN" in table.frame.explain()
    assert "PROJECT 1/2" in table.frame.explain()


@pytest.mark.parametrize("where", ["", "id <> 'zz'"])
def test_of_several_files_the_one_that_is_broken_inside_is_named(where: str, tmp_path: Path) -> None:
    """A file whose frame is whole and whose values are not is found when they are looked at, and is the one named."""
    for name in ("a", "b", "c"):
        pl.DataFrame({"id": [f"{name}{n}" for n in range(5000)]}).write_parquet(tmp_path / f"{name}.parquet")
    data = bytearray((tmp_path / "b.parquet").read_bytes())
    start = data.rindex(b"\x28\xb5\x2f\xfd")  # where the last compressed page begins
    data[start : start + 40] = bytes(40)
    (tmp_path / "b.parquet").write_bytes(data)
    table, issues = read(tmp_path / "*.parquet", column("id"), where=where)
    assert table is None
    assert [(issue.code, Path(issue.place.file).name) for issue in issues] == [("broken-file", "b.parquet")]
    assert issues[0].message == "the file is damaged: its rows cannot be read"


def test_a_day_that_no_calendar_has_is_a_problem_like_any_other(tmp_path: Path) -> None:
    """The year 30015 fits into a file's day, and into no date of ours."""
    path = tmp_path / "t.parquet"
    pl.DataFrame({"d": pl.Series([20_000, 10_243_000]).cast(pl.Int32).cast(pl.Date)}).write_parquet(path)
    _, issues = read(path, column("d", "date"))
    assert [(issue.code, "of no calendar" in issue.message) for issue in issues] == [("bad-value", True)]


def test_a_line_that_is_no_object_is_found(tmp_path: Path) -> None:
    """With its number, empty lines counted."""
    path = tmp_path / "t.ndjson"
    path.write_text('{"a": 1}\n\n{"a": 2\n{"a": 3}\n')
    assert codes(read(path, column("a", "integer"))) == [("broken-file", 3)]


def test_a_key_may_be_absent_or_null_in_some_lines(tmp_path: Path) -> None:
    """Then there is no value; a key that no line has is a missing column."""
    path = tmp_path / "t.ndjson"
    path.write_text('{"a": 1}\n{"b": 2, "\\u00e9": null}\n')
    columns = (column("a", "integer", nullable=True), column("b", "integer", nullable=True), column("é", nullable=True))
    assert frame(read(path, *columns)).rows() == [(1, None, None), (None, 2, None)]
    assert codes(read(path, column("c", nullable=True))) == [("no-header", 0)]


def test_a_spreadsheet_has_sheets_a_header_line_and_empty_rows(tmp_path: Path) -> None:
    """The sheet by name, the header where it stands, rows counted as the spreadsheet counts them."""
    path = tmp_path / "t.xlsx"
    rows: list[list[Cell]] = [["Export"], [None], ["id", " n ", "at"], ["a", 1, datetime(2026, 7, 1, 12, 30)],
                              [None, None, None], [7, 2.5, datetime(2026, 7, 2)]]  # fmt: skip
    write_book(path, Notes=[["x"]], Leads=rows)
    columns = (column("id"), column("n", "number"), column("at", "datetime"))
    sheet = SheetSpec("Leads", 3)
    assert frame(read(path, *columns, xlsx=sheet)).rows() == [
        ("a", 1.0, datetime(2026, 7, 1, 12, 30)), ("7", 2.5, datetime(2026, 7, 2)),
    ]  # fmt: skip
    found = read(path, column("n", "integer"), xlsx=sheet)
    assert [issue.code for issue in found[1]] == ["bad-value"]
    assert "(row 6)" in found[1][0].message
    _, issues = read(path, *columns, xlsx=SheetSpec("Lead"))
    assert [(issue.code, issue.hint) for issue in issues] == [("no-sheet", "did you mean 'Leads'?")]
    assert codes(read(path, *columns, xlsx=SheetSpec("Leads", 99))) == [("empty-data", 0)]


@pytest.mark.parametrize("said", [1, 2, 5])
def test_a_header_on_another_line_is_found(said: int, tmp_path: Path) -> None:
    """One message says where it seems to be; a name that only the reader of spreadsheets gives is never shown."""
    path = tmp_path / "t.xlsx"
    rows: list[list[Cell]] = [["Export"], [None, "of May"], ["id", "n", "", "at"], ["a", 1, "", 2], ["b", 2, "", 3]]
    write_book(path, Leads=rows)
    _, issues = read(path, column("id"), column("n", "number"), column("at"), xlsx=SheetSpec("Leads", said))
    assert [(issue.code, issue.message, issue.hint) for issue in issues] == [(
        "no-header", f"line {said} of the sheet has no headers 'id', 'n' and 'at'",
        "the header seems to be on line 3: say xlsx: {header: 3}"
        + (", or delete the lines above it" if said < 3 else ""),
    )]  # fmt: skip
    _, issues = read(path, column("id"), column("size", "number"), xlsx=SheetSpec("Leads", 3))
    assert [issue.hint.partition(" (")[0] for issue in issues] == ["the file has: id, n, at"]
    _, issues = read(path, column("x"), xlsx=SheetSpec("Leads", 2))
    assert [issue.hint.partition(" (")[0] for issue in issues] == ["the file has: of May"]


def test_a_late_cell_of_another_kind_is_not_lost(tmp_path: Path) -> None:
    """After thousands of numbers a word is still found, not read as no value."""
    path = tmp_path / "t.xlsx"
    numbers: list[list[Cell]] = [[n] for n in range(3000)]
    write_book(path, Sheet=[["n"], *numbers, ["x"]])
    found = read(path, column("n", "integer", nullable=True))
    assert [issue.code for issue in found[1]] == ["bad-value"]
    assert "(row 3002)" in found[1][0].message


def test_without_its_library_a_spreadsheet_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is an extra, and only who has spreadsheets needs it."""
    monkeypatch.setitem(sys.modules, "fastexcel", None)
    path = tmp_path / "t.xlsx"
    _book(path)
    assert [(issue.code, issue.hint) for issue in read(path, column("id"))[1]] == [
        ("not-installed", "pip install boardpack[xlsx]")
    ]
