"""Files whose fields are separated by tabs: CSV with another separator."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from engine.errors import Issue
from engine.model.data import Part
from engine.model.datasets import CsvDialect
from engine.model.plan import Read
from engine.sources.csv import read_csv


def read_tsv(path: Path, name: str, wanted: Read) -> tuple[Part | None, list[Issue]]:
    """One file's rows; a separator that is declared holds all the same."""
    dialect = wanted.dataset.csv
    if dialect.separator == CsvDialect().separator:
        dialect = replace(dialect, separator="\t")
    return read_csv(path, name, replace(wanted, dataset=replace(wanted.dataset, csv=dialect)))
