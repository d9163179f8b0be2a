"""Counts all jobs over the same rows together, each measure in the way that is the least work for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import polars as pl

from engine.backends.distinct import Distinct, told_apart
from engine.backends.groups import grouped
from engine.backends.ranks import Ranks, ranked
from engine.backends.sums import Sums, adds_up
from engine.backends.times import ORDINAL
from engine.backends.together import Keys, Together
from engine.model.plan import Job, Measure


@dataclass(frozen=True, eq=False)
class Counting:
    """Queries in three goes, each of which tells the next what to ask, then the jobs' frames."""

    together: Together
    distinct: tuple[Distinct, ...]

    @property
    def _ranks(self) -> list[Ranks]:
        arguments = dict.fromkeys(measure.argument for measure in self.together.measures if ranked(measure))
        return [Ranks(self.together, argument) for argument in arguments if argument is not None]

    @property
    def _sums(self) -> Sums:
        return Sums(self.together, tuple(distinct.alone for distinct in self.distinct if distinct.several is not None))

    @property
    def _names(self) -> dict[Measure, str]:
        return {measure: f"\0m{number}" for number, measure in enumerate(self.together.measures)}

    def glance(self) -> list[pl.LazyFrame]:
        """The first rows, where there is a choice of ways."""
        if not self.distinct and len(self.together.finest) == 1:
            return []
        return [self.together.glance([distinct.glance() for distinct in self.distinct])]

    def seen(self, glances: Sequence[pl.DataFrame]) -> Counting:
        """With the ways that the first rows say are the least work."""
        for glance in glances:
            together = self.together.seen(glance)
            return Counting(together, tuple(distinct.seen(together, glance) for distinct in self.distinct))
        return self

    def hashes(self) -> list[pl.LazyFrame]:
        """What must be known before anything is counted."""
        return [distinct.hashes() for distinct in self._unknowing()]

    def knowing(self, hashes: Sequence[pl.DataFrame]) -> Counting:
        """With what `hashes` gave."""
        found = dict(zip(self._unknowing(), hashes, strict=True))
        return replace(self, distinct=tuple(d.knowing(found[d]) if d in found else d for d in self.distinct))

    def _unknowing(self) -> list[Distinct]:
        return [distinct for distinct in self.distinct if not distinct.repeats and not distinct.given]

    def queries(self) -> list[pl.LazyFrame]:
        """What is counted, in the order in which `read` takes it."""
        rows = self.together.rows
        for distinct in self.distinct:
            rows = distinct.marked(rows)
        made = self._sums.queries(rows)
        for distinct in self.distinct:
            made += distinct.queries(rows)
        for ranks in self._ranks:
            made += ranks.queries()
        return made + [grouped(self.together.rows, self.together.keys(job), names) for job, names in self._plain()]

    def _plain(self) -> Iterator[tuple[Job, dict[Measure, str]]]:
        """What has to be asked of all rows of each group anew."""
        names = self._names
        for job in self.together.jobs:
            ways = {m: names[m] for m in job.measures if not (adds_up(m) or told_apart(m) or ranked(m))}
            if ways:
                yield job, ways

    def read(self, frames: Sequence[pl.DataFrame]) -> Iterator[tuple[Job, pl.DataFrame]]:
        """Each job with its frame: period, segments and measures in their order, for each group that has any rows."""
        rest = iter(frames)
        finest, names = len(self.together.finest), self._names
        wanted = {names[measure]: (measure, "") for measure in names if adds_up(measure)}
        told = [distinct for distinct in self.distinct if distinct.several is not None]
        wanted |= {names[m]: (m, distinct.alone) for distinct in told for m in distinct.measures}
        sums = list(islice(rest, finest))
        found = self._sums.read(sums, wanted)
        for distinct in self.distinct:
            several = {measure: f"{names[measure]} several" for measure in distinct.measures}
            asked = [] if distinct.given else list(islice(rest, finest))
            found = _beside(found, distinct.read(asked, sums, several))
            alone = [pl.col(names[m]) if distinct in told else pl.lit(0, dtype=pl.Int64) for m in several]
            both = [
                (pl.col(name).fill_null(0) + one).alias(names[m])
                for one, (m, name) in zip(alone, several.items(), strict=True)
            ]
            found = {keys: frame.with_columns(both) for keys, frame in found.items()}
        for ranks in self._ranks:
            own = {measure: names[measure] for measure in ranks.measures}
            found = _beside(found, ranks.read(next(rest), own, found))
        plain = {job: next(rest) for job, _ in self._plain()}
        for job in self.together.jobs:
            keys = self.together.keys(job)
            frame = found[keys]
            if job in plain:
                frame = frame.join(plain[job], on=keys, how="left")
            cuts = [pl.col(self.together.dimensions[of]).cast(pl.String) for of in job.dimensions]
            yield job, frame.select(ORDINAL, *cuts, *(names[measure] for measure in job.measures))


def _beside(left: dict[Keys, pl.DataFrame], right: dict[Keys, pl.DataFrame]) -> dict[Keys, pl.DataFrame]:
    return {keys: frame.join(right[keys], on=keys, how="left") for keys, frame in left.items()}


def counting(together: Together) -> Counting:
    """The jobs over these rows, before anything is asked."""
    arguments = dict.fromkeys(measure.argument for measure in together.measures if told_apart(measure))
    return Counting(together, tuple(Distinct(together, argument) for argument in arguments if argument is not None))
