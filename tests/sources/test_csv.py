"""CSV files in every dialect: what is read, what is refused, and the exact place of what is wrong."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.backends.polars import condition
from engine.errors import Place
from engine.model.data import Coverage
from engine.model.datasets import ColumnSpec, CsvDialect, DatasetSpec
from engine.model.plan import Read
from engine.model.written import Keys, Written
from engine.sources import read_dataset
from tests.sources.reading import NOWHERE, column, frame, problems, read, word

SHARED = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
SEPARATORS = (",", ";", "\t", "|", "§")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1")


# --- Dialects ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_file_is_the_same_in_every_dialect(separator: str, encoding: str, line_end: str, tmp_path: Path) -> None:
    """Separator, encoding and line ends change nothing in what is read."""
    text = line_end.join(
        separator.join(row)
        for row in (("Nom", "prix"), ("Été", "1.50"), ("Œuf" if encoding[0] == "u" else "uf", "-2.00"))
    )
    dialect = CsvDialect(separator=separator, encoding=encoding)
    rows = frame(
        read(
            tmp_path,
            text + line_end,
            column("name", "string", "Nom"),
            column("price", "money", "prix"),
            dialect=dialect,
        )
    )
    assert rows["price"].to_list() == [Decimal("1.50"), Decimal("-2.00")]
    assert rows["name"].to_list()[0] == "Été"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_byte_order_mark_is_no_part_of_the_first_header(encoding: str, tmp_path: Path) -> None:
    """A spreadsheet's mark before the first header is read over."""
    found = read(tmp_path, "\ufeffa,b\n1,2\n".encode(encoding), column("a"), dialect=CsvDialect(encoding=encoding))
    assert frame(found)["a"].to_list() == ["1"]


@pytest.mark.parametrize("mark", [" ", "\u00a0", "\u202f"])
def test_a_space_between_thousands_means_every_space(mark: str, tmp_path: Path) -> None:
    """Declared as a space, the no-break and the narrow no-break one are read too."""
    text = f"a;b\n1{mark}234{mark}567,50;-1{mark}234\n"
    dialect = CsvDialect(";", ",", " ")
    rows = frame(read(tmp_path, text, column("a", "money"), column("b", "integer"), dialect=dialect))
    assert rows.row(0) == (Decimal("1234567.50"), -1234)


@pytest.mark.parametrize(("thousands", "decimal"), [(".", ","), (",", "."), ("'", "."), (" ", ",")])
def test_numbers_read_back_in_every_dialect(thousands: str, decimal: str, tmp_path: Path) -> None:
    """Whatever is written with the declared marks is read as what it was, with and without thousands marks."""
    amounts = [Decimal(n) / 100 for n in (0, 5, -5, 99999, 100000, -123456789, 10**15)]
    written = []
    for amount in amounts:
        grouped = f"{amount:,.2f}".replace(",", "T").replace(".", decimal).replace("T", thousands)
        written += [grouped, f"{amount:.2f}".replace(".", decimal), f" {grouped} ", grouped.replace("-", "\u2212")]
    text = "a|b\n" + "".join(f"{value}|{value}\n" for value in written)
    dialect = CsvDialect("|", decimal, thousands)
    rows = frame(read(tmp_path, text, column("a", "money"), column("b", "number"), dialect=dialect))
    wanted = [amount for amount in amounts for _ in range(4)]
    assert rows["a"].to_list() == wanted
    assert rows["b"].to_list() == [float(amount) for amount in wanted]


@pytest.mark.parametrize(
    ("text", "dialect"),
    [("1 2345", CsvDialect(";", ",", " ")), ("12 34", CsvDialect(";", ",", " ")), ("1  234", CsvDialect(";", ",", " ")),
     ("1234 567", CsvDialect(";", ",", " ")), ("0,123 456", CsvDialect(";", ",", " ")), ("1.5", CsvDialect(";", ",")),
     ("1,5", CsvDialect(";")), ("1.2345", CsvDialect(";", ",", ".")), ("1,2,3", CsvDialect(";", ",")),
     ("1?5", CsvDialect(";", ",")), ("", CsvDialect(";")), (" ", CsvDialect(";")), ("5 €", CsvDialect(";")),
     ("(5)", CsvDialect(";")), ("5-", CsvDialect(";")), ("--5", CsvDialect(";")), ("1e400", CsvDialect(";")),
     ("nan", CsvDialect(";")), ("inf", CsvDialect(";")), ("٣", CsvDialect(";")), ("0x10", CsvDialect(";")),
     ("1_000", CsvDialect(";"))],
)  # fmt: skip
def test_what_is_no_number_is_not_guessed(text: str, dialect: CsvDialect, tmp_path: Path) -> None:
    """A mark in the wrong place, another decimal mark, a unit: a problem at its place, never another number."""
    found = read(tmp_path, f"n;x\n{text};1\n", column("n", "number"), dialect=dialect)
    assert problems(found) == [("empty-value" if text == "" else "bad-value", 2, 1)]


