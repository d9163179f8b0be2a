"""Names that nothing has, or something else: what is said of them, and what is meant."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache

from engine.errors import Issue, did_you_mean, nearest
from engine.model.labels import by_label, labels_of
from engine.model.specs import Specs
from engine.model.written import Written
from engine.rules.broken import Broken
from engine.rules.figures import beside_figure
from engine.rules.segments import labelled
from engine.shipped import shipped

SLIP = 0.85  # how alike two names are of which one is the other with a slip in it


def unknown_dataset(written: Written, specs: Specs, broken: Broken) -> Issue:
    """The issue of a dataset that is not there."""
    what = _a_kpi(written.text, specs) or _a_join(written.text, specs) or _a_column(written.text, specs)
    message = f"{what}, and no dataset" if what else f"no dataset named '{written.text}'"
    join = next((j for spec in specs.datasets.values() for j in spec.joins if j.name == written.text), None)
    hint = f"did you mean '{join.to.text}'?" if join else _meant(written.text, specs.datasets, broken)
    return Issue("error", "unknown-dataset", written.place, message, hint)


def unknown_kpi(name: str, known: Iterable[str], specs: Specs, broken: Broken) -> tuple[str, str]:
    """What is said of a KPI that is not there, and what is meant."""
    if name in specs.datasets:
        over = [kpi.id for kpi in specs.kpis.values() if kpi.dataset and kpi.dataset.text == name and kpi.id in known]
        hint = f"KPIs over it: {', '.join(over[:5])}" if over else "define a KPI over it: formula: COUNT(*)"
        return f"'{name}' is a dataset, and no KPI", hint
    if (beside := beside_figure(name, specs)) is not None:
        return beside
    library = in_library(name)
    if library:
        return (
            f"no KPI named '{name}' in what the report uses",
            f"the library has it: add 'boardpack:{library}' to 'uses'",
        )
    what = _a_join(name, specs) or _a_column(name, specs) or _a_dimension(name, specs)
    near = by_label(name, labels_of(specs.kpis.values())) or _renamed(name, known, specs) or _meant(name, known, broken)
    if what:
        hint = near if near.startswith(("did", "write")) else "define a KPI over it, like: formula: SUM(amount)"
        return f"{what}, and no KPI", hint
    return f"no KPI named '{name}'", near


def unknown_dimension(name: str, known: Collection[str], specs: Specs) -> tuple[str, str]:
    """What is said of a dimension that no dataset has, and what is meant."""
    called = labelled(name, {id: spec.label for id, spec in specs.dimensions.items() if id in known})
    near = f"did you mean '{called}'?" if called else did_you_mean(name, known)
    if not near.startswith("did"):
        there = f"{near}; another" if near else "one"
        near = f"{there} is a column of texts that a dataset declares: columns: {{{name}: string}}"
    what = _a_kpi(name, specs) or _a_dataset(name, specs) or _a_join(name, specs) or _a_column(name, specs)
    if not what:
        return f"no dataset has a dimension '{name}'", near
    return f"{what}, and no dimension", f"what a report is cut by is a column of texts: {', '.join(sorted(known)[:6])}"


@cache
def _library() -> dict[str, str]:
    """The KPIs of the shipped library, each with its file's name."""
    found = {}
    for path in sorted(shipped("kpi_specs").glob("*.yml")):
        text = path.read_text("utf-8").partition("\nkpis:")[2]
        found.update(dict.fromkeys(re.findall(r"^  ([a-z]\w*):", text, re.MULTILINE), path.stem))
    return found


def in_library(name: str) -> str:
    """The file of the shipped library that has a KPI of this name; empty where none has."""
    return _library().get(name, "")


def _meant(name: str, known: Iterable[str], broken: Broken) -> str:
    """A hint at the nearest name, also among those that are wrong themselves."""
    there = {*known}
    found = nearest(name, there | {id for id in broken.ids if id.isidentifier()})
    return f"did you mean '{found}'?" if found else did_you_mean(name, there)


def _renamed(name: str, known: Iterable[str], specs: Specs) -> str:
    """A hint at a KPI that nothing uses, where the name is like it and very like none: it was renamed, most likely."""
    there = {*known}
    if nearest(name, there, SLIP):
        return ""
    used = {*specs.shown, *(objective.kpi.text for objective in specs.objectives)}
    formulas = " ".join(kpi.formula.text for kpi in specs.kpis.values() if kpi.formula)
    used |= {*re.findall(r"\w+", formulas)}
    free = {id for id in there if id not in used and not specs.kpis[id].library} if there <= {*specs.kpis} else set()
    found = next((id for id in sorted(free) if sorted(id.split("_")) == sorted(name.split("_"))), nearest(name, free))
    return f"did you mean '{found}'? nothing uses it" if found else ""


def _a_kpi(name: str, specs: Specs) -> str:
    return f"'{name}' is a KPI" if name in specs.kpis else ""


def _a_dataset(name: str, specs: Specs) -> str:
    return f"'{name}' is a dataset" if name in specs.datasets else ""


def _a_dimension(name: str, specs: Specs) -> str:
    return f"'{name}' is a dimension" if name in specs.dimensions else ""


def _a_join(name: str, specs: Specs) -> str:
    owner = next((spec.id for spec in specs.datasets.values() if spec.join(name) is not None), None)
    return f"'{name}' is a join of '{owner}'" if owner else ""


def _a_column(name: str, specs: Specs) -> str:
    owner = next((spec.id for spec in specs.datasets.values() if spec.column(name) is not None), None)
    return f"'{name}' is a column of '{owner}'" if owner else ""
