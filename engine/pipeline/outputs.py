"""The files of a report: its pages made, looked at once more, and only then put into what is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from engine.model.document import Document
from engine.model.preflight import Preflight
from engine.model.specs import Output, ReportSpec
from engine.pipeline.figures import Computed
from engine.pipeline.steps import Step
from engine.pipeline.wording import listed, spoken, worded
from engine.press import Press

if TYPE_CHECKING:
    from engine.model.preflight import Sheet

ENDINGS: Final[dict[Output, str]] = {"email": "eml"}


@dataclass(frozen=True, slots=True)
class Made:
    """Files by name, in the order that was asked for, and what was looked at before."""

    files: dict[str, bytes]
    preflight: Preflight = field(default=Preflight())


def make_files(
    computed: Computed, language: str | None, outputs: tuple[Output, ...], step: Step, press: Press
) -> Made:  # fmt: skip
    """The files of a report. Raises ReportRefused where its pages do not pass the last look at them.

    The JSON says what was looked at, and the PDF carries the JSON: the PDF's pages are looked at as they are laid out,
    by the press, while the other files are made.
    """
    from engine.formats import FORMATS, json

    spoken(computed, language)  # figures alone have no words, and are the same report: they are refused with its pages
    if set(outputs) == {"json"}:
        with step("JSON"):
            return Made({named(computed.catalog.report, "json"): json.make(computed.results, computed.catalog)})
    printed = not {"pdf", "email"}.isdisjoint(outputs)
    # A PDF, of a mail too, carries the spreadsheet of a report that has one, whatever is asked for this time.
    carried: tuple[Output, ...] = ("json", "xlsx") if "xlsx" in computed.catalog.report.outputs else ("json",)
    document = worded(computed, language, draw=press.draw, step=step)
    if printed:
        press.lay_out(document)
    page = press.html(document) if "html" in outputs else None
    made: dict[str, bytes] = {}
    if "xlsx" in (*outputs, *(carried if printed else ())):
        with step("XLSX"):
            made["xlsx"] = FORMATS["xlsx"](listed(document, computed))
    if page is not None:
        with step("HTML"):
            made["html"] = page()
    numbers = b""
    if printed or "json" in outputs:
        with step("JSON"):
            numbers = json.make(computed.results, computed.catalog)
    checked = _inspected(document, made.get("html"), press.sheet if printed else None, step)
    if numbers:
        made["json"] = json.with_preflight(numbers, checked)
    if printed:
        with step("PDF"):
            made["pdf"] = press.pdf(tuple((named(document, one), made[one]) for one in carried))
    if "email" in outputs:
        with step("EMAIL"):
            made["email"] = _mail(document, made["pdf"])
    return Made({named(document, output): made[output] for output in outputs}, checked)


def named(report: ReportSpec | Document, output: Output) -> str:
    """What a file is called; figures are the same in every language."""
    return f"{report.id}.json" if output == "json" else f"{report.id}.{report.language}.{ENDINGS.get(output, output)}"


def _inspected(document: Document, html: bytes | None, laid_out: Callable[[], Sheet] | None, step: Step) -> Preflight:
    """What was looked at on the finished pages."""
    from engine import preflight
    from engine.formats import sheets

    found = [sheets.of_page(html.decode())] if html is not None else []
    if laid_out is not None:
        with step("Layout"):
            found.append(laid_out())
    with step("Preflight"):
        return preflight.inspect(document, found)


def _mail(document: Document, pdf: bytes) -> bytes:
    from engine.charts import drawing
    from engine.formats import email

    return email.make(document, pdf, drawing.png)
