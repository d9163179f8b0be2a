"""Comparisons: a figure against what it is measured by, changes in points for rates and in percent for amounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from engine.model.period import Window
from engine.model.unit import Number

Compared: TypeAlias = Literal["previous", "year_ago", "year_to_date", "rolling_12_months", "target", "benchmark"]
ROLLING: Final = Window("last", 12, "month")
ChangeUnit: TypeAlias = Literal["points", "percent", "own"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`value` of a period against the `other` one; `reason` is a code where nothing can be compared.

    `change` is in points for rates, as a share of the other for amounts, and in the KPI's own unit where that is 0.
    The year to date and 12 months stand against the same stretch a year before, both up to the same day.
    """

    kpi: str
    against: Compared
    period: str
    value: Number | None = None
    other: Number | None = None
    other_period: str = ""
    change: float | None = None
    unit: ChangeUnit | None = None
    reason: str | None = None
