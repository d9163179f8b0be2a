"""How far all objectives together are attained."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """One objective in it: its KPI, the period whose figure is judged, its weight, and what it counts with.

    `counted` is its attainment, capped; None where it has none, and drops out of the weights. A figure that may still
    change is neither counted, nor on or off track.
    """

    kpi: str
    period: str
    weight: Decimal
    counted: float | None
    on_track: bool = False
    off_track: bool = False


@dataclass(frozen=True, slots=True)
class Attainment:
    """The mean of what objectives attain, by weight; None where none of them is measured."""

    value: float | None = None
    shares: tuple[Share, ...] = ()

    @property
    def measured(self) -> int:
        """How many objectives it is the mean of."""
        return sum(share.counted is not None for share in self.shares)

    @property
    def missed(self) -> int:
        """How many of those that it leaves out are off track."""
        return sum(share.off_track for share in self.shares if share.counted is None)

    @property
    def on_track(self) -> int:
        """How many objectives are on track."""
        return sum(share.on_track for share in self.shares)


@dataclass(frozen=True, slots=True)
class Attained:
    """All objectives in the period on which the verdict is passed, and in the year to date."""

    period: Attainment = field(default_factory=Attainment)
    to_date: Attainment = field(default_factory=Attainment)


@dataclass(frozen=True, slots=True)
class MissingTarget:
    """Months of the report's year, up to its period, that have no target between months that have one.

    Of the whole, or of segments of a dimension. `without_to_date`: neither has the year to date from then on; `summed`:
    the target of the whole is made of those of the segments that have one. `file` is where the others were read.
    """

    kpi: str
    months: tuple[str, ...]
    dimension: str = ""
    segments: tuple[str, ...] = ()
    without_to_date: bool = False
    summed: bool = False
    file: str = ""