def test_quotes_protect_what_they_hold(tmp_path: Path) -> None:
    """Separators, line ends and doubled quotes inside quotes are text; a quote inside a bare field is one too."""
    text = 'a,b\n"x, ""y""\nz",1\n5" pipe,2\nit"s,3\n"",4\n'
    rows = frame(read(tmp_path, text, column("a", nullable=True), column("b", "integer")))
    assert rows.rows() == [('x, "y"\nz', 1), ('5" pipe', 2), ('it"s', 3), (None, 4)]


def test_a_quote_inside_a_bare_field_moves_no_place(tmp_path: Path) -> None:
    """What stands after it in the line, and in later lines, is found where it stands."""
    text = 'a,b\n5" pipe,x\n"6"" pipe, long",y\nit"s,z\n'
    assert problems(read(tmp_path, text, column("b", "integer"))) == [
        ("bad-value", 2, 9), ("bad-value", 3, 18), ("bad-value", 4, 6),
    ]  # fmt: skip


def test_empty_lines_are_no_rows(tmp_path: Path) -> None:
    """Empty lines at the end, between rows, or of separators only are left out, in one column too."""
    rows = frame(read(tmp_path, "a,b\n1,2\n\n,\n3,4\n\n,\n\n", column("a", "integer"), column("b", "integer")))
    assert rows.rows() == [(1, 2), (3, 4)]
    assert frame(read(tmp_path, 'a\n1\n\n""\n2\n\n', column("a", nullable=True)))["a"].to_list() == ["1", None, "2"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_above_the_header_are_skipped(line_end: str, tmp_path: Path) -> None:
    """So many lines as an editor counts them, whatever odd characters they hold; places still count from the top."""
    text = line_end.join(["Export\u2028du\x0c31/10\x85", '"', "", "a,b", "1,2", "x,4"])
    found = read(tmp_path, text, column("a", "integer"), column("b", "integer"), dialect=CsvDialect(skip_top=3))
    assert problems(found) == [("bad-value", 6, 1)]


def test_more_lines_are_skipped_than_there_are(tmp_path: Path) -> None:
    """Then the file is empty, and that is said."""
    assert [p[0] for p in problems(read(tmp_path, "a\n1\n", column("a"), dialect=CsvDialect(skip_top=9)))] == [
        "empty-data"
    ]


def test_null_values_are_the_declared_ones(tmp_path: Path) -> None:
    """What is declared as empty is, and nothing else: not even the empty text, which is then a value."""
    dialect = CsvDialect(null_values=("NA", "-"))
    rows = frame(
        read(
            tmp_path,
            "a,b\nNA,1\n-,-\nna,2\n,3\n",
            column("a", nullable=True),
            column("b", "integer", nullable=True),
            dialect=dialect,
        )
    )
    assert rows.rows() == [(None, 1), (None, None), ("na", 2), ("", 3)]
    assert problems(read(tmp_path, "a,b\nx,\n", column("b", "integer", nullable=True), dialect=dialect)) == [
        ("bad-value", 2, 3)
    ]


# --- Headers -------------------------------------------------------------------------------------------------


def test_a_header_may_have_several_names(tmp_path: Path) -> None:
    """Of the names that exports use one is there; two at once, or none, is an error with a hint."""
    source = column("source", "string", "Origine", "Source du lead")
    assert frame(read(tmp_path, "x,Source du lead \n1,web\n", source))["source"].to_list() == ["web"]
    assert problems(read(tmp_path, "Origine,Source du lead\na,b\n", source)) == [("duplicate-header", 1, 9)]
    assert problems(read(tmp_path, "Origine,Origine\na,b\n", source)) == [("duplicate-header", 1, 9)]
    _, issues = read(tmp_path, "Origin,x\na,b\n", source)
    assert [(issue.code, issue.hint) for issue in issues] == [
        ("no-header", "did you mean 'Origin'? (it is declared at datasets.yml:1)")
    ]
    _, issues = read(tmp_path, "Origine;x\na;b\n", source)
    assert "';'" in issues[0].hint


def test_what_is_not_declared_is_not_read(tmp_path: Path) -> None:
    """Other columns may hold anything, and may even have the same name twice."""
    rows = frame(read(tmp_path, "x,record,x,c0\n?,1,!,2\n", column("record", "integer"), column("c0", "integer")))
    assert rows.rows() == [(1, 2)]
    assert rows.columns == ["record", "c0"]


# --- Types ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "texts", "wanted"),
    [
        ("string", ["01", " x ", "NULL", "é"], ["01", " x ", "NULL", "é"]),
        ("integer", ["1", "-7", "+3", "007", "9223372036854775807"], [1, -7, 3, 7, 2**63 - 1]),
        ("number", ["1.5", ".5", "5.", "-1e3", "1E-2", "+2"], [1.5, 0.5, 5.0, -1000.0, 0.01, 2.0]),
        ("money", ["1", "1.5", "-0.05", "+2.00"], [Decimal(text) for text in ("1.00", "1.50", "-0.05", "2.00")]),
        ("boolean", ["true", "False", "YES", "no", "1", "0", " Yes "], [True, False, True, False, True, False, True]),
        ("date", ["2026-10-31", "2024-02-29", " 2026-01-01 "], [
            date(2026, 10, 31), date(2024, 2, 29), date(2026, 1, 1)]),
    ],
)  # fmt: skip
def test_every_type_reads(kind: str, texts: list[str], wanted: list[Any], tmp_path: Path) -> None:
    """Each type reads what people write of it."""
    rows = frame(read(tmp_path, "a,z\n" + "".join(f"{text},.\n" for text in texts), column("a", kind)))
    assert rows["a"].to_list() == wanted


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("integer", ["1.0", "1e3", "x", "9223372036854775808", "1 2"]),
        ("money", ["1.005", "1.", "1e2", "x", "1.500", "9" * 40]),
        ("boolean", ["ja", "2", "t", "on"]),
        ("date", ["31/10/2026", "2026-02-29", "2026-13-01", "2026-10-31 00:00", "x", "0999-01-01"]),
    ],
)
def test_every_type_refuses_the_rest(kind: str, texts: list[str], tmp_path: Path) -> None:
    """What does not read as its type is a problem with its line, never an empty value."""
    for text in texts:
        found = read(tmp_path, f"z,a\n.,{text}\n", column("a", kind))
        assert problems(found) == [("bad-value", 2, 3)], text
        assert f"'{text[:39]}" in found[1][0].message


