"""The files of a report: its pages made, looked at once more, and only then put into what is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.model.document import Document
from engine.model.preflight import Preflight
from engine.model.specs import Output
from engine.pipeline.figures import Computed
from engine.pipeline.steps import Step
from engine.pipeline.wording import spoken, worded
from engine.press import Press

if TYPE_CHECKING:
    from engine.model.preflight import Sheet


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
    name = f"{computed.catalog.report.id}.json"
    if set(outputs) == {"json"}:
        with step("JSON"):
            return Made({name: json.make(computed.results, computed.catalog)})
    printed = not {"pdf", "email"}.isdisjoint(outputs)
    # A PDF, of a mail too, carries the spreadsheet of a report that has one, whatever is asked for this time.
    carried: tuple[Output, ...] = ("json", "xlsx") if "xlsx" in computed.catalog.report.outputs else ("json",)
    listed = "xlsx" in (*outputs, *(carried if printed else ()))
    document = worded(computed, language, all_values=listed, step=step)
    if printed:
        press.lay_out(document)
    made: dict[str, bytes] = {}
    for output in ("xlsx",) * listed + ("html",) * ("html" in outputs):
        with step(output.upper()):
            made[output] = FORMATS[output](document)
    with step("JSON"):
        numbers = json.make(computed.results, computed.catalog)
    checked = _inspected(document, made.get("html"), press.sheet if printed else None, step)
    made["json"] = json.with_preflight(numbers, checked)
    names = {one: f"{document.id}.{document.language}.{one}" for one in outputs} | {"json": name}
    names |= {"xlsx": f"{document.id}.{document.language}.xlsx", "email": f"{document.id}.{document.language}.eml"}
    if printed:
        with step("PDF"):
            made["pdf"] = press.pdf(tuple((names[one], made[one]) for one in carried))
    if "email" in outputs:
        with step("EMAIL"):
            made["email"] = _mail(document, made["pdf"])
    return Made({names[output]: made[output] for output in outputs}, checked)


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
