"""Reads the key `report:`."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from engine.errors import Issue, did_you_mean
from engine.model.specs import MONTHS, WEEKDAYS, ChartSpec, ReportSpec, SectionSpec
from engine.spec import nodes
from engine.spec.currencies import check_currency
from engine.spec.insights import read_insight
from engine.spec.own_charts import read_own
from engine.spec.yaml import Mapping, Scalar

# What each kind of chart shows, and the keys that say nothing to it, with the kind that they are for.
CHARTS: dict[str, tuple[str, dict[str, str]]] = {
    "trend": ("the total", {"by": "breakdown", "top": "breakdown", "against": "bridge"}),
    "breakdown": ("the report's period", {"periods": "trend", "grain": "trend", "against": "bridge"}),
    "share": ("the report's periods", {"grain": "trend", "against": "bridge"}),
    "scatter": ("the report's period", {"periods": "trend", "grain": "trend", "against": "bridge"}),
    "multiples": ("the report's periods", {"grain": "trend", "against": "bridge"}),
    "bridge": ("a change", {"periods": "trend", "grain": "trend"}),
    "funnel": ("the total in the report's period",
               {"by": "breakdown", "top": "breakdown", "periods": "trend", "grain": "trend", "against": "bridge"}),
    "chart": ("the report's periods", {"grain": "trend", "against": "bridge"}),
}  # fmt: skip


# The kinds that show several KPIs, each with the key that names them.
LISTS = (("funnel", "funnel"), ("scatter", "scatter"), ("chart", "data"))
OF_ONES_OWN = ("data", "title", "alt")


def read_report(key: Scalar, node: Mapping, path: Path, issues: list[Issue]) -> ReportSpec:
    """The report; a key that the schema found wrong is absent here and has its default."""
    every: Any = str(node.get("every", "month"))
    outputs: Any = tuple(map(str, node.get("outputs", ("pdf", "html", "json"))))
    theme = node.get("theme", Mapping())
    _check_timezone(node, issues)
    if "currency" in node:
        check_currency(node["currency"], issues)
    return ReportSpec(
        id=str(node.get("id", "report")),
        place=key.place,
        path=path,
        title=nodes.text(node.get("title", "")),
        company=nodes.text(node.get("company", "")),
        every=every,
        language=str(node.get("language", "en")),
        sections=tuple(_section(section, issues) for section in node.get("sections", ())),
        insights=tuple(map(read_insight, node.get("insights", ()))),
        currency=str(node.get("currency", "")),
        timezone=str(node.get("timezone", "UTC")),
        week_start=WEEKDAYS.index(node.get("week_start", "monday")),
        fiscal_year_start=MONTHS.index(node.get("fiscal_year_start", "january")) + 1,
        accent=str(theme.get("accent", ReportSpec.__dataclass_fields__["accent"].default)),
        logo=nodes.optional(theme, "logo"),
        templates=nodes.optional(theme, "templates"),
        page=str(theme.get("page", "A4")),
        outputs=outputs,
        pdf_variant=node.get("pdf", Mapping()).get("variant", "pdf/ua-1"),
    )


def _section(node: Mapping, issues: list[Issue]) -> SectionSpec:
    scorecard: Any = node["scorecard"]["kpis"] if "scorecard" in node else None
    if scorecard is not None and scorecard != "all":
        scorecard = tuple(nodes.written(item) for item in scorecard)
    return SectionSpec(
        title=nodes.text(node["title"]),
        place=node.place,
        cards=nodes.words(node, "cards"),
        scorecard="all" if scorecard == "all" else scorecard,
        scorecard_by=nodes.optional(node.get("scorecard", Mapping()), "by"),
        kpis=nodes.words(node, "kpis"),
        by=nodes.one_or_more(node, "by"),
        top=int(node["top"]) if "top" in node else None,
        text=nodes.optional(node, "text"),
        on_error=node.get("on_error", "stop"),
        comparisons=tuple(map(str, node.get("comparisons", ()))),  # type: ignore[arg-type]  # the schema's enum
        charts=tuple(spec for chart in node.get("charts", ()) if (spec := _chart(chart, issues)) is not None),
        keys=nodes.keys(node),
    )


def _chart(node: Mapping, issues: list[Issue]) -> ChartSpec | None:
    """One chart; None where it does not say what to draw, or says two things."""
    kinds = [key for key, _ in node.pairs() if key in CHARTS]
    if len(kinds) != 1:
        *first, last = (f"'{kind}'" for kind in CHARTS)
        message = f"a chart is one of {', '.join(first)} and {last}" + (
            f", and this is {len(kinds)} of them" if kinds else ""
        )
        place = kinds[1].place if kinds else node.place
        issues.append(Issue("error", "missing-key", place, message, "like {trend: signed_revenue}"))
        return None
    kind: Any = str(kinds[0])
    shown, foreign = CHARTS[kind]
    for key, whose in foreign.items():
        if key in node:
            does = "multiples show" if kind == "multiples" else f"a {kind} shows"
            message = f"{does} {shown}; '{key}' is for a {whose}"
            issues.append(Issue("error", "wrong-value", node.key(key).place, message, f"leave '{key}' out"))
    for key in OF_ONES_OWN if kind != "chart" else ():
        if key in node:
            message = f"'{key}' is of a chart of one's own, and a {kind} has its own"
            issues.append(Issue("error", "wrong-value", node.key(key).place, message, f"leave '{key}' out"))
    grain: Any = str(node["grain"]) if "grain" in node else None
    against: Any = str(node["against"]) if "against" in node else None
    top = int(node["top"]) if "top" in node else None
    by = nodes.one_or_more(node, "by") if "by" not in foreign else ()
    own = read_own(node, issues) if kind == "chart" else None
    if kind == "chart" and own is None:
        return None
    steps, axes, data = (nodes.words(node, key) if kind == of else () for of, key in LISTS)
    kpi = (*steps, *axes, *data)[0] if steps or axes or data else nodes.written(node[kind])
    periods, keys = int(node.get("periods", 13)), nodes.keys(node)
    return ChartSpec(kind, kpi, by, periods, grain, top, steps, against, axes or data, own, keys)


def _check_timezone(node: Mapping, issues: list[Issue]) -> None:
    if "timezone" not in node:
        return
    name: Scalar = node["timezone"]
    try:
        ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        known = available_timezones()
        city = next((zone for zone in sorted(known) if zone.rpartition("/")[2].lower() == name.strip().lower()), "")
        hint = f"did you mean '{city}'?" if city else did_you_mean(name, known) or "like Europe/Paris"
        issues.append(Issue("error", "unknown-value", name.place, f"no time zone is called '{name}'", hint))
