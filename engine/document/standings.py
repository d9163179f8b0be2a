"""A KPI's standing: its figure with everything it is measured against, for cards and the scorecard."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from engine.document import aims
from engine.document.actions import named_segment
from engine.document.axis import begun
from engine.document.benchmarks import benchmark, source
from engine.document.desk import Desk
from engine.document.phrases import within
from engine.document.revised import Told, mark, notes
from engine.document.signs import sign
from engine.model.figures import Figure, ScorecardGroup, SegmentScorecard, Spark, SparkPoint, Standing, State
from engine.model.kpis import Kpi
from engine.model.period import Period
from engine.model.results import Segment, Segments, Value
from engine.model.specs import SectionSpec

SPARK_PERIODS = 13
WORST_FIRST = ("off_track", "at_risk", "not_measurable", "on_track", "no_target")


def standing(desk: Desk, kpi: Kpi, segments: Segments = ()) -> Standing:
    """A KPI in the report's period; where that is provisional, in the last that is not, with the newest beside it."""
    period = desk.judged(kpi)
    value = desk.value(kpi, period, segments)
    assert value is not None, "the plan asks for every KPI that is shown"
    newest = desk.value(kpi, desk.period, segments) if period != desk.period else None
    previous, year_ago = desk.calendar.before(period), desk.calendar.year_ago(period)
    # A year to date is the year itself at its end.
    year = desk.results.value(kpi.id, desk.period, segments, "year_to_date")
    to_date = year if period.grain != "year" else None
    figure = desk.figure(value, kpi)
    return Standing(
        kpi=kpi.id,
        label=desk.label(kpi),
        value=figure,
        when=desk.numbers.period(desk.named(kpi, value, period)),
        target=aims.target(desk, kpi, value),
        attainment=desk.attainment(value),
        state=desk.state(value.state),
        # The period before a year is the year before: that is said once.
        previous=desk.change(kpi, value.value, value.previous, previous) if previous != year_ago else None,
        year_ago=desk.year_ago_change(kpi, value, period),
        spark=_spark(desk, kpi, segments),
        note=_note(desk, kpi, newest) or _held(desk, kpi, value, period) or _alone(desk, value),
        latest=desk.figure(newest, kpi) if newest else None,
        to_date=desk.figure(to_date, kpi) if to_date else None,
        to_date_target=aims.target(desk, kpi, to_date),
        to_date_against=aims.to_date(desk, kpi, to_date),
        to_date_state=_state_to_date(desk, to_date),
        revised=mark(desk, kpi, period, segments),
        sign=None if segments else sign(desk, kpi),
        benchmark=benchmark(desk, kpi, value.benchmark),
        benchmark_source=source(desk, kpi),
        sentence=_sentence(desk, kpi, value, figure, desk.numbers.period(desk.named(kpi, value, period))),
    )


def scorecard(desk: Desk, section: SectionSpec) -> tuple[ScorecardGroup, ...]:
    """The objectives under the theme that shows them, worst first within each."""
    if section.scorecard is None:
        return ()
    if section.scorecard == "all":
        wanted = list(dict.fromkeys(spec.kpi.text for spec in desk.catalog.specs.objectives))
    else:
        wanted = [reference.text for reference in section.listed]
    groups: dict[str, list[Standing]] = {}
    for id in wanted:
        groups.setdefault(_theme(desk, id, section), []).append(standing(desk, desk.kpi(id)))
    order = [part.title.in_(desk.language) for part in desk.catalog.report.sections]
    titles = sorted(groups, key=lambda title: order.index(title) if title in order else len(order))
    return tuple(ScorecardGroup(title, tuple(sorted(groups[title], key=badness))) for title in titles)


def joined(groups: Iterable[ScorecardGroup]) -> tuple[ScorecardGroup, ...]:
    """Groups with each title once, where several sections have a scorecard."""
    found: dict[str, list[Standing]] = {}
    for group in groups:
        found.setdefault(group.title, []).extend(group.rows)
    return tuple(ScorecardGroup(title, tuple(sorted(rows, key=badness))) for title, rows in found.items())


def untitled(groups: tuple[ScorecardGroup, ...]) -> tuple[ScorecardGroup, ...]:
    """A single group needs no title: there is nothing to tell it from."""
    return tuple(replace(group, title="") for group in groups) if len(groups) == 1 else groups


def by_segment(desk: Desk, told: Collection[Told]) -> SegmentScorecard:
    """A block for each segment that has targets, where scorecards ask for it; the worst first within each.

    `told` are the revisions whose reason the scorecard of the whole gives.
    """
    groups = tuple(group for section in desk.catalog.report.sections for group in _of_segments(desk, section))
    if not groups:
        return SegmentScorecard()
    names = dict.fromkeys(within(desk.dimension(group.segment[0])) for group in groups if group.segment)
    title = desk.say("Scorecard by %(dimension)s", dimension=", ".join(names))
    return SegmentScorecard(title, groups, notes(desk, groups, told))


