"""What other programs read in the finished files: every figure, every cell; and nothing is asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final, get_args

import fastexcel
import pytest

import engine
from engine.document.cents import readable
from engine.model.kpis import Kpi
from engine.model.period import PERIOD
from engine.model.specs import Output
from engine.numbers import Numbers
from engine.pipeline.figures import Computed, compute
from engine.shipped import shipped
from tests.test_refused import WHOLE, made
from tests.watch.browser import Browser

ROOT: Final = Path(__file__).resolve().parents[1]
TODAY: Final = date(2026, 11, 3)
SAMPLES: Final = ("monthly", "marketing", "sales", "people", "weekly")
LANGUAGES: Final = ("en", "fr", "ru")
ROWS_SHOWN: Final = 20  # of a table without a top


@cache
def rendered(name: str, language: str) -> dict[str, Path]:
    """The files of a sample report, by their endings."""
    outputs: tuple[Output, ...] = ("pdf", "html", "xlsx", "json")
    path = shipped("samples") / f"{name}.yml"
    done = engine.render(path, today=TODAY, out=Path(mkdtemp()), language=language, outputs=outputs)
    return {path.suffix: path for path in done.files}


@cache
def computed(name: str) -> Computed:
    """The figures of a sample report, for its units and the order of its periods."""
    return compute(shipped("samples") / f"{name}.yml", today=TODAY)


@dataclass(frozen=True)
class Shown:
    """The figures of a report's JSON that its pages show, as they write them."""

    made: Computed
    values: list[dict[str, Any]]
    numbers: Numbers

    def figures(self) -> Iterator[tuple[str, str]]:
        """Each with what it is: of cards, scorecards and tables the total, of tables by one dimension each segment."""
        catalog = readable(self.made.catalog, self.made.results)
        for section in catalog.report.sections:
            for kpi in dict.fromkeys(word.text for word in (*section.cards, *section.listed, *section.kpis)):
                yield from self._total(catalog.kpis[kpi])
            if len(section.by) == 1 and section.top is None:
                for word in section.kpis:
                    yield from self._segments(catalog.kpis[word.text], section.by[0].text)

    def _of(self, kpi: Kpi, dimensions: list[str]) -> list[dict[str, Any]]:
        """A KPI's values in the period on which its verdict is passed: the last that is final, or else the last."""
        window = (kpi.spec.window or PERIOD).name
        mine = [
            value
            for value in self.values
            if value["kpi"] == kpi.id and value["window"] == window and value["grain"] == self.made.results.period.grain
        ]
        totals = sorted((value["period"], not value["provisional"]) for value in mine if not value["segments"])
        until = [one for one in totals if one[0] <= self.made.results.period.id]
        judged = next((period for period, final in reversed(until) if final), until[-1][0])
        return [value for value in mine if value["period"] == judged and list(value["segments"]) == dimensions]

    def _total(self, kpi: Kpi) -> Iterator[tuple[str, str]]:
        (value,) = self._of(kpi, [])
        yield f"{kpi.id} in {value['period']}", self.numbers.figure(value["value"], kpi.unit)

    def _segments(self, kpi: Kpi, dimension: str) -> Iterator[tuple[str, str]]:
        found = [value for value in self._of(kpi, [dimension]) if value["value"] and value["segment_kind"] != "other"]
        for value in found if len(found) <= ROWS_SHOWN else ():
            yield f"{kpi.id} of {value['segments']}", self.numbers.figure(value["value"], kpi.unit)


def spaced(text: str) -> str:
    """The text with single spaces, where some are wide and some are narrow."""
    return " ".join(text.split())


@pytest.mark.poppler
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_the_pdf_has_every_figure_of_the_json_that_the_pages_show(name: str, language: str) -> None:
    """Another program finds it in the text of the finished file, as the language writes it."""
    files = rendered(name, language)
    text = subprocess.run(["pdftotext", str(files[".pdf"]), "-"], capture_output=True, check=True, text=True).stdout
    values = json.loads(files[".json"].read_bytes())["values"]
    found = list(Shown(computed(name), values, Numbers(language)).figures())
    assert len(found) > 10
    pages = spaced(text)
    assert [figure for figure in found if spaced(figure[1]) not in pages] == []


