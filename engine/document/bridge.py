"""What drove a change: the sentence that names the largest parts, and the bridge that shows how they make it up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Literal

from engine.document.desk import NARROW_CHANGE, Desk
from engine.model.bridge import Bridge, BridgeStep
from engine.model.figures import Direction, Tone
from engine.model.formula import Aggregate
from engine.model.kpis import Band, Kpi
from engine.model.period import Period
from engine.model.results import Segment
from engine.model.segments import Top, name_of
from engine.model.signs import Drivers, Place
from engine.model.specs import ChartSpec
from engine.model.unit import Unit
from engine.numbers import rounded

MOST_STEPS = 6  # that stand by themselves
NAMED = 2  # in the sentence
WORTH_NAMING = Fraction(1, 5)  # of the largest
CUT = 0.5  # of the highest bar: where the steps take less, both ends are cut


@dataclass(frozen=True, slots=True)
class Effect:
    """What a segment did: by its own figure (rate), its weight (mix), or altogether (whole); which rose or fell."""

    segment: Place
    by: Literal["rate", "mix", "whole"]
    size: Fraction
    up: bool


def bridge(desk: Desk, kpi: Kpi, spec: ChartSpec) -> tuple[Bridge, str]:
    """The change of a KPI by one dimension, and what its steps mean."""
    found = found_drivers(desk, kpi, spec)
    name = desk.by(name_of(spec.dimensions[0]))
    if found is None:
        title = f"{desk.label(kpi)}{desk.colon}{desk.say('nothing final to compare with')}"
        return Bridge(kpi.id, title, name, kpi.unit, (), {}, f"{title}."), ""
    before, at = (compared_period(desk, id) for id in (found.before, found.period))
    effects = _effects(found)
    steps = _steps(desk, kpi, found, effects, before, at)
    title = sentence(desk, kpi, found, effects)
    words = {"good": desk.say("Better"), "bad": desk.say("Worse")}
    subtitle = ", ".join(filter(None, (desk.unit_word(kpi.unit), name, f"{_short(desk, before)} → {_short(desk, at)}")))
    alt = f"{title}. {desk.semicolon.join(f'{step.label} {step.text}' for step in steps)}."
    cut = _is_cut(steps)
    notes = [desk.say("Share: the segment is a larger or smaller part of the whole. The parts make up the change.")
             if any(effect.by == "mix" for effect in effects) else "",
             desk.say("The first and the last bar are cut off.") if cut else ""]  # fmt: skip
    return Bridge(kpi.id, title, subtitle, kpi.unit, steps, words, alt, cut), " ".join(filter(None, notes))


def found_drivers(desk: Desk, kpi: Kpi, spec: ChartSpec) -> Drivers | None:
    """The drivers that a chart asks for; where it does not say against what, the year before comes first."""
    (dimension,) = spec.dimensions
    asked = (kpi.id, name_of(dimension), dimension.number if isinstance(dimension, Top) else None)
    fitting = {d.against: d for d in desk.results.derived.drivers if (d.kpi, d.dimension, d.top) == asked}
    return fitting.get(spec.against) if spec.against else fitting.get("year_ago", fitting.get("previous"))


def compared_period(desk: Desk, id: str) -> Period:
    """One of the two periods that are compared."""
    period = desk.calendar.parse(desk.period.grain, id)
    assert period is not None, "it is one of the report's"
    return period


def _short(desk: Desk, period: Period) -> str:
    return desk.numbers.short_period(period)


def _effects(found: Drivers) -> list[Effect]:
    """What every segment did, the largest first."""
    effects = []
    for part in found.parts:
        if part.mix is None or part.rate is None or part.weights is None:
            effects.append(Effect(part.segment, "whole", part.change, part.change > 0))
            continue
        rose = part.before is not None and part.after is not None and part.after > part.before
        effects.append(Effect(part.segment, "rate", part.rate, rose))
        effects.append(Effect(part.segment, "mix", part.mix, part.weights[1] > part.weights[0]))
    return sorted((e for e in effects if e.size), key=lambda e: (-abs(e.size), e.segment, e.by))


def unit_of_change(desk: Desk, kpi: Kpi) -> Unit:
    """What changes are told in: points for rates."""
    return desk.points(kpi.unit) if kpi.unit.kind in NARROW_CHANGE else kpi.unit


def _direction(desk: Desk, unit: Unit, size: Fraction) -> Direction:
    shown = rounded(float(size) * (100 if unit.kind == "points" else 1), desk.numbers.decimals(unit))
    return "flat" if shown == 0 else "up" if shown > 0 else "down"


def sentence(desk: Desk, kpi: Kpi, found: Drivers, effects: list[Effect]) -> str:
    """The change and the largest of what made it up, in a sentence."""
    unit, change = unit_of_change(desk, kpi), found.end - found.start
    values = {"label": desk.label(kpi), "period": desk.numbers.against(compared_period(desk, found.before)),
              "change": desk.numbers.figure(abs(float(change)), unit)}  # fmt: skip
    match _direction(desk, unit, change):
        case "up":
            head = desk.say("%(label)s rose by %(change)s compared with %(period)s", **values)
        case "down":
            head = desk.say("%(label)s fell by %(change)s compared with %(period)s", **values)
        case _:
            head = desk.say("%(label)s is about the same as in %(period)s", **values)
    named = [e for e in effects[:NAMED] if abs(e.size) >= WORTH_NAMING * abs(effects[0].size)
             and _direction(desk, unit, e.size) != "flat"]  # fmt: skip
    if not named:
        return head
    said = [_said(desk, kpi, effect, before) for effect, before in zip(named, (None, *named), strict=False)]
    return desk.say("%(change)s: %(drivers)s", change=head, drivers=", ".join(said))


def _said(desk: Desk, kpi: Kpi, effect: Effect, before: Effect | None) -> str:
    """What a segment did, in words; `before` is what was said just before."""
    segment = desk.segment(Segment(*effect.segment))
    values = {
        "change": desk.numbers.figure(float(effect.size), unit_of_change(desk, kpi), signed=True),
        "segment": segment,
    }
    own = before is not None and before.segment == effect.segment
    match effect.by:
        case "whole":
            return desk.say("%(change)s from “%(segment)s”", **values)
        case "rate":
            return _of_rate(desk, kpi, values, up=effect.up, own=own)
        case "mix":
            return _of_weight(desk, values, up=effect.up, own=own)


def _steps(
    desk: Desk, kpi: Kpi, found: Drivers, effects: list[Effect], before: Period, at: Period
) -> tuple[BridgeStep, ...]:
    seen = [effect for effect in effects if _direction(desk, unit_of_change(desk, kpi), effect.size) != "flat"]
    shown = seen if len(seen) <= MOST_STEPS + 1 else seen[:MOST_STEPS]
    left = found.end - found.start - sum((effect.size for effect in shown), Fraction(0))
    steps = [_step(desk, kpi, _label(desk, kpi, effect), effect.size) for effect in shown]
    # What is too small to be seen alone may be something together.
    if len(shown) < len(seen) or _direction(desk, unit_of_change(desk, kpi), left) != "flat":
        steps.append(_step(desk, kpi, desk.say("other segments"), left, rest=True))
    first = BridgeStep(_short(desk, before), "start", float(found.start), _figure(desk, kpi, found.start))
    last = BridgeStep(_short(desk, at), "end", float(found.end), _figure(desk, kpi, found.end))
    return (first, *steps, last)


def _figure(desk: Desk, kpi: Kpi, value: Fraction) -> str:
    return desk.numbers.figure(float(value), kpi.unit)


def _step(desk: Desk, kpi: Kpi, label: str, size: Fraction, *, rest: bool = False) -> BridgeStep:
    unit = unit_of_change(desk, kpi)
    # What a step does to a figure that is to stay within a band depends on where it starts: it has no tone by itself.
    banded = isinstance(kpi.spec.better, Band)
    tone: Tone = "neutral" if banded else desk.tone(kpi, _direction(desk, unit, size), 0, 0)
    text = desk.numbers.figure(float(size), unit, signed=True)
    return BridgeStep(label, "rest" if rest else "segment", float(size), text, tone)


def _label(desk: Desk, kpi: Kpi, effect: Effect) -> str:
    segment = desk.segment(Segment(*effect.segment))
    match effect.by:
        case "whole":
            return segment
        case "rate":
            return f"{segment}{desk.colon}{word_of_rate(desk, kpi)}"
        case "mix":
            return f"{segment}{desk.colon}{desk.say('share')}"


def word_of_rate(desk: Desk, kpi: Kpi) -> str:
    """What a segment's own figure is called in the reader's language."""
    words = {"rate": desk.say("rate"), "average": desk.say("average"), "figure": desk.say("figure")}
    return words[_kind(kpi)]


def _kind(kpi: Kpi) -> Literal["rate", "average", "figure"]:
    """What a segment's own figure is called."""
    root = kpi.formula.root
    if isinstance(root, Aggregate) and root.function == "AVG":
        return "average"
    return "rate" if kpi.unit.kind == "percent" else "figure"


