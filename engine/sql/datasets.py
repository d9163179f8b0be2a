"""A dataset as a query: its files read, its declared columns typed, the rows that are none of it left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeAlias

from sqlglot import exp

from engine.model.datasets import ColumnSpec, CsvDialect, DatasetSpec
from engine.model.formula import Formula
from engine.sql import encoded, words
from engine.sql.columns import Kind, Text, typed
from engine.sql.formulas import lower
from engine.sql.problem import NoStatement
from engine.sql.scope import only_columns
from engine.sql.words import call, column

UTF_8 = ("utf-8", "utf8", "utf-8-sig", "ascii", "us-ascii")
TAB = r"\t"  # as DuckDB writes it; a real one would set the shell to complete words
Opened: TypeAlias = tuple[exp.Expr, Kind]


@dataclass(frozen=True)
class Files:
    """A dataset to be read: its files relative to the report, in the order of their names, and the report's zone."""

    spec: DatasetSpec
    paths: tuple[str, ...]
    timezone: str
    where: Formula | None = None
    copies: str = ""  # the day of dated copies, in each of which a key names a row

    @property
    def in_order(self) -> bool:
        """Whether the earlier of two files is the one whose path comes first as a text."""
        return list(self.paths) == sorted(self.paths)


def dataset(files: Files) -> exp.Select:
    """The query of a dataset; raises NoStatement where DuckDB alone does not read it as the engine does."""
    spec = files.spec
    distinct_names(spec)
    ending = {PurePosixPath(path).suffix.lower() for path in files.paths}
    if len(ending) != 1:
        raise NoStatement(spec.source.place, f"the files of '{spec.id}' are of different kinds")
    opened, kind = OPENED.get(ending.pop(), _csv)(files)
    source = Text(kind, spec.csv, files.timezone, lenient=files.where is not None)
    query = exp.select(
        *(words.aliased(typed(item, _raw(item, files, kind), source), item.name) for item in spec.columns)
    ).from_(opened)
    overlaps = spec.key_repeats != "error" and len(files.paths) > 1
    if kind == "csv":
        query = query.where(_has_fields(files, overlaps=overlaps))
    if files.where is None and not overlaps:
        return _unaliased(query)
    if overlaps:
        query = query.select(words.aliased(_number_of_file(files), FILE))
    names = [column(item.name) for item in spec.columns]
    outer = exp.select(*names).from_(_unaliased(query).subquery("typed"))
    if files.where is not None:
        outer = outer.where(lower(files.where.root, only_columns(lambda item: column(item.name))))
    if overlaps:
        outer = outer.qualify(_of_one_file(files))
    return outer


FILE = "file_number"


def _unaliased(query: exp.Select) -> exp.Select:
    """A column that is what it is called needs no second name."""
    plain = [
        item.this if isinstance(item, exp.Alias) and item.this == column(item.alias) else item
        for item in query.expressions
    ]
    return query.select(*plain, append=False)


def _raw(item: ColumnSpec, files: Files, kind: Kind) -> exp.Expr:
    """The field of a column, which may be headed in several ways in several files."""
    if kind == "csv" and not _in_utf_8(files):
        return encoded.value(item.headers, files.spec.csv)
    if len(item.headers) == 1:
        return column(item.headers[0])
    if kind == "json":
        raise NoStatement(item.place, f"'{item.name}' has several names, and DuckDB must be told which one a file has")
    headers = ", ".join(literal.sql(words.Readable) for literal in words.texts(item.headers))
    return call("COALESCE", exp.Var(this=f"*COLUMNS(LAMBDA header : header IN ({headers}))"))


def distinct_names(spec: DatasetSpec) -> None:
    """Raise where DuckDB would take two columns for one: it does not tell capitals from small letters in names."""
    for written in ([item.name for item in spec.columns], [h for item in spec.columns for h in item.headers]):
        first: dict[str, str] = {}
        for word in written:
            other = first.setdefault(word.lower(), word)
            if other != word:
                message = f"DuckDB takes the columns '{other}' and '{word}' of '{spec.id}' for the same"
                raise NoStatement(spec.place, message, "give them names that differ in more than capitals")


def _has_fields(files: Files, *, overlaps: bool) -> exp.Expr:
    """The line has any value at all: a line without is no row."""
    if not _in_utf_8(files):
        return encoded.not_empty()
    spec = files.spec
    if set(spec.csv.null_values) != {""} and all(item.type.nullable for item in spec.columns):
        # A row of nothing else could not be told from an empty line.
        message = f"every column of '{spec.id}' may be empty, and {', '.join(spec.csv.null_values)} mean so too"
        raise NoStatement(spec.place, message, "declare a column that is never empty")
    fields = exp.Var(this="*COLUMNS(* EXCLUDE (filename))" if overlaps else "*COLUMNS(*)")
    return exp.NEQ(this=call("CONCAT", fields), expression=words.text(""))


