"""From a report file to its files: the whole line, with nothing replaced."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pypdf
import pytest

import engine
from engine.model.specs import Output
from engine.numbers import Numbers
from engine.pipeline import check_data, compute
from engine.shipped import shipped

TODAY = date(2026, 11, 3)
REPORT = shipped("samples") / "monthly.yml"
CODE = """
import sys
from datetime import date
from pathlib import Path
import engine
engine.render(Path(sys.argv[1]), today=date(2026, 11, 3), out=Path(sys.argv[2]), language="en")
"""


@cache
def rendered(language: str) -> dict[str, bytes]:
    """The files of the sample in one language, by name."""
    done = engine.render(REPORT, today=TODAY, out=Path(mkdtemp()), language=language)
    return {path.name: path.read_bytes() for path in done.files}


def pdf_text(data: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return " ".join(page.extract_text() for page in pages).replace("\n", " ")


@pytest.mark.parametrize("language", ["en", *(pytest.param(one, marks=pytest.mark.long) for one in ("fr", "ru"))])
def test_the_set_has_the_names_that_the_language_gives(language: str) -> None:
    """PDF and HTML carry the language in their name, the JSON serves all."""
    assert set(rendered(language)) == {
        f"monthly-commercial.{language}.pdf",
        f"monthly-commercial.{language}.html",
        "monthly-commercial.json",
    }


@pytest.mark.parametrize("language", ["en", pytest.param("fr", marks=pytest.mark.long), "ru"])
def test_the_pages_show_the_figures_of_the_json(language: str) -> None:
    """The totals of the report's month stand on the PDF and in the HTML as the reader's language writes them."""
    files = rendered(language)
    values = json.loads(files["monthly-commercial.json"])["values"]
    text = pdf_text(files[f"monthly-commercial.{language}.pdf"])
    html = files[f"monthly-commercial.{language}.html"].decode()
    catalog, _ = engine.check(REPORT)
    total = {v["kpi"]: v for v in values if v["period"] == "2026-10" and v["window"] == "period" and not v["segments"]}
    for kpi in ("signed_revenue", "pipeline_amount", "cost_per_lead", "win_rate", "sales_cycle", "leads_generated"):
        shown = Numbers(language).figure(total[kpi]["value"], catalog.kpis[kpi].unit)
        assert shown in html, kpi
        assert shown.replace("\u202f", " ").replace("\u00a0", " ") in text.replace("\u202f", " ").replace(
            "\u00a0", " "
        ), kpi


def test_the_mail_carries_the_pdf_and_says_its_figures(tmp_path: Path) -> None:
    """The attached PDF is the one beside it; the text has the figures of the JSON, and none that the PDF lacks."""
    done = engine.render(REPORT, today=TODAY, out=tmp_path, language="en", outputs=("email", "pdf", "json"))
    mail, pdf, figures = (path.read_bytes() for path in done.files)
    assert done.files[0].name == "monthly-commercial.en.eml"
    message = message_from_bytes(mail, policy=default)
    assert isinstance(message, EmailMessage)
    assert [part.get_content() for part in message.iter_attachments()] == [pdf]
    assert message["Subject"] == "Monthly commercial review – October 2026 – 2 of 7 objectives on track"
    body = message.get_body(("plain",))
    assert body is not None
    text = body.get_content().replace("\r\n", "\n")
    catalog, _ = engine.check(REPORT)
    values = {(v["kpi"], v["window"]): v for v in json.loads(figures)["values"]
              if v["period"] == "2026-10" and not v["segments"]}  # fmt: skip
    for kpi in ("signed_revenue", "pipeline_amount", "cost_per_lead", "win_rate", "sales_cycle", "leads_generated"):
        windows = ("period",) if kpi == "pipeline_amount" else ("period", "year_to_date")  # a stock has no year
        for window in windows:
            assert Numbers("en").figure(values[kpi, window]["value"], catalog.kpis[kpi].unit) in text, (kpi, window)
    first_page = text.partition("\nACQUISITION\n")[0]
    shown = pdf_text(pdf)
    assert len(numbers := set(re.findall(r"\d[\d.,]*\d|\d", first_page))) > 60
    assert [number for number in numbers if number not in shown] == []


def test_the_json_does_not_depend_on_the_language() -> None:
    """The machine's copy is the same whatever language the pages are in."""
    assert rendered("en")["monthly-commercial.json"] == rendered("ru")["monthly-commercial.json"]


def test_the_json_is_attached_to_the_pdf() -> None:
    """Whoever has the PDF has the figures."""
    files = rendered("en")
    attached = pypdf.PdfReader(io.BytesIO(files["monthly-commercial.en.pdf"])).attachments
    assert attached["monthly-commercial.json"] == [files["monthly-commercial.json"]]


