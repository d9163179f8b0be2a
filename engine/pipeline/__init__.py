"""The program on one page: a report file in, a set of files out; each line one stage, each stage timed.

`check` stops after the rules, `explain` after the plan, `render` goes to the end. Who compares two reports enters by
`engine.pipeline.differences`, so that nobody else waits for what only that needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from engine.errors import Issue, ReportRefused, raise_errors
from engine.model.document import Document
from engine.model.specs import Output
from engine.pipeline.actions import without_plan
from engine.pipeline.beginning import Begun, begin, begin_example
from engine.pipeline.checks import CheckedData, check, check_data, reports_of
from engine.pipeline.explanation import Explained, explain, explain_figure, explain_kpi, explain_sql, make_statement
from engine.pipeline.figures import Computed, compute, compute_catalog
from engine.pipeline.listing import listed
from engine.pipeline.page import Page, Used, make_page, used
from engine.pipeline.steps import Step, quiet
from engine.pipeline.testing import Tested, run_test, run_tests
from engine.pipeline.wording import spoken, untranslated, worded
from engine.press import Here, Press
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


@dataclass(frozen=True, slots=True)
class Rendered:
    """What `render` wrote, and which period it took and why."""

    period: str
    why: str
    files: tuple[Path, ...]
    warnings: tuple[Issue, ...] = ()


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

    With `strict`, a report is refused where anything is off track and has no open action. `press` makes the PDF: this
    process, unless another is given.
    """
    if outputs is None or set(outputs) != {"json"}:
        from engine.charts import drawing

        drawing.get_ready()
    catalog, odd = check(path, step=step)
    press = press or Here()
    press.get_ready(language or catalog.report.language)
    computed = compute_catalog(catalog, odd, today=today, period=period, step=step)
    if strict:
        raise_errors(ReportRefused, without_plan(computed.results, computed.catalog, computed.calendar))
    files = _files(computed, language, outputs or computed.catalog.report.outputs, step, press)
    chosen = computed.results.period.id
    folder = (out or path.parent / "out") / chosen
    with step("Writing"):
        from engine.output import write_set

        write_set({folder / name: data for name, data in files.items()})
    warnings = (*computed.warnings, *untranslated(computed.catalog, language))
    return Rendered(chosen, computed.results.why, tuple(folder / name for name in files), warnings)


def _files(
    computed: Computed, language: str | None, outputs: tuple[Output, ...], step: Step, press: Press
) -> dict[str, bytes]:
    """The files by name, in the order that was asked for."""
    from engine.formats import FORMATS, json

    spoken(computed, language)  # figures alone have no words, and are the same report: they are refused with its pages
    printed = not {"pdf", "email"}.isdisjoint(outputs)
    # A PDF, of a mail too, carries the spreadsheet of a report that has one, whatever is asked for this time.
    carried = ("json", "xlsx") if "xlsx" in computed.catalog.report.outputs else ("json",)
    listed = "xlsx" in (*outputs, *(carried if printed else ()))
    names = {"json": f"{computed.catalog.report.id}.json"}
    made: dict[str, bytes] = {}
    if set(outputs) != {"json"}:
        document = worded(computed, language, all_values=listed, step=step)
        name = f"{document.id}.{document.language}"
        names |= {"pdf": f"{name}.pdf", "html": f"{name}.html", "xlsx": f"{name}.xlsx", "email": f"{name}.eml"}
    if printed:
        press.lay_out(document)
    with step("JSON"):
        made["json"] = json.make(computed.results, computed.catalog)
    for output in ("xlsx",) * listed + ("html",) * ("html" in outputs):
        with step(output.upper()):
            made[output] = FORMATS[output](document)
    if printed:
        with step("PDF"):
            made["pdf"] = press.pdf(tuple((names[one], made[one]) for one in carried))
    if "email" in outputs:
        with step("EMAIL"):
            made["email"] = _mail(document, made["pdf"])
    return {names[output]: made[output] for output in outputs}


def _mail(document: Document, pdf: bytes) -> bytes:
    from engine.charts import drawing
    from engine.formats import email

    return email.make(document, pdf, drawing.png)
