"""`kpi help`: what a message's code means."""

from __future__ import annotations

import re
from collections.abc import Mapping

import click

from engine.cli import completion
from engine.cli.arguments import reported
from engine.codes import Page, by_theme, codes, page
from engine.errors import ArgumentError, Issue, Place, did_you_mean

PARTS = ("report", "datasets", "dimensions", "kpis", "objectives", "actions", "events", "benchmarks")
EXAMPLES = """
\b
Examples:
  kpi help                  every code, by theme
  kpi help unknown-kpi      what it means, wrong and right
  kpi help formulas         every function, with an example
  kpi help median           one function
  kpi help language         every key; or of a part: kpi help kpis
"""


@click.command(short_help="Explain the code of a message.", epilog=EXAMPLES)
@click.argument("code", metavar="[CODE]", required=False, shell_complete=completion.codes)
@click.pass_context
@reported
def help(ctx: click.Context, code: str | None) -> None:
    """Explain the code of a message, or list all codes.

    CODE is the word in brackets: unknown-kpi of error[unknown-kpi]. Its page has a wrong and a right example.
    It can also be 'formulas' or a function, 'language' or a part of it, like 'kpis'.
    """
    if code is None:
        _print_list(by_theme())
        click.echo("\nThe functions: kpi help formulas. The keys: kpi help language, or " + ", ".join(PARTS) + ".")
        return
    code = re.sub(r"^\w+\[([\w-]+)\]?:?$", r"\1", code)  # as it stands in the message
    commands = ctx.find_root().command
    if isinstance(commands, click.Group) and code in commands.commands:
        click.echo(commands.commands[code].get_help(click.Context(commands.commands[code], ctx.parent, code)))
    elif code in codes():
        _print_page(page(code))
    elif lines := _looked_up(code):
        click.echo("\n".join(lines))
    else:
        hint = did_you_mean(code, codes()) or "'kpi help' lists all codes"
        raise ArgumentError(Issue("error", "unknown-code", Place("CODE"), f"no message has the code '{code}'", hint))


def _looked_up(word: str) -> list[str]:
    """What the reference says of functions or keys; nothing where the word is none of them."""
    from engine.reference import functions_help, keys_help

    parts = PARTS if word == "language" else (word,) if word in PARTS else ()
    if parts:
        return [line for part in parts for line in (*keys_help(part), "")][:-1]
    return functions_help("" if word == "formulas" else word)


def _print_page(found: Page) -> None:
    """Laid out on a terminal, elsewhere as it stands in its file."""
    from rich.console import Console

    console = Console(highlight=False, emoji=False)
    if not console.is_terminal:
        click.echo(found.text, nl=False)
        return
    from rich.markdown import Markdown

    console.print(Markdown(found.text, code_theme="ansi_dark", hyperlinks=False))


def _print_list(themes: Mapping[str, tuple[Page, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, emoji=False)
    for theme, pages in themes.items():
        console.print(Text(theme, "bold"))
        if not console.is_terminal:
            for found in pages:
                click.echo(f"  {found.code:24} {found.summary}")
            continue
        rows = Table.grid(padding=(0, 1))
        rows.add_column(no_wrap=True)
        rows.add_column()
        for found in pages:
            rows.add_row(Text(f"  {found.code}", "cyan"), Text(found.summary))
        console.print(rows)