def test_money_has_its_own_scale(tmp_path: Path) -> None:
    """Three decimals are read where they are declared, and none where there are none."""
    rows = frame(read(tmp_path, "a,b\n1.005,7\n", column("a", "money", scale=3), column("b", "money", scale=0)))
    assert [str(value) for value in rows.row(0)] == ["1.005", "7"]
    assert problems(read(tmp_path, "a,b\n1,7.5\n", column("b", "money", scale=0))) == [("bad-value", 2, 3)]


def test_a_date_has_the_declared_form(tmp_path: Path) -> None:
    """Days are read as declared: the third of April is not the fourth of March."""
    rows = frame(read(tmp_path, "a\n03/04/2026\n", column("a", "date", format="%d/%m/%Y")))
    assert rows["a"].to_list() == [date(2026, 4, 3)]


# --- What must hold ------------------------------------------------------------------------------------------


def test_values_keys_and_emptiness_are_checked(tmp_path: Path) -> None:
    """An unknown value, a key that stands twice and an empty field are each found at their place."""
    text = "id,stage,d\n1,won,2026-01-01\n2,wn,2026-01-02\n1,lost,\n"
    columns = (column("id"), column("stage", values=("won", "lost")), column("d", "date"))
    found = read(tmp_path, text, *columns, key=word("id"))
    assert sorted(problems(found)) == [("empty-value", 4, 8), ("repeated-key", 4, 1), ("unknown-data-value", 3, 3)]
    listed = "list it in 'values' (datasets.yml:1), or let 'map' say what it stands for"
    hints = {issue.hint for issue in found[1] if issue.code == "unknown-data-value"}
    assert hints == {f"did you mean 'won'? else {listed}"}


