"""A chart, a page, a PDF is the same whoever makes it, and so is what is said where it cannot be made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pypdf
import pytest

from engine.errors import Place
from engine.model.own_charts import OwnPicture
from engine.numbers import Numbers
from engine.press import Here
from engine.protocols import DrawingError, Look
from tests.formats.example import document

ATTACHMENTS = (("figures.json", b"{}"), ("figures.xlsx", b"PK"))
ALONE = sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2


def printed(*lines: str) -> str:
    """What lines print that have a press, `made`, in a process without threads, as the commands have none."""
    script = [
        "import os, signal, sys",
        "from dataclasses import replace",
        "from hashlib import sha256",
        "from engine.errors import ReportRefused",
        "from engine.press import press",
        "from engine.press.beside import Beside",
        "from engine.numbers import Numbers",
        "from engine.protocols import DrawingError, Look",
        "from tests.formats.example import document",
        "from tests.test_press import own",
        "with press(printing=True) as made:",
        "    assert isinstance(made, Beside)",
        "    made.get_ready('fr')",
        *(f"    {line}" for line in lines),
    ]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(script)], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def here() -> str:
    """The digest of the PDF that is made in this process."""
    press = Here()
    press.get_ready("fr")
    press.lay_out(document("fr"))
    return sha256(press.pdf(ATTACHMENTS)).hexdigest()


def drawn_here(mark: str) -> str:
    """The digest of a chart that is drawn in this process."""
    made = Here().draw("chart", own(mark), id="c", numbers=Numbers("fr"), look=Look("#0b6e75"))
    return sha256(made().encode()).hexdigest()


def own(mark: str) -> OwnPicture:
    """A chart of somebody's own, of one mark."""
    spec = {
        "data": {"values": [{"a": 1, "b": 2}]},
        "mark": mark,
        "encoding": {"x": {"field": "a"}, "y": {"field": "b"}},
    }
    return OwnPicture("Title", "", json.dumps(spec), "One mark.", "fr", Place("r.yml", 3, 5))


# A chart that is begun, and one that Vega cannot draw.
CHART = "chart = made.draw('chart', own('bar'), id='c', numbers=Numbers('fr'), look=Look('#0b6e75'))"
BROKEN = CHART.replace("bar", "beam").replace("chart =", "broken =")
KILLED = "[os.kill(int(one), signal.SIGKILL) for one in open(f'/proc/self/task/{os.getpid()}/children').read().split()]"
SVG = "print(sha256(chart().encode()).hexdigest())"
PDF = f"print(sha256(made.pdf({ATTACHMENTS})).hexdigest())"


@pytest.mark.skipif(ALONE, reason="on one core every PDF is made here")
@pytest.mark.long
def test_a_process_beside_makes_the_same_pdf() -> None:
    """The bytes are those of a PDF that is made here, the files in it too."""
    assert printed("made.lay_out(document('fr'))", PDF) == here()


@pytest.mark.skipif(ALONE, reason="on one core every PDF is made here")
@pytest.mark.long
def test_a_process_that_ended_leaves_its_work_to_this_one() -> None:
    """Whoever ends it, the PDF is there, and nothing else is said."""
    assert printed(KILLED, "made.lay_out(document('fr'))", PDF) == here()


@pytest.mark.skipif(ALONE, reason="on one core every PDF is made here")
def test_what_it_refuses_is_refused_here() -> None:
    """The kind of the error and its issues come over."""
    said = printed(
        "made.lay_out(replace(document('fr'), generator='漢'))",
        "try: made.pdf(())",
        "except ReportRefused as error: print([(issue.code, issue.message) for issue in error.issues])",
    )
    assert "missing-glyph" in said
    assert "U+6F22" in said


@pytest.mark.skipif(ALONE, reason="on one core every chart is drawn here")
def test_a_process_beside_draws_the_same_charts() -> None:
    """Asked for in whatever order, each gets its own; what it cannot draw is told with its reason and its place."""
    said = printed(
        BROKEN, CHART, SVG,
        "try: broken()",
        "except DrawingError as error: print(error.reason, error.issues[0].place.line)",
    )  # fmt: skip
    digest, reason = said.split("\n")
    assert digest == drawn_here("bar")
    with pytest.raises(DrawingError) as failed:
        drawn_here("beam")
    assert reason == f"{failed.value.reason} 3"


@pytest.mark.skipif(ALONE, reason="on one core every page is made here")
def test_a_process_beside_makes_the_same_page() -> None:
    """The bytes of the HTML are those that are made here, also where a PDF is laid out at the same time."""
    page = "print(sha256(made.html(document('fr'))()).hexdigest())"
    expected = sha256(Here().html(document("fr"))()).hexdigest()
    assert printed(page, "made.lay_out(document('fr'))", page) == f"{expected}\n{expected}"


@pytest.mark.skipif(ALONE, reason="on one core every chart is drawn here")
def test_what_a_process_cannot_draw_any_more_is_drawn_here() -> None:
    """Whoever ends it, a chart that was begun there is there."""
    assert printed(CHART, KILLED, SVG) == drawn_here("bar")


@pytest.mark.skipif(ALONE, reason="on one core every PDF is made here")
def test_nothing_is_made_beside_where_a_library_has_threads() -> None:
    """A fork would have none of them, and would wait for ever for what they were doing."""
    script = (
        "import threading\n"
        "from engine.press import Here, press\n"
        "from tests.test_press import drawn_here\n"
        "drawn_here('bar')\n"
        "assert threading.active_count() == 1\n"
        "with press(printing=False) as made: print(type(made).__name__)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    assert (done.stdout, done.stderr) == ("Here\n", "")


@pytest.mark.skipif(ALONE, reason="on one core every PDF is made here")
def test_what_a_report_says_of_its_pdf_comes_over(tmp_path: Path) -> None:
    """A text with its place in a file is a text there: the PDF is of the kind it asks for, and no error is said."""
    (tmp_path / "deals.csv").write_text("day,amount\n2026-10-02,10\n", "utf-8")
    (tmp_path / "r.yml").write_text(
        "report: {id: r, title: R, company: C, every: month, language: en, currency: EUR, outputs: [pdf],\n"
        "         pdf: {variant: pdf/a-3u}, sections: [{title: S, cards: [sold]}]}\n"
        "datasets: {deals: {source: deals.csv, date: day, covers: {from: 2025-01-01, to: 2026-10-31},\n"
        "                   columns: {day: date, amount: money}}}\n"
        "kpis: {sold: {label: Sold, dataset: deals, formula: SUM(amount)}}\n", "utf-8"
    )  # fmt: skip
    command = [str(Path(sys.executable).with_name("render")), "r.yml", "--today", "2026-11-03"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    # Only a PDF for archives has them.
    assert "/OutputIntents" in pypdf.PdfReader(tmp_path / done.stdout.strip()).root_object
