"""The templates of the pages, ready to be filled in one language; and what is wrong with one, at its line."""

from __future__ import annotations

import gettext
import re
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import MAX_RANGE

from engine.errors import Issue, Place, ReportRefused
from engine.formats.sandbox import Loader, Named, Sandbox
from engine.model.theme import OwnTemplate, OwnTemplates
from engine.shipped import shipped


def _escaped(name: str | None) -> bool:
    return not (name or "").endswith(".txt.j2")


SETTINGS: Final[dict[str, Any]] = {
    "autoescape": _escaped, "extensions": ["jinja2.ext.i18n"], "trim_blocks": True, "lstrip_blocks": True,
}  # fmt: skip


class WrongTemplate(ReportRefused):
    """A template cannot be read or filled."""

    def __init__(self, error: Exception, own: OwnTemplates | None = None) -> None:
        file, line = _place(error, own)
        theirs = own.of(file) if own else None
        if theirs is not None:
            super().__init__(of_theirs(error, theirs, line))
            return
        message = f"the template cannot be {'read' if isinstance(error, TemplateSyntaxError) else 'filled'}: {error}"
        hint = "templates are Jinja2; boardpack's own come with it again when it is installed again"
        super().__init__(Issue("error", "template", Place(file, line, 1 if line else 0), message, hint))


def of_theirs(error: Exception, file: OwnTemplate, line: int) -> Issue:
    """What is wrong with a line of a report's own template."""
    message, _, near = str(error).partition("; ")
    if isinstance(error, TemplateSyntaxError):
        hint = near or "templates are Jinja2: what is opened with {% or {{ is closed, as {% endblock %}"
        return Issue("error", "template-syntax", marked(file, line), f"the template cannot be read: {message}", hint)
    if isinstance(error, UndefinedError):
        hint = near or "docs/templates.md says what each part is given"
        return Issue("error", "template-name", marked(file, line, message), message, hint)
    if isinstance(error, RecursionError):
        message = "it calls itself without an end"
    elif isinstance(error, OverflowError) and message.startswith("Range too big"):
        message = f"it goes through a range of more than {MAX_RANGE:,}"
    hint = "a template only sets out what it is given; docs/templates.md says what that is"
    place = marked(file, line)
    return Issue("error", "template-fails", place, f"the template cannot be filled: {message}", hint)


def marked(file: OwnTemplate, line: int, said: str = "") -> Place:
    """A line of a template, or in it the word that a message names last in quotes."""
    lines = file.text.splitlines()
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    for word in reversed(re.findall(r"'([^']+)'", said)):
        if (found := re.search(rf"\b{re.escape(word)}\b", text)) is not None:
            return Place(file.shown, line, found.start() + 1, len(word))
    stripped = text.strip()
    return Place(file.shown, line, text.find(stripped) + 1, max(1, len(stripped))) if line else Place(file.shown)


def _place(error: Exception, own: OwnTemplates | None) -> tuple[str, int]:
    """The template and the line that an error is about: of all that it came through, the innermost; theirs first."""
    if isinstance(error, TemplateSyntaxError):
        return error.filename or "templates", error.lineno
    through = [(frame.filename, frame.lineno or 0) for frame in traceback.extract_tb(error.__traceback__)]
    theirs = [one for one in through if own is not None and own.of(one[0]) is not None]
    ours = [one for one in through if _is_template(one[0])]
    return (theirs or ours or [("templates", 0)])[-1]


def _is_template(path: str) -> bool:
    return shipped("templates") in Path(path).parents


@contextmanager
def template_errors(own: OwnTemplates | None = None) -> Iterator[None]:
    """What goes wrong inside a template, as an issue at its line."""
    try:
        yield
    except TemplateError as error:
        raise WrongTemplate(error, own) from error
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        through = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
        theirs = own is not None and any(own.of(file) is not None for file in through)
        if not theirs and not _is_template(through[-1]):
            raise  # of our own code, and no matter of a template
        raise WrongTemplate(error, own) from error


@lru_cache(maxsize=4)
def environment(
    words: gettext.NullTranslations,
    tools: tuple[tuple[str, Callable[..., Any]], ...],
    own: OwnTemplates | None = None,
) -> Environment:
    """The templates with the words of one language, and the functions that they call by name, filters among them.

    A template of ours that is changed is read again, the others are not. A report's own run in a sandbox, with ours.
    """
    made: Environment = (
        Environment(loader=FileSystemLoader(shipped("templates")), undefined=StrictUndefined, **SETTINGS)
        if own is None
        else Sandbox(loader=Loader(own), undefined=Named, **SETTINGS)
    )
    made.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(tools)
    made.filters.update(tools)
    return made
