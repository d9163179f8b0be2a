"""Rules of how targets are spread and revised: parts that make up their time and their target, revisions in it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.errors import Issue
from engine.model.kpis import Kpi
from engine.model.objectives import ObjectiveSpec, Revision, Spread
from engine.model.period import Period
from engine.model.specs import Specs
from engine.periods import Calendar
from engine.rules.kpis import KpiChecker
from engine.rules.misread import misread
from engine.spreads import CENT, Segment, atoms, below_kept, named, parts, stretch

CODE = "wrong-spread"


def check_spread(spec: ObjectiveSpec, kpi: Kpi, calendar: Calendar) -> Iterator[Issue]:
    """What is wrong with how a target, and the targets of its segments, are spread."""
    period = stretch(spec, calendar)
    owned = [(spec.target, spec.spread), *((one.target, one.spread) for one in spec.by if one.spread is not None)]
    for target, spread in owned:
        if spread.form == "even":
            continue
        if not kpi.adds_up_over_time and spec.file:
            continue  # it is said of all that the file has
        if not kpi.adds_up_over_time:
            message = f"'{kpi.id}' does not add up over time: its target holds in each period, and is not spread"
            yield Issue("error", CODE, spread.place, message, "leave 'spread' out")
        elif spread.form == "months":
            yield from _of_months(spread, target, period, calendar)
        elif spread.form == "periods":
            yield from _of_periods(spread, target, period, calendar)


def _of_months(spread: Spread, target: Decimal, period: Period, calendar: Calendar) -> Iterator[Issue]:
    wanted, found = len(atoms(period, calendar)), len(spread.parts)
    if found != wanted:
        message = f"'spread' has {found} {'number' if found == 1 else 'numbers'}, and {period.id} has {wanted} months"
        yield Issue("error", CODE, spread.place, message, "it has one number for each month, in their order")
    else:
        yield from _adds_up(spread, target)


def _of_periods(spread: Spread, target: Decimal, period: Period, calendar: Calendar) -> Iterator[Issue]:
    left = {atom.start: calendar.period("month", atom.start).id for atom in atoms(period, calendar)}
    wrong = False
    for name, _ in spread.parts:
        part = named(name.text, calendar)
        if part is None or part.start < period.start or part.end > period.end:
            wrong = True
            yield Issue("error", CODE, name.place, f"'{name.text}' is not in {period.id}", _inside(period, calendar))
            continue
        months = [atom.start for atom in atoms(part, calendar)]
        if any(month not in left for month in months):
            wrong = True
            message = f"'{name.text}' has a part in 'spread' already"
            yield Issue("error", CODE, name.place, message, "a month has its own part, or its quarter has one")
        for month in months:
            left.pop(month, None)
    if left and not wrong:
        message = f"'spread' leaves out {listed(list(left.values()))}"
        yield Issue("error", CODE, spread.place, message, f"its parts make up {period.id}; 0 is a part, too")
    elif not wrong:
        yield from _adds_up(spread, target)


def _inside(period: Period, calendar: Calendar) -> str:
    months = atoms(period, calendar)
    first, last = (calendar.period("month", atom.start).id for atom in (months[0], months[-1]))
    return f"{period.id} is from {first} to {last}"


def listed(months: list[str]) -> str:
    """Months by name; of many the first ones and how many more."""
    return ", ".join(months) if len(months) <= 3 else f"{', '.join(months[:3])} and {len(months) - 3} more months"


def _adds_up(spread: Spread, target: Decimal) -> Iterator[Issue]:
    total = sum((part for _, part in spread.parts), Decimal(0))
    if total != target:
        message = f"the parts of 'spread' add up to {plain(total)}, and the target is {target}"
        yield Issue("error", CODE, spread.place, message, "change one of them")


def check_parts(spec: ObjectiveSpec, kpi: Kpi, calendar: Calendar) -> Iterator[Issue]:
    """A warning where segments, spread in ways of their own, do not make up the whole's months; seasons, data show."""
    if spec.seasonal or not kpi.adds_up or not kpi.adds_up_over_time or any(check_spread(spec, kpi, calendar)):
        return
    over = atoms(stretch(spec, calendar), calendar)
    whole, *each = (parts(spec, segment, over, calendar) or () for segment in _wanted(spec))
    months = (calendar.period("month", atom.start).id for atom in over)
    together = (sum(of_month, Decimal(0)) for of_month in zip(*each, strict=True))
    yield from unlike_the_whole(spec, list(zip(months, together, whole, strict=bool(each))))


