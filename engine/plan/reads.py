"""The datasets that a plan reads: those that are counted or looked up, with all that those are made of."""

from __future__ import annotations

from engine.model.kpis import Snapshot
from engine.model.plan import Job, Read
from engine.model.specs import Catalog


def datasets_of(catalog: Catalog, jobs: tuple[Job, ...]) -> set[str]:
    """The datasets that the jobs count and those that they look up, with all that those are made of."""
    datasets = catalog.specs.datasets
    counted = {job.population.dataset for job in jobs}
    counted |= {job.population.conversion.event for job in jobs if job.population.conversion}
    needed: set[str] = set()
    wanted = sorted(counted | {join.to.text for id in counted for join in datasets[id].joins})
    while wanted:
        id = wanted.pop()
        if id not in needed and (made := catalog.derivations.get(id)):
            base = datasets[made.base]
            wanted += [base.id, *(join.to.text for join in base.joins if join.name in made.joins)]
        needed.add(id)
    return needed


def reads(catalog: Catalog, needed: set[str]) -> tuple[Read, ...]:
    """Those with files of their own, in the order of their declaration."""
    zone = catalog.report.timezone
    return tuple(
        Read(spec, spec.columns, catalog.row_filters.get(id), zone, copies(id, catalog))
        for id, spec in catalog.specs.datasets.items()
        if id in needed and spec.making is None
    )


def every_read(catalog: Catalog) -> tuple[Read, ...]:
    """All datasets that have files, whether the report needs them or not."""
    return reads(catalog, set(catalog.specs.datasets))


def copies(dataset: str, catalog: Catalog) -> str:
    """The day that tells a dataset's copies apart, where it holds dated copies of the whole."""
    for kpi in catalog.kpis.values():
        if isinstance(kpi.spec.balance, Snapshot) and kpi.spec.dataset and kpi.spec.dataset.text == dataset:
            return kpi.spec.balance.day.text
    return ""
