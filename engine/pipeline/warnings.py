"""What is odd about a report's data, and is right all the same."""

from __future__ import annotations

from datetime import date

from engine.errors import Issue
from engine.model.data import Remark, Table
from engine.model.period import Period
from engine.model.results import Results
from engine.model.specs import Catalog

YEAR = 366  # days


def about_data(
    catalog: Catalog, tables: dict[str, Table], remarks: tuple[Remark, ...], period: Period, today: date
) -> list[Issue]:
    """All that is odd about the data as they were counted: how far they reach, and what comes before its time."""
    short, to_come = _short(catalog, tables, period), _to_come(catalog, tables, today)
    return [
        *short,
        *to_come,
        *_mistyped(catalog, tables, today),
        *_rowless(catalog, remarks, period),
        *_early_events(catalog, remarks),
        *_far_off(catalog, today),
    ]


def _short(catalog: Catalog, tables: dict[str, Table], period: Period) -> list[Issue]:
    """A warning for each dataset that ends before the period does, so that its figures are provisional, or lack."""
    issues = []
    for id, table in tables.items():
        spec, coverage = catalog.specs.datasets[id], table.coverage
        if coverage is None or coverage.reaches(period.last_day):
            continue
        place, message = spec.place, f"'{id}' ends on {coverage.last}"
        hint = "where the data are complete all the same, say so with 'covers' or 'fresh_within'"
        if spec.covers_to is not None:
            place, message = spec.keys.value("covers.to", place), f"'covers' of '{id}' ends on {coverage.last}"
            message += f", and its rows on {coverage.dated[1]}" if coverage.dated else ""
            hint = f"where the data are complete to the end of {period.id}, write to: {period.last_day}"
        provisional = f"its figures of {period.id} are provisional"
        then = f"it has no figures of {period.id}" if coverage.last < period.start else provisional
        issues.append(Issue("warning", "incomplete-data", place, f"{message}: {then}", hint))
    return issues


def _to_come(catalog: Catalog, tables: dict[str, Table], today: date) -> list[Issue]:
    """A warning for each dataset that is said to be complete up to a day that nobody can know yet."""
    issues = []
    for id in tables:
        spec = catalog.specs.datasets[id]
        if spec.covers_to is not None and spec.covers_to > today:
            message = f"'{id}' is said to be complete up to {spec.covers_to}, and today is {today}: "
            message += "days to come count as known, and what is still young as final"
            hint = "end 'covers' on the last day of the data, or leave its 'to' out"
            issues.append(Issue("warning", "covers-days-to-come", spec.place, message, hint))
    return issues


def _mistyped(catalog: Catalog, tables: dict[str, Table], today: date) -> list[Issue]:
    """A warning for each dataset with rows of a month that nobody can know yet: most likely one mistyped year.

    Days to come of a month that has begun change no figure but its own, and tomorrow is a matter of time zones.
    Where `covers` says how far the data reach, rows of the months to come are what they are.
    """
    issues = []
    for id, table in tables.items():
        spec, coverage = catalog.specs.datasets[id], table.coverage
        if coverage is None:
            continue
        last = coverage.dated[1] if coverage.dated else coverage.last
        declared, ahead = spec.covers_to is not None, (last - today).days
        later = ahead > 1 and (last.year, last.month) > (today.year, today.month)
        if ahead > YEAR if declared else later:
            message = f"'{id}' has rows of days up to {last}, and today is {today}: "
            message += "no period has them" if declared else "every month until then counts as one that the data know"
            hint = "put the day right in the file" + (
                "" if declared else ", or say with 'covers' how far the data reach"
            )
            issues.append(Issue("warning", "rows-to-come", spec.place, message, hint))
    return issues


def _rowless(catalog: Catalog, remarks: tuple[Remark, ...], period: Period) -> list[Issue]:
    """A warning for each dataset without a row of the period, that is said to be complete and always had some."""
    issues = []
    for remark in remarks:
        if remark.code == "no_rows_since":
            spec = catalog.specs.datasets[remark.dataset]
            message = f"'{spec.id}' has no row later than {remark.day}, and every period before {period.id} had some: "
            message += f"its sums and counts of {period.id} are 0, because 'covers' says that nothing lacks"
            hint = f"was the file of {period.id} forgotten? Else end 'covers' where the data end"
            issues.append(Issue("warning", "no-rows-since", spec.keys.value("covers.to", spec.place), message, hint))
    return issues


def _early_events(catalog: Catalog, remarks: tuple[Remark, ...]) -> list[Issue]:
    """A warning for each conversion with entities whose event comes before their base, and counts all the same."""
    issues = []
    for remark in remarks:
        if remark.code == "before_base":
            counted = f"{remark.rows} of {remark.of} values of '{remark.column}' in '{remark.dataset}'"
            message = f"{counted} have an earlier day in '{remark.other}', and count as converted"
            hint = "where only what comes after its base counts, say how soon with 'within'"
            place = catalog.specs.datasets[remark.dataset].place
            issues.append(Issue("warning", "event-before-base", place, message, hint))
    return issues


def _far_off(catalog: Catalog, today: date) -> list[Issue]:
    """A warning for each event more than a year after today: no trend of the reports to come reaches so far."""
    issues = []
    for spec in catalog.specs.events:
        if (spec.on - today).days > YEAR:
            message = f"the event of {spec.on} is more than a year after today, {today}: no trend shows it till then"
            near = f"{today.year}{spec.on:-%m-%d}" if (spec.on.month, spec.on.day) != (2, 29) else f"{today.year}"
            hint = f"did you mean {near}?"
            issues.append(Issue("warning", "event-far-off", spec.place, message, hint))
    return issues


REASONS = {
    "not_covered": "not covered by the data",
    "no_rows": "no rows in the period",
    "zero_denominator": "nothing to divide by",
    "no_snapshot": "no copy of the data in the period",
    "not_entered": "not entered yet",
    "not_added": "not added up over time",
}


def undecided(catalog: Catalog, results: Results) -> list[Issue]:
    """A warning for each insight of which nobody can tell whether it holds, because a figure has no value."""
    issues = []
    insights = {insight.number: insight for insight in catalog.insights}
    for told in results.decided:
        if told.reason == "no_value":
            lacking = ", ".join(f"'{kpi}' ({REASONS.get(reason, reason)})" for kpi, reason in told.because)
            message = f"insight {told.number} is not said for {results.period.id}: no value of {lacking}"
            place = insights[told.number].spec.when.place
            hint = "nothing is wrong if the figure is still to come"
            issues.append(Issue("warning", "insight-undecided", place, message, hint))
    return issues
