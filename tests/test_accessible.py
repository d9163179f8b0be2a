"""The pages have no barrier: axe-core finds none in a browser, and the PDF's tags tell what the eye sees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

import engine
from engine.shipped import shipped
from tests.watch.browser import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "build/axe/node_modules/axe-core/axe.min.js"
RUN = "axe.run(document, {resultTypes: ['violations']})"
# Axe cannot look through the shadow at a wide table's side, and would leave its texts out.
PLAIN = "document.head.insertAdjacentHTML('beforeend', '<style>.scroll { background: none !important }</style>')"


@cache
def page_of(report: str, language: str) -> Path:
    done = engine.render(
        shipped("samples") / f"{report}.yml",
        today=date(2026, 11, 3), out=Path(mkdtemp()), language=language, outputs=("html",),
    )  # fmt: skip
    return next(path for path in done.files if path.suffix == ".html")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    if not AXE.is_file():
        pytest.skip("axe-core is not there: .ci/setup tools")
    found = Browser(tmp_path_factory.mktemp("profile"))
    yield found
    found.close()


def barriers(page: Page) -> list[str]:
    """What axe says of a page: the rule, and where."""
    page.waits_for("document.readyState === 'complete' && document.body !== null")
    page.says(f"{AXE.read_text('utf-8')}; {PLAIN}; 0")
    found: list[dict[str, Any]] = page.says(RUN)["violations"]
    return [f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


@pytest.mark.browser
@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("report", "language"), [("monthly", "fr"), ("people", "ru")])
def test_axe_finds_no_barrier(browser: Browser, report: str, language: str, dark: bool, width: int) -> None:
    """On a phone and a desktop, light and dark, axe-core finds nothing, of its best practices neither."""
    page = browser.open(page_of(report, language).as_uri(), width, dark=dark)
    assert barriers(page) == []
    page.close()
