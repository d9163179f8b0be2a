"""A dataset from its files: their rows together, filtered and checked, with every problem at its place."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import polars as pl

from engine.errors import Issue, Place, did_you_mean
from engine.model.data import Coverage, Part, Table
from engine.model.datasets import ColumnSpec, DatasetSpec
from engine.model.plan import Read
from engine.protocols import Condition
from engine.sources.checks import FILE, Bad, find_bad
from engine.sources.contents import AGAIN, broken
from engine.sources.watched import BROKEN, watched

LOOKED_AT = 5  # rows of each kind of problem; the message says how many there are
SHOWN = 3  # of those with one mend
OF_ALL = ("if ", "'%", "the dataset says ")  # how the mends begin that mend all such values at once
SAID_ONCE = ("bad-value", "unknown-data-value")  # a text that is wrong in many rows is one slip, with their number
MANY = 10  # so many copies, and a tenth of the rows, are no slip: the wrong column is the key


def dataset(
    wanted: Read, parts: tuple[Part, ...], root: Path, condition: Condition
) -> tuple[Table | None, list[Issue]]:
    """The dataset of one or several files, in their order, or what is wrong with its rows; warnings go with it.

    `condition` turns the dataset's own `where` into the backend's filter; paths are shown relative to `root`.
    """
    spec = wanted.dataset
    together = [part.rows.lazy().with_columns(pl.lit(n, pl.Int32).alias(FILE)) for n, part in enumerate(parts)]
    rows = pl.concat(together)
    if wanted.where is not None:
        keep = condition(wanted.where.root)
        # A row whose value does not read is kept, so that the value is reported rather than its row dropped.
        unread = pl.any_horizontal(f"{column.name} bad" for column in wanted.columns)
        rows = rows.filter(keep.fill_null(False) | (keep.is_null() & unread))
    if spec.key is not None and spec.key_repeats != "error" and len(parts) > 1:
        row = [spec.key.text, wanted.copies] if wanted.copies else [spec.key.text]
        rows = _of_one_file(rows, row, last=spec.key_repeats == "last_file")
    files = [part.name for part in parts if isinstance(part.rows, pl.LazyFrame)]  # the others have been read
    try:
        every = pl.concat(together) if wanted.where is not None or spec.key_repeats != "error" else None
        bad, known = watched(
            lambda: (find_bad(rows, spec, wanted.columns, LOOKED_AT, wanted.copies), _known(rows, spec, every)), files
        )
        wrong = watched(lambda: _wrong_key(bad, rows, wanted), files)
        issues = _issues([one for one in bad if not wrong or one.rule.code != "repeated-key"], parts) + wrong
        if not known.heights:
            issues.append(_empty(pl.concat(together), spec, parts))
    except BROKEN as error:
        return None, [_unread(parts, error)]
    if any(issue.level == "error" for issue in issues):
        return None, issues
    return _table(rows, known, wanted, parts, root, tuple(issues)), issues


@dataclass(frozen=True)
class _Known:
    """What is known of a dataset's rows without holding them: rows by file, first and last day, those left out."""

    heights: dict[int, int]
    first: date | None
    last: date | None
    left_out: int


def _known(rows: pl.LazyFrame, spec: DatasetSpec, every: pl.LazyFrame | None) -> _Known:
    """`every` has the rows of the files, where some of them are none of the dataset's."""
    day = pl.col(spec.date.text).cast(pl.Date) if spec.date else pl.lit(None, pl.Date)
    by_file = rows.group_by(FILE).agg(pl.len().alias("rows"), day.min().alias("first"), day.max().alias("last"))
    queries = [by_file] if every is None else [by_file, every.select(pl.len())]
    found, *read = pl.collect_all(queries, engine="streaming")
    days = found.select(pl.col("first").min(), pl.col("last").max()).row(0)
    left_out = sum(frame.item() for frame in read) - found["rows"].sum() if read else 0
    return _Known(dict(found.select(FILE, "rows").iter_rows()), days[0], days[1], left_out)


