"""Benchmarks: what others reach, with who says so. They are shown beside a figure, and judge nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from engine.errors import Place
from engine.model.written import Keys, Text, Written


@dataclass(frozen=True, slots=True)
class BenchmarkSpec:
    """A benchmark of a KPI, in its unit and for a period of the report; `by` holds (dimension, segment, value)."""

    kpi: Written
    place: Place
    value: Decimal
    value_text: str  # as written: "12%" or "0.12"
    source: Text
    as_of: str = ""
    by: tuple[tuple[Written, Written, Decimal], ...] = ()
    by_texts: tuple[str, ...] = ()
    keys: Keys = field(default=Keys(), compare=False, repr=False)

    @property
    def values(self) -> Iterator[tuple[Decimal, str, Place]]:
        """Every value as a number and as written, with its place; that of the whole first."""
        yield self.value, self.value_text, self.keys.value("value", self.place)
        for (dimension, segment, value), text in zip(self.by, self.by_texts, strict=True):
            yield value, text, self.keys.value(f"by.{dimension.text}.{segment.text}", segment.place)

    def of(self, segments: tuple[tuple[str, str], ...]) -> Decimal | None:
        """The value of the whole, or of a segment as (dimension, value); None where nobody gave one."""
        if not segments:
            return self.value
        return next((value for dimension, name, value in self.by if segments == ((dimension.text, name.text),)), None)
