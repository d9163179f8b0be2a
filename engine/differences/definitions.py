"""What one side says and the other does not: definitions and their settings, matched by name."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TypeAlias

from engine.differences.actions import numbered, of_action, of_event
from engine.differences.datasets import of_dataset, of_dimension
from engine.differences.kpis import of_benchmark, of_kpi, of_objective
from engine.differences.report import of_report, of_section
from engine.differences.through import through
from engine.errors import Place
from engine.model.differences import EFFECTS, Definition, DefinitionChange, Definitions, Effect, Setting, SettingChange
from engine.model.specs import Catalog

# Where one side has nothing of a part, it is added or removed as a whole: a column, a join; a dialect, a conversion.
PARTS = ("columns", "joins", "by")
WHOLES = ("benchmark", "csv", "xlsx", "valid", "covers", "balance", "conversion", "retention")
OWN = "the report's own"
Pair: TypeAlias = tuple[Definition | None, Definition | None]


def compare_definitions(before: Catalog, after: Catalog) -> Definitions:
    """Every definition that differs; and the KPIs that stand on one that does."""
    found = (_compared(*pair) for pair in _paired(before, after))
    changes = tuple(change for change in found if change is not None)
    return Definitions(changes, through(before, after, changes))


def same_words(before: Catalog, after: Catalog) -> bool:
    """Whether both sides say the same, wherever it stands: their figures are then the same without being computed."""
    return _placeless(before.specs, before) == _placeless(after.specs, after)


def _placeless(value: object, catalog: Catalog) -> object:
    """A value of the model without places, and with its folders relative to the report."""
    match value:
        case Place():
            return None
        case Path():
            path = catalog.report.path
            return None if value == path else os.path.relpath(value, path.parent)
        case dict():
            return {key: _placeless(item, catalog) for key, item in value.items()}
        case tuple():
            return tuple(_placeless(item, catalog) for item in value)
    if is_dataclass(value):
        return type(value).__name__, [_placeless(getattr(value, field.name), catalog) for field in fields(value)]
    return value


def _paired(before: Catalog, after: Catalog) -> Iterator[Pair]:
    """The definitions of both sides, KPIs first, those of one side only beside None."""
    for former, present in zip(_all(before), _all(after), strict=True):
        yield from _by_name(former, present)
    yield of_report(before.report, before.insights), of_report(after.report, after.insights)
    sections = [[of_section(section) for section in catalog.report.sections] for catalog in (before, after)]
    yield from _by_name_or_place(*sections)


def _all(catalog: Catalog) -> tuple[list[Definition], ...]:
    specs = catalog.specs
    return (
        [of_kpi(kpi) for kpi in catalog.kpis.values()],
        [of_objective(spec) for spec in specs.objectives],
        numbered(of_action(spec) for spec in specs.actions),
        numbered(of_event(spec) for spec in specs.events),
        [of_benchmark(spec) for spec in specs.benchmarks],
        [of_dataset(spec, catalog) for spec in specs.datasets.values()],
        [of_dimension(spec) for spec in specs.dimensions.values()],
    )


def _by_name(before: Iterable[Definition], after: Iterable[Definition]) -> Iterator[Pair]:
    former, present = ({one.id: one for one in side} for side in (before, after))
    for id in {**former, **present}:
        yield former.get(id), present.get(id)


def _by_name_or_place(before: list[Definition], after: list[Definition]) -> Iterator[Pair]:
    """Sections: those of one title; of the others the first with the first, because a title is only words."""
    left = list(before)
    pairs: list[tuple[Definition | None, Definition]] = []
    for present in after:
        known = next((one for one in left if one.id == present.id), None)
        if known is not None:
            left.remove(known)
        pairs.append((known, present))
    for one, present in pairs:
        yield one or (left.pop(0) if left else None), present
    yield from ((former, None) for former in left)


def _compared(before: Definition | None, after: Definition | None) -> DefinitionChange | None:
    """How a definition changed; None where it did not."""
    either = after or before
    assert either is not None
    places = before and before.place, after and after.place
    settings = tuple(_settings(before, after))
    what = "added" if before is None else "removed" if after is None else "changed"
    if what == "changed" and not settings:
        return None  # where it stands is no matter: a text of the library may be the report's own now
    note = either.note
    if before is not None and after is not None and before.note != after.note:
        note = f"{before.note or OWN}, now {after.note or OWN}"
    return DefinitionChange(either.kind, either.id, what, *places, settings, note)  # type: ignore[arg-type]


def _settings(before: Definition | None, after: Definition | None) -> Iterator[SettingChange]:
    former, present = ({one.key: one for one in side.settings} if side else {} for side in (before, after))
    whole: dict[str, list[tuple[Setting | None, Setting | None]]] = {}
    for key in {**former, **present}:
        group = _group(key) if before and after else ""
        sides = [any(_group(other) == group for other in side) for side in (former, present)]
        if group and not all(sides):
            whole.setdefault(group, []).append((former.get(key), present.get(key)))
        elif (change := _setting(former.get(key), present.get(key))) is not None:
            yield change
    for group, members in whole.items():
        yield _whole(group, members)


def _group(key: str) -> str:
    """The part that a key belongs to and that comes and goes as a whole; empty where it stands for itself."""
    parts = key.split(".")
    if parts[0] in PARTS and len(parts) > 2:
        return ".".join(parts[:2])
    return parts[0] if parts[0] in WHOLES else ""


def _setting(before: Setting | None, after: Setting | None) -> SettingChange | None:
    either = after or before
    assert either is not None
    effect = either.effect
    if before is not None and after is not None:
        if before.text == after.text:
            return None  # its meaning may have changed with what it names, and stands there
        if before.meaning == after.meaning:
            if not either.notated:
                return None
            effect = "notation"
    return _change(either.key, [before] if before else [], [after] if after else [], effect)


def _whole(group: str, members: list[tuple[Setting | None, Setting | None]]) -> SettingChange:
    """A column, a look-up, a dialect that only one side has, in one piece."""
    sides = [[pair[side] for pair in members] for side in (0, 1)]
    said = [[setting for setting in side if setting is not None] for side in sides]
    effects = [setting.effect for side in said for setting in side]
    return _change(group, said[0], said[1], min(effects, key=EFFECTS.index))


def _change(key: str, before: list[Setting], after: list[Setting], effect: Effect) -> SettingChange:
    """What each side says under a key; of a whole part, all that it says of it."""
    return SettingChange(
        key,
        _said(key, before),
        _said(key, after),
        before[0].place if before else None,
        after[0].place if after else None,
        effect,
    )


def _said(key: str, settings: list[Setting]) -> str | None:
    if [setting.key for setting in settings] == [key]:
        return settings[0].text
    inside = ", ".join(f"{setting.key.removeprefix(key + '.')}: {setting.text}" for setting in settings)
    return "{" + inside + "}" if settings else None
