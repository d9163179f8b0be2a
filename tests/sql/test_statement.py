"""A printed statement, run by DuckDB on the same files, gives the engine's figure."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from engine import pipeline
from tests.sql.asking import Twice, twice

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "samples" / "monthly.yml"
REAL = sorted((ROOT / "tests" / "real").glob("*.yml"))
DIMENSIONS = ("source", "team", "owner", "status", "stage")


@cache
def sample(period: str) -> Twice:
    return twice(SAMPLE, period, DIMENSIONS)


SAMPLE_KPIS = pipeline.check(SAMPLE)[0].kpis


@pytest.mark.parametrize("period", ["2026-10", pytest.param("2025-02", marks=pytest.mark.long), "2024-09"])
@pytest.mark.parametrize("kpi", SAMPLE_KPIS)
def test_every_kpi_of_the_sample(kpi: str, period: str) -> None:
    """In the last month, one in between and the first, in total; in the last by every dimension that the KPI has."""
    report = sample(period)
    report.agree(kpi)
    if period != "2026-10":
        return
    for dimension in DIMENSIONS:
        if dimension in SAMPLE_KPIS[kpi].dimensions:
            report.agree(kpi, dimension)


@cache
def real(path: Path) -> Twice:
    plain, _ = pipeline.check(path)
    by = {by.text for section in plain.report.sections for by in section.by}
    return twice(path, {"quarter": "2017-Q3"}.get(plain.report.every, "2026-10"), sorted(by))


@pytest.mark.parametrize(
    ("path", "kpi"),
    [pytest.param(path, kpi, id=f"{path.stem}-{kpi}") for path in REAL for kpi in pipeline.check(path)[0].kpis],
)
def test_every_kpi_of_real_data(path: Path, kpi: str) -> None:
    """Percentages, durations, other words for nothing, look-ups, datasets without a date."""
    report = real(path)
    report.agree(kpi)
    for section in pipeline.check(path)[0].report.sections:
        for by in section.by:
            if by.text in report.catalog.kpis[kpi].dimensions:
                report.agree(kpi, by.text)
