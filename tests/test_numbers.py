"""Numbers, dates and periods as readers of English, French and Russian write them."""

from __future__ import annotations

import gettext
import re
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.period import Grain
from engine.model.unit import Number, Unit
from engine.numbers import MINUS, Numbers, in_cldr, rounded
from engine.periods import Calendar

EN, FR, RU = Numbers("en"), Numbers("fr"), Numbers("ru")
LANGUAGES = (EN, FR, RU)
EURO, CENTS = Unit("currency", 0, "EUR"), Unit("currency", 2, "EUR")
KINDS = ("integer", "number", "percent", "points", "currency", "days", "duration")

plain = st.one_of(
    st.integers(-(10**15), 10**15),
    st.floats(-1e15, 1e15, allow_nan=False),
    st.decimals(-(10**12), 10**12, places=2),
)
units = st.builds(
    Unit, st.sampled_from(KINDS), st.one_of(st.none(), st.integers(0, 3)), st.sampled_from(["EUR", "USD"])
)


@pytest.mark.parametrize(
    ("value", "unit", "en", "fr", "ru"),
    [
        (1234567.5, EURO, "€1,234,568", "1 234 568 €", "1 234 568 €"),
        (Decimal("-1234.50"), CENTS, "−€1,234.50", "−1 234,50 €", "−1 234,50 €"),
        (0.2333, Unit("percent"), "23.3%", "23,3 %", "23,3 %"),
        (-0.018, Unit("points"), "−1.8 pts", "−1,8 pt", "−1,8 п. п."),
        (41.5, Unit("days"), "41.5 days", "41,5 j", "41,5 дн."),
        (23456, Unit("integer"), "23,456", "23 456", "23 456"),
        (1234.5, Unit("number"), "1,234.50", "1 234,50", "1 234,50"),
        (4677, Unit("duration"), "1:17:57", "1:17:57", "1:17:57"),
        (None, EURO, "—", "—", "—"),
    ],
)
def test_figures(value: Number | None, unit: Unit, en: str, fr: str, ru: str) -> None:
    """Marks, signs and units stand as CLDR has them; French sets thousands and per cent off by a narrow space."""
    texts = [language.figure(value, unit) for language in LANGUAGES]
    assert [re.sub("[\u00a0\u202f]", " ", text) for text in texts] == [en, fr, ru]


def test_the_spaces_are_the_right_ones() -> None:
    """French groups by a narrow no-break space, Russian by a no-break one; before the euro stands a no-break one."""
    assert FR.figure(1234567, EURO) == "1\u202f234\u202f567\u00a0€"
    assert RU.figure(1234567, EURO) == "1\u00a0234\u00a0567\u00a0€"
    assert FR.figure(0.5, Unit("percent", 0)) == "50\u202f%"
    assert RU.figure(0.5, Unit("percent", 0)) == "50\u00a0%"


@given(plain, units, st.booleans())
def test_no_figure_can_break_or_be_a_negative_zero(value: Number, unit: Unit, signed: bool) -> None:
    """No plain space, no hyphen for a minus; a sign stands exactly where what is shown is not zero."""
    for language in LANGUAGES:
        text = language.figure(value, unit, signed=signed)
        assert " " not in text
        assert "-" not in text
        shown = any(digit in text for digit in "123456789")
        assert text.startswith(MINUS) == (value < 0 and shown)
        assert text.startswith("+") == (signed and value > 0 and shown)
        assert text.count(MINUS) <= 1


@given(plain, st.sampled_from(["number", "percent", "currency"]), st.integers(0, 3))
def test_a_figure_reads_back_as_the_rounded_value(value: Number, kind: str, decimals: int) -> None:
    """The digits on the page are the value, rounded half away from zero, in every language."""
    scale = 100 if kind == "percent" else 1
    wanted = (Decimal(str(value)) * scale).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    for language, mark in ((EN, "."), (FR, ","), (RU, ",")):
        text = language.figure(value, Unit(kind, decimals, "EUR"))  # type: ignore[arg-type]
        digits = "".join(character for character in text if character.isdigit() or character == mark)
        assert Decimal(digits.replace(",", ".")) == abs(wanted)


