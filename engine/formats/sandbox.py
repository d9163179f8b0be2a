"""Where a report's own templates run: over plain data, without a way out, and with a limit to what they make.

A template of theirs stands in place of ours of the same name, which it reaches as `boardpack/<name>`. A file of macros
(`parts/`) does not: its macros replace ours of the same names, one at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from engine.errors import did_you_mean
from engine.model.theme import OwnTemplate, OwnTemplates
from engine.shipped import shipped

OURS, OWN, PARTS = "boardpack/", "own/", "parts/"
# What a page and a mail are given, beside the functions; docs/templates.md says what each is.
GIVEN: Final = ("document", "medium", "look", "footer", "logo", "faces", "pictures", "shapes", "accent")
LONGEST: Final = 1_000_000  # of a text or list that is repeated
HIGHEST: Final = 100  # of a power


class Named(StrictUndefined):
    """Says which name or attribute there is not, and behind a semicolon the one that may be meant."""

    @property
    def _undefined_message(self) -> str:
        name, of = self._undefined_name, self._undefined_obj
        if self._undefined_hint or not isinstance(name, str):
            return str(super()._undefined_message)
        if of is missing:
            said, known = f"there is no '{name}'", list(GIVEN)
        else:
            names = of if isinstance(of, dict) else dir(of)
            known = [str(one) for one in names if not str(one).startswith("_")]
            said = f"a {type(of).__name__} has no '{name}'"
        hint = did_you_mean(name, known)
        return f"{said}; {hint}" if hint else said


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's own sandbox, which also refuses what would fill the memory in one step."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """A product or a power, unless it is huge."""
        if operator == "**" and abs(right) > HIGHEST:
            raise SecurityError(f"a power of more than {HIGHEST} is not worked out")
        for many, times in ((left, right), (right, left)):
            if hasattr(many, "__len__") and isinstance(times, int) and len(many) * times > LONGEST:
                raise SecurityError(f"it would be longer than {LONGEST:,} characters or items")
        return super().call_binop(context, operator, left, right)


class Loader(BaseLoader):
    """Finds theirs before ours; nothing else can be found."""

    def __init__(self, own: OwnTemplates) -> None:
        self.own = {file.name: file for file in own.files}
        self.ours = FileSystemLoader(shipped("templates"))

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool] | None]:
        """A template's text, and how messages call it."""
        if template.startswith(OURS):
            return self.ours.get_source(environment, template.removeprefix(OURS))
        own = self.own.get(template.removeprefix(OWN))
        if own is None and template.startswith(OWN):
            raise TemplateNotFound(template)
        if own is not None and (template.startswith(OWN) or not replaced_singly(template)):
            return own.text, own.shown, None
        text, name, fresh = self.ours.get_source(environment, template)
        return (text + replacing(environment, own) if own is not None else text), name, fresh


def replaced_singly(name: str) -> bool:
    """Whether a file of ours holds macros, of which each can be replaced."""
    return name.startswith(PARTS) and (shipped("templates") / name).is_file()


def replacing(environment: Environment, own: OwnTemplate) -> str:
    """What makes the macros of a file stand in for those of the same names."""
    names = [
        node.name for node in environment.parse(own.text, own.name, own.shown).body if isinstance(node, nodes.Macro)
    ]
    taken = "".join(f"{{% set {name} = own_.{name} %}}" for name in names if not name.startswith("_"))
    return f'\n{{% import "{OWN}{own.name}" as own_ with context %}}{taken}'
