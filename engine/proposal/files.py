"""One file: read as far as its kind goes without a declaration, and each of its columns looked at."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import polars as pl

from engine.errors import Issue, Place, plural, several
from engine.model.datasets import NOT_READ, CsvDialect, DatasetSpec, SheetSpec
from engine.proposal.columns import Setting, found_column
from engine.proposal.dialect import encoding_of, shape_of, skipped_lines
from engine.proposal.marks import with_marks
from engine.proposal.model import Found, FoundColumn
from engine.proposal.names import NOWHERE, column_names, label_of, plain_name, written
from engine.proposal.texts import Values, values_of
from engine.proposal.totals import without_total
from engine.proposal.words import language_of
from engine.sources.files import file_bytes, name_of
from engine.sources.undeclared import (
    Undeclared,
    csv_columns,
    csv_text,
    json_columns,
    sheet_columns,
    sheet_rows,
    typed_columns,
)

TYPED = (".parquet", ".arrow", ".feather")
MOST_COLUMNS = 1000
VALUE_LIKE = re.compile(r"[-+]?[\d.,\s]+%?|\d{4}-\d\d-\d\d.*|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}.*")
PREAMBLE = 50  # lines of a sheet among which its header is sought


def find(path: Path, id: str) -> tuple[Found | None, list[Issue]]:
    """What a file holds, or what is wrong with it."""
    name = name_of(path)
    if path.suffix.lower() in NOT_READ:
        return None, [Issue("error", "not-read", Place(name), "files of that kind are not read",
                            "save it as CSV or .xlsx")]  # fmt: skip
    spec = DatasetSpec(id, NOWHERE, written(str(path)), Path(), ())
    data, issues = (b"", []) if path.suffix.lower() in TYPED else file_bytes(path, spec)
    if data is None:
        return None, [replace(issue, place=Place(name)) for issue in issues]
    spec, notes, read, issues = _undeclared(path, name, data, spec)
    if read is None:
        return None, issues
    if not _kept(read)[0]:
        message = "no column can be told from the others: its header is empty, or stands there twice"
        return None, [Issue("error", "no-columns", Place(name), message, "name each column above the first row")]
    return _looked_at(path, spec, notes, read), []


def _undeclared(
    path: Path, name: str, data: bytes, spec: DatasetSpec
) -> tuple[DatasetSpec, dict[str, str], Undeclared | None, list[Issue]]:
    """The file's columns, with what had to be known to read them."""
    match path.suffix.lower():
        case ".parquet" | ".arrow" | ".feather":
            return spec, {}, *typed_columns(path, name)
        case ".ndjson" | ".jsonl":
            return spec, {}, *json_columns(data, name, lines=True)
        case ".json":
            return spec, {}, *json_columns(data, name, lines=False)
        case ".xlsx":
            return _sheet(data, name, spec)
    return _csv(path, name, data, spec)


def _csv(
    path: Path, name: str, data: bytes, spec: DatasetSpec
) -> tuple[DatasetSpec, dict[str, str], Undeclared | None, list[Issue]]:
    encoding, why = encoding_of(data)
    spec = replace(spec, csv=CsvDialect(encoding=encoding))
    text, issues = csv_text(data, name, spec)
    if text is None:
        return spec, {}, None, issues
    if not text.strip():
        return spec, {}, None, [Issue("error", "empty-data", Place(name, 1, 1), "the file is empty", "export it again")]
    shape = shape_of(text, "\t" if path.suffix.lower() == ".tsv" else "")
    dialect = replace(spec.csv, separator=shape.separator, skip_top=shape.skip_top)
    notes = {"separator": shape.note, "encoding": why}
    if shape.skip_top:
        notes["skip_top"] = "they are nearly empty beside the rows"
    spec = replace(spec, csv=dialect)
    return spec, notes, *csv_columns(text, name, spec)


