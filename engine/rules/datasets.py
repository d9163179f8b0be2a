"""Rules of datasets: columns that are named exist, keys and joins fit, files are of a kind that can be read."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from engine.errors import Issue, did_you_mean
from engine.formula import FormulaProblem, RowScope, read_formula
from engine.model.datasets import NOT_READ, CsvDialect, DatasetSpec, JoinSpec
from engine.model.formula import Formula, Span
from engine.model.specs import Specs
from engine.model.written import Written
from engine.rules.broken import Broken
from engine.rules.columns import check_column
from engine.rules.names import unknown_dataset

NO_TEXT = ("idna", "punycode", "unicode_escape", "raw_unicode_escape")  # ways to write a text within another
NOT_CSV = (".parquet", ".arrow", ".feather", ".ndjson", ".jsonl", ".json", ".xlsx")


def check_datasets(specs: Specs, broken: Broken) -> Iterator[Issue]:
    """What is wrong with the datasets as declared."""
    for spec in specs.datasets.values():
        yield from _named_columns(spec, specs)
        yield from _joins(spec, specs, broken)
        if spec.making is None:
            for column in spec.columns:
                yield from check_column(column, broken)
            yield from _source(spec)
            yield from _days(spec)


def row_filters(specs: Specs) -> tuple[dict[str, Formula], list[Issue]]:
    """Each dataset's own `where`, read."""
    filters: dict[str, Formula] = {}
    issues: list[Issue] = []
    for spec in specs.datasets.values():
        if spec.where is not None:
            formula, found = read_condition(spec.where, RowScope(spec, {}, own_only=True))
            issues += found
            if formula is not None:
                filters[spec.id] = formula
    return filters, issues


def read_condition(written: Written, scope: RowScope) -> tuple[Formula | None, list[Issue]]:
    """A formula over rows that must be true or false."""
    formula, issues = read_formula(written, scope)
    if formula is not None and formula.root.type.kind != "boolean":
        message = "a condition must be true or false"
        return None, [Issue("error", "types", written.place, message, "compare something: stage = 'won'")]
    return formula, issues


def column_type_issue(path: Written, scope: RowScope, kinds: tuple[str, ...], what: str) -> list[Issue]:
    """Whether a path names a column of one of these kinds; else the issue."""
    # It is a name and no formula: a column may be called `order` or `end`.
    whole = Span(0, max(1, len(path.text)))
    try:
        kind = scope.name(path.text, whole).type.kind
    except FormulaProblem as problem:
        return [problem.issue(path, whole)]
    if kind in (*kinds, "null"):
        return []
    wanted = ", ".join(kinds[:-1]) + " or " + kinds[-1] if len(kinds) > 1 else kinds[0]
    message = f"'{path.text}' is {kind}, and {what} must be {wanted}"
    return [Issue("error", "types", path.place, message, f"name a column that is {wanted}, or declare this one so")]


def _named_columns(spec: DatasetSpec, specs: Specs) -> Iterator[Issue]:
    scope = RowScope(spec, specs.datasets)
    if spec.key is not None:
        yield from column_type_issue(spec.key, RowScope(spec, {}, own_only=True), ("string", "integer"), "a key")
    if spec.date is not None:
        yield from column_type_issue(spec.date, RowScope(spec, {}, own_only=True), ("date", "datetime"), "the date")
    if spec.valid is not None:
        yield from _validity(spec)
    for _, path in spec.dimensions:
        yield from column_type_issue(path, scope, ("string", "boolean"), "a dimension")


def _validity(spec: DatasetSpec) -> Iterator[Issue]:
    valid, own = spec.valid, RowScope(spec, {}, own_only=True)
    assert valid is not None
    yield from column_type_issue(valid.start, own, ("date",), "the first day of a validity")
    yield from column_type_issue(valid.end, own, ("date",), "the end of a validity")
    start = spec.column(valid.start.text)
    if start is not None and start.type.nullable:
        message = f"'{start.name}' says from when a row holds: it cannot be empty"
        yield Issue("error", "wrong-value", valid.start.place, message, "leave its 'nullable' out; 'to' may be empty")
    if spec.key is None:
        message = f"dataset '{spec.id}' says when its rows hold, and has no key: of what?"
        yield Issue("error", "no-key", valid.start.place, message, f"give '{spec.id}' a 'key'")


