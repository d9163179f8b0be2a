"""`kpi`: the commands that look at definitions and reports."""

from __future__ import annotations

import click

from engine.cli.arguments import SETTINGS
from engine.cli.check import check
from engine.cli.diff import diff
from engine.cli.explain import explain
from engine.cli.help import help
from engine.cli.init import init
from engine.cli.list import list_
from engine.cli.schema import schema
from engine.cli.test import test
from engine.version import VERSION

# In the order in which `kpi --help` lists them.
COMMANDS: tuple[click.Command, ...] = (init, check, test, list_, explain, diff, schema, help)


class InOrder(click.Group):
    """A group that lists its commands as they were added: as one comes to need them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands."""
        return list(self.commands)


EXIT_CODES = """
\b
Exit codes:
  0  done
  1  a spec is wrong: the YAML files
  2  the arguments are wrong
  3  the data are wrong
  4  the report was refused by its own checks
  5  the machine would not: disk, permissions, a missing library
  6  the report is written, and marked as incomplete
"""


@click.group(cls=InOrder, context_settings=SETTINGS, epilog=EXIT_CODES)
@click.version_option(VERSION, prog_name="boardpack")
def kpi() -> None:
    """Begin, check, test, explain and compare reports. Their pages are made by 'render'."""


for command in COMMANDS:
    kpi.add_command(command)
