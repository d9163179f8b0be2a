"""Which column of a file is which declared one: each has one of its headers, once."""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import Issue, Place, did_you_mean
from engine.model.datasets import ColumnSpec


def find_headers(
    columns: tuple[ColumnSpec, ...], header: Sequence[str], place: Place
) -> tuple[dict[str, int], list[Issue]]:
    """The place in the header of each declared column, by the column's name; what is missing or there twice."""
    found: dict[str, int] = {}
    issues: list[Issue] = []
    for column in columns:
        matches = [index for index, field in enumerate(header) if field in column.headers]
        if len(matches) == 1:
            found[column.name] = matches[0]
            continue
        names = " or ".join(f"'{name}'" for name in column.headers)
        message = f"two columns are headed {names}" if matches else f"no column is headed {names}"
        hint = "" if matches else did_you_mean(column.headers[0], header)
        if not matches and not hint:
            hint = "the file has: " + ", ".join(header[:12])
        issues.append(Issue("error", "duplicate-header" if matches else "no-header", place, message, hint))
    return found, issues
