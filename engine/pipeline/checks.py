"""What is wrong with a report's files, found without reading any data, or with its data too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from engine.errors import ArgumentError, Issue, SpecError, in_order, raise_errors
from engine.kept import NOTHING, Keep
from engine.model.document import Source
from engine.model.results import Results
from engine.model.specs import Catalog, Specs
from engine.periods import Calendar
from engine.pipeline.actions import segments_without_rows
from engine.pipeline.choice import chosen_period, in_language
from engine.pipeline.objectives import no_last_year, other_years, unknown_segments
from engine.pipeline.steps import Step, quiet
from engine.pipeline.targets import with_target_files
from engine.pipeline.warnings import about_data
from engine.plan import every_read, make_plan
from engine.rules import check as check_rules
from engine.spec.load import load
from engine.spec.uses import reports_of

__all__ = ["CheckedData", "check", "check_data", "reports_of"]


def check(
    path: Path, *, dormant: bool = False, step: Step = quiet, keep: Keep = NOTHING
) -> tuple[Catalog, tuple[Issue, ...]]:
    """Read a report and all that it uses; the checked catalog and the warnings. Raises SpecError.

    With `dormant`, also what could be used of the library, and is not.
    """
    with step("Specs"):
        loaded = load(path, keep)
        files = tuple(loaded.texts)  # as they were read: the report's own first
        raise_errors(SpecError, [] if loaded.specs else loaded.issues, files)
        assert loaded.specs is not None
        specs, wrong = with_target_files(loaded.specs, loaded.broken, keep)
    with step("Rules"):
        catalog, issues = check_rules(specs, frozenset(loaded.broken), dormant=dormant)
        issues = [*loaded.issues, *wrong, *issues, *_templates(specs)]
        raise_errors(SpecError, issues, files)
    return catalog, in_order(issues, files)


def _templates(specs: Specs) -> list[Issue]:
    """What is wrong with the report's own templates."""
    if specs.templates is None:
        return []
    from engine.formats import own  # nobody else waits for Jinja2

    return own.check(specs.templates)


@dataclass(frozen=True, slots=True)
class CheckedData:
    """A report whose data are as they were declared: each dataset in words, and what is odd about any."""

    catalog: Catalog
    sources: tuple[Source, ...]
    period: str  # and why it is that one; empty where no data has a date
    warnings: tuple[Issue, ...]


def check_data(path: Path, *, today: date, step: Step = quiet) -> CheckedData:
    """Check a report, and all data that it declares. Raises an error of `engine.errors`, with all problems together."""
    from engine import sources
    from engine.backends import polars as backend
    from engine.document.appendix import sources as described
    from engine.document.desk import Desk
    from engine.evaluate import unfit_seasons

    catalog, warnings = check(path, step=step)
    calendar, plan = Calendar(catalog.report.week_start, catalog.report.fiscal_year_start), make_plan(catalog)
    with step("Data"):
        tables = sources.read(every_read(catalog), path.parent, backend.condition)
        aims = unknown_segments(catalog.specs.objectives, catalog, tables)
        aims += segments_without_rows(catalog.specs.actions, catalog, tables)
        raise_errors(SpecError, [*warnings, *aims])
    try:
        period, why = chosen_period(catalog, calendar, tables, None, today)
    except ArgumentError:  # no data has a date, or none of a period that is over
        period, why = calendar.before(calendar.period(catalog.report.every, today)), ""
    with step("Rows"):
        measures = backend.measure(plan, catalog, tables, period, calendar)
    if why:
        aims += other_years(catalog.specs.objectives, plan, catalog, period, calendar)
        raise_errors(
            SpecError, [*warnings, *aims, *no_last_year(catalog.specs.objectives, catalog, tables, period, calendar)]
        )
        unfit = unfit_seasons(plan, catalog, measures, tables, period, calendar)
        raise_errors(SpecError, [*warnings, *aims, *unfit])
    found = [*aims, *about_data(catalog, tables, measures.remarks, period, today)]
    odd = (warning for table in tables.values() for warning in table.warnings)
    results = Results(period, why, today, tables, measures.remarks)
    told = described(Desk(results, in_language(catalog, "en"), calendar))
    return CheckedData(catalog, told, why, (*warnings, *odd, *found))
