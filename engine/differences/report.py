"""A report's own settings and sections as sheets of settings."""

from __future__ import annotations

from collections.abc import Iterable

from engine.differences.sheet import Sheet
from engine.model.differences import Definition
from engine.model.insights import Insight
from engine.model.specs import MONTHS, WEEKDAYS, ChartSpec, ReportSpec, SectionSpec


def of_report(spec: ReportSpec, insights: Iterable[Insight] = ()) -> Definition:
    """The report without its sections."""
    sheet = Sheet(spec.place)
    sheet.say("every", spec.every)
    sheet.say("currency", spec.currency)
    sheet.say("timezone", spec.timezone)
    sheet.say("week_start", WEEKDAYS[spec.week_start])
    sheet.say("fiscal_year_start", MONTHS[spec.fiscal_year_start - 1])
    sheet.say("id", spec.id, "report")
    sheet.say("outputs", spec.outputs, "wording")
    sheet.words("title", spec.title)
    sheet.say("company", spec.company.in_("en"), "wording")
    sheet.say("language", spec.language, "wording")
    sheet.say("theme.accent", spec.accent, "wording")
    sheet.say("theme.page", spec.page, "wording")
    sheet.say("theme.logo", spec.logo, "wording")
    sheet.say("theme.templates", spec.templates, "wording")
    sheet.say("pdf.variant", spec.pdf_variant, "wording")
    for insight in insights:
        key = f"insights.{insight.number}"
        sheet.formula(f"{key}.when", insight.spec.when, insight.condition.root, "report")
        for language, said in insight.spec.say:
            sheet.say(f"{key}.say.{language}" if language else f"{key}.say", said, "wording")
    return sheet.definition("report", "report")


def of_section(spec: SectionSpec) -> Definition:
    """What a section shows."""
    sheet = Sheet(spec.place)
    sheet.say("cards", spec.cards and tuple(card.text for card in spec.cards), "report")
    scorecard = spec.scorecard if isinstance(spec.scorecard, str | None) else tuple(kpi.text for kpi in spec.scorecard)
    sheet.say("scorecard", scorecard, "report")
    sheet.say("scorecard.by", spec.scorecard_by, "report")
    sheet.say("kpis", tuple(kpi.text for kpi in spec.kpis), "report")
    sheet.say("by", tuple(dimension.text for dimension in spec.by), "report")
    sheet.say("top", spec.top, "report")
    sheet.say("text", spec.text, "wording")
    sheet.say("comparisons", spec.comparisons, "report")
    for chart in spec.charts:
        key, own = f"charts.{_chart(chart)}", chart.own
        sheet.say(key, own.spec if own else _chart(chart), "report", place=chart.kpi.place)
        if own is not None:
            sheet.words(f"{key}.title", own.title)
            sheet.words(f"{key}.alt", own.alt)
    sheet.say("on_error", spec.on_error, "report")
    sheet.words("title", spec.title)
    return sheet.definition("section", spec.title.in_("en"))


def _chart(spec: ChartSpec) -> str:
    words = [spec.kind, ", ".join(kpi.text for kpi in spec.steps or spec.together or (spec.kpi,))]
    words += [f"by {' and '.join(dimension.text for dimension in spec.by)}"] if spec.by else []
    words += [f"top {spec.top}"] if spec.top else []
    words += [f"against {spec.against}"] if spec.against else []
    if spec.kind in ("trend", "share", "multiples"):
        words += [f"over {spec.periods} {spec.grain or 'period'}s"]
    return " ".join(words)