def _empty(together: pl.LazyFrame, spec: DatasetSpec, parts: tuple[Part, ...]) -> Issue:
    place = Place(parts[0].name) if len(parts) == 1 else spec.source.place
    files = "the file has a header and no rows" if len(parts) == 1 else f"the {len(parts)} files have no rows"
    any_row = together.select(pl.len()).collect().item() > 0
    return Issue("error", "empty-data", place, "no row is left by the dataset's 'where'" if any_row else files)


def _wrong_key(bad: list[Bad], rows: pl.LazyFrame, wanted: Read) -> list[Issue]:
    """One issue at the key that is declared, where so many rows of a file repeat it that it can be none."""
    spec = wanted.dataset
    if spec.key is None or not any(one.rule.code == "repeated-key" and one.count > MANY for one in bad):
        return []
    file = [FILE, wanted.copies] if wanted.copies else [FILE]  # exports that overlap have the right key
    others = [column.name for column in wanted.columns if column.type.kind in ("string", "integer")]
    counts = [pl.struct(*file, name).n_unique().alias(name) for name in others]
    named = rows.filter(pl.col(spec.key.text).is_not_null())
    row = named.select(pl.len().alias("all rows"), *counts).collect(engine="streaming").row(0, named=True)
    height = row["all rows"]
    copies = height - row[spec.key.text]
    if copies <= max(MANY, height // 10):
        return []
    message = f"{copies:,} of {height:,} rows repeat a '{spec.key.text}', and a key is different in every row"
    unique = next((name for name in others if row[name] == height), "")
    hint = f"is it the right key? '{unique}' is different in every row" if unique else (
        "is it the right key? Name the column that is different in every row, or leave 'key' out"
    )  # fmt: skip
    return [Issue("error", "repeated-key", spec.key.place, message, hint)]


def _unread(parts: tuple[Part, ...], error: BaseException) -> Issue:
    """The issue of the file that turned out to be broken when its rows were looked at."""
    for part in parts:
        try:
            look = partial(part.rows.lazy().select(pl.all().null_count()).collect, engine="streaming")
            watched(look, [part.name])
        except BROKEN:
            return broken(part.name, "the file is damaged: its rows cannot be read", AGAIN)
    raise error


def _of_one_file(rows: pl.LazyFrame, key: list[str], *, last: bool) -> pl.LazyFrame:
    """Of rows with the same key those of the last, or the first, file; a key that repeats within one file remains.

    The key is a column, or with the day of its copy two.
    """
    file = pl.col(FILE)
    kept = (file.max() if last else file.min()).over(key)
    return rows.filter(pl.col(key[0]).is_null() | (file == kept))


def _table(
    rows: pl.LazyFrame, known: _Known, wanted: Read, parts: tuple[Part, ...], root: Path, warnings: tuple[Issue, ...]
) -> Table:
    spec = wanted.dataset
    files = tuple(
        (Path(os.path.relpath(part.path, root)).as_posix(), part.sha256, known.heights.get(n, 0))
        for n, part in enumerate(parts)
    )
    path, sha256 = files[0][:2]
    if len(parts) > 1:
        path = Path(os.path.relpath(spec.folder / spec.source.text, root)).as_posix()
        sha256 = hashlib.sha256("\n".join(part.sha256 for part in parts).encode()).hexdigest()
    frame = rows.select(column.name for column in wanted.columns)
    several = files if len(parts) > 1 else ()
    height = sum(known.heights.values())
    return Table(spec.id, path, sha256, height, frame, _coverage(known, spec), several, warnings, known.left_out)


def _issues(found: list[Bad], parts: tuple[Part, ...]) -> list[Issue]:
    """The problems with the place of their field, in the file as a person opens it."""
    cells: dict[int, set[tuple[int, str]]] = {}
    for bad in found:
        for file, record in bad.rows:
            cells.setdefault(file, set()).add((record, bad.rule.column.name))
    places = {file: parts[file].places(frozenset(wanted)) for file, wanted in cells.items()}
    issues = []
    for bad in found:
        alike = bad.rule.code == "thousands-or-decimals" or (bad.rule.code == "empty-value" and bad.count > SHOWN)
        most = 1 if alike else SHOWN  # one empty cell is like another
        said: set[str] = set()  # a mend is said once, and what is wrong with a text
        for number, (file, record) in enumerate(bad.rows):
            hint = _hint(bad, number, parts)
            if hint in said and (number >= most or hint.startswith(OF_ALL)):
                continue
            place = places[file][record, bad.rule.column.name]
            message = _message(bad, number, parts)
            if bad.rule.code in SAID_ONCE and message in said:
                continue
            more = {hint, message}
            if not place.line:
                message += f" (row {record + parts[file].first_row})"
            if number == 0 and bad.count > 1:
                message += f" ({bad.count:,} such values in the {'file' if len(parts) == 1 else 'files'})"
            shown = "" if hint in said else hint
            if number == 0 and bad.rule.code == "unknown-data-value":
                shown = _or_listed(hint, bad.rule.column)
            issues.append(Issue(bad.rule.level, bad.rule.code, place, message, shown))
            said |= more
    return issues


def _message(bad: Bad, number: int, parts: tuple[Part, ...]) -> str:
    rule, (file, record) = bad.rule, bad.rows[number]
    name = rule.column.name
    if rule.code == "repeated-key":
        earlier = "on an earlier line" if len(parts) == 1 else "in an earlier row or file"
        return f"the key '{_short(str(bad.values[number]))}' stands {earlier} too"
    if rule.code == "empty-value":
        return rule.message
    text = _short(parts[file].texts(name, (record,))[0])
    template = rule.message or f"'{{}}' in column '{name}' is not {parts[file].wanted[name]}"
    if rule.of is not None:
        template = template.replace("{of}", _short(parts[file].texts(rule.of.name, (record,))[0]))
    return template.replace("{}", text)


def _hint(bad: Bad, number: int, parts: tuple[Part, ...]) -> str:
    rule, (file, record) = bad.rule, bad.rows[number]
    match rule.code:
        case "bad-value":
            return parts[file].mend(rule.column, parts[file].texts(rule.column.name, (record,))[0])
        case "empty-value":
            declared = rule.column.place
            return f"fill it in, or declare 'nullable: true' at {declared.file}:{declared.line}"
        case "unknown-data-value":
            # In the file's own words first: those are what a person sees there, and mistypes.
            in_file = [word for word, _ in rule.column.map]
            return did_you_mean(str(bad.values[number]), in_file or rule.column.values)
        case "odd-date":
            written = parts[file].texts(rule.column.name, (record,))[0][:40]
            return f"where it stands for no date: 'nullable: true', and under 'csv' null_values: ['', '{written}']"
        case "repeated-key" if len(parts) > 1:
            return "a key names one row; where exports overlap, say which one holds with 'key_repeats: last_file'"
        case "repeated-key":
            return "a key names one row; remove the copy"
        case "ends-before-start" | "holds-never" | "overlapping-validity":
            return "a row holds from its first day up to, and not on, the day on which it ends"
        case "percent-above-one":
            return "write 94.01% or 0.9401, or declare a 'number'"
        case "thousands-or-decimals":
            return "if so, give the dataset csv: {decimal: ',', thousands: '.'}; if not, csv: {decimal: '.'}"
    return ""


def _or_listed(hint: str, column: ColumnSpec) -> str:
    """The hint, and what to write where the value is right and its column does not know it yet."""
    place = column.keys.key("values", column.place)
    listed = f"list it in 'values' ({place.file}:{place.line}), or let 'map' say what it stands for"
    return f"{hint}{'' if hint.endswith('?') else ';'} else {listed}" if hint else listed


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _coverage(known: _Known, spec: DatasetSpec) -> Coverage | None:
    """The days from the first to the last dated row, unless the dataset says otherwise."""
    first, last = spec.covers_from or known.first, spec.covers_to or known.last
    if first is None or last is None:
        return None
    dated = (known.first, known.last) if known.first is not None and known.last is not None else None
    return Coverage(first, last, spec.fresh_within, dated if dated != (first, last) else None)
