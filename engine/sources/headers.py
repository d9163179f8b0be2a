"""Which column of a file is which declared one: each has one of its headers, once."""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import Issue, Place, nearest
from engine.model.datasets import ColumnSpec
from engine.model.plan import Read


def find_headers(
    wanted: Read, header: Sequence[str], place: Place, places: Sequence[Place] = ()
) -> tuple[dict[str, int], list[Issue]]:
    """The place in the header of each wanted column, by the column's name; what is missing or there twice.

    `place` is the header's, `places` those of its fields, where the kind of file has any.
    """
    found: dict[str, int] = {}
    issues: list[Issue] = []
    for column in wanted.columns:
        matches = [index for index, field in enumerate(header) if field in column.headers]
        if len(matches) == 1:
            found[column.name] = matches[0]
            continue
        names = " or ".join(f"'{name}'" for name in column.headers)
        if matches:
            second = places[matches[1]] if places else place
            hint = "rename one of them in the file: which is meant cannot be told"
            issues.append(Issue("error", "duplicate-header", second, f"two columns are headed {names}", hint))
            continue
        hint = _meant(column, wanted, header) + f" (it is declared at {column.place.file}:{column.place.line})"
        issues.append(Issue("error", "no-header", place, f"no column is headed {names}", hint))
    return found, issues


def _meant(column: ColumnSpec, wanted: Read, header: Sequence[str]) -> str:
    """The header that may be meant, of those that no declared column reads."""
    read = {name for other in wanted.dataset.columns for name in other.headers}
    near = nearest(column.headers[0], (field for field in header if field not in read))
    return f"did you mean '{near}'?" if near else "the file has: " + ", ".join(header[:12])
