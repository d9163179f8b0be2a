"""What is odd about a report's data, and is right all the same."""

from __future__ import annotations

from engine.errors import Issue
from engine.model.data import Remark, Table
from engine.model.period import Period
from engine.model.specs import Catalog


def short_data(catalog: Catalog, tables: dict[str, Table], period: Period) -> list[Issue]:
    """A warning for each dataset that ends before the period does, so that its figures are provisional."""
    issues = []
    for id, table in tables.items():
        if table.coverage is not None and not table.coverage.reaches(period.last_day):
            message = f"'{id}' ends on {table.coverage.last}: its figures of {period.id} are provisional"
            hint = "where the data are complete all the same, say so with 'covers' or 'fresh_within'"
            issues.append(Issue("warning", "incomplete-data", catalog.specs.datasets[id].place, message, hint))
    return issues


def early_events(catalog: Catalog, remarks: tuple[Remark, ...]) -> list[Issue]:
    """A warning for each conversion with entities whose event comes before their base, and counts all the same."""
    issues = []
    for remark in remarks:
        if remark.code == "before_base":
            counted = f"{remark.rows} of {remark.of} values of '{remark.column}' in '{remark.dataset}'"
            message = f"{counted} have an earlier day in '{remark.other}', and count as converted"
            hint = "where only what comes after its base counts, say how soon with 'within'"
            place = catalog.specs.datasets[remark.dataset].place
            issues.append(Issue("warning", "event-before-base", place, message, hint))
    return issues
