"""`kpi schema`: where an editor finds what it completes, explains and checks YAML with."""

from __future__ import annotations

import click

from engine.cli.arguments import reported
from engine.shipped import shipped

ANY = "boardpack.schema.json"  # for a file of any kind


def first_line() -> str:
    """The line that tells an editor which schema a file has. As an address, because a path ends at its first space."""
    return f"# yaml-language-server: $schema={(shipped('schema') / ANY).as_uri()}"


EXAMPLES = """
\b
Examples:
  kpi schema | cat - report.yml > with-schema.yml
"""


@click.command(short_help="Print the line that has an editor explain the keys.", epilog=EXAMPLES)
@reported
def schema() -> None:
    """Print the first line of a file that an editor is to complete, explain and check.

    Editors that speak to the YAML language server read it: VS Code with the extension "YAML", Neovim, Helix, Emacs.
    The schema lies in the folder where boardpack is installed, and so fits this version of it.
    """
    click.echo(first_line())
