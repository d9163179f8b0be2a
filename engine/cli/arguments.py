"""What commands have in common: the report's file, days, errors as messages with the exit code of their kind.

Messages are text on stderr, or one document for a program (`--message-format`), written when the command ends.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn, ParamSpec

import click

from engine import last_words
from engine.errors import ArgumentError, BoardpackError, Issue, Place, did_you_mean, in_order

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

SETTINGS = {"help_option_names": ["-h", "--help"]}
Arguments = ParamSpec("Arguments")
MESSAGE_FORMATS: Final = ("text", "json", "sarif", "github")
# What messages are all that it gives: its document goes to stdout, where a program looks for it.
ON_STDOUT: Final = ("check",)
# What would have written files, and says after errors that it has not.
WRITING: Final = ("render", "init")


@dataclass
class Messages:
    """The messages of one run for a program, until it ends."""

    format: str
    on_stdout: bool
    issues: list[Issue] = field(default_factory=list)


def kept_messages() -> Messages | None:
    """The messages of this run where they are for a program; None where a person reads them."""
    context = click.get_current_context(silent=True)
    found = context.meta.get(__name__) if context else None
    return found if isinstance(found, Messages) else None


class ReportFile(click.Path):
    """The path of a file that is there; what it says is not looked at."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; without such a file, the one beside it that is meant."""
        path = Path(value)
        if path.is_file():
            return path
        if ctx is not None and ctx.resilient_parsing:  # a shell asks, while the name is being typed
            self.fail("no such file", param, ctx)
        near = did_you_mean(path.name, (other.name for other in path.parent.glob("*.y*ml")))
        what = "is a folder" if path.is_dir() else "does not exist"
        issue = Issue("error", "no-file", Place(str(path)), f"the file {what}", near)
        show_issues((issue,))
        return leave(ArgumentError.exit_code)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The YAML files that the word may become."""
        from engine.cli.completion import report_files

        return report_files(incomplete)


class Today(click.DateTime):
    """A day of a year that calendars are made for."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The day; refused where it is centuries away."""
        day = super().convert(value, param, ctx)
        if not 1900 <= day.year <= 2200:
            self.fail(f"{value!r} is not between 1900 and 2200.", param, ctx)
        return day


def show_issues(issues: tuple[Issue, ...]) -> None:
    """Issues on stderr, or kept for a document; where there are none, what writes them is not even loaded."""
    kept = kept_messages()
    if kept is not None:
        kept.issues += issues
    elif issues:
        from engine.cli.messages import show

        context = click.get_current_context(silent=True)
        writes = context is not None and context.command.name in WRITING
        show(issues, outcome="nothing was written" if writes else "")


def leave(exit_code: int) -> NoReturn:
    """End the command; messages for a program are written now, and none too."""
    kept = kept_messages()
    if kept is not None:
        from engine.cli.documents import DOCUMENTS

        document = DOCUMENTS[kept.format](in_order(kept.issues), exit_code)
        # As bytes: a document is UTF-8 whatever the terminal is, and half a character of a file's name stops nothing.
        click.echo(document.encode("utf-8", "replace"), nl=False, err=not kept.on_stdout)
    sys.exit(exit_code)


def _keep_messages(ctx: click.Context, param: click.Parameter, value: str) -> None:
    if value != "text" and not ctx.resilient_parsing:
        kept = ctx.meta[__name__] = Messages(value, ctx.command.name in ON_STDOUT)
        last_words.wanted_as(value, on_stdout=kept.on_stdout)


FILE = click.argument("file", type=ReportFile(path_type=Path))
TODAY = click.option("--today", type=Today(["%Y-%m-%d"]), metavar="D",
                     help="Choose the period as if today were this day. Default: today.")  # fmt: skip


MESSAGE_FORMAT = click.option(
    "--message-format", type=click.Choice(MESSAGE_FORMATS), default="text", envvar="BOARDPACK_MESSAGE_FORMAT",
    is_eager=True, expose_value=False, callback=_keep_messages,
    metavar="FORMAT", help="Messages as text, or for a program as json, sarif or github. Default: text.",
)  # fmt: skip


def reported(command: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """Errors as messages with the exit code of their kind, never a traceback for what a person wrote.

    Gives the command its `--message-format` too.
    """

    @MESSAGE_FORMAT
    @wraps(command)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except BoardpackError as error:
            show_issues(error.issues)
            leave(error.exit_code)
        except KeyboardInterrupt:
            sys.exit(130)
        except SystemExit as ended:  # a command that says by its exit code alone how it went
            leave(int(ended.code or 0))
        if kept_messages() is not None:
            leave(0)

    return run
