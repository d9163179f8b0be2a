"""Percentages, durations, dates with times and months by name, words for true and false, maps and bounds."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import engine
from engine.model.datasets import ColumnSpec, CsvDialect
from tests.sources.reading import column, frame, problems, read

SHARED = settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
FRENCH = CsvDialect(";", ",", " ")


def values(folder: Path, declared: ColumnSpec, *texts: str, **more: Any) -> list[Any]:
    """What the texts read as; there must be no problem."""
    more.setdefault("dialect", CsvDialect(";"))
    text = f"{declared.name};z\n" + "".join(f"{text};.\n" for text in texts)
    return frame(read(folder, text, declared, **more))[declared.name].to_list()


def refused(folder: Path, declared: ColumnSpec, *texts: str, **more: Any) -> None:
    """Each text alone is a bad value at its place."""
    more.setdefault("dialect", CsvDialect(";"))
    for text in texts:
        found = read(folder, f"z;{declared.name}\n.;{text}\n", declared, **more)
        assert problems(found) == [("bad-value", 2, 3)], text


# --- Percentages and durations -------------------------------------------------------------------------------


def test_a_percentage_reads_with_and_without_its_sign(tmp_path: Path) -> None:
    """The number that is nearest to the hundredth, with every space before the sign, in the dialect's marks."""
    texts = ("94.01%", "0.9401", "94.01 %", "94.01\u202f%", "100%", "-3.5%", "0", "1", "\u22122%", "250%")
    assert values(tmp_path, column("p", "percent"), *texts) == [
        0.9401, 0.9401, 0.9401, 0.9401, 1.0, -0.035, 0.0, 1.0, -0.02, 2.5,
    ]  # fmt: skip
    assert values(tmp_path, column("p", "percent"), "94,01 %", "0,5", "1 250 %", dialect=FRENCH) == [0.9401, 0.5, 12.5]
    refused(tmp_path, column("p", "percent"), "94,01%", "%", "5%%", "% 5", "abc", "1e2%", "5 pts")


def test_a_percentage_above_one_without_a_sign_is_a_warning(tmp_path: Path) -> None:
    """It is read all the same, and the first such value is shown with their number."""
    table, issues = read(tmp_path, "p\n0.5\n94.01\n250%\n87\n", column("p", "percent"))
    assert table is not None
    assert table.frame.collect()["p"].to_list() == [0.5, 94.01, 2.5, 87.0]
    assert [(issue.level, issue.code, issue.place.line) for issue in issues] == [
        ("warning", "percent-above-one", 3), ("warning", "percent-above-one", 5),
    ]  # fmt: skip
    assert "'94.01'" in issues[0].message
    assert "2 such values" in issues[0].message
    assert table.warnings == tuple(issues)


def test_a_duration_is_its_seconds(tmp_path: Path) -> None:
    """Hours, minutes and seconds, or minutes and seconds; a bare number says no unit and is none."""
    texts = ("0:01:17", "1:17", "100:00:00", "90:00", "-0:00:05", "0:00:00.5")
    assert values(tmp_path, column("d", "duration"), *texts) == [77.0, 77.0, 360000.0, 5400.0, -5.0, 0.5]
    refused(tmp_path, column("d", "duration"), "77", "0:60:00", "0:00:60", "1:2:3", "00:5", "1h", ":30", "1:00:00:00")


# --- Dates and times -----------------------------------------------------------------------------------------


def test_a_date_and_time_is_what_the_clocks_of_the_report_show(tmp_path: Path) -> None:
    """With a zone it is turned into the report's timezone; without one it is that timezone's already."""
    texts = (
        "2019-12-04T14:10:13.000Z", "2026-07-01 12:00", "2026-07-01T12:00:00+00:00", "2026-07-01 12:00:00-0530",
        "2026-12-31T23:30Z", "2026-07-01T12:00:00.123456789+02", "2026-07-01T12:00:00,5",
    )  # fmt: skip
    assert values(tmp_path, column("t", "datetime"), *texts, timezone="Europe/Paris") == [
        datetime(2019, 12, 4, 15, 10, 13), datetime(2026, 7, 1, 12), datetime(2026, 7, 1, 14),
        datetime(2026, 7, 1, 19, 30), datetime(2027, 1, 1, 0, 30), datetime(2026, 7, 1, 12, 0, 0, 123456),
        datetime(2026, 7, 1, 12, 0, 0, 500000),
    ]  # fmt: skip
    refused(tmp_path, column("t", "datetime"), "2026-07-01", "2026-02-30 12:00", "2026-07-01 25:00", "x",
            "01/07/2026 12:00", "2026-07-01 12:00+99:00", "2026-07-01 12:00 CET", "0800-01-01 00:00")  # fmt: skip


