"""What a KPI is said to need is what it reads: its datasets and their columns, found before anybody declares any."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.errors import Place
from engine.formula import names_in
from engine.model.formula import Column, Expression, KpiRef, walk
from engine.model.kpis import Balance, ConversionSpec, Kpi, KpiSpec, Need, Snapshot
from engine.model.specs import Catalog
from engine.model.written import Text, Written
from engine.pipeline import check
from engine.rules.needs import needs_of
from engine.shipped import shipped
from tests.test_catalogue import REPORT


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The whole library over the sample company's data, on which every KPI of it lives."""
    path = tmp_path_factory.mktemp("library") / "report.yml"
    path.write_text(REPORT.format(samples=shipped("samples").as_posix()), "utf-8")
    return check(path, dormant=True)[0]


def read_by(kpi: Kpi, catalog: Catalog) -> Iterator[tuple[str, str]]:
    """The columns of a checked KPI's trees and days, with their dataset; "" for the dataset itself."""
    spec, asked = kpi.spec, kpi.conversion
    days = [spec.date, *((spec.balance.opened, spec.balance.closed) if isinstance(spec.balance, Balance) else ())]
    days += [spec.balance.day] if isinstance(spec.balance, Snapshot) else []
    if spec.dataset is not None and spec.typed is None:
        dataset = spec.dataset.text
        yield from ((dataset, day.text) for day in days if day is not None)
        yield from named(dataset, kpi.where.root if kpi.where else None)
        yield dataset, ""
        if asked is not None and spec.conversion is not None:
            own = (spec.conversion.base_date, spec.conversion.event_date)
            yield from ((id, day.text) for id, day in zip((dataset, asked.event), own, strict=True) if day is not None)
            yield from ((dataset, asked.base_entity), (asked.event, asked.event_entity), (asked.event, ""))
            yield from named(dataset, asked.base_where)
            yield from named(asked.event, asked.event_where)
        elif spec.retention is not None:
            yield dataset, spec.retention.entity.text
        else:
            yield from named(dataset, kpi.formula.root)
    for node in walk(kpi.formula.root):
        if isinstance(node, KpiRef):
            yield from read_by(catalog.kpis[node.kpi], catalog)


def named(dataset: str, tree: Expression | None) -> Iterator[tuple[str, str]]:
    for node in walk(tree) if tree is not None else ():
        if isinstance(node, Column):
            yield dataset, node.path


def test_every_kpi_of_the_library_reads_what_it_is_said_to_need(catalog: Catalog) -> None:
    """No column more and none less, through conversions, stocks and the KPIs that it is made of."""
    assert len(catalog.kpis) > 60
    for id, kpi in catalog.kpis.items():
        said = {(need.dataset, column) for need in needs_of(id, catalog.specs.kpis) for column in ("", *need.columns)}
        assert said == set(read_by(kpi, catalog)), id


def test_names_are_told_apart_by_where_they_stand() -> None:
    """Inside an aggregate they are columns, outside of one KPIs; each once, and a text is no name."""
    inside, outside = names_in("SUM(a.b) FILTER (WHERE c = 'd') / COUNT(*) + e * LAG(e, 1) + SUM(a.b)")
    assert (inside, outside) == (("a.b", "c"), ("e",))
    assert names_in("SUM(") == ((), ())


def test_a_kpi_that_needs_itself_ends_where_it_begins() -> None:
    """Each of the two needs what both read, and the search for it comes to an end."""
    place = Place("")
    over = {"a": "SUM(x) + b", "b": "a * 2"}
    kpis = {
        id: KpiSpec(id, place, Text(()), Written(text, place), dataset=Written("deals", place) if id == "a" else None)
        for id, text in over.items()
    }
    assert needs_of("a", kpis) == needs_of("b", kpis) == (Need("deals", ("x",)),)
    assert needs_of("c", kpis) == ()


def test_a_conversion_needs_both_of_its_datasets() -> None:
    """Base and event each with its entity, its day and what its condition asks for."""

    def word(text: str) -> Written:
        return Written(text, Place(""))

    asked = ConversionSpec(
        word("leads"), word("deals"), word("lead_id"), word("origin"),
        base_where=word("source = 'web'"), event_where=word("stage = 'won'"), event_date=word("won_on"),
    )  # fmt: skip
    spec = KpiSpec("a", Place(""), Text(()), word("leads → deals"), dataset=word("leads"), conversion=asked)
    wanted = (Need("leads", ("lead_id", "source")), Need("deals", ("origin", "won_on", "stage")))
    assert needs_of("a", {"a": spec}) == wanted
