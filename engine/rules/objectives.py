"""Rules of objectives: for a KPI that exists and has a direction, each period once, segments that can be told apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from engine.errors import Issue, Place, did_you_mean, enumerated, once_for_rows
from engine.model.kpis import Kpi
from engine.model.objectives import ObjectiveSpec
from engine.model.specs import Specs
from engine.periods import Calendar
from engine.rules.anew import anew
from engine.rules.bands import check_in_band
from engine.rules.dimensions import all_dimensions
from engine.rules.floors import check_floor, check_signs
from engine.rules.gaps import check_gaps
from engine.rules.kpis import KpiChecker
from engine.rules.marks import check_marks
from engine.rules.misread import misread
from engine.rules.names import unknown_dimension
from engine.rules.segments import check_segments
from engine.rules.spreads import check_parts, check_revisions, check_spread, decided_late, other_total, plain

ROWS = 12  # of a table that a hint names


def check_objectives(specs: Specs, checker: KpiChecker) -> Iterator[Issue]:
    """What is wrong with the objectives."""
    # What is said of a file of objectives is wrong once, and what is wrong in all its rows as well.
    found = list(dict.fromkeys(_issues(specs, checker)))
    tables = {spec.place.file for spec in specs.objectives if spec.file}
    yield from (issue for issue in found if issue.place.file not in tables)
    yield from once_for_rows((issue, issue.message + issue.hint) for issue in found if issue.place.file in tables)


def _issues(specs: Specs, checker: KpiChecker) -> Iterator[Issue]:
    yield from _files(specs)
    seen: dict[tuple[str, str], ObjectiveSpec] = {}
    for spec in specs.objectives:
        kpi, issues = checker.used(spec.kpi)
        yield from issues
        first = seen.setdefault((spec.kpi.text, spec.period.text), spec)
        if first is not spec:
            message = f"'{spec.kpi.text}' has two objectives for {spec.period.text}"
            at = first.place
            hint = f"the first is at {at.file}:{at.line}" if at.line else f"the first is in row {at.row} of {at.file}"
            yield Issue("error", "duplicate-objective", spec.place, message, hint)
        yield from _status(spec)
        if kpi is not None:
            yield from _fits(spec, kpi, specs)
            yield from check_floor(spec, kpi, checker.checked, specs)
    yield from check_signs(specs, checker.checked)
    yield from check_gaps(specs, checker)
    yield from check_marks(specs, checker)
    yield from other_total(specs, checker)
    yield from decided_late(specs)


def _status(spec: ObjectiveSpec) -> Iterator[Issue]:
    if spec.at_risk > spec.on_track:
        place = spec.keys.value("status.at_risk", spec.keys.value("status.on_track", spec.place))
        message = "'at_risk' must not be above 'on_track'"
        yield Issue("error", "wrong-value", place, message, "like status: {on_track: 100%, at_risk: 90%}")


def _fits(spec: ObjectiveSpec, kpi: Kpi, specs: Specs) -> Iterator[Issue]:
    if kpi.spec.better is None:
        message = f"'{kpi.id}' has an objective and does not say which way is good"
        hint = f"give '{kpi.id}' 'better: higher' or 'better: lower'"
        if kpi.spec.library:
            message = f"'{kpi.id}' of the library has an objective and does not say which way is good"
            hint = f"define it anew in a file of your own: {anew(kpi.spec, specs)}"
        yield Issue("error", "no-direction", spec.place, message, hint)
    if kpi.spec.private:
        message = f"'{kpi.id}' is private: it is never shown, and cannot have an objective"
        yield Issue("error", "private-kpi", spec.place, message, "leave out its 'private: true', or the objective")
    unlikely = [*misread(spec, kpi)]
    yield from unlikely
    yield from _tolerance(spec, kpi)
    yield from check_in_band(spec, kpi) if not unlikely else ()
    cut = bool(spec.by) and spec.by[0].dimension.text in kpi.dimensions
    if spec.summed and not kpi.adds_up and cut and not spec.partly:
        message = (
            f"'{kpi.id}' does not add up over segments, and no row has its target of the whole for {spec.period.text}"
        )
        hint = f"add a row of '{kpi.id}' without a {spec.by[0].dimension.text}"
        yield Issue("error", "segments-do-not-add-up", spec.place, message, hint)
    yield from _segments(spec, kpi, specs)
    if unlikely:
        return  # what does not add up to such a target may add up to the one that is meant
    if kpi.adds_up and cut and not spec.partly:
        yield from _sum(spec, specs)
    calendar = Calendar(specs.report.week_start, specs.report.fiscal_year_start)
    yield from check_spread(spec, kpi, calendar)
    yield from check_parts(spec, kpi, calendar)
    yield from check_revisions(spec, kpi, calendar)


def _segments(spec: ObjectiveSpec, kpi: Kpi, specs: Specs) -> Iterator[Issue]:
    """What is wrong with the segments that have targets; a dimension that is wrong is said to be so once."""
    if spec.file and spec.by and spec.by[0].dimension.text not in all_dimensions(specs):
        return  # it is said of the file
    told: set[str] = set()
    for by in (spec.by, *(revision.by for revision in spec.revisions)):
        if by and by[0].dimension.text not in told:
            yield from check_segments(kpi, [(one.dimension, one.segment) for one in by], specs)
            told |= {by[0].dimension.text} - kpi.dimensions


def _files(specs: Specs) -> Iterator[Issue]:
    """Columns of files of objectives that are called as no dimension is."""
    known = all_dimensions(specs)
    for file in specs.target_files:
        if file.dimension is not None and file.dimension.text not in known:
            said = unknown_dimension(file.dimension.text, known, specs)
            yield Issue("error", "unknown-dimension", file.dimension.place, *said)


def _sum(spec: ObjectiveSpec, specs: Specs) -> Iterator[Issue]:
    """Segments whose targets do not make up the whole's; one that is named nowhere else is most likely misspelt."""
    total = sum((one.target for one in spec.by), Decimal(0))
    if total == spec.target:
        return
    dimension = spec.by[0].dimension
    message = f"the segments' targets add up to {total}, and the target is {spec.target}"
    place, hint = dimension.place, "change one of them"
    if spec.file:  # the rows of one objective may stand far apart
        of = f"'{spec.kpi.text}' for {spec.period.text}"
        message = f"the segments' targets of {of} add up to {plain(total)}, and the target is {plain(spec.target)}"
        theirs = _rows(one.place for one in spec.by)
        place, hint = spec.keys.value("target", spec.place), f"change it, or one of theirs in {theirs}"
    known = _named(dimension.text, specs, spec)
    strange = [one.segment for one in spec.by if one.segment.text not in known]
    if known and strange:
        free = known - {one.segment.text for one in spec.by}
        message += f" in {_rows([place])}" if spec.file else ""
        message += f"; {dimension.text} '{strange[0].text}' has no other target"
        place, hint = strange[0].place, did_you_mean(strange[0].text, free) or hint
    yield Issue("error", "segments-do-not-add-up", place, message, hint)