@pytest.mark.long
def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    """PDF, HTML and JSON are the same byte for byte when another process makes them again."""
    subprocess.run([sys.executable, "-c", CODE, str(REPORT), str(tmp_path)], check=True)
    again = {path.name: path.read_bytes() for path in (tmp_path / "2026-10").iterdir()}
    assert again == rendered("en")


@pytest.mark.parametrize("output", ["json", "html"])
def test_only_what_is_asked_for_is_written(tmp_path: Path, output: Output) -> None:
    """With one output asked for there is one file."""
    done = engine.render(REPORT, today=TODAY, out=tmp_path, outputs=(output,))
    assert [path.suffix for path in done.files] == [f".{output}"]
    assert sorted(tmp_path.rglob("*.*")) == sorted(done.files)


def test_the_period_is_the_last_that_is_over() -> None:
    """In the middle of October it is September's report, and the reason is said."""
    done = engine.render(REPORT, today=date(2026, 10, 15), out=Path(mkdtemp()), outputs=("json",))
    assert done.period == "2026-09"
    assert "over on 2026-10-15" in done.why


def test_the_period_is_no_later_than_the_data() -> None:
    """Half a year later it is still October's, because no data reach further."""
    done = engine.render(REPORT, today=date(2027, 4, 1), out=Path(mkdtemp()), outputs=("json",))
    assert done.period == "2026-10"
    assert "2026-10-31" in done.why


def test_each_stage_is_one_step() -> None:
    """The steps are those of the program, in its order."""
    steps: list[str] = []

    def step(name: str) -> AbstractContextManager[object]:
        steps.append(name)
        return nullcontext()

    engine.render(REPORT, today=TODAY, out=Path(mkdtemp()), outputs=("json", "html"), step=step)
    assert steps == [
        "Specs", "Rules", "Plan", "Data", "Measures", "Values", "Findings", "Document", "HTML", "JSON", "Preflight",
        "Writing",
    ]  # fmt: skip


DAYS_TO_COME = """report:
  {{id: r, title: R, company: C, every: month, language: en, sections: [{{title: A, cards: [k]}}]}}
datasets: {{d: {{source: d.csv, date: day, columns: {{day: date}}, covers: {{from: 2026-09-01, to: {to}}}}}}}
kpis: {{k: {{label: K, dataset: d, formula: COUNT(*)}}}}
"""


@pytest.mark.parametrize(
    ("last", "covers", "said"),
    [("2026-11-28", "", 0), ("2026-12-01", "", 1), ("2071-10-30", "", 1),
     ("2026-12-24", ", covers: {to: 2026-10-31}", 0), ("2071-10-30", ", covers: {to: 2026-10-31}", 1)],
)  # fmt: skip
def test_rows_of_months_to_come_are_said(last: str, covers: str, said: int, tmp_path: Path) -> None:
    """One mistyped year would make months of zeros that nobody knows; where 'covers' ends, only what lies far off."""
    (tmp_path / "d.csv").write_text(f"day\n2026-09-02\n{last}\n", "utf-8")
    spec = DAYS_TO_COME.replace(
        ", covers: {{from: 2026-09-01, to: {to}}}", covers.replace("{", "{{").replace("}", "}}")
    )
    (tmp_path / "r.yml").write_text(spec.format(), "utf-8")
    warnings = compute(tmp_path / "r.yml", today=date(2026, 11, 3), period="2026-10").warnings
    found = [issue.message for issue in warnings if issue.code == "rows-to-come"]
    assert len(found) == said
    assert all(f"up to {last}" in message for message in found)


@pytest.mark.parametrize(("to", "said"), [("2026-11-03", 0), ("2026-11-04", 1), ("2027-12-31", 1)])
def test_data_that_cover_days_to_come_are_said_wherever_they_are_read(to: str, said: int, tmp_path: Path) -> None:
    """By `render` and by `check --data`: a day that is not over has no figures, and would count as one without rows."""
    (tmp_path / "d.csv").write_text("day\n2026-09-02\n2026-10-30\n", "utf-8")
    (tmp_path / "r.yml").write_text(DAYS_TO_COME.format(to=to), "utf-8")
    today = date(2026, 11, 3)
    computed = compute(tmp_path / "r.yml", today=today, period="2026-10").warnings
    checked = check_data(tmp_path / "r.yml", today=today).warnings
    for warnings in (computed, checked):
        assert [issue.code for issue in warnings].count("covers-days-to-come") == said
