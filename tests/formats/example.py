"""A finished report as the pipeline hands it to the formats: the same figures in three languages."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, Literal

import yaml

from engine.charts import CHARTS
from engine.model.document import Decision, Definition, Document, Section, Source
from engine.model.figures import Change, Figure, ScorecardGroup, Spark, SparkPoint, Standing, State, Tone
from engine.model.pictures import Bar, Breakdown, ChartFigure, Trend, TrendPoint
from engine.model.tables import SegmentCell, SegmentRow, SegmentTable
from engine.model.unit import SegmentKind, StateCode, Unit
from engine.numbers import Numbers
from engine.protocols import HALF_WIDTH, WHOLE_WIDTH, Look

WORDS: Final[dict[str, dict[str, str]]] = yaml.safe_load(
    Path(__file__).with_name("example.yml").read_text(encoding="utf-8")
)
EUROS = Unit("currency", 0, "EUR")
COUNT = Unit("integer")
RATE = Unit("percent", 1)
DAYS = Unit("days", 0)
ACCENT = "#0b6e75"
REVENUE = (812, 905, 1130, 640, 720, 830, 880, 910, 1115, 760, 480, 1040, 1155)
DEALS = (42, 47, 61, 33, 38, 41, 44, 46, 50, 37, 22, 52, 58)
RATES = (0.221, 0.228, 0.215, None, 0.209, 0.211, 0.206, 0.207, 0.2, 0.204, 0.151, 0.09, 0.034)
DAY_COUNTS = (48, 47, 49, 50, 51, 50, 52, 53, 52, 54, 53, 54, 54)
LEADS = (310, 320, 280, 330, 345, 350, 362, 371, 366, 340, 290, 398, 412)
RETAINED = (1.02, 1.03, 1.03, 1.04, 1.04, 1.05, 1.05, 1.04, 1.05, 1.06, 1.06, 1.05, 1.06)


def _earlier(series: tuple[float | None, ...], index: int) -> float | None:
    known = [value for value in series[:9] if value is not None]
    return known[(index * 2) % len(known)] * 0.93


class Example:
    """Builds the parts of the report in one language."""

    def __init__(self, language: str) -> None:
        self.words = WORDS[language]
        self.numbers = Numbers(language)

    def figure(self, value: float | None, unit: Unit, *, provisional: bool = False) -> Figure:
        reason = "0 / 0" if value is None else ""
        return Figure(value, self.numbers.figure(value, unit), reason, provisional, unit=unit)

    def change(self, value: float, to: Literal["previous", "year_ago"], tone: Tone) -> Change:
        text = self.numbers.figure(value, RATE, signed=True)
        return Change(text, self.words[to], "up" if value > 0 else "down", tone, value, RATE)

    def state(self, code: StateCode) -> State:
        return State(code, self.words[code])

    def standing(
        self,
        kpi: str,
        unit: Unit,
        series: tuple[float | None, ...],
        target: float | None,
        code: StateCode,
        *,
        changes: tuple[float, float, Tone],
        mature: bool = True,
        factor: float = 1.0,
        to_date: bool = True,
    ) -> Standing:
        w = self.words
        points = tuple(
            SparkPoint(label, None if value is None else value * factor, provisional=not mature and index > 9)
            for index, (label, value) in enumerate(zip(w["months"].split("|"), series, strict=True))
        )
        last = series[-1] if mature else series[-4]
        value = (last or 0) * factor
        attained = None if target is None else target / value if unit is DAYS else value / target
        spark = Spark(points, target, w["alt"])
        return Standing(
            kpi=kpi,
            label=w[kpi],
            value=self.figure(value, unit),
            when=w["period"] if mature else w["mature"],
            target=None if target is None else self.figure(target, unit),
            attainment=None if attained is None else self.figure(attained, Unit("percent", 0)),
            state=self.state(code),
            previous=self.change(changes[0], "previous", changes[2]),
            year_ago=self.change(changes[1], "year_ago", changes[2]),
            spark=spark,
            note="" if mature else w["note"],
            latest=None if mature else self.figure(0.034, unit, provisional=True),
            to_date=self.figure(value * 8.4, unit) if to_date else None,
            to_date_target=self.figure(target * 8.1, unit) if to_date and target is not None else None,
            to_date_state=self.state(code) if to_date and target is not None else None,
            sentence=w["alt"],
        )

    def standings(self) -> dict[str, Standing]:
        return {
            "revenue": self.standing(
                "revenue", EUROS, REVENUE, 1_110_000, "on_track", changes=(0.111, 0.422, "good"), factor=1000
            ),
            "deals": self.standing("deals", COUNT, DEALS, 60, "at_risk", changes=(0.115, 0.381, "good")),
            "conversion": self.standing(
                "conversion",
                RATE,
                RATES,
                0.25,
                "off_track",
                to_date=False,
                changes=(-0.02, -0.08, "bad"),
                mature=False,
            ),
            "cycle": self.standing(
                "cycle", DAYS, DAY_COUNTS, 45, "off_track", changes=(0.004, 0.125, "bad"), to_date=False
            ),
            "leads": self.standing("leads", COUNT, LEADS, None, "no_target", changes=(0.035, 0.329, "neutral")),
            "retention": self.standing(
                "retention", RATE, RETAINED, 1.03, "on_track", to_date=False, changes=(0.01, 0.04, "good")
            ),
        }

    def trend(
        self,
        kpi: str,
        title: str,
        unit: Unit,
        series: tuple[float | None, ...],
        target: float | None,
        *,
        id: str,
        width: int,
        open_from: int = 13,
    ) -> ChartFigure:
        months = (month.partition(" ") for month in self.words["months"].split("|"))
        points = tuple(
            TrendPoint(
                label,
                value,
                self.numbers.figure(value, unit),
                _earlier(series, index),
                None if target is None else target * (0.9 if index < 3 else 1.0),
                index >= open_from,
                year,
            )
            for index, ((label, _, year), value) in enumerate(zip(months, series, strict=True))
        )
        subtitle = f"{self.words[kpi]}, {self.words['in_unit' if unit is EUROS else 'in_percent']}"
        data = Trend(kpi, title, subtitle, unit, points, self.words, self.words["alt"])
        svg = CHARTS["trend"](data, id=id, numbers=self.numbers, look=Look(ACCENT, width))
        return ChartFigure(id, title, subtitle, svg, data.alt)

    def segments(self) -> list[tuple[str, SegmentKind, float]]:
        *names, other = self.words["seg"].split("|")
        values = (520.0, 301.0, 182.0, 71.0)
        kinds: list[tuple[str, SegmentKind, float]] = [
            (name, "value", value) for name, value in zip(names, values, strict=True)
        ]
        return [
            *kinds,
            (other, "other", 46.0),
            (self.words["missing"], "missing", 23.0),
            (self.words["unmatched"], "unmatched", 12.0),
        ]

    def breakdown(self, kpi: str, title: str, unit: Unit, factor: float, *, id: str, target: bool) -> ChartFigure:
        bars = tuple(
            Bar(
                name,
                kind,
                value * factor,
                self.numbers.figure(value * factor, unit),
                value * factor * (0.7 + index % 3 * 0.2) if kind == "value" else None,
                value * factor * 1.05 if target and kind == "value" else None,
            )
            for index, (name, kind, value) in enumerate(self.segments())
        )
        subtitle = f"{self.words[kpi]}, {self.words['in_unit' if unit is EUROS else 'in_number']}"
        data = Breakdown(kpi, title, subtitle, unit, bars, self.words, self.words["alt"])
        svg = CHARTS["breakdown"](data, id=id, numbers=self.numbers, look=Look(ACCENT, HALF_WIDTH))
        return ChartFigure(id, title, subtitle, svg, data.alt)

    def table(self, id: str) -> SegmentTable:
        w, rows = self.words, []
        listed: list[tuple[str, SegmentKind | Literal["total"], float]] = [
            *self.segments(),
            (w["total"], "total", 1155.0),
        ]
        for index, (name, kind, value) in enumerate(listed):
            change = self.change(0.12 - 0.07 * (index % 4), "year_ago", "bad" if index % 4 >= 2 else "good")
            share = None if kind == "total" else value / 520
            rows.append(
                SegmentRow(
                    name,
                    kind,
                    (
                        SegmentCell(self.figure(value * 1000, EUROS), change, None, share),
                        SegmentCell(self.figure(round(value / 19), COUNT), None, None, share),
                        SegmentCell(
                            self.figure(None if kind == "unmatched" else 0.2 + index / 100, RATE),
                            None,
                            self.state("off_track" if index % 2 else "on_track"),
                            None,
                        ),
                    ),
                )
            )
        columns = (f"{w['revenue']}, {w['in_unit']}", w["deals"], w["conversion"])
        return SegmentTable(id, w["table"], w["segment"], columns, tuple(rows), w["table_note"])

    def sections(self, standings: dict[str, Standing]) -> tuple[Section, ...]:
        w = self.words
        revenue = self.trend(
            "revenue",
            w["chart1"],
            EUROS,
            tuple(1000.0 * v for v in REVENUE),
            1_110_000,
            id="c-revenue",
            width=HALF_WIDTH,
        )
        by_segment = self.breakdown("revenue", w["chart2"], EUROS, 1000, id="c-segments", target=True)
        rates = self.trend("conversion", w["chart3"], RATE, RATES, 0.25, id="c-rates", width=HALF_WIDTH, open_from=10)
        deals = self.breakdown("deals", w["chart4"], COUNT, 1, id="c-deals", target=False)
        retained = self.trend("retention", w["chart5"], RATE, RETAINED, 1.03, id="c-retained", width=WHOLE_WIDTH)
        return (
            Section(
                "revenue",
                w["sec1"],
                (standings["revenue"], standings["deals"]),
                (revenue, by_segment),
                (self.table("revenue"),),
            ),
            Section(
                "conversion",
                w["sec2"],
                (standings["conversion"], standings["cycle"], standings["leads"]),
                (rates, deals),
            ),
            Section("customers", w["sec3"], (), (retained,), (self.table("customers"),)),
        )


@cache
def document(language: str = "en") -> Document:
    """The example report in a language: en, fr or ru."""
    parts = Example(language)
    w, s = parts.words, parts.standings()
    sources = (
        Source(
            w["source1"],
            "opportunities_2025.csv, opportunities_2026.csv",
            f"{parts.numbers.count(23456)} {w['rows']}",
            w["covers"],
            (w["remark"], w["remark2"]),
        ),
        Source(w["source2"], "leads.parquet", f"{parts.numbers.count(8412)} {w['rows']}", w["covers"]),
    )
    details = ((w["owner"], w["owner_is"]), (w["counted"], w["counted_is"]))
    formulas = {
        "conversion": "countif(converted_within_90_days) / count(*)",
        "revenue": "sum(amount) where stage = 'won'",
    }
    definitions = tuple(
        Definition(
            kpi,
            w[kpi],
            w["sentence2" if kpi == "conversion" else "sentence"],
            formulas.get(kpi, f"count(*) where kind = '{kpi}'"),
            w["unit_eur"],
            details,
        )
        for kpi in s
    )
    return Document(
        id="monthly",
        language=language,
        title=w["title"],
        company=w["company"],
        period=w["period"],
        period_id="2026-10",
        period_end=date(2026, 10, 31),
        currency="EUR",
        accent=ACCENT,
        page="A4",
        headline=w["headline"],
        cards=(s["revenue"], s["deals"], s["conversion"], s["cycle"]),
        scorecard=(
            ScorecardGroup(w["growth"], (s["deals"], s["revenue"], s["leads"])),
            ScorecardGroup(w["efficiency"], (s["conversion"], s["cycle"], s["retention"])),
        ),
        decisions=(
            Decision(w["cycle"], w["decision"], parts.state("off_track")),
            Decision(w["conversion"], w["decision2"], parts.state("off_track")),
        ),
        sections=parts.sections(s),
        sources=sources,
        definitions=definitions,
        footnotes=(w["foot"], w["foot2"]),
        generator=w["generator"],
    )