def _sheet(
    data: bytes, name: str, spec: DatasetSpec
) -> tuple[DatasetSpec, dict[str, str], Undeclared | None, list[Issue]]:
    sheet, issues = sheet_rows(data, name)
    if sheet is None:
        return spec, {}, None, issues
    rows = sheet.rows
    if rows.height == 0:
        return spec, {}, None, [sheet.lacks(name, "is empty")]
    records = [[value or "" for value in row] for row in rows.head(PREAMBLE).iter_rows()]
    header = skipped_lines(records, rows.width)
    notes = {}
    if header:
        spec = replace(spec, xlsx=SheetSpec(header=header + 1))
        notes["xlsx"] = "the lines above are nearly empty beside the rows"
    first, *others = sheet.sheets
    if others:
        spec = replace(spec, xlsx=SheetSpec(first, header + 1))
        which = f"check: the first sheet; there {'are' if others[1:] else 'is'} {several(others)} too"
        notes["xlsx"] = "; ".join(filter(None, (which, notes.get("xlsx"))))
    return spec, notes, *sheet_columns(sheet, header, name)


def _looked_at(path: Path, spec: DatasetSpec, notes: dict[str, str], read: Undeclared) -> Found:
    """Every column that can be told from the others, with its type."""
    frame = read.frame
    rows = int(frame.select(pl.len()).collect().item())
    kept, left = _kept(read)
    looked = [values_of(frame, str(position), header, rows) for position, header in kept]
    dialect, why = with_marks([values for values, _ in looked], spec.csv) if _is_csv(path) else (spec.csv, "")
    if why:
        notes["decimal"] = why
    language, _ = language_of(header for _, header in kept)
    day_first = language in ("fr", "ru") or dialect.decimal == "," or dialect.separator == ";"
    names = column_names(header for _, header in kept)
    columns, nulls = _columns(names, looked, Setting(dialect, day_first), markers=_is_csv(path))
    if nulls:
        dialect = replace(dialect, null_values=("", *nulls))
        notes["null_values"] = "they stand in columns of numbers or dates; in columns of texts they mean the same"
    if (values := [header for _, header in kept if VALUE_LIKE.fullmatch(header)]) and len(values) * 3 > len(kept) * 2:
        shown = ", ".join(repr(header[:20]) for header in values[:3])
        notes["columns"] = f"check: is the first line a header? {shown} look like values; a file needs names there"
    spec = replace(spec, csv=dialect, columns=tuple(column.spec for column in columns))
    found = Found(spec, label_of(path.stem), path, rows, columns, notes, (*read.left_out, *left))
    return without_total(found, frame, [position for position, _ in kept], dialect)


def _is_csv(path: Path) -> bool:
    return path.suffix.lower() not in (*TYPED, ".ndjson", ".jsonl", ".json", ".xlsx")


def _kept(read: Undeclared) -> tuple[list[tuple[int, str]], tuple[tuple[str, str], ...]]:
    """The headers by which a column can be told, with their place; and why the others cannot be read."""
    times = Counter(read.headers)
    kept = [(n, header) for n, header in enumerate(read.headers) if header and times[header] == 1]
    left = [(header, f"{count} columns are headed so: rename them in the file")
            for header, count in times.items() if header and count > 1]  # fmt: skip
    if times[""]:
        left.append(("", f"{plural(times[''], 'column')} without a header: name them in the file"))
    left += [(header, "there are too many columns") for _, header in kept[MOST_COLUMNS:]]
    return kept[:MOST_COLUMNS], tuple(left)


def _columns(
    names: list[str], looked: list[tuple[Values, Values]], setting: Setting, *, markers: bool
) -> tuple[tuple[FoundColumn, ...], tuple[str, ...]]:
    """The columns, and the texts that mean 'no value' in any of them: in the texts of the others they do too."""
    found = []
    nulls: set[str] = set()
    for name, (values, whole) in zip(names, looked, strict=True):
        column, used = found_column(name, values if markers else whole, whole, setting)
        nulls.update(used)
        found.append(column)
    for n, (values, whole) in enumerate(looked):
        if found[n].spec.type.kind == "string" and nulls & set(values.markers):
            left = whole.without(frozenset(nulls))
            column, _ = found_column(names[n], left, left, setting)
            found[n] = column
    return tuple(found), tuple(sorted(nulls))


def source_of(path: Path, folder: Path) -> str:
    """The path of the data as a file in `folder` writes it."""
    whole = path.parent.resolve() / path.name
    try:
        return Path(os.path.relpath(whole, folder.resolve())).as_posix()
    except ValueError:  # another drive
        return whole.as_posix()


def id_of(path: Path) -> str:
    """A dataset's id from its file's name."""
    return plain_name(path.stem, "data")
