"""Where the themes of a report stand on paper: charts in rows, and which theme opens a page.

Heights are estimates in pixels (96 to the inch): a wrong one costs a gap, never a row, because what belongs
together is kept together by the styles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

from engine import fonts
from engine.model.commentary import length
from engine.model.document import Decision, Document, Section
from engine.model.figures import Standing
from engine.model.pictures import ChartFigure
from engine.model.tables import SegmentRow

Break: TypeAlias = Literal["opens", "follows", "flows"]

PAPERS: Final[dict[str, int]] = {"A4": 297, "Letter": 279, "Legal": 356, "A3": 420}  # heights in millimetres
_MARGINS: Final = 32
_PIXELS: Final = 96 / 25.4
_VIEW: Final = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)')
_HALF_PAGE: Final = 400.0  # a chart wider than this takes the whole width
_HEAD, _CARDS, _CAPTION, _TABLE_HEAD, _ROW = 75.0, 150.0, 62.0, 70.0, 22.0
_BENEATH: Final = 12.0  # a second line in a row
_TWO_LINES: Final = 40.0  # a row of comparisons: figures and changes
_WORDS: Final = 0.16  # of the height of a line, for each character of a commentary over the whole width
_HEAT_HEAD: Final = 40.0  # the second line of heads, and the subtitle
# On the first page: what stands above the headline, lines of text, a row of cards, a group and a row of the scorecard.
_MASTHEAD, _HEADLINE_LINE, _TOLD_LINE, _LINE, _FULL_CARDS, _GROUP, _SCORED = 55.0, 27.0, 21.0, 16.5, 235.0, 29.0, 36.0
_CONTENTS: Final = 40.0
_HEADLINE, _PAGE_WIDTH = 16.0, 515.0  # points
# What a card's name and a chart's title are set in, in points, and how wide their columns are on A4.
_LABEL, _CARD_WIDTH = 9.2, 119.0
_TITLE, _CHART_WIDTH = 9.6, 249.5
_BIG_GAP: Final = 0.45  # of a page: rather cut a theme in two than leave so much empty


def breaks(document: Document) -> list[Break]:
    """For each theme: whether it opens a page, follows whole on the page begun, or flows over its end."""
    page = (PAPERS[document.page] - _MARGINS) * _PIXELS
    over = first_page(document) - page  # what of the first page stands on the second, where themes can follow it
    left, result = page - over if over > 0 else 0.0, list[Break]()
    for number, section in enumerate(document.sections):
        need = height(section)
        if (number == 0 and over <= 0) or (need > left and left < _BIG_GAP * page):
            result.append("opens")
            left = page
        else:
            result.append("follows" if need <= left else "flows")
        left -= need
        while left < 0:
            left += page
    return result


def first_page(document: Document) -> float:
    """How high what stands before the themes will be, about: headline, cards, scorecard, decisions, contents."""
    told = [document.attained, *document.insights] if document.attained else [*document.insights]
    words = _MASTHEAD + _HEADLINE_LINE * _lines(document.headline, _HEADLINE, _PAGE_WIDTH)
    words += sum(_TOLD_LINE * _lines(text, _LABEL, _PAGE_WIDTH) for text in told)
    rows = [row for group in document.scorecard for row in group.rows]
    notes = sum(bool(row.note) + bool(row.revised) + 2 * bool(row.latest) + bool(row.benchmark) for row in rows)
    scored = _TABLE_HEAD + _GROUP * len(document.scorecard) + _SCORED * len(rows) + _BENEATH * notes if rows else 0.0
    cards = _FULL_CARDS * -(-len(document.cards) // 4)
    return words + cards + scored + _decided(document.decisions) + _CONTENTS


def _decided(decisions: Iterable[Decision]) -> float:
    """The list of what needs a decision, with what is done about each."""
    lines = [1 + _lines(one.sentence, _LABEL, _PAGE_WIDTH) + len(one.actions) + len(one.parts) for one in decisions]
    return _GROUP + _LINE * sum(lines) if lines else 0.0


def height(section: Section) -> float:
    """How high a theme will stand, about."""
    cards = -(-len(section.standings) // 4) * _CARDS
    charts = sum(max(_view(chart)[1] for chart in row) + _CAPTION for row in chart_rows(section))
    tables = sum(_TABLE_HEAD + sum(map(_row_height, table.rows)) for table in section.tables)
    tables += sum(_TABLE_HEAD + _HEAT_HEAD + _ROW * len(table.rows) for table in section.heat_maps)
    tables += sum(_TABLE_HEAD + _ROW * len(table.rows) for table in section.funnels)
    tables += _TABLE_HEAD + _TWO_LINES * len(section.comparisons.rows) if section.comparisons else 0.0
    text = 0.0 if section.beside else _WORDS * length(section.text)
    return _HEAD + cards + charts + tables + text


def _row_height(row: SegmentRow) -> float:
    """A share of few cases has a second line."""
    return _ROW + (_BENEATH if any(cell.figure.few for cell in row.cells) else 0.0)


def chart_rows(section: Section) -> list[list[ChartFigure]]:
    """The section's charts in rows of two, a wide one or a last single one alone."""
    rows: list[list[ChartFigure]] = []
    half_open = False
    for chart in section.charts:
        wide = _view(chart)[0] > _HALF_PAGE
        if half_open and not wide:
            rows[-1].append(chart)
            half_open = False
        else:
            rows.append([chart])
            half_open = not wide and not (section.beside and len(rows) == 1)  # the commentary stands there
    return rows


def label_lines(standings: Iterable[Standing], period: str) -> int:
    """How many lines the longest name of these cards takes, so that their figures stand level."""
    return max((_lines(item.label, _LABEL, _CARD_WIDTH) + (item.when != period) for item in standings), default=1)


def title_lines(charts: Iterable[ChartFigure]) -> int:
    """How many lines the longest title of charts abreast takes, so that the charts stand level."""
    return max((_lines(chart.title, _TITLE, _CHART_WIDTH) for chart in charts), default=1)


def _lines(text: str, size: float, width: float) -> int:
    return max(1, len(fonts.wrapped(text, size, width, lines=4, weight=600)))


def _view(chart: ChartFigure) -> tuple[float, float]:
    view = _VIEW.search(chart.svg)
    return (float(view[1]), float(view[2])) if view else (0.0, 0.0)
