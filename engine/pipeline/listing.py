"""The KPIs of a report, as a list."""

from __future__ import annotations

from pathlib import Path

from engine.listed import Listed, list_kpis
from engine.pipeline.checks import check
from engine.pipeline.choice import in_language
from engine.pipeline.steps import Step, quiet


def listed(
    path: Path, *, everything: bool = False, language: str | None = None, step: Step = quiet
) -> tuple[Listed, ...]:
    """The KPIs that a report uses; with `everything` those of the library too that it does not. Raises SpecError."""
    catalog, _ = check(path, step=step)
    with step("List"):
        return list_kpis(in_language(catalog, language), everything=everything)
