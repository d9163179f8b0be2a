"""Actions and events as sheets of settings. They have no id: what they are about and when they began names them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.differences.sheet import Sheet
from engine.model.actions import ActionSpec, EventSpec
from engine.model.differences import Definition
from engine.model.written import Text


def of_action(spec: ActionSpec) -> Definition:
    """An action, named by its KPI, its segment and when it was opened."""
    sheet = Sheet(spec.place)
    _words(sheet, "cause", spec.cause, spec)
    _words(sheet, "action", spec.action, spec)
    _words(sheet, "owner", spec.owner, spec)
    sheet.say("due", spec.due, "report", place=spec.keys.value("due", spec.place))
    sheet.say("state", spec.state, "report", place=spec.keys.value("state", spec.place))
    sheet.say("closed", spec.closed, "report", place=spec.keys.value("closed", spec.place))
    segment = f" {spec.segment[0].text}={spec.segment[1].text}" if spec.segment else ""
    return sheet.definition("action", f"{spec.kpi.text}{segment} {spec.opened.text}")


def of_event(spec: EventSpec) -> Definition:
    """An event, named by its day."""
    sheet = Sheet(spec.place)
    sheet.say("kpis", spec.kpis, "report", place=spec.keys.key("kpis", spec.place))
    _words(sheet, "label", spec.label, spec)
    return sheet.definition("event", f"{spec.on}")


def _words(sheet: Sheet, key: str, text: Text | None, spec: ActionSpec | EventSpec) -> None:
    for language, version in text.versions if text else ():
        name = f"{key}.{language}" if language else key
        sheet.say(name, version, "wording", place=spec.keys.value(name, spec.place))


def numbered(definitions: Iterable[Definition]) -> list[Definition]:
    """The second of one name and those after it with their number: "revenue 2026-09 (2)"."""
    found: dict[str, int] = {}
    every = []
    for one in definitions:
        found[one.id] = found.get(one.id, 0) + 1
        every.append(one if found[one.id] == 1 else replace(one, id=f"{one.id} ({found[one.id]})"))
    return every
