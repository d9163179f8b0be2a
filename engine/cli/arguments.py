"""What commands have in common: the report's file, days, and errors as messages with the exit code of their kind."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import click

from engine.errors import ArgumentError, BoardpackError, Issue, Place, did_you_mean

SETTINGS = {"help_option_names": ["-h", "--help"]}
Arguments = ParamSpec("Arguments")


class ReportFile(click.Path):
    """The path of a file that is there; what it says is not looked at."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; without such a file, the one beside it that is meant."""
        path = Path(value)
        if path.is_file():
            return path
        near = did_you_mean(path.name, (other.name for other in path.parent.glob("*.y*ml")))
        what = "is a folder" if path.is_dir() else "does not exist"
        issue = Issue("error", "no-file", Place(str(path)), f"the file {what}", near)
        show_issues((issue,))
        sys.exit(ArgumentError.exit_code)


class Today(click.DateTime):
    """A day of a year that calendars are made for."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The day; refused where it is centuries away."""
        day = super().convert(value, param, ctx)
        if not 1900 <= day.year <= 2200:
            self.fail(f"{value!r} is not between 1900 and 2200.", param, ctx)
        return day


def show_issues(issues: tuple[Issue, ...]) -> None:
    """Issues on stderr; where there are none, what writes them is not even loaded."""
    if issues:
        from engine.cli.messages import show

        show(issues)


FILE = click.argument("file", type=ReportFile(path_type=Path))
TODAY = click.option("--today", type=Today(["%Y-%m-%d"]), metavar="D",
                     help="Choose the period as if today were this day. Default: today.")  # fmt: skip


def reported(command: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """Errors as messages with the exit code of their kind, never a traceback for what a person wrote."""

    @wraps(command)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except BoardpackError as error:
            show_issues(error.issues)
            sys.exit(error.exit_code)
        except KeyboardInterrupt:
            sys.exit(130)

    return run
