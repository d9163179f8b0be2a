"""The KPIs of a report as a list: what each is called, its unit, who answers for it, what is wanted of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from engine.model.benchmarks import BenchmarkSpec
from engine.model.kpis import Kpi, Need, in_words
from engine.model.objectives import ObjectiveSpec
from engine.model.specs import Catalog
from engine.model.unit import Unit
from engine.numbers import Numbers
from engine.rules import unused
from engine.rules.needs import needs_of

Use: TypeAlias = Literal["in use", "unused", "dormant"]


@dataclass(frozen=True, slots=True)
class Objective:
    """What is wanted of a KPI in a period; `shown` as the report writes it."""

    period: str
    target: Decimal
    shown: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One KPI. `source` is where its definition comes from, as it says; `file` is where it is written.

    `needs` are the datasets beneath it with the columns that it reads.
    `status`: in use, unused (the library has it, and the report could show it), or dormant, with `why` it cannot.
    """

    id: str
    label: str
    unit: str
    better: str
    owner: str
    source: str
    file: str
    objectives: tuple[Objective, ...]
    status: Use = "in use"
    why: str = ""
    benchmark: str = ""  # what others reach, and who says so
    needs: tuple[Need, ...] = ()


def list_kpis(catalog: Catalog, *, everything: bool = False) -> tuple[Listed, ...]:
    """The KPIs in use, in the order of their definitions; with `everything` those too that nothing uses."""
    others = unused(catalog) if everything else {}
    found = []
    for id in catalog.specs.kpis:
        if id in catalog.kpis:
            found.append(_listed(id, catalog, catalog.kpis[id]))
        elif id in others:
            kpi, why = others[id]
            found.append(_listed(id, catalog, kpi, "dormant" if kpi is None else "unused", why))
    return tuple(found)


def _listed(id: str, catalog: Catalog, kpi: Kpi | None, status: Use = "in use", why: str = "") -> Listed:
    spec, language = catalog.specs.kpis[id], catalog.report.language
    unit = kpi.unit if kpi else None
    others = catalog.benchmarks.get(id)
    return Listed(
        id, spec.label.in_(language), (unit.currency or unit.kind) if unit else spec.format or "",
        in_words(spec.better), catalog.owner(id, language), spec.source.in_(language) if spec.source else "",
        spec.written_in, tuple(_objective(one, unit, Numbers(language)) for one in catalog.objectives(id)), status, why,
        _benchmark(others, unit, Numbers(language)) if others else "", needs_of(id, catalog.specs.kpis),
    )  # fmt: skip


def _benchmark(spec: BenchmarkSpec, unit: Unit | None, numbers: Numbers) -> str:
    shown = numbers.figure(spec.value, unit) if unit else spec.value_text
    return f"{shown} ({spec.source.in_(numbers.language)})"


def _objective(objective: ObjectiveSpec, unit: Unit | None, numbers: Numbers) -> Objective:
    """An objective as it was decided last, with what it was before."""
    decided = [(objective.target, objective.target_text), *((one.target, one.text) for one in objective.revisions)]
    shown = [numbers.figure(target, unit) if unit else text for target, text in decided]
    was = f", was {shown[-2]}" if objective.revisions else ""
    return Objective(objective.period.text, decided[-1][0], shown[-1] + was)
