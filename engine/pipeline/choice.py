"""What is chosen when a command is run: language, KPI, and period: that asked for, or the last over and covered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from engine.errors import ArgumentError, Issue, Place, did_you_mean
from engine.model.data import Coverage, Table
from engine.model.kpis import Kpi
from engine.model.period import Period
from engine.model.specs import Catalog
from engine.periods import Calendar, choose


def chosen_period(
    catalog: Catalog, calendar: Calendar, tables: dict[str, Table], asked: str | None, today: date
) -> tuple[Period, str]:
    """The period that was asked for, or the last one that is over and covered."""
    report = catalog.report
    covers = {id: table.coverage for id, table in tables.items() if table.coverage is not None}
    form = {"week": "2026-W44", "month": "2026-10", "quarter": "2026-Q3", "year": "2026"}[report.every]
    if asked is None:
        chosen = choose(covers, calendar, report.every, today)
        if chosen is None:
            hint = f"say which period the report is for: --period {form}"
            raise ArgumentError(Issue("error", "no-period", Place("--period"), "no data has a date", hint))
        period, why = chosen
    else:
        found = calendar.parse(report.every, asked)
        if found is None:
            meant = calendar.meant(report.every, asked)
            there = calendar.there_are(asked, [report.every])
            hint = f"{there}: write it like {form}" if there and not meant else f"write it {meant or form}"
            message = f"'{asked}' is no {report.every}, and the report is made for each {report.every}"
            raise ArgumentError(Issue("error", "no-such-period", Place("--period"), message, hint))
        period, why = found, f"{found.id}: asked for"
    if covers and not any(c.first <= period.last_day and c.last >= period.start for c in covers.values()):
        message = f"no data cover {period.id}"
        if asked is None:
            message += f", the last {report.every} that is over on {today}: choose one with --period"
        reach = ", ".join(f"'{id}' {_reach(coverage, period)}" for id, coverage in covers.items())
        raise ArgumentError(Issue("error", "not-covered", Place("--period"), message, f"the data cover: {reach}"))
    return period, why


def _reach(coverage: Coverage, period: Period) -> str:
    """The days that data cover; beside them those of the rows, where these reach a period that `covers` leaves out."""
    days, rows = f"{coverage.first} to {coverage.last}", coverage.dated
    if rows and rows[0] <= period.last_day and rows[1] >= period.start:
        return f"{days} by 'covers', with rows of {rows[0]} to {rows[1]}"
    return days


def in_language(catalog: Catalog, language: str | None) -> Catalog:
    """The report in another language than its own, where one is asked for."""
    if language is None:
        return catalog
    report = replace(catalog.report, language=language)
    return replace(catalog, specs=replace(catalog.specs, report=report))


def kpi_named(catalog: Catalog, id: str, of_library: tuple[str, str]) -> Kpi:
    """The KPI of that name, which the report's files define or something in them uses.

    Raises ArgumentError, with what is said `of_library` of one that only lies there: why it is not found, and the hint.
    """
    if id in catalog.kpis:
        return catalog.kpis[id]
    message, hint = f"no KPI named '{id}'", did_you_mean(id, catalog.kpis)
    if id in catalog.specs.kpis:
        why, hint = of_library
        message = f"'{id}' of the library {why}"
    raise ArgumentError(Issue("error", "unknown-kpi", Place("KPI"), message, hint))
