"""A funnel as it was found: what each step counts, its share of the step before, then and now, and the narrowest."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.period import Period
from engine.model.unit import Number


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One step in the funnel's period.

    `same_rows`: whether it counts rows of the step before and no others; only then it has a `rate`, its share of them.
    `previous` and `previous_rate` are those of the period before, where both periods are final. `strays` are the rows
    that it counts and the step before does not, where both count rows of one dataset at the same time. `provisional`:
    its count, or the one that it is a share of, can still change.
    """

    kpi: str
    value: Number | None
    rate: float | None = None
    previous: Number | None = None
    previous_rate: float | None = None
    same_rows: bool = False
    provisional: bool = False
    strays: int | None = None

    @property
    def change(self) -> float | None:
        """By how much the rate is higher than in the period before."""
        return None if self.rate is None or self.previous_rate is None else self.rate - self.previous_rate


@dataclass(frozen=True, slots=True)
class Funnel:
    """The steps of one picture in the last period in which all of them are final.

    `narrowest` is the number of the step with the lowest rate, `narrowed` that of the step whose rate fell most against
    the period before; None where no rate is final, or none fell.
    """

    kpis: tuple[str, ...]
    period: Period
    previous: Period | None  # None where nothing of it is known, or not for good
    steps: tuple[FunnelStep, ...]
    narrowest: int | None = None
    narrowed: int | None = None
