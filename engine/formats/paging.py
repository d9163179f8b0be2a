"""What stands abreast: the charts of a theme in rows, and how many lines the names of neighbours take.

Where pages end is for the styles: everything flows, and what belongs together is kept together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from engine import fonts
from engine.model.document import Section
from engine.model.figures import Standing
from engine.model.pictures import ChartFigure

_VIEW: Final = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ')
_HALF_PAGE: Final = 400.0  # a chart wider than this takes the whole width
# What a card's name and a chart's title are set in, in points, and how wide their columns are on A4.
_LABEL, _CARD_WIDTHS = 9.2, {2: 253.0, 3: 164.0, 4: 119.0}
_VALUES: Final = (21, 18, 16, 14, 12, 10)
_LOW_SHARE: Final = 0.52  # of a low card, for its figure
_HEADLINES, _HEADLINE_WIDTH = (21, 18, 16, 15), 498.0
_TITLE, _CHART_WIDTH = 9.6, 249.5
_COLUMN: Final = 7.8  # em that words of a column's head may ask for; figures ask for what they take
_CHANGE, _SHAPE = 0.86, 0.76  # how large a change is beside its figure, and the shape before it in em


def chart_rows(section: Section) -> list[list[ChartFigure]]:
    """The section's charts in rows of two, a wide one or a last single one alone."""
    rows: list[list[ChartFigure]] = []
    half_open = False
    for chart in section.charts:
        wide = chart.wide or _width(chart) > _HALF_PAGE
        if half_open and not wide:
            rows[-1].append(chart)
            half_open = False
        else:
            rows.append([chart])
            half_open = not wide and not (section.beside and len(rows) == 1)  # the commentary stands there
    return rows


def label_lines(standings: Iterable[Standing], period: str, abreast: int, low: bool) -> int:
    """How many lines the longest name of so many cards abreast takes, so that their figures stand level.

    Another period than the report's stands beneath a name, but not in low cards.
    """
    lines = [
        _lines(item.label, _LABEL, _CARD_WIDTHS[abreast]) + (not low and item.when != period) for item in standings
    ]
    return max(lines, default=1)


def value_size(standings: Iterable[Standing], abreast: int, size: str, low: bool) -> int:
    """The largest size in points in which the widest figure of these cards fits its card; the smallest if none does."""
    sizes = [points for points in _VALUES if points <= (14 if size == "small" else 16 if low else 21)]
    room = _CARD_WIDTHS[abreast] * (_LOW_SHARE if low else 1.0)
    texts = [item.value.text for item in standings]
    fits = (points for points in sizes if all(fonts.width(text, points, 600) <= room for text in texts))
    return next(fits, sizes[-1])


def headline_size(headline: str) -> int:
    """The largest size in points in which a headline takes two lines; the smallest where it takes more."""
    return next((size for size in _HEADLINES if _lines(headline, size, _HEADLINE_WIDTH) <= 2), _HEADLINES[-1])


def title_lines(charts: Iterable[ChartFigure]) -> int:
    """How many lines the longest title of charts abreast takes, so that the charts stand level."""
    return max((_lines(chart.title, _TITLE, _CHART_WIDTH) for chart in charts), default=1)


def _lines(text: str, size: float, width: float) -> int:
    return max(1, len(fonts.wrapped(text, size, width, lines=4, weight=600)))


def _width(chart: ChartFigure) -> float:
    view = _VIEW.search(chart.svg)
    return float(view[1]) if view else 0.0


def column_room(heads: Iterable[str], figures: Iterable[str], changes: Iterable[str]) -> float:
    """How wide, in em, each column of a table has to be: for the words of its heads, its figures and their changes."""
    words = (min(fonts.width(word, 1.02), _COLUMN) for head in heads for word in head.split(" "))
    numbers = (fonts.width(text, 1.0, 600) for text in figures)
    marked = (_CHANGE * (_SHAPE + fonts.width(text, 1.0)) for text in changes)
    return max((*words, *numbers, *marked), default=0.0)
