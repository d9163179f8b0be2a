"""Which column of a file is which declared one: each has one of its headers, once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.errors import Issue, Place, nearest
from engine.model.datasets import ColumnSpec
from engine.model.plan import Read
from engine.months import month_names
from engine.words import languages

SIDE_BY_SIDE = 3  # so many months as headers are no columns of their own
PERIOD = re.compile(r"\d{4}[-/]\d{1,2}|\d{1,2}[-/]\d{4}|[qt][1-4]")


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
    lacking = [issue for issue in issues if issue.code == "no-header"]
    # Nobody waits for the months' names of every language who has all of the columns.
    months = _months_beside(wanted, header) if len(lacking) > 1 else []
    if len(months) >= SIDE_BY_SIDE:
        names = ", ".join(column.headers[0] for column in wanted.columns)
        message = f"months stand side by side in this file, from '{months[0]}' to '{months[-1]}'"
        hint = f"write a row for each of them, under the headers: {names}"
        issues = [Issue("error", "no-header", place, message, hint), *(one for one in issues if one not in lacking)]
    return found, issues


def _months_beside(wanted: Read, header: Sequence[str]) -> list[str]:
    """The headers that are months, and no column's."""
    columns = {name for column in wanted.columns for name in column.headers}
    return [name for name in header if name not in columns and _is_month(name)]


def _is_month(header: str) -> bool:
    """Whether a header is a month or a quarter, in figures or in words."""
    word = header.strip().lower()
    return PERIOD.fullmatch(word) is not None or (
        (word.isalpha() or word.endswith("."))
        and any(word in month_names(language, mark) for language in languages() for mark in ("%b", "%B"))
    )


def _meant(column: ColumnSpec, wanted: Read, header: Sequence[str]) -> str:
    """The header that may be meant, of those that no declared column reads."""
    read = {name for other in wanted.dataset.columns for name in other.headers}
    near = nearest(column.headers[0], (field for field in header if field not in read))
    return f"did you mean '{near}'?" if near else "the file has: " + ", ".join([*filter(None, header)][:12])
