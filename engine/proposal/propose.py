"""From files to a proposal: what each holds, how they hang together, what to count; and that all of it reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from engine.backends.polars import condition
from engine.errors import DataError, Issue, raise_errors
from engine.model.datasets import DatasetSpec
from engine.model.formula import Type
from engine.model.plan import Read
from engine.proposal.days import days_of, with_days
from engine.proposal.files import find, id_of
from engine.proposal.keys import ROWS, VALUE, main_of, only_described, with_date, with_joins, with_key
from engine.proposal.kpis import dimension_of, every_of, kpis_of, measured
from engine.proposal.model import Found, FoundColumn, Proposal, Wishes
from engine.proposal.names import unused, written
from engine.proposal.sentences import Sentences
from engine.proposal.words import language_of
from engine.sources import read_dataset

CURRENCIES = {"fr": "EUR", "ru": "RUB", "en": "USD"}


def propose(paths: Sequence[Path], wishes: Wishes) -> Proposal:
    """A report over the files; every column reads as it is declared. Raises DataError with all that is wrong."""
    datasets: list[Found] = []
    issues: list[Issue] = []
    for path in paths:
        id = unused(id_of(path), [found.spec.id for found in datasets])
        found, wrong = find(path, id)
        issues += wrong
        if found is not None:
            datasets.append(found)
    raise_errors(DataError, issues)
    proved = [_proved(with_date(with_key(found))) for found in datasets]
    joined = with_joins(proved, _columns(proved) if len(proved) > 1 else {})
    return _report([_proved(found) for found in joined] if len(proved) > 1 else proved, wishes)


def _columns(datasets: list[Found]) -> dict[tuple[str, str], pl.DataFrame]:
    """The different values, and their rows, of the columns that may be keys, or may hold another's."""
    found = {}
    for dataset in datasets:
        kept = [column.name for column in dataset.columns if column.spec.type.kind in ("string", "integer")]
        frame = _frame(dataset)
        for name in kept:
            values = frame.select(pl.col(name).alias(VALUE)).drop_nulls()
            found[dataset.spec.id, name] = values.group_by(VALUE).agg(pl.len().alias(ROWS)).collect()
    return found


def _frame(found: Found) -> pl.LazyFrame:
    table, _ = read_dataset(_read(found), Path(), condition)
    assert table is not None, "it was proved"
    frame: pl.LazyFrame = table.frame
    return frame


def _read(found: Found) -> Read:
    return Read(replace(found.spec, source=written(str(found.path.resolve()))), found.spec.columns)


def _proved(found: Found) -> Found:
    """The dataset, read once more as a report will read it; what does not hold is taken back."""
    if not _wrong(_read(found)):
        return found
    columns = tuple(_proved_column(column, found) for column in found.columns)
    spec = replace(found.spec, columns=tuple(column.spec for column in columns))
    read = replace(found, spec=spec, columns=columns)
    if spec.key is not None and _wrong(_read(replace(read, spec=replace(spec, date=None)))):
        read = _without(read, replace(spec, key=None), "key")
    if spec.date is not None and _wrong(_read(replace(read, spec=replace(read.spec, key=None)))):
        read = _without(read, replace(read.spec, date=None), "date")
    raise_errors(DataError, _wrong(_read(read)))
    return read


def _without(found: Found, spec: DatasetSpec, key: str) -> Found:
    return replace(found, spec=spec, notes={**found.notes, key: "no column's values allow it"})


def _proved_column(column: FoundColumn, found: Found) -> FoundColumn:
    bare = replace(found.spec, key=None, date=None, columns=(column.spec,), joins=(), dimensions=())
    if not _wrong(_read(replace(found, spec=bare))):
        return column
    spec = replace(column.spec, type=Type("string", True), read_as="", format="", locale="", values=(),
                   true_values=(), false_values=())  # fmt: skip
    return replace(column, spec=spec, note="nothing narrower reads every value")


def _wrong(read: Read) -> list[Issue]:
    _, issues = read_dataset(read, Path(), condition)
    return [issue for issue in issues if issue.level == "error"]


def _report(found: list[Found], wishes: Wishes) -> Proposal:
    main = main_of(found)
    left_out = tuple(other for other in found if other is not main and only_described(other, found))
    datasets = tuple(other for other in found if other not in left_out)
    language, why = language_of(column.header for found in datasets for column in found.columns)
    notes = {} if wishes.language else {"language": why}
    language = wishes.language or language
    every, why = every_of(main)
    if wishes.every is None:
        notes["every"] = why
    currency, notes["currency"] = _currency(datasets, language)
    say = Sentences(language)
    kpis = kpis_of(main, say)
    if days_of(main):
        kpis = with_days(kpis, main, _frame(main))
    dimension, segments, why = dimension_of(main, datasets, kpis)
    return Proposal(
        id=main.spec.id.replace("_", "-"), title=wishes.title or main.label, company=wishes.company,
        language=language, every=wishes.every or every, currency=currency, main=main, datasets=datasets, kpis=kpis,
        dimension=dimension, segments=segments, notes={**notes, "dimension": why},
        left_out=left_out,
    )  # fmt: skip


def _currency(datasets: tuple[Found, ...], language: str) -> tuple[str, str]:
    """The currency of the report: the one of its sum, else the first that a header names, else a guess."""
    columns = [column for found in datasets for column in found.columns if column.spec.type.kind == "money"]
    if not columns:
        return "", ""
    first = measured(main_of(list(datasets)))
    named = [column.spec.type.currency for column in (first, *columns) if column and column.spec.type.currency]
    if named and (first is None or first.spec.type.kind != "money" or first.spec.type.currency):
        return named[0], "a header says so"
    return CURRENCIES.get(language, CURRENCIES["fr"]), "check: nothing in the data says the currency"
