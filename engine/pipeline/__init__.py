"""The program on one page: a report file in, a set of files out; each line one stage, each stage timed.

`check` stops after the rules, `explain` after the plan, `render` goes to the end. Who compares two reports enters by
`engine.pipeline.differences`, so that nobody else waits for what only that needs.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from engine.errors import Issue, ReportRefused, raise_errors
from engine.model.preflight import Preflight
from engine.model.specs import Output
from engine.pipeline.actions import without_plan
from engine.pipeline.checks import CheckedData, check, check_data, reports_of
from engine.pipeline.figures import Computed, compute, compute_catalog
from engine.pipeline.glyphs import placed_glyphs
from engine.pipeline.outputs import make_files
from engine.pipeline.steps import Step, quiet
from engine.pipeline.wording import untranslated
from engine.press import Here, Press

if TYPE_CHECKING:
    from engine.pipeline.beginning import Begun, begin, begin_example
    from engine.pipeline.explanation import (
        Explained,
        explain,
        explain_figure,
        explain_kpi,
        explain_sql,
        make_statement,
    )
    from engine.pipeline.listing import listed
    from engine.pipeline.page import Page, Used, make_page, used
    from engine.pipeline.testing import Tested, run_test, run_tests
    from engine.proposal.model import Wishes

__all__ = [
    "Begun",
    "CheckedData",
    "Computed",
    "Explained",
    "Page",
    "Rendered",
    "Step",
    "Tested",
    "Used",
    "Wishes",
    "begin",
    "begin_example",
    "check",
    "check_data",
    "compute",
    "explain",
    "explain_figure",
    "explain_kpi",
    "explain_sql",
    "listed",
    "make_page",
    "make_statement",
    "quiet",
    "render",
    "reports_of",
    "run_test",
    "run_tests",
    "used",
]


# The doors beside `render`, which whoever renders need not wait for, and what they stand in.
_DOORS: Final = {
    "engine.pipeline.beginning": ("Begun", "begin", "begin_example"),
    "engine.pipeline.explanation": (
        "Explained", "explain", "explain_figure", "explain_kpi", "explain_sql", "make_statement",
    ),
    "engine.pipeline.listing": ("listed",),
    "engine.pipeline.page": ("Page", "Used", "make_page", "used"),
    "engine.pipeline.testing": ("Tested", "run_test", "run_tests"),
    "engine.proposal.model": ("Wishes",),
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """A door that somebody comes to."""
    for module, names in _DOORS.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module 'engine.pipeline' has no attribute '{name}'")


@dataclass(frozen=True, slots=True)
class Rendered:
    """What `render` wrote, which period it took and why, and what it looked at before it wrote."""

    period: str
    why: str
    files: tuple[Path, ...]
    warnings: tuple[Issue, ...] = ()
    preflight: Preflight = field(default=Preflight())


def render(
    path: Path,
    *,
    today: date,
    period: str | None = None,
    out: Path | None = None,
    language: str | None = None,
    outputs: tuple[Output, ...] | None = None,
    strict: bool = False,
    step: Step = quiet,
    press: Press | None = None,
) -> Rendered:
    """Make a report and write it, the whole set of files or none. Raises an error of `engine.errors`.

    With `strict`, a report is refused where anything is off track and has no open action. `press` makes the
    pages: this process, unless another is given.
    """
    catalog, odd = check(path, step=step)
    press = press or Here()
    press.get_ready(language or catalog.report.language)
    computed = compute_catalog(catalog, odd, today=today, period=period, step=step)
    if strict:
        raise_errors(ReportRefused, without_plan(computed.results, computed.catalog, computed.calendar))
    with placed_glyphs(computed.catalog, language or computed.catalog.report.language):
        made = make_files(computed, language, outputs or computed.catalog.report.outputs, step, press)
    chosen = computed.results.period.id
    folder = (out or path.parent / "out") / chosen
    with step("Writing"):
        from engine.output import write_set

        write_set({folder / name: data for name, data in made.files.items()})
    missing = (replace(one.issue, level="warning") for one in made.preflight.missing)
    warnings = (*computed.warnings, *untranslated(computed.catalog, language), *missing)
    paths = tuple(folder / name for name in made.files)
    return Rendered(chosen, computed.results.why, paths, warnings, made.preflight)