@pytest.mark.parametrize(
    ("known", "near"), [(("won", "lost"), "known here: lost, won; else "), (tuple("abcdefghi"), "")]
)
def test_a_value_may_be_right_and_its_list_too_short(known: tuple[str, ...], near: str, tmp_path: Path) -> None:
    """The first such value names the two keys that mend it and the line of the list; the next ones what they mean."""
    places = Keys((("values", Place("datasets.yml", 9, 3), Place("datasets.yml", 9, 11)),))
    issues = read(tmp_path, "s\nzzzz\nqqqq\n", column("s", values=known, keys=places))[1]
    assert issues[0].hint == f"{near}list it in 'values' (datasets.yml:9), or let 'map' say what it stands for"
    assert issues[1].hint == ""


def test_only_the_first_few_of_a_kind_are_shown_with_their_number(tmp_path: Path) -> None:
    """Of a hundred bad values three are shown, and the first says how many there are."""
    found = read(tmp_path, "a\n" + "".join(f"x{n}\n" for n in range(100)), column("a", "integer"))
    assert problems(found) == [("bad-value", line, 1) for line in range(2, 5)]
    assert "100 such values" in found[1][0].message


@pytest.mark.parametrize("declared", [column("a", "integer"), column("a", values=("y",))])
def test_a_text_that_is_wrong_in_many_rows_is_said_once(declared: ColumnSpec, tmp_path: Path) -> None:
    """Three hundred rows of one slip are one message, at the first of them and with their number."""
    (issue,) = read(tmp_path, "a\n" + "Won\n" * 300, declared)[1]
    assert issue.place.line == 2
    assert issue.message.endswith("(300 such values in the file)")


def test_another_value_that_nobody_declared_is_found_behind_many_of_one(tmp_path: Path) -> None:
    """Each is shown at its first row, however often the ones before it stand in the file."""
    found = read(tmp_path, "a\n" + "Won\n" * 300 + "y\nLost\nWon\nLost\n", column("a", values=("y",)))
    assert problems(found) == [("unknown-data-value", 2, 1), ("unknown-data-value", 303, 1)]
    assert "(303 such values in the file)" not in found[1][1].message
    assert "(303 such values in the file)" in found[1][0].message


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [("a,b\n1,2\n1\n", "ragged-row", 3), ("a,b\n1,2\n\n1,2,3\n", "ragged-row", 4),
     ('a,b\n"x\ny",2\n1\n', "ragged-row", 4),
     ('a,b\n1,2\n"x,2\n', "csv-syntax", 3), ('a,b\n"x"y,2\n', "csv-syntax", 2), ("", "empty-data", 1),
     ("a,b\n", "empty-data", 0), ("\n\n", "empty-data", 1)],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused(text: str, code: str, line: int, tmp_path: Path) -> None:
    """Lines of another length, quotes that do not close, and a file of nothing are said with their line."""
    assert [p[:2] for p in problems(read(tmp_path, text, column("a", nullable=True)))] == [(code, line)]


def test_a_wrong_encoding_is_said_at_its_place(tmp_path: Path) -> None:
    """The line and the column of the byte that does not read, counted in characters, and no traceback."""
    found = read(tmp_path, "a,b\né,x".encode() + b"\xe9\n", column("a"))
    assert problems(found) == [("encoding", 2, 4)]
    bom = b"\xef\xbb\xbf" + b"a\n\xe9\n"
    assert problems(read(tmp_path, bom, column("a"))) == [("encoding", 2, 1)]
    assert problems(read(tmp_path, "a\nb\n".encode("utf-16"), column("a"))) == [("encoding", 1, 1)]


def test_a_nul_never_becomes_a_value(tmp_path: Path) -> None:
    """A file with a NUL is refused at its place: the segments' marks have one, and unmarked UTF-16 is full of it."""
    assert problems(read(tmp_path, "a,b\nx,\0missing\n", column("b"))) == [("encoding", 2, 3)]
    assert problems(read(tmp_path, "a\nb\n".encode("utf-16-le"), column("a"))) == [("encoding", 1, 2)]


def test_a_missing_file_is_said_at_the_dataset(tmp_path: Path) -> None:
    """With the nearest name of the folder; no folder around it, where one of the very name would be meant, has any."""
    folder = tmp_path / "a" / "b" / "c"
    folder.mkdir(parents=True)
    (folder / "leads.csv").write_text("a\n1\n")
    table, issues = read(folder, "a\n1\n", column("a"))
    assert table is not None
    (folder / "t.csv").rename(folder / "tt.csv")
    spec = DatasetSpec("t", NOWHERE, word("t.csv"), folder, (column("a"),))
    table, issues = read_dataset(Read(spec, spec.columns), folder, condition)
    assert table is None
    assert [(issue.code, issue.place, issue.hint) for issue in issues] == [
        ("no-data-file", NOWHERE, "did you mean 'tt.csv'?")
    ]