@pytest.mark.parametrize(
    ("value", "decimals", "wanted"),
    [(2.5, 0, "3"), (-2.5, 0, "-3"), (0.5, 0, "1"), (2.675, 2, "2.68"), (1.005, 2, "1.01"), (-0.4, 0, "0"),
     (-0.0, 1, "0.0"), (Decimal("0.125"), 2, "0.13"), (10**30, 2, "1" + "0" * 30 + ".00"), (1e300, 0, "1" + "0" * 300)],
)  # fmt: skip
def test_halves_go_away_from_zero(value: Number, decimals: int, wanted: str) -> None:
    """Rounding is a person's: 2.675 is 2.68, whatever its binary digits; zero has no sign; no number is too large."""
    assert f"{rounded(value, decimals):f}" == wanted


def test_percent_does_not_round_twice() -> None:
    """28.5 % without decimals is 29 %: a hundred times 0.285 is taken exactly."""
    assert EN.figure(0.285, Unit("percent", 0)) == "29%"
    assert EN.figure(0.145, Unit("points", 0)) == "15\u00a0pts"


def test_numbers_beyond_every_report_are_still_written() -> None:
    """No number that arithmetic can give makes the writing fail."""
    for language in LANGUAGES:
        for value in (1e308, -1e308, 5e-324, 10**40, Decimal("1E+36"), Decimal("1E-9")):
            for kind in KINDS:
                assert language.figure(value, Unit(kind, None, "EUR"))  # type: ignore[arg-type]
                assert language.compact(value, Unit(kind, None, "EUR"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "unit", "en", "fr", "ru"),
    [
        (120_000, EURO, "€120K", "120 k €", "120 тыс. €"),
        (12_500, EURO, "€12.5K", "12,5 k €", "12,5 тыс. €"),
        (1_200_000, Unit("integer"), "1.2M", "1,2 M", "1,2 млн"),
        (-15_000, Unit("number"), "−15K", "−15 k", "−15 тыс."),
        (999_999, Unit("integer"), "1M", "1 M", "1 млн"),
        (9_999, Unit("integer"), "9,999", "9 999", "9 999"),
        (0.25, Unit("percent"), "25%", "25 %", "25 %"),
        (0.125, Unit("percent"), "12.5%", "12,5 %", "12,5 %"),
        (0.0025, Unit("percent"), "0.25%", "0,25 %", "0,25 %"),
        (42.5, Unit("days"), "42.5", "42,5", "42,5"),
        (0, EURO, "€0", "0 €", "0 €"),
    ],
)
def test_compact_figures(value: Number, unit: Unit, en: str, fr: str, ru: str) -> None:
    """An axis has thousands and millions as letters or words, and a decimal only where it is not 0."""
    texts = [language.compact(value, unit) for language in LANGUAGES]
    assert [re.sub("[\u00a0\u202f]", " ", text) for text in texts] == [en, fr, ru]


def test_figures_of_one_axis_are_shortened_alike() -> None:
    """Where one has its thousands as a letter, the others have too; what is less than a thousand has none."""
    beside = [Numbers("en").compact(value, Unit("currency", None, "EUR"), 10_000) for value in (0, 500, 5_000, 10_000)]
    assert beside == ["€0", "€500", "€5K", "€10K"]


def test_periods_in_words() -> None:
    """A period is written as the reader's language does; a fiscal quarter by its own number and year."""
    plain, april = Calendar(), Calendar(fiscal_year_start=4)
    october = plain.period("month", date(2026, 10, 31))
    assert [n.period(october) for n in LANGUAGES] == ["October 2026", "octobre 2026", "октябрь 2026"]
    assert [n.short_period(october) for n in (EN, FR)] == ["Oct 2026", "oct. 2026"]
    assert [n.axis_period(october) for n in (EN, FR)] == [("Oct", "2026"), ("oct.", "2026")]
    third = plain.period("quarter", date(2026, 8, 1))
    assert [n.period(third) for n in (EN, FR)] == ["3rd quarter 2026", "3e trimestre 2026"]
    first = april.period("quarter", date(2025, 5, 1))
    assert first.id == "2026-Q1"
    assert [n.period(first) for n in LANGUAGES] == [
        "1st quarter, FY 2026", "1er trimestre de l’exercice 2026", "1-й квартал 2026 финансового года",
    ]  # fmt: skip
    assert [n.short_period(first) for n in LANGUAGES] == ["Q1 FY 2026", "T1 ex. 2026", "1-й кв. 2026 ф. г."]
    assert [n.period(april.period("year", date(2025, 5, 1))) for n in LANGUAGES] == [
        "FY 2026", "exercice 2026", "2026 фин. год",
    ]  # fmt: skip
    assert [n.period(plain.period("year", date(2026, 5, 1))) for n in LANGUAGES] == ["2026"] * 3


