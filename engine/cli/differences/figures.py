"""Figures of two sides beside each other: as many decimals as show that they differ, and by how much."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.errors import plural
from engine.model.differences import FigureChange, KpiChange, StateChange, Values
from engine.model.results import Segments, Value
from engine.model.unit import Number, Unit
from engine.numbers import MISSING, Numbers

NUMBERS = Numbers("en")
MARK = "*"  # behind what is provisional
SHARE = Unit("percent", 1)
FINEST = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: a period, a segment, both figures and their difference."""

    period: str
    segment: str
    before: str
    after: str
    difference: str
    relative: str


def rows(change: KpiChange) -> list[Row]:
    """The figures of a KPI that differ."""
    return [_row(figure, change) for figure in change.figures]


def _row(figure: FigureChange, change: KpiChange) -> Row:
    units = change.before_unit, change.after_unit
    alike = None in units or _kind(units[0]) == _kind(units[1])
    before, after = _number(figure.before), _number(figure.after)
    decimals = _decimals(before, after, units) if alike else None
    shown = _shown(figure.before, units[0], decimals), _shown(figure.after, units[1], decimals)
    difference = relative = ""
    unit = units[1]
    if alike and figure.difference is not None and unit is not None:
        if figure.difference:
            own = Unit("points") if unit.kind == "percent" else unit
            difference = NUMBERS.figure(figure.difference, replace(own, precision=decimals), signed=True)
            relative = share(figure.relative)
        else:
            difference = "now provisional" if figure.after and figure.after.provisional else "no longer provisional"
    return Row(figure.period, named(figure.segments), *shown, difference, relative)


def _kind(unit: Unit | None) -> tuple[str, str | None] | None:
    return (unit.kind, unit.currency) if unit else None


def _number(value: Value | None) -> Number | None:
    return value.value if value else None


def _decimals(before: Number | None, after: Number | None, units: tuple[Unit | None, Unit | None]) -> int:
    """The decimals of the finer unit, or as many as it takes to tell the two apart."""
    known = [unit for unit in units if unit is not None]
    decimals = max(map(NUMBERS.decimals, known))
    unit = known[-1]
    while before is not None and after is not None and before != after and decimals < FINEST:
        if NUMBERS.figure(before, replace(unit, precision=decimals)) != NUMBERS.figure(
            after, replace(unit, precision=decimals)
        ):
            break
        decimals += 1
    return decimals


def _shown(value: Value | None, unit: Unit | None, decimals: int | None) -> str:
    if value is None or unit is None or value.value is None:
        return MISSING
    text = NUMBERS.figure(value.value, unit if decimals is None else replace(unit, precision=decimals))
    return text + MARK if value.provisional else text


def share(relative: float | None) -> str:
    """A change as a share of what was before; empty where there was nothing, or where it is too small to be written."""
    for decimals in (1, 2, 4, 6):
        if relative is not None and round(relative * 100, decimals):
            return NUMBERS.figure(relative, replace(SHARE, precision=decimals), signed=True)
    return ""


def named(segments: Segments) -> str:
    """Segments in words; empty for the total."""
    return ", ".join(one.value if one.kind in ("value", "other") else f"({one.kind})" for one in segments)


def marked(values: Values) -> bool:
    """Whether anything that is shown is provisional."""
    shown = [value for change in values.kpis for figure in change.figures for value in (figure.before, figure.after)]
    return any(value is not None and value.provisional for value in shown)


def verdict(change: StateChange, values: Values) -> str:
    """What became of an objective: "win_rate: at risk → off track; attainment 91.0% → 84.0%"."""
    unit = next(value.unit for value in (change.after, change.before) if value is not None)
    when = ", year to date" if change.window == "year_to_date" else ""
    pair = (change.before, change.after)
    states = [_state(value) for value in pair]
    said = [" → ".join(states) if states[0] != states[1] else states[0]]
    attainments = [NUMBERS.figure(value.attainment if value else None, SHARE) for value in pair]
    targets = [NUMBERS.figure(value.target if value else None, _fine(value, unit)) for value in pair]
    for name, texts in (("attainment", attainments), ("target", targets)):
        if texts[0] != texts[1]:
            said.append(f"{name} {' → '.join(texts)}")
    return f"{change.kpi}{when}: {'; '.join(said)}"


def _fine(value: Value | None, unit: Unit) -> Unit:
    return value.unit if value else unit


def _state(value: Value | None) -> str:
    if value is None:
        return "no target"
    return value.state.replace("_", " ") + (" (provisional)" if value.provisional else "")


def kept(values: Values) -> str:
    """How many KPIs have the same values throughout."""
    same = len(values.same)
    if not same:
        return ""
    which = plural(same, "KPI") if values.kpis else "The one KPI" if same == 1 else f"All {same} KPIs"
    return f"{which} {'keeps' if same == 1 else 'keep'} all {'its' if same == 1 else 'their'} values."
