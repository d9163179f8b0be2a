"""What happened is noted on the trends of its KPIs, at the period in which its day lies, and said in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from engine.model.pictures import ChartFigure
from tests.analyses.example import computed, document

FAIR = "  - {on: 2026-06-12, kpis: [sold], label: {en: Trade fair, fr: Salon, ru: Выставка}}\n"


@dataclass(frozen=True)
class Charts:
    month: ChartFigure
    week: ChartFigure


def charts(folder: Path, events: str, language: str = "en") -> Charts:
    """The two trends of the example: thirteen months and thirteen weeks."""
    (section,) = document(computed(folder, f"events:\n{events}"), language).sections
    return Charts(*section.charts)


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "Trade fair", "Events: Jun 12, 2026, Trade fair."),
        ("fr", "Salon", "Événements : 12 juin 2026, Salon."),
        ("ru", "Выставка", "События: 12 июн. 2026 г., Выставка."),
    ],
)
def test_an_event_is_in_the_picture_and_in_its_words(language: str, text: str, said: str, tmp_path: Path) -> None:
    """The text beside its mark, and for who does not see the picture its day too."""
    chart = charts(tmp_path, FAIR, language).month
    assert f">{text}<" in chart.svg
    assert plain(chart.alt).endswith(said)
    assert text not in chart.note


@pytest.mark.parametrize(
    ("day", "month", "week"),
    [
        ("2026-10-31", True, False),  # after the last whole week, that of October 19 to 25
        ("2026-10-25", True, True),
        ("2026-10-26", True, False),
        ("2025-10-01", True, False),  # the first day of the thirteen months
        ("2025-09-30", False, False),
        ("2026-11-01", False, False),
        ("2026-07-27", True, True),  # the first day of the thirteen weeks
        ("2026-07-26", True, False),
    ],
)
def test_an_event_outside_of_a_trend_is_not_on_it(day: str, month: bool, week: bool, tmp_path: Path) -> None:
    """Months and weeks have their own first and last day."""
    found = charts(tmp_path, FAIR.replace("2026-06-12", day))
    assert (">Trade fair<" in found.month.svg, ">Trade fair<" in found.week.svg) == (month, week)
    assert ("Trade fair" in found.month.alt, "Trade fair" in found.week.alt) == (month, week)


def test_an_event_of_another_kpi_is_not_on_the_trend_and_one_of_none_is(tmp_path: Path) -> None:
    """`kpis` says on which trends it stands; without it, on all."""
    assert "Trade fair" not in charts(tmp_path, FAIR.replace("[sold]", "[deals]")).month.alt
    assert "Trade fair" in charts(tmp_path, FAIR.replace("kpis: [sold], ", "")).month.alt


def test_what_has_no_room_has_a_number_and_stands_beneath(tmp_path: Path) -> None:
    """More than three, or long ones: numbers in the picture by their days, what they stand for under it."""
    events = FAIR + "".join(
        f"  - {{on: 2026-0{month}-12, label: Event of month {month}}}\n" for month in (9, 3, 4)
    )  # fmt: skip
    chart = charts(tmp_path, events).month
    assert plain(chart.note).endswith(
        "(1) Mar 12, 2026, Event of month 3; (2) Apr 12, 2026, Event of month 4; "
        "(3) Jun 12, 2026, Trade fair; (4) Sep 12, 2026, Event of month 9"
    )
    assert {"1", "2", "3", "4"} <= set(re.findall(r">(\d)<", chart.svg))
    assert "Trade fair" not in chart.svg.partition("</title>")[2]
    long = FAIR.replace("Trade fair", "The reorganisation of the sales teams of all regions")
    assert charts(tmp_path, long).month.note.endswith(
        "(1) Jun 12, 2026, The reorganisation of the sales teams of all regions"
    )
