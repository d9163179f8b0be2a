"""What a KPI is cut by: a dimension whole, or its largest segments with all the others together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from engine.model.written import Written

MOST_ROWS, MOST_COLUMNS = 20, 8  # of a table of two dimensions: what a page holds and a reader takes in
MOST_PANELS = 12  # small multiples of a page
MOST_SHARES = 6  # colours that are told apart in grey, too


@dataclass(frozen=True, slots=True)
class Top:
    """A dimension of which the largest segments stand by themselves and all others together as "Other".

    They are the first `number` by the KPI `by` in the report's period, and the same ones in every period and for
    every KPI. Rows without a value or a match are neither counted among them nor taken into "Other".
    """

    dimension: str
    number: int
    by: str

    @property
    def rest(self) -> str:
        """The name of "Other" in the machine's copy: two tables of a report may leave over different segments."""
        return f"beyond the top {self.number} by {self.by}"


Dimension: TypeAlias = str | Top
Dimensions: TypeAlias = tuple[Dimension, ...]


def name_of(dimension: Dimension) -> str:
    """The dimension's own name, with or without a top."""
    return dimension.dimension if isinstance(dimension, Top) else dimension


def across(by: tuple[Written, ...], top: int | None, kpi: str) -> Dimensions:
    """What a table or picture is cut by; the largest are those of `kpi`.

    One dimension is whole unless it has a `top`. Of two, both have one: a page is only so wide.
    """
    names = [written.text for written in by]
    if len(names) == 2:
        most = (top or MOST_ROWS, min(top or MOST_COLUMNS, MOST_COLUMNS))
        return tuple(Top(name, number, kpi) for name, number in zip(names, most, strict=True))
    return tuple(Top(name, top, kpi) if top else name for name in names)