def _joins(spec: DatasetSpec, specs: Specs, broken: Broken) -> Iterator[Issue]:
    for join in spec.joins:
        other = specs.datasets.get(join.to.text)
        if other is None:
            if join.to.text not in broken:
                yield unknown_dataset(join.to, specs, broken)
            continue
        yield from _join_key(spec, join, other)
        yield from _join_day(spec, join, other)


def _join_key(spec: DatasetSpec, join: JoinSpec, other: DatasetSpec) -> Iterator[Issue]:
    own = spec.column(join.on.text)
    if own is None:
        message = f"dataset '{spec.id}' has no column '{join.on.text}'"
        hint = did_you_mean(join.on.text, (column.name for column in spec.columns))
        yield Issue("error", "unknown-column", join.on.place, message, hint)
        return
    key = other.column(other.key.text) if other.key else None
    if key is None:
        message = f"dataset '{other.id}' has no key to be looked up by"
        wanted = "one column in 'per', which is its key" if other.making else "a 'key'"
        hint = f"give '{other.id}' {wanted}"
        yield Issue("error", "no-key", join.to.place, message, hint)
    elif key.type.kind != own.type.kind and "null" not in (key.type.kind, own.type.kind):
        message = f"'{join.on.text}' is {own.type.kind}, and the key of '{other.id}' is {key.type.kind}"
        yield Issue("error", "types", join.on.place, message, "declare both with the same type")


def _join_day(spec: DatasetSpec, join: JoinSpec, other: DatasetSpec) -> Iterator[Issue]:
    if join.at is not None:
        kinds = ("date", "datetime")
        yield from column_type_issue(join.at, RowScope(spec, {}, own_only=True), kinds, "the day of a look-up")
    if other.valid is not None and join.at is None:
        message = f"which row of '{other.id}'? They hold from '{other.valid.start.text}' to '{other.valid.end.text}'"
        hint = "say on which day with 'at': a date of this dataset"
        yield Issue("error", "missing-key", join.to.place, message, hint)
    elif other.valid is None and join.at is not None:
        message = f"'at' picks the row that holds on a day, and '{other.id}' does not say when its rows do"
        yield Issue("error", "wrong-value", join.at.place, message, f"give '{other.id}' a 'valid', or leave 'at' out")


def _source(spec: DatasetSpec) -> Iterator[Issue]:
    name = spec.source.text
    if name.lower().endswith(NOT_READ):
        message = f"'{name}': this version does not read files of that kind"
        yield Issue("error", "not-built-yet", spec.source.place, message, "save it as CSV")
    if spec.csv != CsvDialect() and name.lower().endswith(NOT_CSV):
        message = f"'csv' says how CSV is written, and '{name}' is none"
        yield Issue("error", "wrong-value", spec.keys.key("csv", spec.place), message, "leave 'csv' out")
    if spec.xlsx is not None and not (name.lower().endswith(".xlsx") or name.endswith("/")):
        message = f"'xlsx' says which sheet of a spreadsheet it is, and '{name}' is none"
        yield Issue("error", "wrong-value", spec.keys.key("xlsx", spec.place), message, "leave 'xlsx' out")
    if not _reads_text(spec.csv.encoding):
        message = f"no encoding is called '{spec.csv.encoding}'"
        place = spec.keys.value("csv.encoding", spec.place)
        yield Issue("error", "encoding", place, message, "usual ones: utf-8, cp1252, latin-1, utf-16")


def _reads_text(encoding: str) -> bool:
    try:
        " ".encode(encoding)  # "hex" and the like are codecs and no encodings
        return codecs.lookup(encoding).name not in NO_TEXT
    except (LookupError, ValueError):
        return False


def _days(spec: DatasetSpec) -> Iterator[Issue]:
    if spec.covers_from and spec.covers_to and spec.covers_from > spec.covers_to:
        place = spec.keys.value("covers.to", spec.place)
        yield Issue("error", "wrong-value", place, "'covers' ends before it begins", "write the earlier day in 'from'")
