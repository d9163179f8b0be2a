"""A CSV file in an encoding that DuckDB does not read by itself: its bytes as text, and the text as fields.

Only where every character is one byte, as in cp1252; then it can be written out, without an extension.
"""

from __future__ import annotations

from sqlglot import exp

from engine.model.datasets import CsvDialect
from engine.sql import words
from engine.sql.words import aliased, call, column

HEADER, RECORD = "header", "record"
UNKNOWN = "\ufffd"


def differing(encoding: str) -> dict[int, str] | None:
    """The bytes that are another character than their number; None where a character may take several bytes."""
    signs = [bytes([byte]).decode(encoding, "replace") for byte in range(256)]
    # A byte that stands for nothing alone may be the first of two.
    if "".join(signs[:128]) != bytes(range(128)).decode("ascii") or signs.count(UNKNOWN) > 16:
        return None
    return {byte: sign for byte, sign in enumerate(signs) if sign not in (chr(byte), UNKNOWN)}


def fields(paths: exp.Expr, dialect: CsvDialect, separator: str, signs: dict[int, str]) -> exp.Expr:
    """The rows of the files as lists of fields: `record`, beside their `header` and `filename`."""
    bytes_of_signs = words.text("".join(f"{byte:02X}" for byte in signs))
    latin = _characters(call("HEX", column("content")))
    text = call("TRANSLATE", latin, _characters(bytes_of_signs), words.text("".join(signs.values())))
    lines = call("REGEXP_REPLACE", text, words.text(r"\r\n?"), words.text("\n"), words.text("g"))
    if dialect.skip_top:
        above = words.text(rf"^([^\n]*\n){{{dialect.skip_top}}}")
        lines = call("REGEXP_REPLACE", lines, above, words.text(""))
    read = exp.select(column("filename"), aliased(_records(lines, dialect, separator), "records"))
    read = read.from_(call("READ_BLOB", paths))
    first = call("LIST_EXTRACT", column("records"), words.number(1))
    names = _each(first, "field", call("TRIM", column("field")))
    rest = exp.Bracket(this=column("records"), expressions=[exp.Slice(this=words.number(2))])
    rows = exp.select(column("filename"), aliased(names, HEADER), aliased(call("UNNEST", rest), RECORD))
    return rows.from_(read.subquery("files")).subquery("fields")


def _records(text: exp.Expr, dialect: CsvDialect, separator: str) -> exp.Expr:
    """The fields of each line; a quote may hold separators and line ends, and two quotes are one."""
    mark = "".join(f"\\x{{{ord(sign):x}}}" for sign in separator)
    lines = call("REGEXP_EXTRACT_ALL", text, words.text(r'(?:[^"\n]|"[^"]*")+'))
    ended = exp.DPipe(this=column("line"), expression=words.text(separator))
    pattern = words.text(rf'((?:[^{mark}"]|"[^"]*")*){mark}')
    found = call("REGEXP_EXTRACT_ALL", ended, pattern, words.number(1))
    field = column("field")
    inner = call("REGEXP_REPLACE", field, words.text('^"|"$'), words.text(""), words.text("g"))
    bare = words.case(
        (call("STARTS_WITH", field.copy(), words.text('"')), call("REPLACE", inner, words.text('""'), words.text('"'))),
        default=field.copy(),
    )
    return _each(lines, "line", _each(found, "field", bare))


def value(headers: tuple[str, ...], dialect: CsvDialect) -> exp.Expr:
    """A field by its header, of which a file has one; nothing where it says that there is none."""
    positions = (call("LIST_POSITION", column(HEADER), words.text(header)) for header in headers)
    found = [call("LIST_EXTRACT", column(RECORD), position) for position in positions]
    field = found[0] if len(found) == 1 else call("COALESCE", *found)
    if len(dialect.null_values) == 1:
        return call("NULLIF", field, words.text(dialect.null_values[0]))
    absent = exp.In(this=field, expressions=words.texts(dialect.null_values))
    return words.case((absent, exp.null()), default=field.copy())


def not_empty() -> exp.Expr:
    """A line with any field that is not empty."""
    return exp.NEQ(this=_joined(column(RECORD)), expression=words.text(""))


def _characters(hexadecimal: exp.Expr) -> exp.Expr:
    """The characters with these numbers, two digits each."""
    code = words.cast(exp.DPipe(this=words.text("0x"), expression=column("byte")), "INT")
    return _joined(_each(call("REGEXP_EXTRACT_ALL", hexadecimal, words.text("..")), "byte", call("CHR", code)))


def _each(values: exp.Expr, variable: str, body: exp.Expr) -> exp.Expr:
    return call("LIST_TRANSFORM", values, exp.Var(this=f"LAMBDA {variable} : {body.sql(words.Readable)}"))


def _joined(values: exp.Expr) -> exp.Expr:
    return call("ARRAY_TO_STRING", values, words.text(""))