def _rows(places: Iterable[Place]) -> str:
    """Where targets stand in their table: "rows 4 and 5"."""
    found = sorted(places)
    numbers = [str(place.line or place.row) for place in found]
    thing = "line" if found[0].line else "row"
    more = f" and {len(numbers) - ROWS} more" if len(numbers) > ROWS else ""
    shown = ", ".join(numbers[:ROWS]) + more if more else enumerated(numbers, "and")
    return f"{thing}s {shown}" if numbers[1:] else f"{thing} {shown}"


def _named(dimension: str, specs: Specs, but: ObjectiveSpec) -> frozenset[str]:
    """The segments of a dimension that other objectives, and actions, name."""
    found = {one.segment.text for spec in specs.objectives if spec is not but
             for one in spec.by if one.dimension.text == dimension}  # fmt: skip
    of_actions = (action.segment for action in specs.actions)
    return frozenset(found | {one[1].text for one in of_actions if one and one[0].text == dimension})


def _tolerance(spec: ObjectiveSpec, kpi: Kpi) -> Iterator[Issue]:
    """A tolerance of a rate that is most likely not the number that was meant."""
    if spec.tolerance is not None and spec.tolerance > 1 and kpi.unit.kind in ("percent", "points"):
        text, place = f"{spec.tolerance:f}", spec.keys.value("tolerance", spec.place)
        message = (
            f"a tolerance of {text} is {(spec.tolerance * 100).normalize():f} points for '{kpi.id}', which is a rate"
        )
        yield Issue("error", "target-above-100", place, message, f"did you mean {text}%?")