# --- Rows that are none, coverage ----------------------------------------------------------------------------


def test_where_says_what_is_data(tmp_path: Path) -> None:
    """Rows that `where` leaves out are neither read nor checked; one that cannot be judged is reported."""
    columns = (column("a", nullable=True), column("n", "integer"))
    text = "a,n\nx,1\nTotal,\n,2\ny,oops\n"
    assert problems(read(tmp_path, text, *columns, where="a <> 'Total'")) == [("bad-value", 5, 3)]
    assert frame(read(tmp_path, text.replace("oops", "3"), *columns, where="a <> 'Total'")).rows() == [
        ("x", 1),
        ("y", 3),
    ]
    found = read(tmp_path, "a,n\nx,1\ny,?\n", *columns, where="n > 5")
    assert problems(found) == [("bad-value", 3, 3)]
    found = read(tmp_path, "a,n\nx,1\n", *columns, where="n > 5")
    assert "where" in found[1][0].message


def test_a_dataset_covers_its_dated_days(tmp_path: Path) -> None:
    """From the first to the last dated row, unless `covers` says otherwise; `fresh_within` travels with it."""
    text = 'd\n2026-03-05\n2026-01-02\n""\n'
    columns = (column("d", "date", nullable=True),)

    def coverage(**more: Any) -> Coverage | None:
        table, issues = read(tmp_path, text, *columns, **more)
        assert table is not None
        assert not issues
        return table.coverage

    first, last = date(2026, 1, 2), date(2026, 3, 5)
    assert coverage(date=word("d")) == Coverage(first, last)
    assert coverage(date=word("d"), fresh_within=3) == Coverage(first, last, 3)
    rows = (first, last)  # what they are, beside what is said of them
    assert coverage(date=word("d"), covers_to=date(2026, 3, 31)) == Coverage(first, date(2026, 3, 31), dated=rows)
    assert coverage(date=word("d"), covers_from=date(2025, 1, 1)) == Coverage(date(2025, 1, 1), last, dated=rows)
    assert coverage() is None


# --- Properties ----------------------------------------------------------------------------------------------

fields = st.text(st.sampled_from("ab é\"'.;,|\t\n0"), max_size=6)


@SHARED
@given(
    rows=st.lists(st.lists(fields, min_size=3, max_size=3), min_size=1, max_size=6),
    separator=st.sampled_from(SEPARATORS), line_end=st.sampled_from(["\n", "\r\n"]), quoted=st.booleans(),
    skip=st.integers(0, 3), data=st.data(),
)  # fmt: skip
def test_a_bad_value_is_found_where_it_stands(
    rows: list[list[str]], separator: str, line_end: str, quoted: bool, skip: int, data: st.DataObject,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:  # fmt: skip
    """Whatever stands around it, quoted or not, one bad value is found at its line and column."""
    row, place = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.integers(0, 2))
    text = io.StringIO()
    text.write("".join(f'top "{n}\n' for n in range(skip)))
    writer = csv.writer(
        text, delimiter=separator, lineterminator="\n", quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    )
    writer.writerow(["h0", "h\n1", "h2"])
    marked = [list(other) for other in rows]
    for n, other in enumerate(marked):
        other[place] = "BAD!" if n == row else "7"
    writer.writerows(marked)
    found_text = text.getvalue()
    at = found_text.index("BAD!") - quoted
    before = found_text[:at]
    wanted = (before.count("\n") + 1, at - before.rfind("\n"))
    dialect = CsvDialect(separator, skip_top=skip)
    headers = ["h0", "h\n1", "h2"]
    folder = tmp_path_factory.getbasetemp()
    found = read(folder, found_text.replace("\n", line_end), column("n", "integer", headers[place]), dialect=dialect)
    assert problems(found) == [("bad-value", *wanted)]
    assert found[1][0].place.length == len("BAD!") + 2 * quoted


@SHARED
@given(
    rows=st.lists(st.lists(fields.filter(lambda text: text != ""), min_size=2, max_size=2), min_size=1, max_size=8),
    separator=st.sampled_from(SEPARATORS), quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)  # fmt: skip