def unlike_the_whole(
    spec: ObjectiveSpec, periods: list[tuple[str, Decimal, Decimal]], months: int = 1
) -> Iterator[Issue]:
    """A warning where targets of segments with spreads of their own do not add up to the whole's in each period.

    `periods` are of so many months: what they want of the segments together, and of the whole.
    """
    own = next((one.spread for one in spec.by if one.spread is not None and one.spread != spec.spread), None)
    cents = CENT * (len(spec.by) + 1) * months  # each is rounded by itself
    differing = [one for one in periods if abs(one[1] - one[2]) > cents]
    if own is None or not differing:
        return
    period, together, whole = max(differing, key=lambda one: abs(one[1] - one[2]))
    by = spec.by[0].dimension.text
    message = f"in {period} the targets by {by} add up to {together:.2f}, and that of the whole is {whole:.2f}"
    if len(differing) > 1:
        message += f"; so they differ in {len(differing)} of {len(periods)} periods"
    hint = "leave the segments' own 'spread' out, and they go as the whole does"
    yield Issue("warning", "segments-do-not-add-up", own.place, message, hint)


def _wanted(spec: ObjectiveSpec) -> Iterator[Segment | None]:
    """The whole, and each segment that has a target."""
    yield None
    yield from ((one.dimension.text, one.segment.text) for one in spec.by)


def check_revisions(spec: ObjectiveSpec, kpi: Kpi, calendar: Calendar) -> Iterator[Issue]:
    """What is wrong with the revisions of an objective."""
    period = stretch(spec, calendar)
    latest = period.start
    right = not any(True for _ in check_spread(spec, kpi, calendar))
    for number, revision in enumerate(spec.revisions):
        start = named(revision.start.text, calendar)
        if start is None or start.start < period.start or start.end > period.end:
            where = "before" if start is not None and start.start < period.start else "outside of"
            message = f"a revision from {revision.start.text} begins {where} its objective, which is for {period.id}"
            yield Issue("error", "wrong-revision", revision.start.place, message, _inside(period, calendar))
            return
        if number and start.start <= latest:
            message = f"a revision from {revision.start.text} stands after one that begins then, or later"
            yield Issue("error", "wrong-revision", revision.start.place, message, "write them in their order")
            return
        latest = start.start
        yield from _segments(spec, revision, kpi)
    if right and kpi.adds_up_over_time and not spec.seasonal:
        yield from _below_kept(spec, calendar)


def _segments(spec: ObjectiveSpec, revision: Revision, kpi: Kpi) -> Iterator[Issue]:
    """Segments that have no target to be revised, or that no longer add up."""
    known = {(one.dimension.text, one.segment.text): one.target for one in spec.by}
    if any(one.dimension.text not in kpi.dimensions for one in (*spec.by, *revision.by)):
        return  # said where the segments are looked up
    for one in revision.by:
        if (one.dimension.text, one.segment.text) not in known:
            message = f"the objective has no target for '{one.segment.text}' that could be revised"
            yield Issue("error", "wrong-revision", one.segment.place, message, "give it one under the objective's 'by'")
            return
    if not known or not kpi.adds_up:
        return
    wanted, said = spec.target, False
    for decided in (*spec.revisions[: spec.revisions.index(revision)], revision):
        revised = {(one.dimension.text, one.segment.text): one.target for one in decided.by}
        # What did not add up before still does not, and is said there; unless all of it is decided anew.
        said = sum(known.values(), Decimal(0)) != wanted and not known.keys() <= revised.keys()
        known |= revised
        wanted = decided.target
    total = sum(known.values(), Decimal(0))
    if total != revision.target and not said:
        message = f"the segments' targets add up to {plain(total)}, and the revised target is {revision.target}"
        hint = "say under 'by' of the revision which segments' targets change"
        yield Issue("error", "segments-do-not-add-up", revision.place, message, hint)


