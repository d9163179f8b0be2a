"""The published files read as declared: without an issue, every column, and with the published number of rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import sources
from engine.backends.polars import condition
from engine.model.data import Table
from engine.model.plan import Read
from engine.pipeline import check

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[2] / "shared" / "data"

# folder, dataset, rows
ROWS = [
    ("maven_crm", "deals", 8800), ("maven_crm", "products", 7), ("maven_crm", "agents", 35),
    ("kag_facebook_ads", "ads", 1143), ("call_center", "periods", 1251), ("census_email", "bulletins", 21),
    ("nps_retail_fr", "answers", 13954), ("online_shoppers", "sessions", 12330),
]  # fmt: skip
NULLS = [("nps_retail_fr", "answers", "nps", 342), ("maven_crm", "deals", "account", 1425)]


def read(folder: str) -> dict[str, Table]:
    """Every dataset of a folder's report."""
    if not (DATA / folder).is_dir():
        pytest.skip("the published data are not on this machine")
    catalog, warnings = check(HERE / f"{folder}.yml")
    assert not warnings
    reads = tuple(Read(spec, spec.columns) for spec in catalog.specs.datasets.values())
    return sources.read(reads, HERE, condition)


@pytest.mark.parametrize(("folder", "dataset", "rows"), ROWS)
def test_a_published_file_reads_without_an_issue(folder: str, dataset: str, rows: int) -> None:
    """With as many rows as were published, and no warning."""
    table = read(folder)[dataset]
    assert table.rows == rows
    assert table.warnings == ()


@pytest.mark.parametrize(("folder", "dataset", "column", "nulls"), NULLS)
def test_what_is_no_value_is_counted(folder: str, dataset: str, column: str, nulls: int) -> None:
    """As many rows without a value as were published."""
    assert read(folder)[dataset].frame.collect()[column].null_count() == nulls
