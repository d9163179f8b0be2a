"""Reads the key `report:`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.model.specs import ChartSpec, ReportSpec, SectionSpec
from engine.spec import nodes
from engine.spec.yaml import Mapping, Scalar

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


def read_report(key: Scalar, node: Mapping, path: Path) -> ReportSpec:
    """The report; a key that the schema found wrong is absent here and has its default."""
    every: Any = str(node.get("every", "month"))
    outputs: Any = tuple(map(str, node.get("outputs", ("pdf", "html", "json"))))
    theme = node.get("theme", Mapping())
    return ReportSpec(
        id=str(node.get("id", "report")),
        place=key.place,
        path=path,
        title=nodes.text(node.get("title", "")),
        company=str(node.get("company", "")),
        every=every,
        language=str(node.get("language", "en")),
        sections=tuple(_section(section) for section in node.get("sections", ())),
        currency=str(node.get("currency", "")),
        timezone=str(node.get("timezone", "UTC")),
        week_start=WEEKDAYS.index(node.get("week_start", "monday")),
        fiscal_year_start=MONTHS.index(node.get("fiscal_year_start", "january")) + 1,
        accent=str(theme.get("accent", ReportSpec.__dataclass_fields__["accent"].default)),
        page=str(theme.get("page", "A4")),
        outputs=outputs,
    )


def _section(node: Mapping) -> SectionSpec:
    scorecard: Any = node["scorecard"]["kpis"] if "scorecard" in node else None
    if scorecard is not None and scorecard != "all":
        scorecard = tuple(nodes.written(item) for item in scorecard)
    return SectionSpec(
        title=nodes.text(node["title"]),
        place=node.place,
        cards=nodes.words(node, "cards"),
        scorecard="all" if scorecard == "all" else scorecard,
        kpis=nodes.words(node, "kpis"),
        by=nodes.optional(node, "by"),
        charts=tuple(_chart(chart) for chart in node.get("charts", ())),
    )


def _chart(node: Mapping) -> ChartSpec:
    kind: Any = "trend" if "trend" in node else "breakdown"
    return ChartSpec(
        kind=kind,
        kpi=nodes.written(node[kind]) if kind in node else nodes.written(next(node.pairs())[0]),
        by=nodes.optional(node, "by"),
        periods=int(node.get("periods", 13)),
    )
