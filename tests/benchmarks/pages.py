"""`make bench-pages`: how long the sample's pages take, beside WeasyPrint's own command and Chromium on the same HTML.

Every run is a process of its own that knows nothing of the one before, the sides in turn; bytecode is there, as it is
after an installation. Pages and elements are counted, or a ratio would improve with a longer page.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import NamedTuple

import pypdf
import yaml

from engine import fonts, pipeline
from engine.formats import pages
from engine.model.document import Document
from engine.pipeline.wording import worded
from engine.shipped import shipped
from tests.benchmarks.report import Row, machine, put, table

TODAY = date(2026, 11, 10)
BIN = Path(sys.executable).parent
CHROMIUM = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]


class Took(NamedTuple):
    """Seconds by the clock, seconds of all cores, and the most memory of a process in GiB."""

    seconds: float
    cpu: float
    peak: float


def run(command: Sequence[str | Path]) -> Took:
    """One process with its children."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    if process_code := os.waitstatus_to_exitcode(status):
        sys.exit(f"{command[0]} ended with {process_code}: {' '.join(map(str, command))}")
    return Took(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 2**20)


def sample(folder: Path) -> Path:
    """The sample, with every kind of file."""
    shutil.copytree(shipped("samples"), folder, dirs_exist_ok=True)
    return folder / "monthly.yml"


def longer(report: Path, times: int) -> Path:
    """The same report with its sections so many times, and its first page once."""
    spec = yaml.safe_load(report.read_text("utf-8"))
    first, *others = spec["report"]["sections"]
    spec["report"]["sections"] = [first, *others * times]
    path = report.with_name(f"times{times}.yml")
    path.write_text(yaml.safe_dump(spec, allow_unicode=True, sort_keys=False), "utf-8")
    return path


def document(report: Path) -> Document:
    """The report, worded."""
    return worded(pipeline.compute(report, today=TODAY), None)


def html(made: Document, path: Path) -> Path:
    """The HTML that the PDF is made of, in a file."""
    path.write_text(pages.render(made, "print", lambda weight, _: fonts.file(weight).as_uri()), "utf-8")
    return path


def commands(report: Path, page: Path, out: Path, large: Path) -> dict[str, list[str | Path]]:
    """What is timed."""
    render: list[str | Path] = [BIN / "render", "--today", TODAY.isoformat(), "--out", out / "once"]
    found: dict[str, list[str | Path]] = {
        "whole": [*render, report],
        "html": [*render, report, "--format", "html"],
        "pdf": [*render, report, "--format", "pdf"],
        "weasyprint": [BIN / "weasyprint", "--pdf-variant", "pdf/ua-1", page, out / "weasyprint.pdf"],
        "10 times": [*render[:-1], out / "10 times", large],
    }
    if shutil.which(CHROMIUM[0]):
        found["chromium"] = [*CHROMIUM, f"--print-to-pdf={out / 'chromium.pdf'}", page.as_uri()]
    return found


def rows_of(took: dict[str, Took]) -> list[Row]:
    """The table's rows, by the clock."""
    seconds = {name: one.seconds for name, one in took.items()}
    found = [Row("all outputs / WeasyPrint's command on the HTML made", seconds["whole"], seconds["weasyprint"], 1.25)]
    if "chromium" in seconds:
        found += [
            Row("PDF alone / Chromium printing the same HTML", seconds["pdf"], seconds["chromium"], None),
            Row("WeasyPrint's command / Chromium, the same HTML", seconds["weasyprint"], seconds["chromium"], 1.0),
        ]
    return [
        *found,
        Row("HTML alone / all outputs", seconds["html"], seconds["whole"], 0.5),
        Row("10 times the sections / the report", seconds["10 times"], seconds["whole"], 10),
        Row("10 times the sections: peak memory in GiB", took["10 times"].peak, 1, 1, unit="GiB"),
    ]


def size(made: Document, path: Path) -> str:
    """How many pages and elements there are."""
    written = html(made, path).read_text("utf-8")
    elements, drawn = len(re.findall(r"<[a-z]", written)), sum(map(len, re.findall(r"<svg.*?</svg>", written, re.S)))
    in_svg = sum(len(re.findall(r"<[a-z]", drawing)) for drawing in re.findall(r"<svg.*?</svg>", written, re.S))
    return f"{len(written):,} bytes of HTML ({drawn:,} in drawings), {elements:,} elements ({in_svg:,} in drawings)"


def counted(pdf: Path) -> int:
    """The pages of a PDF."""
    return len(pypdf.PdfReader(BytesIO(pdf.read_bytes())).pages)


def main() -> None:
    """All of it."""
    parser = argparse.ArgumentParser(prog="make bench-pages ARGS=...", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--dry", action="store_true", help="print the table, leave README.md as it is")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        report = sample(folder / "samples")
        made = document(report)
        page = html(made, folder / "page.html")
        sides = commands(report, page, folder, longer(report, 10))
        runs: dict[str, list[Took]] = {name: [] for name in sides}
        for number in range(asked.rounds + 1):
            for name, command in sides.items():
                took = run(command)
                if number:  # the first writes bytecode, and brings files into memory
                    runs[name].append(took)
                print(f"round {number}, {name}: {took.seconds:.2f} s", file=sys.stderr, flush=True)
        short, long = (counted(next((folder / name).rglob("*.pdf"))) for name in ("once", "10 times"))
        told = f"{short} pages, {size(made, page)}; 10 times the sections: {long} pages."
    middle = {name: Took(*(median(column) for column in zip(*of, strict=True))) for name, of in runs.items()}
    lines = ["| side | seconds | CPU seconds | peak GiB |", "| --- | ---: | ---: | ---: |"]
    lines += [f"| {name} | {one.seconds:.2f} | {one.cpu:.2f} | {one.peak:.2f} |" for name, one in middle.items()]
    text = "\n\n".join([f"{told} Median of {asked.rounds}. {machine()}", table(rows_of(middle)), "\n".join(lines)])
    print(text)
    if not asked.dry:
        put("pages", text)


if __name__ == "__main__":
    main()