def _is_cut(steps: Iterable[BridgeStep]) -> bool:
    first, *between, last = steps
    levels = list(accumulate([first.value, *(step.value for step in between)]))
    low, high = min(*levels, last.value), max(*levels, last.value)
    return low > 0 and high - low < CUT * high


def _of_rate(desk: Desk, kpi: Kpi, values: dict[str, str], *, up: bool, own: bool) -> str:
    """That a segment's own figure rose or fell; where it was named just before (`own`), it is not named again."""
    match _kind(kpi), up, own:
        case _, True, True:
            return desk.say("%(change)s from its own rise", **values)
        case _, False, True:
            return desk.say("%(change)s from its own fall", **values)
        case "rate", True, _:
            return desk.say("%(change)s from a higher rate in “%(segment)s”", **values)
        case "rate", False, _:
            return desk.say("%(change)s from a lower rate in “%(segment)s”", **values)
        case "average", True, _:
            return desk.say("%(change)s from a higher average in “%(segment)s”", **values)
        case "average", False, _:
            return desk.say("%(change)s from a lower average in “%(segment)s”", **values)
        case _, True, _:
            return desk.say("%(change)s from a higher figure in “%(segment)s”", **values)
        case _:
            return desk.say("%(change)s from a lower figure in “%(segment)s”", **values)


def _of_weight(desk: Desk, values: dict[str, str], *, up: bool, own: bool) -> str:
    """That a segment became a larger or smaller part of the whole."""
    match up, own:
        case True, True:
            return desk.say("%(change)s from its larger share", **values)
        case False, True:
            return desk.say("%(change)s from its smaller share", **values)
        case True, False:
            return desk.say("%(change)s from a larger share of “%(segment)s”", **values)
        case _:
            return desk.say("%(change)s from a smaller share of “%(segment)s”", **values)
