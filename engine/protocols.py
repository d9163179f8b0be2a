"""The contracts of what can be added: a chart, an output format, a source, a backend.

Each is one file in its folder and one line in that folder's registry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias, TypeVar

from engine.errors import Issue, Place, ReportRefused
from engine.model.data import Part
from engine.model.formula import Expression
from engine.model.plan import Read
from engine.numbers import Numbers

Data = TypeVar("Data", contravariant=True)

# A checked condition over rows, as the backend's own filter expression.
Condition: TypeAlias = Callable[[Expression], Any]


# Widths in pixels: a chart alone takes the page's, two stand abreast at half of it.
WHOLE_WIDTH = 680
HALF_WIDTH = 328


@dataclass(frozen=True, slots=True)
class Look:
    """What a chart needs to know of the theme: the accent colour and the width that it is printed at, in pixels."""

    accent: str
    width: int = WHOLE_WIDTH


class DrawingError(ReportRefused):
    """A chart could not be drawn, and the reason why; of one that people wrote, its `place`."""

    def __init__(self, chart: str, reason: str, place: Place | None = None, hint: str = "") -> None:
        self.reason = reason
        self.told = chart, reason, place, hint
        what = "this chart" if place is not None and place.file else f"the chart {chart!r}"
        found = place or Place("")
        super().__init__(Issue("error", "chart-not-drawn", found, f"{what} cannot be drawn: {reason}", hint))

    def __reduce__(self) -> tuple[Any, Any]:
        """Tell it to another process whole: a section asks for its reason."""
        return type(self), self.told


class Chart(Protocol[Data]):
    """Draws one kind of chart as SVG text, with a `<title>`, ids that start with `id`, and no URL in it."""

    def __call__(self, data: Data, *, id: str, numbers: Numbers, look: Look) -> str:
        """The SVG; its `<title>` is the data's `alt`. Raises DrawingError where it cannot be drawn."""
        ...


class Draw(Protocol):
    """Begins a drawing of one kind of chart, here or beside; what it gives is the SVG, once it is asked for."""

    def __call__(self, kind: str, data: Any, *, id: str, numbers: Numbers, look: Look) -> Callable[[], str]:
        """What waits for the SVG, and raises what `Chart` raises."""
        ...


class Photograph(Protocol):
    """Makes the PNG of a drawn chart, for programs that show no SVG; `id` names it where that fails."""

    def __call__(self, drawn: str, *, id: str) -> bytes:
        """The PNG, twice the size that the SVG says."""
        ...


class Source(Protocol):
    """Reads one file of a dataset: its rows, typed, or the issues; messages call the file `name`."""

    def __call__(self, path: Path, name: str, wanted: Read) -> tuple[Part | None, list[Issue]]:
        """Read the wanted columns; what does not read as its type is marked, not dropped."""
        ...
