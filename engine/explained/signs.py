"""How sure a figure is: whether it is a signal or noise, and between what a share of rows may truly lie."""

from __future__ import annotations

from dataclasses import replace

from engine.analyses.cases import cases_of, is_share
from engine.analyses.signals import signal_of
from engine.document.desk import Desk
from engine.document.signs import sign, usual
from engine.model.derived import Derived
from engine.model.explained import Interval, Usual
from engine.model.kpis import Kpi
from engine.model.results import Value
from engine.model.signs import Cases, Key


def usual_range(kpi: Kpi, value: Value, desk: Desk) -> Usual | None:
    """A final figure in total against what the points before it make usual; None where too little is known."""
    signal = None if value.segments else signal_of(kpi, desk.results, desk.catalog, desk.calendar)
    if signal is None or signal.period != value.period:
        return None
    cases: dict[Key, Cases] = {}
    if found := _cases(kpi, value, desk):
        cases[kpi.id, value.window, value.period, ()] = found
    results = replace(desk.results, derived=Derived(signals=(signal,), cases=cases))
    told = replace(desk, results=results)
    said = sign(told, kpi)
    assert said is not None, "there is a signal"
    made = "changes to the year before" if signal.on == "change" else "figures"
    how = f"{signal.points} {made} from {signal.first} on, mean ± 2.66 × mean moving range"
    return Usual(signal, desk.between(*usual(told, kpi, signal), kpi.unit), how, said.text)


def interval(kpi: Kpi, value: Value, desk: Desk) -> Interval | None:
    """Between what a share of rows may truly be; None for what is no such share."""
    cases = _cases(kpi, value, desk)
    if cases is None:
        return None
    assert isinstance(value.denominator, int)
    return Interval(cases, desk.between(cases.lower, cases.upper, kpi.unit), value.denominator)


def _cases(kpi: Kpi, value: Value, desk: Desk) -> Cases | None:
    return cases_of(value) if is_share(kpi, desk.catalog) else None
