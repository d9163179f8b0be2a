"""The commands: arguments in, exit codes and messages out; no logic."""

from engine.cli.kpi import kpi
from engine.cli.render import render

__all__ = ["kpi", "render"]