def _below_kept(spec: ObjectiveSpec, calendar: Calendar) -> Iterator[Issue]:
    """A new target that is less than what the periods before it keep."""
    found = next((found for segment in _wanted(spec) if (found := below_kept(spec, segment, calendar))), None)
    if found is not None:
        revision, kept = found
        message = f"the periods before {revision.start.text} keep {plain(kept)}, more than the revised target"
        hint = f"the new target is that of all of {spec.period.text}, not of the rest"
        yield Issue("error", "wrong-revision", revision.place, message, hint)


def decided_late(specs: Specs) -> Iterator[Issue]:
    """A warning for each revision decided when the first of the report's periods that it changes was over."""
    calendar = Calendar(specs.report.week_start, specs.report.fiscal_year_start)
    for spec in specs.objectives:
        for revision in spec.revisions:
            start = named(revision.start.text, calendar)
            if start is None or revision.decided is None:
                continue
            first = calendar.period(specs.report.every, start.start)
            if revision.decided > first.last_day:
                message = (
                    f"the revision was decided on {revision.decided}, and changes {first.id}, which was over by then"
                )
                hint = "what was reported of it is judged anew; let it begin 'from' a later period, or mend 'decided'"
                yield Issue("warning", "decided-late", revision.keys.value("decided", revision.place), message, hint)


def other_total(specs: Specs, checker: KpiChecker) -> Iterator[Issue]:
    """A warning where objectives of months or quarters make up another total than the one that they lie in."""
    if "objectives" in checker.broken:
        return  # nobody knows what those add up to that could not be read
    calendar = Calendar(specs.report.week_start, specs.report.fiscal_year_start)
    for spec in specs.objectives:
        kpi = checker.checked.get(spec.kpi.text)
        if kpi is None or not kpi.adds_up_over_time or _unclear(spec, kpi, calendar):
            continue
        period = stretch(spec, calendar)
        wanted = dict(
            zip(atoms(period, calendar), parts(spec, None, atoms(period, calendar), calendar) or (), strict=True)
        )
        inside = [other for other in specs.objectives if other.kpi.text == spec.kpi.text
                  and _within(stretch(other, calendar), period)]  # fmt: skip
        if not inside or any(_unclear(other, kpi, calendar) for other in inside):
            continue
        for other in sorted(inside, key=lambda other: -(stretch(other, calendar).end - stretch(other, calendar).start)):
            over = atoms(stretch(other, calendar), calendar)
            wanted |= zip(over, parts(other, None, over, calendar) or (), strict=True)
        total, own = sum(wanted.values(), Decimal(0)), (spec.revisions[-1].target if spec.revisions else spec.target)
        if abs(total - own) > len(wanted) * CENT:  # each month may be rounded by a cent
            message = (
                f"with the objectives within it, those of {period.id} add up to {plain(total)}, and its target is {own}"
            )
            hint = "the narrower win, and the year to date has their sum; change one of them where that is not meant"
            yield Issue("warning", "other-total", spec.place, message, hint)


def _unclear(spec: ObjectiveSpec, kpi: Kpi, calendar: Calendar) -> bool:
    """Whether nobody knows yet what an objective wants of each month."""
    return spec.seasonal or any(check_spread(spec, kpi, calendar)) or any(misread(spec, kpi))


def _within(inner: Period, outer: Period) -> bool:
    return inner != outer and outer.start <= inner.start and inner.end <= outer.end


def plain(number: Decimal) -> str:
    """A number without zeros at its end."""
    return f"{number.normalize():f}"
