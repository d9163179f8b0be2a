"""A report against an earlier one: what changed in its definitions, and what that does to figures of the same data."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from engine.differences.definitions import compare_definitions, same_words
from engine.errors import ArgumentError, DataError, Issue, Place, ReportRefused, SpecError, did_you_mean
from engine.model.differences import DefinitionChange, Definitions, Differences, SettingChange, Values
from engine.model.period import Period
from engine.model.specs import Catalog
from engine.periods import Calendar
from engine.pipeline.checks import check
from engine.pipeline.figures import compute_catalog
from engine.pipeline.steps import Step, quiet
from engine.plan import SPARK_PERIODS, plan_over
from engine.revisions import Former, former
from engine.shipped import shipped
from engine.spec.load import LIBRARY

Change = TypeVar("Change", DefinitionChange, SettingChange)


def diff(
    path: Path,
    against: str,
    *,
    today: date,
    period: str | None = None,
    by: str | None = None,
    data: bool = True,
    step: Step = quiet,
) -> Differences:
    """A report against an earlier one. Raises an error of `engine.errors`.

    Data that cannot be read do not hide what changed in the definitions: what is wrong with them stands in `failure`.
    """
    with former(path, against) as earlier:
        before, after = _checked(path, earlier, step)
        definitions = _named(compare_definitions(before, after), earlier)
        same = same_words(before, after)
        before = _over_todays_data(before, after, earlier)
    _refuse_unknown(by, before, after)
    made = Differences(path.as_posix(), earlier.name, earlier.commit, definitions)
    if same or not data:
        return replace(made, unread="the definitions are the same" if same else "not asked for")
    try:
        return replace(made, values=_values(before, after, earlier, today, period, by, step))
    except (DataError, ReportRefused) as error:
        errors = [issue for issue in error.issues if issue.level == "error"]
        there = any(issue.code != "no-data-file" for issue in errors)
        unread = "the data cannot be read" if there else "the data are not there"
        return replace(made, unread=unread, failure=error, there=there)


def _checked(path: Path, earlier: Former, step: Step) -> tuple[Catalog, Catalog]:
    """Both catalogs; what is wrong with either is said together."""
    catalogs = []
    issues: list[Issue] = []
    for file, of in ((earlier.path, f" at {earlier.name}"), (path, "")):
        try:
            catalogs.append(_with_real_folders(check(file, step=_of(step, of))[0]))
        except SpecError as error:
            issues += _told(error.issues, earlier)
    if issues:
        raise SpecError(issues)
    return catalogs[0], catalogs[1]


def _with_real_folders(catalog: Catalog) -> Catalog:
    """The catalog with folders that lead through no link: one that is named in two ways is one folder."""
    path = catalog.report.path
    datasets = {id: replace(spec, folder=spec.folder.resolve()) for id, spec in catalog.specs.datasets.items()}
    report = replace(catalog.report, path=path.parent.resolve() / path.name)
    return replace(catalog, specs=replace(catalog.specs, datasets=datasets, report=report))


def _of(step: Step, side: str) -> Step:
    """Steps that say which side they are of."""

    def named(name: str) -> AbstractContextManager[object]:
        return step(name + side)

    return named


def _told(issues: tuple[Issue, ...], earlier: Former) -> list[Issue]:
    """Issues with the places of the revision, not of the folder that it was laid out in."""
    return [
        replace(
            issue,
            place=replace(issue.place, file=earlier.named(issue.place.file)),
            message=earlier.named(issue.message),
            hint=earlier.named(issue.hint),
        )
        for issue in issues
    ]


def _named(definitions: Definitions, earlier: Former) -> Definitions:
    """The changes with the places of the revision, and those of the library by the name that `uses` has for them."""
    library = shipped("kpi_specs")

    def named(place: Place | None) -> Place | None:
        if place is None:
            return None
        path = Path(place.file).resolve()
        return replace(place, file=LIBRARY + path.stem if path.parent == library else earlier.named(place.file))

    def placed(change: Change) -> Change:
        return replace(change, before_place=named(change.before_place), after_place=named(change.after_place))

    changes = (replace(placed(change), settings=tuple(map(placed, change.settings))) for change in definitions.changes)
    return replace(definitions, changes=tuple(changes))


def _over_todays_data(before: Catalog, after: Catalog, earlier: Former) -> Catalog:
    """The earlier definitions over the data of today's report, in its periods: what differs is what they say."""
    today = after.report.path.parent
    datasets = {
        id: replace(spec, folder=earlier.moved(spec.folder, today)) for id, spec in before.specs.datasets.items()
    }
    report = replace(before.report, path=after.report.path, every=after.report.every)
    return replace(before, specs=replace(before.specs, datasets=datasets, report=report))


def _refuse_unknown(by: str | None, before: Catalog, after: Catalog) -> None:
    """Refuse a dimension that no KPI of either side can be cut by."""
    known = {name for side in (before, after) for kpi in side.kpis.values() for name in kpi.dimensions}
    if by is not None and by not in known:
        hint = did_you_mean(by, known)
        raise ArgumentError(Issue("error", "no-dimension", Place("--by"), f"no KPI can be cut by '{by}'", hint))


def _values(
    before: Catalog, after: Catalog, earlier: Former, today: date, period: str | None, by: str | None, step: Step
) -> Values:
    """The figures of both sides; the period is chosen once, for today's."""
    # Only who compares figures pays for what writes numbers.
    from engine.differences.values import compare_values

    planned = partial(plan_over, SPARK_PERIODS, by)
    present = compute_catalog(after, today=today, period=period, planned=planned, step=step)
    chosen = present.results.period
    of = _of(step, f" at {earlier.name}")
    try:
        past = compute_catalog(before, today=today, period=_of_calendar(chosen, before), planned=planned, step=of)
    except (DataError, ReportRefused) as error:
        raise type(error)(_read_by(error.issues, earlier)) from error
    calendar = _calendar(after)
    periods = tuple(calendar.before(chosen, back).id for back in reversed(range(SPARK_PERIODS)))
    return compare_values((before, past.results), (after, present.results), periods)


def _calendar(catalog: Catalog) -> Calendar:
    return Calendar(catalog.report.week_start, catalog.report.fiscal_year_start)


def _of_calendar(period: Period, catalog: Catalog) -> Period:
    """The period of that name in the earlier calendar, whatever the earlier definitions say that the data cover."""
    return _calendar(catalog).parse(period.grain, period.id) or period


def _read_by(issues: tuple[Issue, ...], earlier: Former) -> list[Issue]:
    """What is wrong with today's data as the earlier definitions read them: a message without their place says so."""
    return [
        told
        if told.place.file != issue.place.file
        else replace(told, message=f"{told.message} (as it is defined at {earlier.name})")
        for issue, told in zip(issues, _told(issues, earlier), strict=True)
    ]
