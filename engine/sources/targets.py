"""Objectives that stand in a file: a row for each KPI, period and segment, read as the rows of a dataset are."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from engine.errors import Issue, Place, did_you_mean, once_for_rows
from engine.model.data import Part
from engine.model.datasets import CsvDialect
from engine.model.labels import Labels, by_label
from engine.model.objectives import ObjectiveSpec, SegmentTarget, TargetFile
from engine.model.period import Grain
from engine.model.written import Keys, Written
from engine.periods import Calendar
from engine.sources.checks import RECORD
from engine.spreads import named
from engine.typed import NESTED

PERIOD = re.compile(r"(19|20|21)\d\d(-(0[1-9]|1[0-2])|-Q[1-4])?")
WEEK = re.compile(r"W\d", re.IGNORECASE)  # has no target of its own
FIRST_DAY = re.compile(r"(\d{4}-\d\d)-01( 00:00:00)?")  # a month, as a spreadsheet has it
NUMBER = re.compile(r"[-+]?\d{1,15}(\.\d{1,20})?%?")
SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
MONEY = re.compile(rf"([-+]?\d[\d.,{SPACES}]*?)[{SPACES}]*(?:€|\$|£|₽|EUR|USD|GBP|CHF|RUB|euros?)", re.IGNORECASE)
WITH_WORD = re.compile(rf"([-+]?\d[\d.,{SPACES}]*?)[{SPACES}]*[^\W\d_]+\.?")  # 52 leads
TOTAL = re.compile(r"(grand |sub|sous-)?totale?s?\b.*|somme|summe|sum|итого.*|всего", re.IGNORECASE)
NOTHING = {"-", "–", "—", "?", "x", "n/a", "na", "nc", "tbd", "none", "null", "#n/a", "à définir"}
POINTS = re.compile(r"[-+]?\d{1,3}(\.\d{3})+(?P<rest>,\d+)?%?")  # thousands as many write them who write a comma
OF_FILE = "say csv: "  # how the hint begins what mends all rows at once
LETTERS = re.compile(r"[^\W\d_]+")
MOST = 9  # decimals of a target; a spreadsheet computes more


@dataclass(frozen=True)
class _Row:
    """One row that reads; `segment` is None in that of the whole, `at` says where it is where a file has no lines."""

    kpi: Written
    period: Written
    target: Decimal
    text: str
    place: Place
    segment: Written | None
    at: str


class _Reader:
    """Reads the rows of one file, and gathers what is wrong with them."""

    def __init__(self, file: TargetFile, part: Part, kpis: Collection[str], labels: Labels, values: Labels) -> None:
        self.file, self.part, self.kpis, self.labels, self.values = file, part, kpis, labels, values
        self.headers = {column.name: column.headers[0] for column in file.table.columns}
        self.rows = part.rows.lazy().collect().to_dicts()
        cells = frozenset((row[RECORD], name) for row in self.rows for name in self.headers)
        self.places: Mapping[tuple[int, str], Place] = {
            cell: place if place.line else replace(place, row=cell[0] + part.first_row)
            for cell, place in part.places(cells).items()
        }
        self.issues: list[tuple[Issue, str]] = []  # each with the text that is that of all like it
        self.told: set[tuple[int, str]] = set()  # the record and column of each
        self.calendar = Calendar()
        self.failed: list[tuple[str, str]] = []  # the KPI and period of rows that do not read; "" for whichever

    def row(self, values: Mapping[str, object]) -> _Row | None:
        """A row; None where something in it does not read."""
        record = int(str(values[RECORD]))
        texts = {name: str(values[name] or "").strip() for name in self.headers}
        before = len(self.issues)
        for name in ("kpi", "period", "target"):
            if not texts[name]:
                message = f"'{self.headers[name]}' is empty"
                self.wrong("empty-value", record, name, message, "fill it in, or take the row away")
        period, target = self.period(texts["period"], record), self.target(texts["target"], record)
        if TOTAL.fullmatch(texts["kpi"]) and texts["kpi"] not in self.kpis:
            del self.issues[before:]  # it is none of the targets, whatever else it lacks
            message = f"the row of '{texts['kpi']}' is no target of a KPI"
            self.wrong("unknown-kpi", record, "kpi", message, "take the row away: totals are computed")
        elif texts["kpi"] and texts["kpi"] not in self.kpis:
            hint = by_label(texts["kpi"], self.labels) or did_you_mean(texts["kpi"], self.kpis)
            hint = hint or "the column holds the ids of KPIs"
            self.wrong("unknown-kpi", record, "kpi", f"no KPI named '{texts['kpi']}'", hint)
        if len(self.issues) > before or target is None:
            pairs = (("kpi", texts["kpi"]), ("period", period))
            kpi_of, period_of = ("" if (record, name) in self.told else text for name, text in pairs)
            self.failed.append((kpi_of, period_of))
            return None
        dimension = self.file.dimension.text if self.file.dimension else ""
        value = texts.get(dimension, "")
        segment = self.written(self.values.get(value, value), record, dimension) if value else None
        kpi = self.written(texts["kpi"], record, "kpi")
        return _Row(
            kpi, self.written(period, record, "period"), target, texts["target"], self.places[record, "target"],
            segment, self.shown(record),
        )  # fmt: skip

    def lacks(self, spec: ObjectiveSpec) -> bool:
        """Whether a row that does not read may be one of an objective."""
        return any(kpi in ("", spec.kpi.text) and period in ("", spec.period.text) for kpi, period in self.failed)

    def period(self, text: str, record: int) -> str:
        """The id of a period; a spreadsheet writes a month as its first day."""
        if day := FIRST_DAY.fullmatch(text):
            text = day[1]
        if text and not (PERIOD.fullmatch(text) and named(text, self.calendar)):
            message = f"'{text}' in column '{self.headers['period']}' is no period"
            grains: tuple[Grain, ...] = () if WEEK.search(text) else ("month", "quarter")
            meant = next((found for grain in grains if (found := self.calendar.meant(grain, text))), "")
            there = self.calendar.there_are(text, NESTED)
            form = "a period is written 2026, 2026-Q3 or 2026-10; weeks have their share of them"
            hint = f"did you mean {meant}?" if meant else f"{there}: {form}" if there else form
            form = LETTERS.sub("a", re.sub(r"\d", "9", text))  # 01/2026 is wrong as 02/2026 is
            self.wrong("bad-value", record, "period", message, hint, f"{form} {there}{bool(meant)}")
        return text

    def target(self, text: str, record: int) -> Decimal | None:
        """A number, with the marks that the file's dialect declares."""
        dialect = self.file.table.csv
        marks = SPACES if dialect.thousands == " " else dialect.thousands
        bare = text[:-1].rstrip(SPACES) + "%" if text.endswith("%") else text  # "33,5 %", as many write it
        plain = "".join(sign for sign in bare if sign not in marks)
        if dialect.decimal != ".":
            plain = plain.replace(".", "?").replace(dialect.decimal, ".")
        if NUMBER.fullmatch(plain):
            number = Decimal(plain.rstrip("%"))
            exponent = number.as_tuple().exponent
            if isinstance(exponent, int) and exponent < -MOST:
                number = number.quantize(Decimal(1).scaleb(-MOST))
            return number / 100 if plain.endswith("%") else number
        if text:
            message = f"'{text}' in column '{self.headers['target']}' is not a number"
            hint = _mend(text, dialect)
            same = hint.partition(OF_FILE)[2] or re.sub(r"\d+", "9", message + hint)
            self.wrong("bad-value", record, "target", message, hint, same)
        return None

    def written(self, text: str, record: int, column: str) -> Written:
        return Written(text, self.places[record, column], False)

    def shown(self, record: int) -> str:
        place = self.places[record, "kpi"]
        return f"{place.file}:{place.line}" if place.line else f"row {place.row}"

    def wrong(self, code: str, record: int, column: str, message: str, hint: str, same: str = "") -> None:
        """Take down what is wrong in a cell; `same` is what others say that are wrong in the same way."""
        self.told.add((record, column))
        self.issues.append((Issue("error", code, self.places[record, column], message, hint), same or message + hint))