def test_an_hour_that_the_clocks_leave_out_is_no_time(tmp_path: Path) -> None:
    """In spring there is no half past two; in autumn there are two, and both are half past two."""
    paris = {"timezone": "Europe/Paris"}
    refused(tmp_path, column("t", "datetime"), "2026-03-29 02:30", **paris)
    refused(tmp_path, column("t", "datetime", format="%d/%m/%Y %H:%M"), "29/03/2026 02:30", **paris)
    texts = ("2026-10-25 02:30", "2026-10-25T00:30Z", "2026-10-25T01:30Z")
    assert values(tmp_path, column("t", "datetime"), *texts, **paris) == [datetime(2026, 10, 25, 2, 30)] * 3
    assert values(tmp_path, column("t", "datetime"), "2026-03-29 02:30") == [datetime(2026, 3, 29, 2, 30)]


def test_a_date_and_time_has_the_declared_form(tmp_path: Path) -> None:
    """Also with a zone, which then is turned."""
    declared = column("t", "datetime", format="%d.%m.%Y %H:%M")
    assert values(tmp_path, declared, "31.10.2026 18:05", timezone="Europe/Paris") == [datetime(2026, 10, 31, 18, 5)]
    declared = column("t", "datetime", format="%d.%m.%Y %H:%M %z")
    assert values(tmp_path, declared, "31.10.2026 18:05 +0000", timezone="Europe/Paris") == [
        datetime(2026, 10, 31, 19, 5)
    ]


@pytest.mark.parametrize(
    ("locale", "format", "text", "wanted"),
    [
        ("fr", "%d %B %Y", "12 septembre 2026", date(2026, 9, 12)), ("fr", "%d %B %Y", "1 Août 2026", date(2026, 8, 1)),
        ("fr", "%d %b %Y", "12 sept. 2026", date(2026, 9, 12)), ("fr", "%d %b %Y", "12 sept 2026", date(2026, 9, 12)),
        ("fr", "%d %b %Y", "3 juin 2026", date(2026, 6, 3)), ("en", "%B %d, %Y", "March 5, 2026", date(2026, 3, 5)),
        ("ru", "%d %B %Y", "12 сентября 2026", date(2026, 9, 12)),
        ("ru", "%B %d %Y", "Сентябрь 1 2026", date(2026, 9, 1)),
        ("de", "%d. %B %Y", "5. März 2026", date(2026, 3, 5)), ("es", "%d de %B de %Y", "5 de mayo de 2026",
                                                                 date(2026, 5, 5)),
    ],
)  # fmt: skip
def test_months_are_read_by_their_names(
    locale: str, format: str, text: str, wanted: date, tmp_path: Path
) -> None:  # fmt: skip
    """In the declared language, in any case, short ones with or without their full stop."""
    assert values(tmp_path, column("d", "date", format=format, locale=locale), text) == [wanted]


@pytest.mark.parametrize("locale", ["fr", "en", "de", "ru", "es", "it", "pl", "pt", "nl", "tr", "ja"])
@pytest.mark.parametrize("mark", ["%B", "%b"])
def test_every_month_of_a_language_reads_back(locale: str, mark: str, tmp_path: Path) -> None:
    """No month's name is taken for another's that begins like it."""
    from babel.dates import format_date

    days = [date(2026, month, 12) for month in range(1, 13)]
    written = [format_date(day, "d MMMM y" if mark == "%B" else "d MMM y", locale) for day in days]
    assert values(tmp_path, column("d", "date", format=f"%d {mark} %Y", locale=locale), *written) == days


def test_a_month_in_another_language_is_no_month(tmp_path: Path) -> None:
    """Nor is its number, nor a name with more letters."""
    declared = column("d", "date", format="%d %B %Y", locale="fr")
    refused(tmp_path, declared, "12 September 2026", "12 09 2026", "12 septembres 2026", "31 février 2026", "mai")


# --- Words, maps, bounds -------------------------------------------------------------------------------------