def _of_segments(desk: Desk, section: SectionSpec) -> tuple[ScorecardGroup, ...]:
    if section.scorecard is None or section.scorecard_by is None:
        return ()
    dimension = section.scorecard_by.text
    listed = None if section.scorecard == "all" else {reference.text for reference in section.scorecard}
    groups: dict[Segment, dict[str, Standing]] = {}
    for spec in desk.catalog.specs.objectives:
        if listed is not None and spec.kpi.text not in listed:
            continue
        for one in spec.by:
            segment = Segment(dimension, one.segment.text)
            kpi = desk.kpi(spec.kpi.text)
            if one.dimension.text == dimension and desk.value(kpi, desk.judged(kpi), (segment,)) is not None:
                row = standing(desk, kpi, (segment,))
                if row.target or row.to_date_target:
                    groups.setdefault(segment, {})[kpi.id] = row
    return tuple(
        ScorecardGroup(
            named_segment(desk, (dimension, segment.value)), tuple(sorted(rows.values(), key=badness)),
            (dimension, segment.value),
        )
        for segment, rows in groups.items()
    )  # fmt: skip


def badness(row: Standing) -> tuple[int, float, str]:
    """The worst first: by state, then by attainment; nothing, or less, has reached none of a target above."""
    reached = row.attainment.value if row.attainment and row.attainment.value is not None else 9
    value, target = row.value.value, row.target.value if row.target else None
    if row.state.code == "off_track" and value is not None and target is not None and value <= 0 < target:
        reached = 0
    return WORST_FIRST.index(row.state.code), float(reached), row.label


def _theme(desk: Desk, id: str, listing: SectionSpec) -> str:
    """The title of the section that lists a KPI, if it shows more than that; else of the one that shows it."""
    if listing.listed and (listing.kpis or listing.charts):
        return listing.title.in_(desk.language)
    for section in desk.catalog.report.sections:
        if id in {
            reference.text for reference in (*section.kpis, *(kpi for chart in section.charts for kpi in chart.kpis))
        }:
            return section.title.in_(desk.language)
    return desk.say("Other objectives")


def _state_to_date(desk: Desk, value: Value | None) -> State | None:
    """The state of the year to date; none is passed on a provisional figure."""
    if value is None or value.provisional or value.state == "no_target":
        return None
    return desk.state(value.state)


def _note(desk: Desk, kpi: Kpi, newest: Value | None) -> str:
    if newest is None:
        return ""
    if kpi.matures is not None:
        final = desk.say_n("final after %(number)s day", "final after %(number)s days", kpi.matures)
        return desk.semicolon.join(filter(None, (final, _at_that_age(desk, kpi, newest))))
    return desk.say("the data end before the period does")


def _at_that_age(desk: Desk, kpi: Kpi, newest: Value) -> str:
    """What an earlier cohort had reached when it was as young: a year before, or else a period before."""
    if newest.age_days is None:
        return ""
    ago, before = desk.calendar.year_ago(desk.period), desk.calendar.before(desk.period)
    for value, period in ((newest.year_ago, ago), (newest.previous, before)):
        if value is not None:
            figure = desk.numbers.figure(value, kpi.unit)
            return desk.say(
                "%(period)s at the same age: %(figure)s", period=desk.numbers.short_period(period), figure=figure
            )
    return ""


def _held(desk: Desk, kpi: Kpi, value: Value, period: Period) -> str:
    """That a part of a value was typed for another period."""
    held = desk.typed_for(value, period)
    if kpi.typed is not None or held == period:
        return ""
    return desk.say("with a figure entered for %(period)s", period=desk.numbers.period(held))


def _alone(desk: Desk, value: Value) -> str:
    """That a figure has nothing before it, or its reader would look for the changes."""
    alone = value.value is not None and value.previous is None and value.year_ago is None
    return desk.say("no earlier figure to compare with") if alone else ""


def _spark(desk: Desk, kpi: Kpi, segments: Segments) -> Spark:
    points = []
    for period in begun(desk, kpi, desk.earlier(SPARK_PERIODS)):
        value = desk.value(kpi, period, segments)
        number = float(value.value) if value and value.value is not None else None
        points.append(SparkPoint(desk.numbers.short_period(period), number, bool(value and value.provisional)))
    last = desk.value(kpi, desk.period, segments)
    return Spark(tuple(points), aims.level(kpi, last), _course(desk, kpi, points), aims.band(kpi, last))


def _course(desk: Desk, kpi: Kpi, points: list[SparkPoint]) -> str:
    """Where a series comes from, where it is, and between what it moved."""
    firm = [(point.label, point.value) for point in points if point.value is not None and not point.provisional]
    if len(firm) < 2:
        return desk.say("too few periods for a trend")

    def write(number: float) -> str:
        return desk.numbers.figure(number, kpi.unit)

    low, high = min(value for _, value in firm), max(value for _, value in firm)
    return desk.say(
        "%(label)s: from %(first)s (%(first_period)s) to %(last)s (%(last_period)s), between %(low)s and %(high)s",
        label=desk.label(kpi), first=write(firm[0][1]), first_period=firm[0][0],
        last=write(firm[-1][1]), last_period=firm[-1][0], low=write(low), high=write(high),
    )  # fmt: skip


def _sentence(desk: Desk, kpi: Kpi, value: Value, figure: Figure, when: str) -> str:
    parts = [f"{desk.label(kpi)}, {when}{desk.colon}{figure.text}"]
    if (target := aims.target(desk, kpi, value)) is not None:
        parts.append(desk.say("target %(target)s, %(state)s", target=target.text, state=desk.state(value.state).word))
    if not value.segments and (said := sign(desk, kpi)):
        parts.append(said.text)
    return ", ".join(parts)