def _mend(text: str, dialect: CsvDialect) -> str:
    """How the file's numbers could be declared, or what a target looks like."""
    if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", text) and dialect.decimal == ".":
        return f"where the comma is a thousands mark, {OF_FILE}{{thousands: ','}}"
    if number := MONEY.fullmatch(text) or WITH_WORD.fullmatch(text):
        return f"write the number alone: {number[1]}"
    if text.casefold() in NOTHING:
        return "take the row away where there is no target; 0 is one"
    bare = "".join(sign for sign in text if sign not in SPACES)
    marks = ["thousands: ' '"] if any(sign in SPACES for sign in text.rstrip("%").strip()) else []
    grouped = POINTS.fullmatch(bare)
    if grouped and (grouped["rest"] or dialect.decimal == ","):
        whole = bare.replace(".", "")
        marks = ["thousands: '.'"] if not dialect.thousands else []
        if dialect.decimal == ",":
            return f"write {whole}" + (
                f"; where all are written so, {OF_FILE}{{{marks[0]}}} beside 'from'" if marks else ""
            )
        bare = whole
    if dialect.decimal == "," and NUMBER.fullmatch(bare):
        declared = "decimal: ',' stands beside 'from', and here is a point"
        return f"{declared}; where all are written so, {OF_FILE}{{decimal: '.'}}"
    marks += ["decimal: ','"] if "," in bare and dialect.decimal == "." else []
    if marks and NUMBER.fullmatch(bare.replace(",", ".")):
        return f"where it is a number, {OF_FILE}{{{', '.join(marks)}}} beside 'from'"
    return "a target is a number, or a percentage, like 25%"


