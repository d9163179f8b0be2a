"""What a shell offers while somebody types: reports, KPIs of a report, codes. Never an error, whatever stands there."""

from __future__ import annotations

import os
from pathlib import Path

import click
from click.shell_completion import CompletionItem

YAML = (".yml", ".yaml")


def report_files(incomplete: str) -> list[CompletionItem]:
    """The YAML files that the word may become, and the folders on the way to others."""
    folder, begun = os.path.split(incomplete)
    typed = incomplete.removesuffix(begun)  # as it stands: a shell looks for what begins with "./" too
    try:
        beginning = [entry for entry in os.scandir(folder or ".") if entry.name.startswith(begun)]
        shown = [entry for entry in beginning if begun.startswith(".") or not entry.name.startswith(".")]
        folders = sorted(typed + entry.name for entry in shown if entry.is_dir())
        files = sorted(typed + entry.name for entry in shown if entry.name.endswith(YAML) and entry.is_file())
    except OSError:
        return []
    if folders and not files:
        return [CompletionItem(incomplete, type="dir")]  # the shell goes on beneath a folder by itself
    return [CompletionItem(path) for path in files] + [CompletionItem(f"{path}{os.sep}") for path in folders]


def kpis(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The KPIs of the report that the words before name; no data are read."""
    file = ctx.params.get("file")
    if not isinstance(file, Path):
        return []
    from engine.spec.load import load

    try:
        loaded = load(file)
    except Exception:  # a message here would stand in the middle of the line that is being typed
        return []
    found = loaded.specs.kpis.values() if loaded.specs else ()
    return [CompletionItem(kpi.id, help=kpi.label.in_("en")) for kpi in found if kpi.id.startswith(incomplete)]


def codes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The codes of messages, and what else `kpi help` explains."""
    from engine.codes import codes as known

    others = (
        "formulas", "language", "report", "datasets", "dimensions", "kpis", "objectives", "actions", "events",
        "benchmarks",
    )  # fmt: skip
    return [CompletionItem(word) for word in (*known(), *others) if word.startswith(incomplete)]