def _number_of_file(files: Files) -> exp.Expr:
    """What orders the rows' files as their names do."""
    if files.in_order:
        return column("filename")
    return call("LIST_POSITION", exp.array(*words.texts(files.paths)), column("filename"))


def _of_one_file(files: Files) -> exp.Expr:
    """Of rows with the same key, in the same copy, those of the last, or the first, file."""
    spec = files.spec
    assert spec.key is not None
    key, file = column(spec.key.text), column(FILE)
    chosen = call("MAX" if spec.key_repeats == "last_file" else "MIN", file)
    of_key = exp.Window(this=chosen, partition_by=[key, *([column(files.copies)] if files.copies else [])])
    return exp.Or(this=words.is_null(key.copy()), expression=exp.EQ(this=file.copy(), expression=of_key))


# --- Kinds of files ------------------------------------------------------------------------------------------


def _paths(files: Files) -> exp.Expr:
    if len(files.paths) == 1:
        return words.text(files.paths[0])
    return exp.array(*words.texts(files.paths))


def _several(files: Files) -> dict[str, exp.Expr]:
    """Columns by their names, whatever their order in each file; and the name of the file where it matters."""
    found: dict[str, exp.Expr] = {}
    if len(files.paths) > 1:
        found["union_by_name"] = exp.true()
        if files.spec.key_repeats != "error":
            found["filename"] = exp.true()
    return found


def _csv(files: Files, separator: str = "") -> Opened:
    """A file of text; how it is written is said, so that nothing is guessed."""
    dialect = files.spec.csv
    separator = separator or dialect.separator
    if not _in_utf_8(files):
        signs = encoded.differing(dialect.encoding)
        if signs is None:
            message = f"DuckDB reads no '{dialect.encoding}' without an extension"
            raise NoStatement(files.spec.place, message, "save the file as UTF-8")
        return encoded.fields(_paths(files), dialect, separator, signs), "csv"
    options: dict[str, exp.Expr] = {
        "delim": words.text(TAB if separator == "\t" else separator),
        "header": exp.true(),
        "skip": words.number(dialect.skip_top),
        "quote": words.text('"'),
        "escape": words.text('"'),
        "comment": words.text(""),
        "all_varchar": exp.true(),
    }
    if dialect.null_values != ("",):
        options["nullstr"] = exp.array(*words.texts(dialect.null_values))
    return call("READ_CSV", _paths(files), **options, **_several(files)), "csv"


def _in_utf_8(files: Files) -> bool:
    return files.spec.csv.encoding.lower() in UTF_8


def _tsv(files: Files) -> Opened:
    return _csv(files, "\t" if files.spec.csv.separator == CsvDialect().separator else "")


def _parquet(files: Files) -> Opened:
    return call("READ_PARQUET", _paths(files), **_several(files)), "typed"


def _json(format: str) -> Callable[[Files], Opened]:
    def opened(files: Files) -> Opened:
        kinds = {item.headers[0]: "JSON" if item.reads == "string" else "VARCHAR" for item in files.spec.columns}
        fields = [
            exp.PropertyEQ(this=words.text(header), expression=words.text(kind)) for header, kind in kinds.items()
        ]
        columns = exp.Struct(expressions=fields)
        return call("READ_JSON", _paths(files), format=words.text(format), columns=columns, **_several(files)), "json"

    return opened


def _unread(what: str, hint: str) -> Callable[[Files], Opened]:
    def opened(files: Files) -> Opened:
        raise NoStatement(files.spec.source.place, f"DuckDB reads no {what} without an extension", hint)

    return opened


OPENED: Mapping[str, Callable[[Files], Opened]] = {
    ".csv": _csv,
    ".tsv": _tsv,
    ".parquet": _parquet,
    ".ndjson": _json("newline_delimited"),
    ".jsonl": _json("newline_delimited"),
    ".json": _json("array"),
    ".arrow": _unread("Arrow files", "save the file as Parquet"),
    ".feather": _unread("Arrow files", "save the file as Parquet"),
    ".xlsx": _unread("spreadsheets", "save the sheet as CSV"),
}  # by the file's ending; a file with another one is read as CSV


def described(files: Files) -> tuple[str, ...]:
    """Where a dataset's rows come from, in words."""
    spec = files.spec
    where = f", where {spec.where.text}" if spec.where else ""
    keys = {"error": "", "last_file": "the last file's rows", "first_file": "the first file's rows"}[spec.key_repeats]
    again = f"; of a key that repeats {keys}" if keys and len(files.paths) > 1 else ""
    source = files.paths[0] if len(files.paths) == 1 else f"{len(files.paths)} files of {spec.source.text}"
    told = [f"{spec.id}: {source}{where}{again}"]
    if not _in_utf_8(files):
        told.append(f"DuckDB reads no {spec.csv.encoding} by itself: here its bytes are made text, and the text fields")
    return tuple(told)
