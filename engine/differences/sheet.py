"""A definition as a sheet of settings: each key with its text, its meaning and its place."""

from __future__ import annotations

from collections.abc import Hashable

from engine.errors import Place
from engine.model.differences import Definition, Effect, Kind, Setting
from engine.model.formula import Aggregate, Call, Column, Constant, Expression, Formula, KpiRef
from engine.model.written import Text, Written


class Sheet:
    """Collects what a definition says; what it does not say is left out."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.settings: list[Setting] = []

    def say(
        self, key: str, value: object, effect: Effect = "figures", *, place: Place | None = None, text: str = ""
    ) -> None:
        """A value that means what it is; nothing where it is none, empty or no."""
        if value is not None and value is not False and value != "" and value != ():
            meaning = value.text if isinstance(value, Written) else value
            at = value.place if isinstance(value, Written) else place or self.place
            self.settings.append(Setting(key, text or text_of(value), meaning, at, effect))

    def words(self, key: str, text: Text | None) -> None:
        """A text, in each of its languages."""
        for language, version in text.versions if text else ():
            self.say(f"{key}.{language}" if language else key, version, "wording")

    def formula(self, key: str, written: Written | None, root: Expression | None, effect: Effect = "figures") -> None:
        """A formula or condition: compared by its checked tree."""
        if written is not None and written.text:
            meaning = shape(root) if root is not None else written.text
            self.settings.append(Setting(key, written.text.strip(), meaning, written.place, effect, notated=True))

    def definition(self, kind: Kind, id: str, note: str = "") -> Definition:
        """The finished sheet."""
        return Definition(kind, id, self.place, tuple(self.settings), note)


def text_of(value: object) -> str:
    """A value as the YAML would write it."""
    match value:
        case True:
            return "true"
        case Written():
            return value.text
        case tuple():
            return "[" + ", ".join(map(text_of, value)) + "]"
        case _:
            return str(value)


def root_of(formula: Formula | None) -> Expression | None:
    """The tree of a formula that may be absent."""
    return formula.root if formula else None


def shape(node: Expression | None) -> Hashable:
    """A tree without the types of what it names: these are the matter of other definitions."""
    match node:
        case None:
            return None
        case Constant():
            return "constant", node.type.kind, node.value
        case Column():
            return "column", node.path
        case KpiRef():
            return "kpi", node.kpi
        case Call():
            return node.function, tuple(map(shape, node.arguments))
        case Aggregate():
            return node.function, shape(node.argument), shape(node.where), node.parameter
