"""What a report counts; of what was counted before, over the same rows at the same times, only what is new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.kept import NOTHING, Keep, digest
from engine.model.data import Table
from engine.model.period import Period
from engine.model.plan import Job, Plan
from engine.model.results import Counted, Grouping, Measures
from engine.model.specs import Catalog
from engine.periods import Calendar


@dataclass(frozen=True)
class Counter:
    """Counts the plan's measures over the tables, for one period."""

    plan: Plan
    catalog: Catalog
    tables: dict[str, Table]
    period: Period
    calendar: Calendar
    keep: Keep = NOTHING

    def measures(self) -> Measures:
        """Everything that is counted; first what has to be ranked, then what has a top."""
        from engine.evaluate import rank

        found = self._counted(None)
        ranked = rank(self.plan, self.catalog, found, self.tables, self.period, self.calendar)
        return self._counted(ranked)

    def _counted(self, ranked: Measures | None) -> Measures:
        from engine.backends import polars as backend

        jobs = [job for job in self.plan.jobs if bool(job.tops) == (ranked is not None)]
        if self.keep is NOTHING:
            return backend.measure(self.plan, self.catalog, self.tables, self.period, self.calendar, ranked)
        rows = self._rows(jobs)
        bases = {job: (self._basis(job, rows, ranked)) for job in jobs}
        known = dict(self._known(bases))
        found = backend.measure(self.plan, self.catalog, self.tables, self.period, self.calendar, ranked, known)
        for job, basis in bases.items():
            grouping = (job.population, job.slice, job.dimensions)
            new = len(job.measures) - (len(known[grouping].positions) if grouping in known else 0)
            self.keep.put("measures", basis, found.groupings[grouping], new)
        return found

    def _known(self, bases: dict[Job, object]) -> Iterable[tuple[Grouping, Counted]]:
        """Of each job the measures that were counted before."""
        for job, basis in bases.items():
            before = self.keep.look("measures", basis)
            if before is not None:
                positions = {digest(measure): position for measure, position in before.positions.items()}
                same = {m: positions[written] for m in job.measures if (written := digest(m)) in positions}
                yield (job.population, job.slice, job.dimensions), Counted(same, before.cells)

    def _basis(self, job: Job, rows: dict[str, str], ranked: Measures | None) -> object:
        """All that a job's numbers depend on, but for its measures."""
        tops = [ranked.rankings[top] for top in job.tops] if ranked is not None else []
        event = job.population.conversion.event if job.population.conversion else job.population.dataset
        grouping = (job.population, job.slice, job.dimensions, job.first, job.last)
        return grouping, rows[job.population.dataset], rows[event], tops, self.period, self.calendar

    def _rows(self, jobs: Iterable[Job]) -> dict[str, str]:
        """For each dataset that is counted what its rows are made of: files, conditions, look-ups, formulas."""
        counted = {job.population.dataset for job in jobs}
        counted |= {job.population.conversion.event for job in jobs if job.population.conversion}
        return {id: digest([self._own(other) for other in sorted(self._beneath(id))]) for id in counted}

    def _own(self, id: str) -> object:
        table, where = self.tables.get(id), self.catalog.row_filters.get(id)
        return self.catalog.specs.datasets[id], self.catalog.derivations.get(id), where, contents(table)

    def _beneath(self, id: str) -> set[str]:
        """The dataset, and all that it looks up or is made of."""
        found: set[str] = set()
        wanted = [id]
        while wanted:
            one = wanted.pop()
            if one not in found:
                found.add(one)
                spec = self.catalog.specs.datasets[one]
                wanted += [join.to.text for join in spec.joins]
                wanted += [spec.making.base.text] if spec.making else []
        return found


def contents(table: Table | None) -> object:
    """What tells a table from another one, without looking at its rows."""
    return table and (table.id, table.path, table.sha256, table.rows, table.coverage, table.files)