def test_texts_read_back_as_they_were(
    rows: list[list[str]], separator: str, quoting: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever a text holds, what was written is read."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n", quoting=quoting)
    writer.writerow(["a", "b"])
    writer.writerows(rows)
    found = read(
        tmp_path_factory.getbasetemp(), text.getvalue(), column("a"), column("b"), dialect=CsvDialect(separator)
    )
    assert [list(row) for row in frame(found).rows()] == rows


def test_a_column_that_is_empty_all_the_way_is_said_once(tmp_path: Path) -> None:
    """The count stands in the one message, and the mend leads to the column's declaration."""
    issues = read(tmp_path, "a,b\n" + "x,\n" * 20, column("a"), column("b"))[1]
    assert [(issue.code, issue.place.line) for issue in issues] == [("empty-value", 2)]
    assert "20 such values" in issues[0].message
    assert issues[0].hint == "fill it in, or declare 'nullable: true' at datasets.yml:1"


def test_equal_mends_are_said_once_and_different_ones_each(tmp_path: Path) -> None:
    """A setting that mends all of many values is said once, with their number; another mend has a line of its own.

    Values that each want a mend of their own are shown, three of them.
    """
    rows = "01/10/2026\n" * 4 + "2026-10-01 10:00\n"
    issues = read(tmp_path, f"d\n{rows}", column("d", "date"))[1]
    assert [issue.place.line for issue in issues] == [2, 6]
    assert [bool(issue.hint) for issue in issues] == [True, True]
    assert "5 such values" in issues[0].message
    issues = read(tmp_path, "d\nx\ny\nz\nv\n", column("d", "money"))[1]
    assert [issue.place.line for issue in issues] == [2, 3, 4]


@pytest.mark.parametrize(
    ("kind", "text", "hint"),
    [
        ("number", "1,234", "if its comma is a thousands mark, give the dataset csv: {thousands: ','}; "
         "if a decimal one, {decimal: ','}"),
        ("number", "0,234", "if numbers are written so, give the dataset csv: {decimal: ','}"),
        ("number", "12,34", "if numbers are written so, give the dataset csv: {decimal: ','}"),
        ("integer", "1,234", "if numbers are written so, give the dataset csv: {thousands: ','}"),
        ("money", "1,234", "if numbers are written so, give the dataset csv: {thousands: ','}"),
        ("money", "-0,234", "if numbers are written so, give the dataset csv: {decimal: ','}"),
    ],
)  # fmt: skip
def test_a_comma_before_three_digits_may_stand_between_thousands(
    kind: str, text: str, hint: str, tmp_path: Path
) -> None:
    """Both settings are named where both would read it; of cents and whole numbers there are no three decimals."""
    issues = read(tmp_path, f'a\n"{text}"\n', column("a", kind))[1]
    assert [issue.hint for issue in issues] == [hint]


@pytest.mark.parametrize("people", [3, 36])
def test_a_column_that_can_be_no_key_is_said_at_the_key(people: int, tmp_path: Path) -> None:
    """Where more than a tenth of the rows repeat it, it is the key that is wrong; of few copies each is said."""
    key = Written("who", Place("datasets.yml", 1, 7))
    repeats = 40 if people == 3 else 4
    rows = [f"p{n % people},{n}" for n in range(people)] + [f"p{n % people},{n + 99}" for n in range(repeats)]
    issues = read(tmp_path, "who,id\n" + "\n".join(rows) + "\n", column("who"), column("id", "integer"), key=key)[1]
    assert {issue.code for issue in issues} == {"repeated-key"}
    if people == 3:
        assert [issue.place for issue in issues] == [key.place]
        assert issues[0].message.startswith("40 of 43 rows repeat a 'who'")
        assert issues[0].hint == "is it the right key? 'id' is different in every row"
    else:
        assert {issue.place.file for issue in issues} != {"datasets.yml"}


def test_a_header_that_another_column_reads_is_not_proposed(tmp_path: Path) -> None:
    """It would mend one column and break another; the hint leads to the declaration of the one that is missed."""
    columns = (column("close_value", "integer"), column("close_date"))
    issues = read(tmp_path, "close_date,value\nx,1\n", *columns)[1]
    assert issues[0].hint == "did you mean 'value'? (it is declared at datasets.yml:1)"
    issues = read(tmp_path, "close_date,other\nx,1\n", *columns)[1]
    assert issues[0].hint.startswith("the file has: close_date, other")
