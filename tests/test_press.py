"""A PDF is the same whoever makes it, and so is what is said where it cannot be made."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from engine.press import Here
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
        "from engine.press import Beside, press",
        "from tests.formats.example import document",
        "with press() as made:",
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


PDF = f"print(sha256(made.pdf({ATTACHMENTS})).hexdigest())"


@pytest.mark.skipif(ALONE, reason="on one core every PDF is made here")
def test_a_process_beside_makes_the_same_pdf() -> None:
    """The bytes are those of a PDF that is made here, the files in it too."""
    assert printed("made.lay_out(document('fr'))", PDF) == here()


@pytest.mark.skipif(ALONE, reason="on one core every PDF is made here")
@pytest.mark.long
def test_a_process_that_ended_leaves_its_work_to_this_one() -> None:
    """Whoever ends it, the PDF is there, and nothing else is said."""
    killed = "os.kill(int(open(f'/proc/self/task/{os.getpid()}/children').read()), signal.SIGKILL)"
    assert printed(killed, "made.lay_out(document('fr'))", PDF) == here()


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


@pytest.mark.skipif(ALONE, reason="on one core every PDF is made here")
def test_what_a_report_says_of_its_pdf_comes_over(tmp_path: Path) -> None:
    """A text with its place in a file is a text there: the command says nothing of its own."""
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
