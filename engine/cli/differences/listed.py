"""Which changes are listed where: what changes a meaning by kind of definition, wording apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.errors import Place
from engine.model.differences import DefinitionChange, Definitions, Differences, Effect, Kind

TITLES: dict[Kind, str] = {
    "kpi": "KPIs", "objective": "Objectives", "action": "Actions", "event": "Events", "benchmark": "Benchmarks",
    "dataset": "Datasets", "dimension": "Dimensions", "report": "Report", "section": "Sections",
}  # fmt: skip
SIGNS = {"added": "+", "removed": "-", "changed": "~"}
MEANING: tuple[Effect, ...] = ("figures", "report")


def by_title(definitions: Definitions) -> Iterator[tuple[str, list[DefinitionChange]]]:
    """What changed in meaning, by kind of definition."""
    for kind, title in TITLES.items():
        found = [change for change in definitions.changes if change.kind == kind and change.effect in MEANING]
        if found:
            yield title, [_only(change, MEANING) for change in found]


def wording(definitions: Definitions, *, notation: bool) -> list[DefinitionChange]:
    """What is only said in other words; with `notation` also formulas that are written differently."""
    effects: tuple[Effect, ...] = ("wording", "notation") if notation else ("wording",)
    found = [_only(change, effects) for change in definitions.changes if change.what == "changed"]
    return [change for change in found if change.settings]


def written_differently(definitions: Definitions) -> int:
    """How many formulas are written differently and mean the same."""
    return sum(setting.effect == "notation" for change in definitions.changes for setting in change.settings)


def _only(change: DefinitionChange, effects: tuple[Effect, ...]) -> DefinitionChange:
    return replace(change, settings=tuple(setting for setting in change.settings if setting.effect in effects))


def anything(differences: Differences, *, notation: bool) -> bool:
    """Whether there is any difference that is listed."""
    definitions, values = differences.definitions, differences.values
    said = any(True for _ in by_title(definitions)) or bool(wording(definitions, notation=notation))
    return said or (values is not None and bool(values.kpis or values.states))


def at(place: Place | None) -> str:
    """A place as an editor opens it; empty where there is none."""
    return f"{place.file}:{place.line}" if place else ""


def where(before: Place | None, after: Place | None) -> str:
    """Both places of what changed."""
    return " → ".join(filter(None, (at(before), at(after))))


def heading(differences: Differences) -> str:
    """What is compared with what."""
    commit = f" ({differences.commit})" if differences.commit else ""
    return f"{differences.file} against {differences.against}{commit}"


def why_no_figures(differences: Differences) -> str:
    """Why there are no figures, where that has to be said."""
    if differences.failure is None:
        return ""
    return f"Figures are not compared: {differences.unread}."
