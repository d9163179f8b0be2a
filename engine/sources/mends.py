"""What was forgotten or mistyped where a value does not read: the hint that stands under it."""

from __future__ import annotations

import re
from datetime import datetime

from engine.errors import nearest
from engine.model.datasets import ColumnSpec, CsvDialect
from engine.months import month_names
from engine.sources.values import SPACES

NUMBERS = ("integer", "number", "money", "percent")
ISO_DAY = r"\d{4}-\d\d-\d\d"
GROUPED = re.compile(rf"[-+]?\d{{1,3}}(?P<mark>[{SPACES}.,])\d{{3}}(?:(?P=mark)\d{{3}})*(?P<rest>[.,]\d+)?")
FORMATS = {
    "%Y-%m-%d": "year, month, day", "%d/%m/%Y": "day, month, year", "%m/%d/%Y": "month, day, year",
    "%d.%m.%Y": "day, month, year", "%d-%m-%Y": "day, month, year", "%m-%d-%Y": "month, day, year",
    "%Y/%m/%d": "year, month, day", "%Y%m%d": "year, month, day",
}  # fmt: skip


def mend(column: ColumnSpec, text: str, dialect: CsvDialect, timezone: str) -> str:
    """The setting that was forgotten where a text of a CSV file does not read; empty where nothing suggests itself."""
    if column.reads not in NUMBERS:
        return mend_column(column, text, timezone)
    settings = _marks(column, text.strip(), dialect)
    if _may_be_thousands(column, text.strip(), dialect):
        return (
            "if its comma is a thousands mark, give the dataset csv: {thousands: ','}; if a decimal one, {decimal: ','}"
        )
    if settings:
        return f"if numbers are written so, give the dataset csv: {{{', '.join(settings)}}}"
    if dialect.decimal == "," and re.fullmatch(r"[-+]?\d+\.\d+", text.strip()):
        return "the dataset says decimal: ',' under 'csv', and here it is a point"
    return mend_column(column, text, timezone)


def _marks(column: ColumnSpec, text: str, dialect: CsvDialect) -> list[str]:
    """The marks of a number that the dialect does not have."""
    settings = []
    grouped = GROUPED.fullmatch(text)
    # A single point or comma before three digits may be either; with decimals after it, or twice, it is no decimal.
    certain = grouped is not None and (
        column.reads == "integer" or grouped["rest"] or text.count(grouped["mark"]) > 1 or grouped["mark"] in SPACES
        or (column.reads == "money" and column.type.scale < 3 and _like_thousands(text, dialect))
    )  # fmt: skip
    if grouped is not None and certain and not dialect.thousands:
        mark = " " if grouped["mark"] in SPACES else grouped["mark"]
        settings.append(f"thousands: '{mark}'")
    rest = grouped["rest"] or "" if grouped is not None and certain else text
    if dialect.decimal == "." and re.search(r",\d", rest):
        settings.append("decimal: ','")
    return settings


def _may_be_thousands(column: ColumnSpec, text: str, dialect: CsvDialect) -> bool:
    """Whether a comma before three digits is as likely to stand between thousands as before decimals."""
    either = column.reads == "number" or (column.reads == "money" and column.type.scale >= 3)
    return either and _like_thousands(text, dialect)


def _like_thousands(text: str, dialect: CsvDialect) -> bool:
    """Whether a text is like 1,234 where nothing is said of thousands, and the comma is no decimal mark."""
    return not dialect.thousands and dialect.decimal != "," and bool(re.fullmatch(r"[-+]?[1-9]\d{0,2},\d{3}", text))


def mend_column(column: ColumnSpec, text: str, timezone: str) -> str:
    """The setting of the column that was forgotten where a text does not read, whatever the kind of file."""
    text = text.strip()
    match column.reads:
        case "date":
            return _mend_date(column, text)
        case "datetime":
            return _mend_time(text, timezone)
        case "boolean" if not (column.true_values or column.false_values):
            return f"if it means one of them, give the column 'true_values' or 'false_values': ['{text[:40]}']"
        case "integer" if re.fullmatch(r"[-+]?\d+", text):
            return "it has more digits than whole numbers can: a number or code of that length is a 'string'"
        case "integer" if re.fullmatch(r"[-+]?\d+[.,]\d+", text):
            return "declare the column a 'number' where it may have decimals"
        case "number" if re.search(r"\d[eE]\+?\d{3,}$", text):
            return "no number here is greater than 1e100"
        case "money":
            return _mend_money(column, text)
    return ""


def _mend_money(column: ColumnSpec, text: str) -> str:
    scale = column.type.scale
    if re.fullmatch(r"-?\d*\.\d{9,}", text):
        return "the file keeps amounts as binary numbers, which are not exact: store decimals, or declare a 'number'"
    if (found := re.fullmatch(r"[-+]?\d+[.,](\d+)", text)) and len(found[1]) > scale:
        return f"if amounts have that many decimals, give the column 'scale: {len(found[1])}'"
    if re.fullmatch(rf"[-+]?\d{{{37 - scale},}}([.,]\d+)?", text):
        return f"an amount has at most {36 - scale} digits before its decimals"
    if re.search(r"\d\s*([A-Z]{3}|[€$£₽])$|^([A-Z]{3}|[€$£₽])", text):
        return "write the amount alone: its currency is the column's 'currency'"
    if re.fullmatch(r"\(.*\d.*\)", text):
        return "an amount below zero is written with a minus"
    return ""


def _mend_date(column: ColumnSpec, text: str) -> str:
    mark = next((mark for mark in ("%B", "%b") if mark in column.format), None)
    if mark and column.locale and (word := re.search(r"[^\W\d]+\.?", text)):
        return _mend_month(word[0], month_names(column.locale, mark), column.locale)
    format = next((format for format in FORMATS if _is_date(text, format)), "")
    if column.format:
        return f"'{format}' would read it ({FORMATS[format]})" if format else ""
    if re.fullmatch(r"0000-00-00|0001-01-01", text):
        return f"where it stands for no date: 'nullable: true', and under 'csv' null_values: ['', '{text}']"
    if re.fullmatch(ISO_DAY, text):
        return "no calendar has that day"
    if re.match(rf"{ISO_DAY}[T ]\d", text):
        return "it has a time of day: declare the column a 'datetime'"
    if format:
        return f"if all dates are written so, give the column a 'format': '{format}' ({FORMATS[format]})"
    if re.fullmatch(r"\d{1,2} [^\W\d]+ \d{4}", text):
        return "if all dates are written so, give the column a 'format': '%d %B %Y', and its language: 'locale: fr'"
    return "if all dates are written in another way, give the column a 'format', such as '%d/%m/%Y' (day, month, year)"


def _is_date(text: str, format: str) -> bool:
    try:
        datetime.strptime(text, format)
        return True
    except ValueError:
        return False


def _mend_month(word: str, names: dict[str, str], locale: str) -> str:
    """The month that was meant; nothing where the month is right and something else is wrong."""
    if word.lower() in names:
        return ""
    near = nearest(word, (name for name in names if len(name) > 2))
    return f"did you mean '{near}'?" if near else f"'{word}' is no month in '{locale}'"


def _mend_time(text: str, timezone: str) -> str:
    if re.fullmatch(rf"{ISO_DAY}[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?", text):
        return f"no such day or time, or one that the clocks of {timezone} leave out in spring; in UTC it ends in Z"
    if re.fullmatch(ISO_DAY, text):
        return "it is a day without a time: declare the column a 'date'"
    if re.search(r"[A-Za-z]{3,}$", text):
        return "a zone is written as an offset, such as +02:00, or Z"
    return ""
