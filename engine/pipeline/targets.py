"""Objectives that stand in files: read beside what YAML says, and checked with it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from engine.errors import Issue
from engine.kept import NOTHING, Keep
from engine.model.labels import Labels, exactly, labels_of
from engine.model.objectives import ObjectiveSpec, TargetFile, TargetInput
from engine.model.specs import Specs
from engine.stamps import stamp


def with_target_files(specs: Specs, broken: set[str], keep: Keep = NOTHING) -> tuple[Specs, list[Issue]]:
    """The specs with the objectives of all files, and what is wrong with any of them; `broken` is told of that."""
    if not specs.target_files:
        return specs, []
    objectives = list(specs.objectives)
    inputs: list[TargetInput] = []
    issues: list[Issue] = []
    known = specs.kpis.keys() | broken
    labels = labels_of(specs.kpis.values())
    for file in specs.target_files:
        path = file.table.folder / file.source.text
        dimension = specs.dimensions.get(file.dimension.text) if file.dimension else None
        values = exactly(dimension.values) if dimension else {}
        made_of = (file, stamp(path), sorted(known), labels, values)
        read = partial(_read, file, frozenset(known), labels, values, specs.report.path.parent, anything="*" in broken)
        found, files, wrong = keep("targets", made_of, read)
        objectives += found
        inputs += files
        issues += wrong
    if any(issue.level == "error" for issue in issues):
        broken.add("objectives")
    return replace(specs, objectives=tuple(objectives), target_inputs=tuple(inputs)), issues


def _read(
    file: TargetFile, known: frozenset[str], labels: Labels, values: Labels, root: Path, *, anything: bool
) -> tuple[list[ObjectiveSpec], list[TargetInput], list[Issue]]:
    # Who has no such file does not pay for what reads it.
    from engine import sources

    objectives, inputs, issues = sources.read_targets(file, known, labels, values, root)
    if anything:  # a file of KPIs could not be read: nobody knows what is in it
        issues = [issue for issue in issues if issue.code != "unknown-kpi"]
    return objectives, inputs, issues
