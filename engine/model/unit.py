"""What a figure is, whatever shows it: its number, its unit, its verdict, the kind of its segment."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

Number: TypeAlias = int | float | Decimal
StateCode: TypeAlias = Literal["on_track", "at_risk", "off_track", "no_target", "not_measurable"]
SegmentKind: TypeAlias = Literal["value", "missing", "unmatched", "other"]


@dataclass(frozen=True, slots=True)
class Unit:
    """How a figure is written: `kind` as in a KPI's `format`, decimals (None: the kind's own), currency code."""

    kind: Literal["integer", "number", "percent", "points", "currency", "days", "duration"]
    precision: int | None = None
    currency: str | None = None
