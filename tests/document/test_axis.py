"""Under a trend stands what tells its periods apart: every label once readable, each year once."""

from __future__ import annotations

from datetime import date

import pytest

from engine.document.axis import axis_labels, names
from engine.model.period import Grain, Period
from engine.numbers import Numbers
from engine.periods import Calendar

EN, FR, RU = Numbers("en"), Numbers("fr"), Numbers("ru")


def last(count: int, grain: Grain, calendar: Calendar | None = None, day: date = date(2026, 10, 31)) -> list[Period]:
    """So many periods up to a day."""
    calendar = calendar or Calendar()
    end = calendar.period(grain, day)
    return [calendar.before(end, steps) for steps in range(count - 1, -1, -1)]


def test_a_few_weeks_are_labelled_by_their_first_days() -> None:
    """Thirteen weeks have thirteen dates, and the year under the first."""
    labels = axis_labels(EN, last(13, "week"))
    assert labels[0] == ("Aug 3", "2026")
    assert [year for _, year in labels[1:]] == [""] * 12
    assert labels[-1] == ("Oct 26", "")
    assert axis_labels(FR, last(9, "week"))[0] == ("31 août", "2026")


@pytest.mark.parametrize(
    ("numbers", "first", "turn"), [(EN, "Nov", "Jan"), (FR, "nov.", "janv."), (RU, "нояб.", "янв.")]
)
def test_a_year_of_weeks_is_labelled_by_months(numbers: Numbers, first: str, turn: str) -> None:
    """Each month stands once, under the first week that begins in it; the year under its first label."""
    weeks = last(52, "week", day=date(2026, 10, 25))
    labels = axis_labels(numbers, weeks)
    shown = [(label, year) for label, year in labels if label]
    assert len(shown) == 12
    assert (shown[0], shown[2]) == ((first, "2025"), (turn, "2026"))
    assert sum(bool(year) for _, year in labels) == 2
    months = [(week.start.year, week.start.month) for week, (label, _) in zip(weeks, labels, strict=True) if label]
    assert len(set(months)) == len(months)
    assert all(week.start.day <= 7 for week, (label, _) in zip(weeks, labels, strict=True) if label)


def test_a_month_has_the_calendars_year_and_a_quarter_the_fiscal_one() -> None:
    """In a fiscal year from April the year under the months changes in January, under the quarters with the first."""
    april = Calendar(fiscal_year_start=4)
    months = axis_labels(EN, last(13, "month", april))
    assert {label: year for label, year in months if year} == {"Oct": "2025", "Jan": "2026"}
    quarters = axis_labels(EN, last(6, "quarter", april, date(2026, 9, 30)))
    assert quarters == [("Q1", "FY 2026"), ("Q2", ""), ("Q3", ""), ("Q4", ""), ("Q1", "FY 2027"), ("Q2", "")]
    assert axis_labels(EN, last(2, "year", april)) == [("FY 2026", ""), ("FY 2027", "")]
    assert axis_labels(FR, last(2, "year")) == [("2025", ""), ("2026", "")]


def test_in_words_every_week_has_its_name() -> None:
    """Whoever hears the chart hears each week by its day, with the year where it changes."""
    told = names(EN, last(52, "week", day=date(2026, 10, 25)))
    assert len(set(told)) == 52
    assert (told[0], told[1], told[-1]) == ("Oct 27 2025", "Nov 3", "Oct 19")
    assert "Jan 5 2026" in told
