"""Reads the tests of a KPI: the rows and values that are given, and what they must come to."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from engine.model.tests import Expected, GivenCell, GivenFigure, GivenKpi, GivenRow, GivenRows, KpiTest
from engine.model.written import Written
from engine.spec import nodes
from engine.spec.yaml import Mapping, Scalar, Sequence

TIMES = "_times"
OTHERS = ("kpis", "typed")  # what is given and is no dataset


def read_tests(kpi: Mapping) -> tuple[KpiTest, ...]:
    """The tests of a definition, in their order; one without a name is called by its number."""
    return tuple(_test(number, node) for number, node in enumerate(kpi.get("tests", ()), start=1))


def _test(number: int, node: Mapping) -> KpiTest:
    given = node.get("given", Mapping())
    return KpiTest(
        name=str(node.get("name", f"test {number}")),
        place=node["name"].place if "name" in node else node.place,
        expect=_expected(node),
        rows=tuple(_rows(name, rows) for name, rows in given.pairs() if name not in OTHERS),
        kpis=tuple(_kpi(name, value) for name, value in given.get("kpis", Mapping()).pairs()),
        typed=tuple(_typed(given.key("typed"), given["typed"])) if "typed" in given else None,
        period=nodes.optional(node, "period"),
        segment=tuple(
            (nodes.written(name), nodes.written(value)) for name, value in node.get("segment", Mapping()).pairs()
        ),
    )


def _expected(node: Mapping) -> Expected:
    expect: Scalar = node["expect"]
    tolerance = Fraction(nodes.number(node["tolerance"])) if "tolerance" in node else None
    return Expected(None if expect.empty else _exact(expect), str(expect), expect.place, tolerance)


def _exact(text: str) -> Fraction:
    """A number, a percentage, or a fraction like 1/3."""
    above, _, beneath = text.partition("/")
    if above.endswith("%"):
        return Fraction(above[:-1]) / 100
    return Fraction(above) / Fraction(beneath or 1)


def _rows(dataset: Scalar, rows: Sequence) -> GivenRows:
    return GivenRows(nodes.written(dataset), tuple(_row(row) for row in rows))


def _row(row: Mapping) -> GivenRow:
    cells = tuple(
        GivenCell(nodes.written(name), None if value.empty else str(value), value.place if str(value) else name.place)
        for name, value in row.pairs()
        if name != TIMES
    )
    return GivenRow(row.place, cells, int(row.get(TIMES, 1)))


def _kpi(name: Scalar, value: Scalar | Mapping) -> GivenKpi:
    if isinstance(value, Mapping):
        figures = tuple(_figure(nodes.written(period), period, figure) for period, figure in value.pairs())
    else:
        figures = (_figure(None, name, value),)
    return GivenKpi(nodes.written(name), figures)


def _typed(key: Scalar, value: Scalar | Mapping) -> list[GivenFigure]:
    """A figure or its parts for the test's period; or by period, as the KPI's own are."""
    if isinstance(value, Scalar):
        return [_figure(None, key, value)]
    by_period = [_figure(nodes.written(name), name, node) for name, node in value.pairs() if name[0].isdigit()]
    parts = tuple((nodes.written(name), nodes.number(node)) for name, node in value.pairs() if not name[0].isdigit())
    return [*by_period, *([GivenFigure(None, parts)] if parts else [])]


def _figure(period: Written | None, key: Scalar, node: Scalar | Mapping) -> GivenFigure:
    parts: tuple[tuple[Written, Decimal | None], ...]
    if isinstance(node, Mapping):
        parts = tuple((nodes.written(name), nodes.number(value)) for name, value in node.pairs())
    else:
        parts = ((Written("", key.place), None if node.empty else nodes.number(node)),)
    return GivenFigure(period, parts)