def test_true_and_false_have_the_declared_words(tmp_path: Path) -> None:
    """They stand in for the usual ones, in any case, and also where a word would else mean 'no value'."""
    declared = column("b", "boolean", true_values=("Oui", "X"), false_values=("Non", ""))
    assert values(tmp_path, declared, "oui", "X", " x ", "NON", "") == [True, True, True, False, False]
    refused(tmp_path, declared, "true", "1", "no", "-")
    one = column("b", "boolean", true_values=("No",))
    assert values(tmp_path, one, "no", "false", "0") == [True, False, False]


def test_a_value_is_mapped_before_it_is_checked(tmp_path: Path) -> None:
    """What the map makes of a value is what must be allowed; a message shows what stands in the file."""
    declared = column("s", map=(("Converti", "won"), ("Perdu", "lost"), ("won", "lost")), values=("won", "lost"))
    assert values(tmp_path, declared, "Converti", "Perdu", "lost", "won") == ["won", "lost", "lost", "lost"]
    _, issues = read(tmp_path, "s\nConverti\nconverti\n", declared)
    assert [(issue.code, issue.place.line) for issue in issues] == [("unknown-data-value", 3)]
    assert "'converti'" in issues[0].message


@pytest.mark.parametrize(
    ("declared", "good", "wrong"),
    [
        (column("n", "integer", min=Decimal(0), max=Decimal("9.5")), ["0", "9"], ["-1", "10"]),
        (column("n", "integer", max=Decimal(10**25)), ["9223372036854775807"], []),
        (column("n", "number", min=Decimal("0.1")), ["0.1", "5"], ["0.0999", "-1"]),
        (column("n", "money", min=Decimal("0.005"), max=Decimal("10.009")), ["0.01", "10.00"], ["0.00", "10.01"]),
        (column("n", "percent", min=Decimal(0), max=Decimal(1)), ["0%", "100%"], ["-1%", "100.1%"]),
        (column("n", "duration", max=Decimal(60)), ["1:00"], ["1:01"]),
        (column("n", "date", min=date(2026, 1, 1), max=date(2026, 12, 31)), ["2026-01-01", "2026-12-31"],
         ["2025-12-31", "2027-01-01"]),
    ],
)  # fmt: skip
def test_bounds_hold_to_the_last_cent(declared: ColumnSpec, good: list[str], wrong: list[str], tmp_path: Path) -> None:
    """The bound itself is allowed, what lies beyond it is found at its place, and no value breaks none."""
    assert len(values(tmp_path, declared, *good)) == len(good)
    for text in wrong:
        found = read(tmp_path, f"z;n\n.;{good[0]}\n.;{text}\n", declared, dialect=CsvDialect(";"))
        assert problems(found) == [("out-of-bounds", 3, 3)]
        assert f"'{text}'" in found[1][0].message


def test_no_value_breaks_no_bound(tmp_path: Path) -> None:
    """An empty field of a nullable column is neither less nor more."""
    declared = column("n", "integer", nullable=True, min=Decimal(0), max=Decimal(1))
    assert values(tmp_path, declared, "", "1") == [None, 1]


@SHARED
@given(seconds=st.integers(0, 10**7), thousandths=st.integers(-(10**6), 10**6))
def test_percentages_and_durations_read_back(
    seconds: int, thousandths: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever is written is what is read, to the last digit of a number."""
    folder = tmp_path_factory.getbasetemp()
    written = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    short = f"{seconds // 60}:{seconds % 60:02}"
    assert values(folder, column("d", "duration"), written, short) == [seconds, seconds]
    exact = Decimal(thousandths) / 1000
    assert values(folder, column("p", "percent"), f"{exact}%") == [float(exact / 100)]


def test_a_warning_of_the_data_reaches_whoever_renders(tmp_path: Path) -> None:
    """The report is made, and what is likely to be a mistake is said with it."""
    (tmp_path / "rates.csv").write_text("day,rate\n2026-10-01,0.5\n2026-10-31,94.01\n", "utf-8")
    report = tmp_path / "report.yml"
    report.write_text(
        "report: {id: r, title: R, company: C, every: month, language: en, sections: [{title: T, cards: [rate]}]}\n"
        "datasets: {rates: {source: rates.csv, date: day, columns: {day: date, rate: percent}}}\n"
        "kpis: {rate: {label: Rate, dataset: rates, formula: AVG(rate), format: percent}}\n",
        "utf-8",
    )
    done = engine.render(report, today=date(2026, 11, 3), out=tmp_path / "out", outputs=("json",))
    assert [(warning.code, warning.place.line) for warning in done.warnings] == [("percent-above-one", 3)]
