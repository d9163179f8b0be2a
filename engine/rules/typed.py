"""Rules of figures typed by hand: periods that there are, the same parts in each, and what they make together."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.errors import Issue, did_you_mean
from engine.exact import ROOMY
from engine.formula import PartScope, read_formula
from engine.model.formula import Column, Formula, Type
from engine.model.kpis import Entry, KpiSpec, Typed, TypedFigure
from engine.model.period import Grain
from engine.model.specs import Specs
from engine.periods import Calendar
from engine.rules.periods import no_such_period
from engine.typed import GRAINS, added

FIGURE = ""  # the part that a plain number is


def read_typed(spec: KpiSpec, specs: Specs, issues: list[Issue]) -> tuple[Typed, Formula] | None:
    """The checked figures of a KPI that is typed by hand, with its formula over their parts; None with its issues."""
    assert spec.typed is not None
    calendar = Calendar(specs.report.week_start, specs.report.fiscal_year_start)
    before = len(issues)
    issues += _other_keys(spec)
    issues += _parts(spec, spec.typed)
    entries = []
    for figure in spec.typed:
        period = next((found for grain in GRAINS if (found := calendar.parse(grain, figure.period.text))), None)
        if period is None:
            issues.append(no_such_period(figure.period, calendar))
        else:
            entries.append(Entry(period, tuple((name.text, value) for name, value in figure.parts)))
    if len(issues) > before:
        return None
    issues += _contradictions(spec.typed, entries, spec.over_time or "none")
    kind, entries = _in_type(entries, spec, specs.report.currency)
    formula = _formula(spec, kind, issues)
    if formula is None or len(issues) > before:
        return None
    return Typed(tuple(entries), spec.over_time or "none", spec.hold_for), formula


def check_without(spec: KpiSpec) -> Iterator[Issue]:
    """What only a typed figure has."""
    for name in ("over_time", "hold_for"):
        if spec.typed is None and getattr(spec, name) is not None:
            message = f"'{name}' is for figures typed by hand, and '{spec.id}' has none"
            yield Issue(
                "error",
                "wrong-value",
                spec.keys.key(name, spec.place),
                message,
                "leave it out, or give the KPI 'typed' figures",
            )


def check_use(spec: KpiSpec, typed: Typed, every: Grain) -> Iterator[Issue]:
    """A warning for the first figure that is too short to stand in any period of the report."""
    for figure, entry in zip(spec.typed or (), typed.entries, strict=True):
        grain = entry.period.grain
        short = GRAINS.index(grain) < GRAINS.index(every)
        if short and (typed.over_time == "none" or (typed.over_time == "sum" and grain == "week")):
            alone = "no 'over_time' says what several make"
            why = alone if typed.over_time == "none" else f"a {every} is not made of whole weeks"
            message = f"'{figure.period.text}' stands in no {every} of this report: {why}"
            hint = "'over_time: last' takes the last one" + (", 'sum' adds them up" if grain != "week" else "")
            yield Issue("warning", "unused-figure", figure.period.place, message, hint)
            return


def _other_keys(spec: KpiSpec) -> Iterator[Issue]:
    for name in ("dataset", "where", "date", "balance", "conversion", "retention", "matures"):
        if getattr(spec, name) is not None:
            message = f"'{spec.id}' is typed by hand and has no rows: '{name}' means nothing beside it"
            yield Issue("error", "wrong-value", spec.keys.key(name, spec.place), message, "leave it out")
    if spec.window is not None and spec.window.unit == "day" and spec.window.kind == "last":
        message = f"a figure typed by hand is of a whole period: '{spec.id}' has no window of days"
        place = spec.keys.value("window", spec.place)
        yield Issue("error", "wrong-value", place, message, "count it in weeks, months, quarters or years")
    if spec.hold_for is not None and spec.over_time == "sum":
        message = "what adds up over time is not held: the next period would count it again"
        place = spec.keys.key("hold_for", spec.place)
        yield Issue("error", "wrong-value", place, message, "leave 'hold_for' out, or say 'over_time: last'")


def _parts(spec: KpiSpec, figures: tuple[TypedFigure, ...]) -> Iterator[Issue]:
    """Each figure has the parts of the first; parts go with a formula, a plain number without."""
    wanted = [name.text for name, _ in figures[0].parts]
    plain = wanted == [FIGURE]
    if plain and spec.formula.text:
        message = f"the figures of '{spec.id}' have no parts that its formula could be over"
        yield Issue("error", "wrong-value", spec.formula.place, message, "leave the formula out")
    if not plain and not spec.formula.text:
        example = f"formula: {wanted[0]} / {wanted[-1]}" if len(wanted) > 1 else f"formula: {wanted[0]}"
        message = f"the figures of '{spec.id}' have parts, and no formula says what is made of them"
        yield Issue("error", "missing-key", spec.place, message, example)
    for figure in figures[1:]:
        names = [name.text for name, _ in figure.parts]
        if plain != (names == [FIGURE]):
            message = f"'{figures[0].period.text}' is {'one number' if plain else 'in parts'}, and this is not"
            yield Issue("error", "parts", figure.period.place, message, "write all figures of a KPI alike")
            continue
        for missing in (name for name in wanted if name not in names):
            message = f"'{missing}' is not entered for '{figure.period.text}'"
            yield Issue("error", "parts", figure.period.place, message, "a part that is nothing is entered as 0")
        for name, _ in figure.parts:
            if name.text not in wanted:
                message = f"'{figures[0].period.text}' has no part '{name.text}'"
                yield Issue("error", "parts", name.place, message, did_you_mean(name.text, wanted))


def _contradictions(figures: tuple[TypedFigure, ...], entries: list[Entry], over_time: str) -> Iterator[Issue]:
    """A total that is typed is what the shorter figures in it add up to, where all of them are typed too."""
    if over_time != "sum":
        return
    for figure, entry in zip(figures, entries, strict=True):
        size = GRAINS.index(entry.period.grain)
        shorter = [other for other in entries if GRAINS.index(other.period.grain) < size]
        total = added(shorter, entry.period.start, entry.period)
        if total is not None and total != dict(entry.parts):
            said = " and ".join(f"{value:f}" for value in total.values())
            message = f"'{figure.period.text}' is not what the figures typed for its parts add up to: {said}"
            yield Issue("error", "contradiction", figure.period.place, message, "leave one of them out")


def _in_type(entries: list[Entry], spec: KpiSpec, currency: str) -> tuple[Type, list[Entry]]:
    """The figures with their type: whole numbers, numbers, or amounts with as many decimals as any of them has."""
    decimals = max((-int(value.as_tuple().exponent) for entry in entries for _, value in entry.parts), default=0)
    if spec.format == "currency" and not spec.formula.text and currency:
        scale = max(2, decimals)
        cent = Decimal(1).scaleb(-scale)
        exact = [
            Entry(entry.period, tuple((name, value.quantize(cent, context=ROOMY)) for name, value in entry.parts))
            for entry in entries
        ]
        return Type("money", True, scale, currency), exact
    return Type("number" if decimals > 0 or spec.format not in (None, "integer") else "integer", True), entries


def _formula(spec: KpiSpec, kind: Type, issues: list[Issue]) -> Formula | None:
    assert spec.typed is not None
    if not spec.formula.text:
        return Formula("", Column(FIGURE, kind))
    scope = PartScope({name.text: kind for name, _ in spec.typed[0].parts})
    formula, found = read_formula(spec.formula, scope, scope)
    issues += found
    return formula
