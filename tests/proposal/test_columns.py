"""A column gets the narrowest type that all of its values read as, and says from what that was concluded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proposal.looking import column_of, found_in


@pytest.mark.parametrize(
    ("values", "header", "kind"),
    [
        (("1", "-2", "30"), "x", "integer"),
        (("1,5", "2"), "x", "number"),
        (("1", "2"), "Montant", "money"),
        (("1,123456", "2"), "Montant", "number"),
        (("94,01%", "3 %"), "x", "percent"),
        (("0:01:17", "0:00:03"), "x", "duration"),
        (("true", "FALSE"), "x", "boolean"),
        (("Oui", "Non"), "x", "boolean"),
        (("да", "Нет"), "x", "boolean"),
        (("0", "1", "1"), "is_new", "boolean"),
        (("0", "1", "1"), "x", "integer"),
        (("01", "2"), "x", "string"),
        (("+33612345678", "+33612345679"), "x", "string"),
        (("123456789012345678901", "1"), "x", "string"),
        (("12", "13", "n/k"), "x", "string"),
        (("€ 12", "€ 13"), "Montant", "string"),
        (("total clicks", "x"), "x", "string"),
        (("5", "6"), "total_click_count", "integer"),
        (("20260131", "20251201"), "x", "date"),
        (("99999999", "20251201"), "x", "integer"),
        (("2026-01-31T10:00:00Z", "2026-01-31 11:00"), "x", "datetime"),
        (("31/01/2026 10:00", "01/02/2026 11:30"), "x", "datetime"),
    ],
)
def test_the_type_of_a_column(tmp_path: Path, values: tuple[str, ...], header: str, kind: str) -> None:
    """By its values, and where they leave it open by its header."""
    column = column_of(tmp_path, *values, header=header)
    assert column.spec.reads == kind
    assert not column.spec.type.nullable
    assert column.note


@pytest.mark.parametrize(
    ("values", "format", "locale"),
    [
        (("2026-01-31", "2026-02-01"), "", ""),
        (("31/01/2026", "01/02/2026"), "%d/%m/%Y", ""),
        (("01/31/2026", "02/01/2026"), "%m/%d/%Y", ""),
        (("31.01.26", "01.02.26"), "%d.%m.%y", ""),
        (("12 septembre 2026", "1 août 2026"), "%d %B %Y", "fr"),
        (("12 сентября 2026", "1 августа 2026"), "%d %B %Y", "ru"),
        (("Sep 12, 2026", "Aug 1, 2026"), "%b %d, %Y", "en"),
    ],
)
def test_the_format_of_dates(tmp_path: Path, values: tuple[str, ...], format: str, locale: str) -> None:
    """With the months' names in the language that they are written in."""
    column = column_of(tmp_path, *values)
    assert (column.spec.reads, column.spec.format, column.spec.locale) == ("date", format, locale)
    assert "check" not in column.note


def test_day_and_month_that_could_be_either_are_to_be_checked(tmp_path: Path) -> None:
    """Days that follow each other speak for one order; where nothing does, the file's habits, and a comment says so."""
    daily = column_of(tmp_path, *(f"{month:02}/{day:02}/2026" for month in (3, 4) for day in range(1, 13)))
    assert daily.spec.format == "%m/%d/%Y"
    assert "check: is this month/day?" in daily.note
    monthly = column_of(tmp_path, *(f"01/{month:02}/2026" for month in range(1, 13)))
    assert monthly.spec.format == "%d/%m/%Y"
    alone = column_of(tmp_path, "03/04/2026")
    assert alone.spec.format == "%d/%m/%Y", "';' between fields is how it is written where days come first"
    assert "check: is this day/month?" in alone.note


def test_words_for_no_value_are_declared_where_a_type_needs_them(tmp_path: Path) -> None:
    """NA among numbers is no value, and then it is none among texts either."""
    found = found_in(tmp_path, "n,score,region\n1,5,NA\n2,NA,EU\n3,7,EU\n")
    score, region = found.columns[1:]
    assert found.spec.csv.null_values == ("", "NA")
    assert (score.spec.reads, score.spec.type.nullable, score.filled) == ("integer", True, 2)
    assert (region.spec.type.nullable, region.filled, region.distinct) == (True, 2, 1)
    kept = found_in(tmp_path, "n,region\n1,NA\n2,EU\n3,EU\n")
    assert kept.spec.csv.null_values == ("",), "a code of texts alone is left as it is"


def test_marks_of_numbers_are_those_with_which_the_columns_read(tmp_path: Path) -> None:
    """A comma may be either: what other columns need decides, and groups of three digits are thousands."""
    english = found_in(tmp_path, 'n,a,b\n1,"1,234",0.5\n2,"2,345",1.5\n').spec.csv
    assert (english.decimal, english.thousands) == (".", ",")
    french = found_in(tmp_path, "n;a;b\n1;1 234,50;0,5\n2;2;1,5\n").spec.csv
    assert (french.decimal, french.thousands) == (",", " ")
    german = found_in(tmp_path, "n;a\n1;1.234,50\n2;2,00\n").spec.csv
    assert (german.decimal, german.thousands) == (",", ".")
    plain = found_in(tmp_path, "n,a\n1,2\n2,3\n").spec.csv
    assert (plain.decimal, plain.thousands) == (".", "")


def test_few_texts_are_listed_and_many_are_not(tmp_path: Path) -> None:
    """A list of values is a contract: it is proposed where each stands several times."""
    few = column_of(tmp_path, *(["won", "lost"] * 5))
    assert few.spec.values == ("lost", "won")
    assert "refused" in few.note
    many = column_of(tmp_path, *(f"name {n}" for n in range(10)))
    assert many.spec.values == ()


def test_a_column_that_is_nearly_numbers_names_what_is_none(tmp_path: Path) -> None:
    """It stays text, and the comment says which value is in the way."""
    column = column_of(tmp_path, *map(str, range(100)), "unknown")
    assert column.spec.reads == "string"
    assert "'unknown'" in column.note


def test_a_type_is_tried_on_every_value(tmp_path: Path) -> None:
    """The one value that does not read may be the last of many."""
    column = column_of(tmp_path, *map(str, range(1000, 3000)), "zzz")
    assert column.spec.reads == "string"


def test_headers_that_are_values_are_to_be_checked(tmp_path: Path) -> None:
    """A file without a header loses its first row, so that the comment asks."""
    assert "check" in found_in(tmp_path, "1,2026-01-01,5\n2,2026-01-02,6\n").notes["columns"]
    assert "columns" not in found_in(tmp_path, "id,2025,2026,2027 plan\n2,1,6,1\n").notes


def test_headers_that_repeat_or_lack_are_left_out_and_named(tmp_path: Path) -> None:
    """They cannot be told apart; and headers of any signs become names that formulas can use."""
    found = found_in(tmp_path, "a,a,,N° client,order,select,a b,A_B\n1,2,3,4,5,6,7,8\n")
    assert [column.name for column in found.columns] == ["no_client", "order", "select_", "a_b", "A_B_2"]
    assert [header for header, _ in found.left_out] == ["a", ""]
