"""A proposal holds: for any table in any dialect the report checks and computes, with the figures of the rows."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import pipeline
from engine.periods import Calendar

TODAY = date(2026, 11, 3)
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y/%m/%d")
WORDS = (("Oui", "Non"), ("yes", "no"), ("TRUE", "FALSE"), ("да", "нет"))


@dataclass(frozen=True)
class Row:
    day: date
    amount: Decimal | None
    team: str
    paid: bool


@dataclass(frozen=True)
class Written:
    """How a file of rows is written."""

    separator: str
    decimal: str
    thousands: str
    encoding: str
    day: str
    words: tuple[str, str]
    top: int

    def text(self, rows: list[Row]) -> str:
        lines = [f"Export {n}" for n in range(self.top)]
        lines.append(self.separator.join(("Reference id", "Signed day", "Amount EUR", "Équipe", "Paid")))
        for n, row in enumerate(rows):
            amount = "" if row.amount is None else self.number(row.amount)
            lines.append(self.separator.join(
                (f"A-{n}", row.day.strftime(self.day), f'"{amount}"', f'"{row.team}"', self.words[not row.paid])
            ))  # fmt: skip
        return "\r\n".join(lines) + "\r\n"

    def number(self, amount: Decimal) -> str:
        whole = f"{amount:,.2f}".replace(",", "T").replace(".", self.decimal)
        return whole.replace("T", self.thousands)


@st.composite
def dialects(draw: st.DrawFn) -> Written:
    words = draw(st.sampled_from(WORDS))
    encoding = "utf-16" if draw(st.booleans()) else "utf-8" if words[0] == "да" else draw(
        st.sampled_from(["utf-8", "utf-8-sig", "cp1252"])
    )  # fmt: skip
    decimal = draw(st.sampled_from([".", ","]))
    thousands = draw(st.sampled_from([mark for mark in ("", " ", ".", ",", "'", "\u00a0") if mark != decimal]))
    return Written(draw(st.sampled_from([",", ";", "\t", "|"])), decimal, thousands, encoding,
                   draw(st.sampled_from(DAYS)), words, draw(st.integers(0, 2)))  # fmt: skip


ROWS = st.lists(
    st.builds(
        Row,
        st.dates(date(2024, 1, 1), date(2026, 10, 31)),
        st.none() | st.decimals(-10_000_000, 10_000_000, places=2),
        st.sampled_from(["Nord", "Sud, Est", "O'Neil #1", "a: b"]),
        st.booleans(),
    ),
    max_size=40,
)  # fmt: skip


@settings(max_examples=30)
@given(ROWS, dialects())
def test_the_figures_of_a_proposal_are_those_of_the_rows(rows: list[Row], written: Written) -> None:
    """The count of a period's rows, and the sum of their amounts, to the cent."""
    # One day that is no month tells the order; both words tell the column.
    rows = [*rows, Row(date(2026, 3, 31), Decimal("1234.50"), "Nord", True), Row(date(2026, 4, 1), None, "Nord", False)]
    folder = Path(mkdtemp())
    try:
        data = folder / "ventes.csv"
        data.write_bytes(written.text(rows).encode(written.encoding))
        begun = pipeline.begin(folder / "r", [data], pipeline.Wishes(every="month"), today=TODAY)
        assert begun.proposal is not None
        main = begun.proposal.main
        assert [column.spec.reads for column in main.columns] == ["string", "date", "money", "string", "boolean"]
        assert (main.rows, main.key, main.day and main.day.header) == (len(rows), "reference_id", "Signed day")
        count, total, rate = (kpi.id for kpi in begun.proposal.kpis)
        for month in {(row.day.year, row.day.month) for row in rows[-3:]}:
            period = Calendar().period("month", date(*month, 1))
            computed = pipeline.compute(folder / "r" / "report.yml", today=TODAY, period=period.id)
            inside = [row for row in rows if period.start <= row.day < period.end]
            amounts = [row.amount for row in inside if row.amount is not None]
            found = {value.kpi: value for value in computed.results.values.values()
                     if value.period == period.id and value.window == "period" and not value.segments}  # fmt: skip
            assert found[count].value == len(inside)
            assert found[total].value == (sum(amounts) if amounts else None if inside else 0)
            assert found[rate].numerator == sum(row.paid for row in inside)
    finally:
        shutil.rmtree(folder)


NAMES = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12),
    st.sampled_from(["null", "No", "none", "select", "order", "Prix (€)", "date", "ID", "id", "count", "it's"]),
)
CELLS = st.one_of(
    st.just(""), st.integers(-(10**20), 10**20).map(str), st.decimals(-1000, 1000, places=3).map(str), NAMES,
    st.dates(date(1, 1, 1), date(9999, 12, 31)).map(str),
    st.sampled_from(["NA", "-", "yes", "no", "007", "12%", "1:30", "€ 5", "0"]),
)  # fmt: skip


@settings(max_examples=30)
@given(st.data())
def test_whatever_stands_in_a_file_is_proposed_so_that_it_renders(data: st.DataObject) -> None:
    """Odd headers, odd values, few rows: what is written checks, reads and computes."""
    import csv

    width = data.draw(st.integers(1, 6))
    headers = data.draw(st.lists(NAMES, min_size=width, max_size=width))
    rows = data.draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=12))
    folder = Path(mkdtemp())
    try:
        path = folder / "it's [data].csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=data.draw(st.sampled_from(",;\t"))).writerows([headers, *rows])
        begun = begin_or_refused(folder, path)
        if begun is not None:
            pipeline.check(folder / "r" / "report.yml")
            pipeline.compute(folder / "r" / "report.yml", today=TODAY, period=begun.period or None)
    finally:
        shutil.rmtree(folder)


def begin_or_refused(folder: Path, path: Path) -> pipeline.Begun | None:
    """What was begun; None where the file has no row or no column that can be told."""
    from engine.errors import DataError

    try:
        return pipeline.begin(folder / "r", [path], pipeline.Wishes(), today=TODAY)
    except DataError as error:
        refused = error
    codes = {issue.code for issue in refused.issues}
    assert codes <= {"empty-data", "no-columns", "ragged-row", "csv-syntax"}
    assert not (folder / "r").exists()
    return None


def test_a_path_through_a_link_leads_to_the_data(tmp_path: Path) -> None:
    """`..` of a link is the folder that it leads to."""
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "deep" / "er")
    data = tmp_path / "sales.csv"
    data.write_text("id,day,amount\n" + "".join(f"{n},{date(2026, 1, 1) + timedelta(n)},{n}\n" for n in range(90)))
    begun = pipeline.begin(tmp_path / "link", [data], pipeline.Wishes(), today=TODAY)
    assert pipeline.compute(tmp_path / "link" / "report.yml", today=TODAY).results.period.id == "2026-03"
    assert begun.files[0] == tmp_path / "link" / "report.yml"
