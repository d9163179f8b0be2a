"""The last pages: where the data come from and how far they reach, and what each KPI means."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from engine.document.benchmarks import in_full
from engine.document.desk import Desk
from engine.document.objectives import objectives
from engine.document.revised import Told
from engine.document.untargeted import missing_targets
from engine.measures import beneath, references
from engine.model.data import Remark, Table
from engine.model.datasets import Derivation
from engine.model.document import Definition, Source
from engine.model.kpis import Band, Better, Kpi, KpiSpec, Snapshot
from engine.model.period import PERIOD
from engine.model.written import Written


def sources(desk: Desk) -> tuple[Source, ...]:
    """Each dataset as it was read, and each file of objectives."""
    datasets = (_source(desk, table) for table in desk.results.tables.values())
    name, count = desk.say("Objectives"), desk.numbers.count
    targets = (
        Source(name, file.path, count(file.rows), "", missing_targets(desk, file.name))
        for file in desk.catalog.specs.target_inputs
    )
    return (*datasets, *targets)


def _source(desk: Desk, table: Table) -> Source:
    coverage = table.coverage
    covers = (
        f"{desk.numbers.day(coverage.first)} – {desk.numbers.day(coverage.last)}" if coverage else desk.why("undated")
    )
    remarks = tuple(
        _remark(desk, remark) if remark.dataset == table.id else f"{remark.dataset}: {_remark(desk, remark)}"
        for remark in desk.results.remarks
        if desk.catalog.specs.in_files(remark.dataset) == table.id
    )
    return Source(table.id, table.path, desk.numbers.count(table.rows), covers, remarks)


def _remark(desk: Desk, remark: Remark) -> str:
    values = {
        "column": remark.column,
        "day": remark.day,
        "share": desk.numbers.share(remark.rows, remark.of),
        "other": remark.other,
    }
    match remark.code:
        case "missing":
            return desk.say_n("%(number)s row without '%(column)s' (%(share)s)",
                              "%(number)s rows without '%(column)s' (%(share)s)", remark.rows, **values)  # fmt: skip
        case "unmatched" if remark.day:
            return desk.say_n("%(number)s row whose '%(column)s' is not in the list on its '%(day)s' (%(share)s)",
                              "%(number)s rows whose '%(column)s' is not in the list on their '%(day)s' (%(share)s)",
                              remark.rows, **values)  # fmt: skip
        case "unmatched":
            return desk.say_n("%(number)s row whose '%(column)s' is not in the list (%(share)s)",
                              "%(number)s rows whose '%(column)s' is not in the list (%(share)s)",
                              remark.rows, **values)  # fmt: skip
        case "no_rows_since":
            last = desk.numbers.day(date.fromisoformat(remark.day))
            return desk.say("no row later than %(day)s: its sums and counts of the period are 0", day=last)
        case "before_base":
            return desk.say_n(
                "%(number)s value of '%(column)s' with an earlier day in '%(other)s' than here (%(share)s)",
                "%(number)s values of '%(column)s' with an earlier day in '%(other)s' than here (%(share)s)",
                remark.rows, **values,
            )  # fmt: skip
        case "baseless":
            return desk.say_n(
                "%(number)s value of '%(column)s' without a row that counts in '%(other)s' (%(share)s)",
                "%(number)s values of '%(column)s' without a row that counts in '%(other)s' (%(share)s)",
                remark.rows, **values,
            )  # fmt: skip
        case _:
            return desk.say_n("%(number)s row without the date '%(column)s' (%(share)s)",
                              "%(number)s rows without the date '%(column)s' (%(share)s)",
                              remark.rows, **values)  # fmt: skip


def definitions(desk: Desk, shown: list[Kpi], told: Collection[Told] = ()) -> tuple[Definition, ...]:
    """What is shown, and what it is made of, in the order of the pages.

    What is private has no place of its own in the index: nobody meets it on a page but in the formula that names it,
    and there it is explained. `told` are the revisions whose reason a reader knows already.
    """
    kpis: dict[str, Kpi] = {}
    for kpi in shown:
        kpis.setdefault(kpi.id, kpi)
    for kpi in shown:
        for part in beneath(kpi, desk.catalog):
            if not part.spec.private:
                kpis.setdefault(part.id, part)
    return tuple(_definition(desk, kpi, told) for kpi in kpis.values())


def _definition(desk: Desk, kpi: Kpi, told: Collection[Told]) -> Definition:
    sentence = kpi.spec.description.in_(desk.language) if kpi.spec.description else ""
    private = tuple((f"{part.id} = {_formula(part)}", tuple(_counted(desk, part))) for part in _helpers(desk, kpi))
    details = _details(desk, kpi, told)
    return Definition(kpi.id, desk.label(kpi), sentence, _formula(kpi), _unit(desk, kpi), details, private)


def _helpers(desk: Desk, kpi: Kpi) -> tuple[Kpi, ...]:
    """The private KPIs that a formula names, and those that they name."""
    found: dict[str, Kpi] = {}
    for id, _, _ in references(kpi.formula.root):
        part = desk.catalog.kpis[id]
        if part.spec.private:
            found |= {one.id: one for one in (part, *_helpers(desk, part))}
    return tuple(found.values())


def _formula(kpi: Kpi) -> str:
    if (conversion := kpi.spec.conversion) is not None:
        base, event = conversion.base.text, conversion.event.text
        return f"{_those(base, conversion.base_where)} → {_those(event, conversion.event_where)}"
    if kpi.spec.retention is not None:  # what is counted; the share of whom, the details say in the reader's language
        where = f" WHERE {kpi.where.text}" if kpi.where else ""
        return f"COUNT(DISTINCT {kpi.spec.retention.entity.text}){where}"
    return f"{kpi.formula.text} WHERE {kpi.where.text}" if kpi.where else kpi.formula.text


def _those(dataset: str, where: Written | None) -> str:
    """Rows of a dataset, with their condition."""
    return f"{dataset} WHERE {where.text}" if where else dataset


def _day(desk: Desk, spec: KpiSpec) -> Written | None:
    """The column that says in which period a row stands: of a conversion its base's, or its event's."""
    conversion = spec.conversion
    if conversion is not None and conversion.count_by == "event":
        return conversion.event_date or desk.catalog.specs.datasets[conversion.event.text].date
    own = conversion.base_date if conversion else spec.date
    assert spec.dataset is not None, "who asks has rows"
    return own or desk.catalog.specs.datasets[spec.dataset.text].date


def _made_of(made: Derivation) -> str:
    """Which rows a dataset is made of, and what makes a row of it."""
    where = f" WHERE {made.where.text}" if made.where else ""
    columns = ", ".join(f"{name}: {formula.text}" for name, formula in made.columns)
    return f"{made.base}{where} → {', '.join(made.per)} ({columns})"


def _unit(desk: Desk, kpi: Kpi) -> str:
    return desk.unit_word(kpi.unit) or desk.say("number")


def _details(desk: Desk, kpi: Kpi, told: Collection[Told]) -> tuple[tuple[str, str], ...]:
    details = [*_counted(desk, kpi)]
    if kpi.spec.better:
        details.append((desk.say("Direction"), _better(desk, kpi, kpi.spec.better)))
    details += objectives(desk, kpi, told)
    if kpi.matures is not None:
        text = desk.say_n("after %(number)s day", "after %(number)s days", kpi.matures)
        details.append((desk.say("Final"), text))
    if spec_of := desk.catalog.benchmarks.get(kpi.id):
        details.append((desk.say("Benchmark"), in_full(desk, kpi, spec_of)))
    if owner := desk.catalog.owner(kpi.id, desk.language):
        details.append((desk.say("Owner"), owner))
    if kpi.spec.source:
        details.append((desk.say("Source"), kpi.spec.source.in_(desk.language)))
    return tuple(details)


def _counted(desk: Desk, kpi: Kpi) -> Iterator[tuple[str, str]]:
    """Which rows a formula is over, and when each counts."""
    spec = kpi.spec
    if spec.dataset:
        yield desk.say("Rows"), spec.dataset.text
        if made := desk.catalog.derivations.get(spec.dataset.text):
            yield desk.say("Made of"), _made_of(made)
        if isinstance(spec.balance, Snapshot):
            yield desk.say("Last copy"), spec.balance.day.text
        elif spec.balance:
            yield desk.say("Open"), f"{spec.balance.opened.text} – {spec.balance.closed.text}"
        elif day := _day(desk, spec):
            yield desk.say("Counted on"), day.text
    if spec.conversion and spec.conversion.within is not None:
        yield desk.say("Within"), desk.say_n("%(number)s day", "%(number)s days", spec.conversion.within)
    if spec.retention is not None:
        text = desk.say_n("of those who came again %(number)s year later",
                          "of those who came again %(number)s years later", spec.retention.years)  # fmt: skip
        yield desk.say("Share"), text
    if spec.typed is not None:
        yield desk.say("Figures"), desk.say("entered by hand")
    if spec.window is not None and spec.window != PERIOD:
        yield desk.say("Over"), desk.looks_at(spec.window)
    if kpi.as_of_end:
        yield desk.say("As of"), desk.say("the data's end: rows after the period count too")


def _better(desk: Desk, kpi: Kpi, better: Better) -> str:
    if isinstance(better, Band):
        return desk.say("%(band)s is good", band=desk.band(kpi, better))
    return desk.say("higher is better") if better == "higher" else desk.say("lower is better")
