"""The files of a report: its pages made, looked at once more, and only then put into what is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.model.document import Document
from engine.model.preflight import Preflight
from engine.model.specs import Output
from engine.pipeline.figures import Computed
from engine.pipeline.steps import Step
from engine.pipeline.wording import worded

if TYPE_CHECKING:
    from engine.formats.pdf import Pages


@dataclass(frozen=True, slots=True)
class Made:
    """Files by name, in the order that was asked for, and what was looked at before."""

    files: dict[str, bytes]
    preflight: Preflight = field(default=Preflight())


def make_files(computed: Computed, language: str | None, outputs: tuple[Output, ...], step: Step) -> Made:
    """The files of a report. Raises ReportRefused where its pages do not pass the last look at them.

    The JSON says what was looked at, and the PDF carries the JSON: the PDF's pages are looked at as they are laid out.
    """
    from engine.formats import json

    name = f"{computed.catalog.report.id}.json"
    if set(outputs) == {"json"}:
        with step("JSON"):
            return Made({name: json.make(computed.results, computed.catalog)})
    # A PDF, of a mail too, carries the spreadsheet of a report that has one, whatever is asked for this time.
    carried = not {"pdf", "email"}.isdisjoint(outputs) and "xlsx" in computed.catalog.report.outputs
    document = worded(computed, language, all_values=carried or "xlsx" in outputs, step=step)
    pages = _Pages(document, outputs, step)
    with step("Preflight"):
        checked = pages.inspect()
    with step("JSON"):
        files = {"json": json.make(computed.results, computed.catalog, checked)}
    if carried or "xlsx" in outputs:
        with step("XLSX"):
            files["xlsx"] = _sheet(document)
    attached = [(name, files["json"])]
    if carried:
        attached.append((f"{document.id}.{document.language}.xlsx", files["xlsx"]))
    files |= pages.written(attached, step)
    endings = {"json": name, "email": f"{document.id}.{document.language}.eml"}
    return Made({endings.get(one, f"{document.id}.{document.language}.{one}"): files[one] for one in outputs}, checked)


class _Pages:
    """What is made of one document to be read as pages: HTML, and PDF and mail in two steps."""

    def __init__(self, document: Document, outputs: Iterable[Output], step: Step) -> None:
        self.document, self.outputs = document, set(outputs)
        self.html = self._html(step) if "html" in self.outputs else b""
        self.laid = None if self.outputs.isdisjoint({"pdf", "email"}) else self._laid(step)

    def _html(self, step: Step) -> bytes:
        from engine.formats import html

        with step("HTML"):
            return html.make(self.document)

    def _laid(self, step: Step) -> Pages:
        from engine.formats import pdf

        with step("Layout"):
            return pdf.lay_out(self.document)

    def inspect(self) -> Preflight:
        """What was looked at."""
        from engine import preflight
        from engine.formats import sheets

        found = [sheets.of_page(self.html.decode())] if self.html else []
        return preflight.inspect(self.document, [*found, *([self.laid.sheet] if self.laid else [])])

    def written(self, attached: list[tuple[str, bytes]], step: Step) -> dict[str, bytes]:
        """The bytes of each; the same PDF is written and in the mail."""
        files = {"html": self.html}
        if self.laid is not None:
            from engine.formats import pdf

            with step("PDF"):
                files["pdf"] = pdf.write(self.laid, tuple(attached))
        if "email" in self.outputs:
            with step("EMAIL"):
                files["email"] = _mail(replace(self.document, attachments=tuple(attached)), files["pdf"])
        return files


def _sheet(document: Document) -> bytes:
    from engine.formats import xlsx

    return xlsx.make(document)


def _mail(document: Document, pdf: bytes) -> bytes:
    from engine.charts import drawing
    from engine.formats import email

    return email.make(document, pdf, drawing.png)