@pytest.mark.parametrize(
    ("day", "en", "fr", "ru"),
    [
        (date(2026, 10, 26), "Oct 26 – Nov 1, 2026", "26 oct. – 1er nov. 2026", "26 окт. – 1 нояб. 2026"),
        (date(2026, 10, 21), "Oct 19 – 25, 2026", "19–25 oct. 2026", "19–25 окт. 2026"),
        (date(2026, 6, 1), "Jun 1 – 7, 2026", "1er–7 juin 2026", "1–7 июн. 2026"),
        (date(2026, 1, 1), "Dec 29, 2025 – Jan 4, 2026", "29 déc. 2025 – 4 janv. 2026", "29 дек. 2025 – 4 янв. 2026"),
    ],
)
def test_a_week_is_named_by_its_days(day: date, en: str, fr: str, ru: str) -> None:
    """Months and years are written once where both ends share them, and a line never breaks inside a day."""
    week = Calendar().period("week", day)
    texts = [language.period(week) for language in LANGUAGES]
    assert [text.replace("\u00a0", " ") for text in texts] == [en, fr, ru]
    assert [language.short_period(week) for language in LANGUAGES] == texts
    assert not any(re.search(r"\d(?:er)? [^\W\d]|[^\W\d] \d\d?\b", text) for text in texts)


def test_days_in_words() -> None:
    """A day is written in full, as each language does."""
    day = date(2026, 10, 31)
    assert [re.sub("[\u00a0\u202f]", " ", n.day(day)) for n in LANGUAGES] == [
        "October 31, 2026", "31 octobre 2026", "31 октября 2026 г.",
    ]  # fmt: skip


def test_a_share_of_nothing_has_no_value() -> None:
    """A part of no rows at all is a dash, and no error."""
    assert EN.share(1, 8) == "12.5%"
    assert EN.share(0, 0) == "—"


@pytest.mark.parametrize(
    ("id", "grain", "texts"),
    [
        ("2026-06", "month", ["Jun 2026", "juin 2026", "июн. 2026"]),
        ("2026-05", "month", ["May 2026", "mai 2026", "мая 2026"]),
        ("2026-Q3", "quarter", ["Q3 2026", "T3 2026", "3-го кв. 2026"]),
        ("2025", "year", ["2025", "2025", "2025"]),
    ],
)
def test_what_a_figure_is_held_against_stands_in_the_genitive(id: str, grain: Grain, texts: list[str]) -> None:
    """Russian says "against June" and not "against June" as the calendar names it; the others have no cases."""
    period = Calendar().parse(grain, id)
    assert period is not None
    assert [language.against(period) for language in LANGUAGES] == texts


def test_a_figure_is_written_as_itself_whatever_was_written_before() -> None:
    """Numbers that Python calls equal, in turn, in every language: each keeps its decimals, kind and currency."""
    kinds = [Unit(kind) for kind in get_args(get_type_hints(Unit)["kind"])]
    units = [
        replace(unit, precision=n, currency=currency) for unit in kinds for n in (0, 2) for currency in ("EUR", "USD")
    ]
    exact = [Decimal.from_float(value) for value in (0.1, 2.675)]
    values: list[Number] = [1, 1.0, Decimal("1.0"), 0.1, 2.675, *exact, 1000, 0.0, -0.0]
    in_cldr.cache_clear()
    written: dict[tuple[Numbers, Unit, int], str] = {}
    for clear in (True, False):
        for language in LANGUAGES:
            for unit in units:
                for place, value in enumerate(values):
                    if clear:
                        in_cldr.cache_clear()
                    text = language.figure(value, unit)
                    assert written.setdefault((language, unit, place), text) == text
    assert written[EN, CENTS, 4] == "€2.68" != written[EN, CENTS, 6]
    assert FR.month(date(2026, 10, 1)) != EN.month(date(2026, 10, 1)) != EN.day(date(2026, 10, 1))


def test_a_translation_that_changes_is_taken_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What CLDR says is kept; the words of the report's own catalogue are asked for each time."""
    assert EN.figure(0.018, Unit("points")) == "1.8\u00a0pts"

    class Words(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return message.replace("pts", "points")

    monkeypatch.setattr("engine.numbers.catalogue", lambda language: Words())
    assert EN.figure(0.018, Unit("points")) == "1.8\u00a0points"