def objectives_in(
    file: TargetFile, part: Part, kpis: Collection[str], labels: Labels, values: Labels
) -> tuple[list[ObjectiveSpec], int, list[Issue]]:  # fmt: skip
    """The objectives of a file's rows, in the order of their first ones, how many rows, and what is wrong with any.

    `labels` has the ids of KPIs by their labels, for hints; `values` those of segments, which may be written so.
    """
    reader = _Reader(file, part, kpis, labels, values)
    rows = [row for values in reader.rows if (row := reader.row(values)) is not None]
    groups: dict[tuple[str, str], list[_Row]] = {}
    first: dict[tuple[str, str, str | None], _Row] = {}
    issues = reader.issues
    for row in rows:
        segment = row.segment.text if row.segment else None
        earlier = first.setdefault((row.kpi.text, row.period.text, segment), row)
        if earlier is row:
            groups.setdefault((row.kpi.text, row.period.text), []).append(row)
            continue
        of = f" of '{segment}'" if segment else ""
        message = f"two rows have the target of '{row.kpi.text}'{of} for {row.period.text}"
        twice = Issue("error", "duplicate-objective", row.kpi.place, message, f"the first is {_at(earlier)}")
        issues.append((twice, message))
    found = [_objective(file, group) for group in groups.values()]
    return [replace(one, partly=reader.lacks(one)) for one in found], len(reader.rows), once_for_rows(issues)


def _at(row: _Row) -> str:
    return f"at {row.at}" if row.place.line else row.at


def _objective(file: TargetFile, rows: list[_Row]) -> ObjectiveSpec:
    """The objective of one KPI and period; where only segments have rows, its target is their sum."""
    whole = next((row for row in rows if row.segment is None), None)
    by = tuple(
        SegmentTarget(replace(file.dimension, place=row.segment.place), row.segment, row.target, row.text, row.place)
        for row in rows
        if row.segment is not None and file.dimension is not None
    )
    top = whole or rows[0]
    return replace(
        file.model,
        kpi=top.kpi,
        place=top.kpi.place,
        period=top.period,
        target=whole.target if whole else sum((row.target for row in rows), Decimal(0)),
        target_text=whole.text if whole else "",
        by=by,
        summed=whole is None,
        keys=Keys((("target", top.place, top.place), *file.model.keys.places)),
    )
