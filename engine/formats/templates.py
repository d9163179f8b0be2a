"""The templates of the pages, ready to be filled in one language; and what is wrong with one, at its line."""

from __future__ import annotations

import gettext
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError

from engine.errors import Issue, Place, ReportRefused
from engine.shipped import shipped


class WrongTemplate(ReportRefused):
    """A template cannot be read or filled."""

    def __init__(self, error: Exception) -> None:
        file, line = _place(error)
        message = f"the template cannot be {'read' if isinstance(error, TemplateSyntaxError) else 'filled'}: {error}"
        hint = "templates are Jinja2; boardpack's own come with it again when it is installed again"
        super().__init__(Issue("error", "template", Place(file, line, 1 if line else 0), message, hint))


def _place(error: Exception) -> tuple[str, int]:
    """The template and the line that an error is about: of all that it came through, the innermost."""
    if isinstance(error, TemplateSyntaxError):
        return error.filename or "templates", error.lineno
    through = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_template(frame.filename)]
    return (through[-1].filename, through[-1].lineno or 0) if through else ("templates", 0)


def _is_template(path: str) -> bool:
    return shipped("templates") in Path(path).parents


@contextmanager
def template_errors() -> Iterator[None]:
    """What goes wrong inside a template, as an issue at its line."""
    try:
        yield
    except TemplateError as error:
        raise WrongTemplate(error) from error
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        innermost = traceback.extract_tb(error.__traceback__)[-1]
        if not _is_template(innermost.filename):
            raise  # of our own code, and no matter of a template
        raise WrongTemplate(error) from error


@lru_cache(maxsize=4)
def environment(words: gettext.NullTranslations, tools: tuple[tuple[str, Callable[..., Any]], ...]) -> Environment:
    """The templates with the words of one language, and the functions that they call by name, filters among them.

    A template that is changed is read again, the others are not.
    """
    made = Environment(
        loader=FileSystemLoader(shipped("templates")),
        autoescape=lambda name: not (name or "").endswith(".txt.j2"),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(tools)
    made.filters.update(tools)
    return made
