"""Reads the key `kpis:`."""

from __future__ import annotations

from itertools import starmap
from typing import Any

from engine.model.kpis import Balance, Band, Better, ConversionSpec, Hold, KpiSpec, RetentionSpec, Snapshot, TypedFigure
from engine.model.period import Window
from engine.model.written import Written
from engine.spec import nodes
from engine.spec.benchmarks import read_benchmark
from engine.spec.tests import read_tests
from engine.spec.yaml import Mapping, Scalar


def read_kpi(key: Scalar, node: Mapping, *, library: bool) -> KpiSpec:
    """One definition; `library` says that it is shipped, so that it may lie dormant."""
    over_time: Any = node.get("over_time")
    return KpiSpec(
        id=str(key),
        place=key.place,
        label=nodes.text(node["label"]),
        formula=nodes.written(node["formula"]) if "formula" in node else _said(key, node),
        conversion=_conversion(node["conversion"]) if "conversion" in node else None,
        retention=_retention(node["retention"]) if "retention" in node else None,
        description=nodes.text(node["description"]) if "description" in node else None,
        dataset=_base(node["conversion"]) if "conversion" in node else nodes.optional(node, "dataset"),
        where=nodes.optional(node, "where"),
        date=nodes.optional(node, "date"),
        balance=_balance(node["balance"]) if "balance" in node else None,
        typed=tuple(starmap(_figure, node["typed"].pairs())) if "typed" in node else None,
        over_time=str(over_time) if over_time is not None else None,  # type: ignore[arg-type]  # the schema's enum
        hold_for=_hold(str(node["hold_for"])) if "hold_for" in node else None,
        matures=nodes.days(node["matures"]) if "matures" in node else None,
        window=_window(str(node["window"])) if "window" in node else None,
        when_zero=nodes.number(node["when_zero"]) if "when_zero" in node else None,
        format=str(node["format"]) if "format" in node else None,
        precision=int(node["precision"]) if "precision" in node else None,
        better=_better(node["better"]) if "better" in node else None,
        owner=nodes.text(node["owner"]) if "owner" in node else None,
        tags=tuple(map(str, node.get("tags", ()))),
        source=nodes.text(node["source"]) if "source" in node else None,
        benchmark=read_benchmark(node["benchmark"], key) if "benchmark" in node else None,
        private=nodes.boolean(node, "private"),
        replaces=nodes.boolean(node, "replaces"),
        library=library,
        tests=read_tests(node),
        keys=nodes.keys(node),
    )


def _better(node: Any) -> Better:
    if isinstance(node, Mapping):
        low, high = node["between"]
        return Band(nodes.number(low), nodes.number(high), (nodes.written(low), nodes.written(high)))
    return str(node)  # type: ignore[return-value]  # the schema's enum


def _balance(node: Mapping) -> Balance | Snapshot:
    if "snapshot" in node:
        return Snapshot(nodes.written(node["snapshot"]))
    undated: Any = str(node.get("undated", "fail"))
    return Balance(nodes.written(node["opened"]), nodes.written(node["closed"]), undated)


def _window(text: str) -> Window | None:
    """The window of a text that the schema found right; the plain period is none of its own."""
    if text == "period":
        return None
    kind: Any = text.split()[0]
    if kind != "last":
        return Window(kind)
    _, count, unit = text.split()
    singular: Any = unit.removesuffix("s")
    return Window("last", int(count), singular)


def _figure(period: Scalar, node: Scalar | Mapping) -> TypedFigure:
    """What is typed for a period; a plain number is a part without a name."""
    if isinstance(node, Mapping):
        parts = tuple((nodes.written(name), nodes.number(value)) for name, value in node.pairs())
    else:
        parts = ((Written("", node.place), nodes.number(node)),)
    return TypedFigure(nodes.written(period), parts)


def _hold(text: str) -> Hold:
    """The stretch of "1 quarter"."""
    count, unit = text.split()
    singular: Any = unit.removesuffix("s")
    return Hold(int(count), singular)


def _conversion(node: Mapping) -> ConversionSpec:
    entity = node["entity"]
    two = isinstance(entity, Mapping)
    count_by: Any = str(node["count_by"])
    return ConversionSpec(
        base=_base(node),
        event=_dataset(node["to"]),
        base_entity=nodes.written(entity["from"] if two else entity),
        event_entity=nodes.written(entity["to"] if two else entity),
        base_where=_where(node["from"]),
        event_where=_where(node["to"]),
        base_date=_date(node["from"]),
        event_date=_date(node["to"]),
        within=nodes.days(node["within"]) if "within" in node else None,
        count_by=count_by,
    )


def _retention(node: Mapping) -> RetentionSpec:
    return RetentionSpec(nodes.written(node["entity"]), int(node["after"].split()[0]))


def _base(node: Mapping) -> Written:
    return _dataset(node["from"])


def _dataset(node: Scalar | Mapping) -> Written:
    return nodes.written(node["dataset"] if isinstance(node, Mapping) else node)


def _where(node: Scalar | Mapping) -> Written | None:
    return nodes.optional(node, "where") if isinstance(node, Mapping) else None


def _date(node: Scalar | Mapping) -> Written | None:
    return nodes.optional(node, "date") if isinstance(node, Mapping) else None


def _said(key: Scalar, kpi: Mapping) -> Written:
    """What stands on the pages where others have their formula; nothing for a figure typed by hand."""
    if "retention" in kpi and "typed" not in kpi:
        asked = kpi["retention"]
        return Written(f"{asked['entity']} again after {asked['after']}", key.place, exact=False)
    if "conversion" not in kpi:
        return Written("", key.place, exact=False)
    node = kpi["conversion"]
    within = f" within {node['within']}" if "within" in node else ""
    by = " by the day of the event" if node["count_by"] == "event" else ""
    return Written(f"{_dataset(node['from']).text} → {_dataset(node['to']).text}{within}{by}", key.place, exact=False)
