"""Where rows come from: one file per kind of source, and this registry."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import replace
from functools import partial
from pathlib import Path

from engine.errors import DataError, Issue, raise_errors
from engine.kept import NOTHING, Keep
from engine.model.data import Part, Table
from engine.model.datasets import DatasetSpec
from engine.model.labels import Labels
from engine.model.objectives import ObjectiveSpec, TargetFile, TargetInput
from engine.model.outcomes import Filled
from engine.model.plan import Read
from engine.protocols import Condition, Source
from engine.sources.arrow import read_arrow
from engine.sources.csv import read_csv
from engine.sources.datasets import dataset
from engine.sources.files import find_files, name_of
from engine.sources.given import given_table
from engine.sources.json import read_json, read_ndjson
from engine.sources.parquet import read_parquet
from engine.sources.targets import objectives_in
from engine.sources.tsv import read_tsv
from engine.sources.xlsx import read_xlsx
from engine.stamps import stamp

SOURCES: dict[str, Source] = {
    ".csv": read_csv,
    ".tsv": read_tsv,
    ".parquet": read_parquet,
    ".arrow": read_arrow,
    ".feather": read_arrow,
    ".ndjson": read_ndjson,
    ".jsonl": read_ndjson,
    ".json": read_json,
    ".xlsx": read_xlsx,
}  # by the file's ending; a file with another one is read as CSV


def read(reads: tuple[Read, ...], root: Path, condition: Condition, keep: Keep = NOTHING) -> dict[str, Table]:
    """Every dataset that the plan needs, checked; paths are shown relative to `root`.

    `condition` turns a dataset's own `where` into the backend's filter.

    Raises DataError with all problems of all datasets together.
    """
    tables: dict[str, Table] = {}
    issues: list[Issue] = []
    for wanted in reads:
        # Whose warnings are about files and not about the spec, so that they hold wherever in it the dataset stands.
        stamps = tuple((path, stamp(path)) for path in files(wanted.dataset))
        known = (wanted, wanted.dataset.csv.declared, root, stamps)
        try:
            tables[wanted.dataset.id] = keep("data", known, partial(_read, wanted, root, condition))
        except DataError as error:
            issues += error.issues
    raise_errors(DataError, issues)
    return tables


def files(spec: DatasetSpec) -> tuple[Path, ...]:
    """The paths that a dataset is read from, as far as they can be found; they need not be there."""
    return tuple(find_files(spec, SOURCES)[0])


def paths(spec: DatasetSpec, root: Path) -> tuple[str, ...]:
    """The files of a dataset, relative to `root` and in their order. Raises DataError where there are none."""
    found, issues = find_files(spec, SOURCES)
    raise_errors(DataError, issues)
    return tuple(Path(os.path.relpath(path, root)).as_posix() for path in found)


def _read(wanted: Read, root: Path, condition: Condition) -> Table:
    table, issues = read_dataset(wanted, root, condition)
    raise_errors(DataError, issues)
    assert table is not None, "where there is no table, there is an error"
    return table


def read_dataset(wanted: Read, root: Path, condition: Condition) -> tuple[Table | None, list[Issue]]:
    """One dataset, or what is wrong with it."""
    paths, issues = find_files(wanted.dataset, SOURCES)
    parts: list[Part] = []
    for path in paths:
        part, found = SOURCES.get(path.suffix.lower(), read_csv)(path, name_of(path), wanted)
        issues += found
        if part is not None:
            parts.append(part)
    if not parts or any(issue.level == "error" for issue in issues):
        return None, issues
    table, found = dataset(wanted, tuple(parts), root, condition)
    if table is not None:
        table = replace(table, warnings=(*issues, *table.warnings))
    return table, [*issues, *found]


def read_targets(
    file: TargetFile, kpis: Collection[str], labels: Labels, values: Labels, root: Path
) -> tuple[list[ObjectiveSpec], list[TargetInput], list[Issue]]:
    """The objectives that stand in a file, the file, and what is wrong with it; `kpis` are those that there are.

    `labels` says which of them is called what on the pages, for who writes that; `values` the same of the segments.
    """
    found, issues = find_files(file.table, SOURCES)
    objectives: list[ObjectiveSpec] = []
    inputs: list[TargetInput] = []
    for path in found:
        wanted = Read(file.table, file.table.columns)
        part, wrong = SOURCES.get(path.suffix.lower(), read_csv)(path, name_of(path), wanted)
        issues += wrong
        if part is not None:
            read, rows, wrong = objectives_in(file, part, kpis, labels, values)
            objectives += read
            inputs.append(TargetInput(file.table.id, Path(os.path.relpath(path, root)).as_posix(), part.sha256, rows))
            issues += wrong
    return objectives, inputs, issues


def given_tables(datasets: tuple[Filled, ...], timezone: str) -> tuple[dict[str, Table], list[Issue]]:
    """The datasets whose rows a test gives, and what is wrong with any of them."""
    tables: dict[str, Table] = {}
    issues: list[Issue] = []
    for given in datasets:
        table, found = given_table(given, timezone)
        issues += found
        if table is not None:
            tables[given.dataset.id] = table
    return tables, issues