def sheets(path: Path) -> dict[str, list[tuple[str | None, ...]]]:
    """The cells of a workbook, as text, without empty ones at the ends."""
    book = fastexcel.read_excel(path)
    return {
        name: [
            tuple(cell or None for cell in row)
            for row in book.load_sheet(name, header_row=None, dtypes="string").to_polars().rows()
        ]
        for name in book.sheet_names
    }


@pytest.mark.office
@pytest.mark.parametrize(("name", "language"), [("monthly", "fr"), ("sales", "en"), ("weekly", "ru")])
def test_libreoffice_reads_every_cell_of_the_workbook(name: str, language: str, tmp_path: Path) -> None:
    """It opens the file, and every number, day and text is what it was when it is saved again."""
    path = rendered(name, language)[".xlsx"]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path), str(path)]
    done = subprocess.run(command, capture_output=True, check=True, text=True, timeout=300)
    assert "repair" not in (done.stdout + done.stderr).lower()
    before, after = sheets(path), sheets(tmp_path / path.name)
    assert list(after) == list(before)
    assert sum(cell is not None for rows in before.values() for row in rows for cell in row) > 1000
    for sheet, rows in before.items():
        assert after[sheet] == rows, sheet


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "language"), [*((name, "fr") for name in SAMPLES), ("monthly", "en"), ("monthly", "ru")]
)
def test_the_html_asks_for_nothing(name: str, language: str, tmp_path: Path) -> None:
    """A browser that opens the file asks for the file, and for what is inside it."""
    path = rendered(name, language)[".html"]
    browser = Browser(tmp_path)
    try:
        assert requests(browser, path.as_uri()) == [path.as_uri()]
        # The ear is no deaf one.
        (tmp_path / "asks.html").write_text('<title>A</title><img src="http://127.0.0.1:9/a.png"><p>B', "utf-8")
        asking = requests(browser, (tmp_path / "asks.html").as_uri())
        assert "http://127.0.0.1:9/a.png" in asking
    finally:
        browser.close()


def requests(browser: Browser, url: str) -> list[str]:
    """What a page asks for while it is opened and looked at from top to bottom, on a phone and dark, too."""
    target = browser.ask("Target.createTarget", url="about:blank", newWindow=True)["targetId"]
    session = browser.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    browser.ask("Network.enable", session)
    begun = len(browser.heard)
    browser.ask("Page.navigate", session, url=url)
    for width, scheme in ((1280, "light"), (390, "dark")):
        browser.ask("Emulation.setDeviceMetricsOverride", session, width=width, height=900, deviceScaleFactor=1,
                    mobile=width < 600)  # fmt: skip
        browser.ask("Emulation.setEmulatedMedia", session, features=[{"name": "prefers-color-scheme", "value": scheme}])
        script = "document.fonts.ready.then(() => { scrollTo(0, 1e9); return document.readyState })"
        browser.ask("Runtime.evaluate", session, expression=script, awaitPromise=True)
        time.sleep(0.5)
    asked = [event["params"] for event in browser.heard[begun:] if event.get("method") == "Network.requestWillBeSent"]
    return [one["request"]["url"] for one in asked if not one["request"]["url"].startswith("data:")]


def test_two_processes_make_the_same_bytes_of_every_output(tmp_path: Path) -> None:
    """PDF, HTML, XLSX, JSON and mail, with another order of whatever has none."""
    found = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        made(folder, WHOLE, "--format", "json")
        code = "from engine.cli.render import render; render()"
        command = [sys.executable, "-c", code, str(folder / "report.yml"), "--today", TODAY.isoformat()]
        subprocess.run(command, check=True, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True)
        found.append({path.name: path.read_bytes() for path in (folder / "out" / "2026-10").iterdir()})
    assert {name.rpartition(".")[2] for name in found[0]} == {
        "eml" if one == "email" else one for one in get_args(Output)
    }
    assert found[0] == found[1]
