"""The watched page in a real browser: it renews itself where the reader stands, and shows what is wrong over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from engine.cli.watch import message
from engine.watch import Asked, Board, Server, Watch
from tests.watch.browser import Browser, Page
from tests.watch.example import written
from tests.watch.test_watch import TODAY, edited

pytestmark = pytest.mark.browser

CONNECTED = "document.documentElement?.dataset.watched !== undefined"
PANEL = "document.querySelector('#watch-panel')"
ALERT = f"{PANEL}.shadowRoot.querySelector('[role=alert]')"
# Wide, as where a box ends beyond the window though it does not scroll by itself.
WIDE = "document.documentElement.scrollWidth > innerWidth"
PANEL_WIDE = f"[...{ALERT}.querySelectorAll('*')].some(box => box.getBoundingClientRect().right > innerWidth + 1)"


@pytest.fixture  # one for each test: open pages of another would take the six connections that a browser gives
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    found = Browser(tmp_path_factory.mktemp("profile"))
    yield found
    found.close()


class Served:
    """A small report that is watched and served."""

    def __init__(self, folder: Path) -> None:
        self.report = written(folder)
        self.own = folder / "kpis/own.yml"
        self.begin(None)

    def begin(self, port: int | None) -> None:
        self.board = Board()
        self.server = Server(self.board, port)
        self.watch = Watch(Asked(self.report, today=TODAY), self.board, lambda turn: None, message)
        self.watch.first()
        self.server.start()
        self.thread = Thread(target=self.watch.follow)
        self.thread.start()

    def end(self) -> None:
        self.watch.over.set()
        self.thread.join(20)
        self.server.stop()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    found = Served(tmp_path)
    yield found
    found.end()


def opened(browser: Browser, served: Served, width: int, anchor: str = "") -> Page:
    page = browser.open(served.server.url + anchor, width)
    page.waits_for(CONNECTED)
    # Where a narrower typeface comes in, the browser holds the text that is read, and the page's place is another.
    page.waits_for("document.readyState === 'complete' && document.fonts.status === 'loaded'")
    return page


@pytest.mark.parametrize("width", [375, 1280])
def test_the_page_renews_itself_where_the_reader_stands(
    width: int, browser: Browser, served: Served, tmp_path: Path
) -> None:
    """A new label appears without a reload: the place in the page and its anchor stay, the fonts are its own."""
    page = opened(browser, served, width, "#s1")
    page.says("window.mark = 1; scrollTo({top: 300, behavior: 'instant'})")
    edited(served.own, "label: Revenue", "label: Turnover")
    page.waits_for("document.body.innerText.includes('Turnover')")
    assert page.says("[window.mark, scrollY, location.hash]") == [1, 300, "#s1"]
    assert page.says("document.fonts.ready.then(() => 0), [...document.fonts].map(font => font.family).length") == 2
    edited(served.report, "language: en", "language: fr")
    page.waits_for("document.documentElement.lang === 'fr'")
    assert page.says("[window.mark, scrollY, location.hash]") == [1, 300, "#s1"]
    assert not page.says(WIDE)


@pytest.mark.parametrize("width", [375, 1280])
def test_what_is_wrong_lies_over_the_last_good_report(
    width: int, browser: Browser, served: Served, tmp_path: Path
) -> None:
    """The message with its line and mend, over the page as it was; it can be closed, and is gone when it is mended."""
    page = opened(browser, served, width)
    edited(served.own, "formula: SUM(amount)", "formula: SUM(amout) + '<b>'")
    page.waits_for(f"{PANEL} !== null")
    said = page.says(f"{ALERT}.innerText")
    assert "kpis/own.yml:5:" in said
    assert "did you mean 'amount'?" in said
    assert page.says(f"{ALERT}.querySelector('mark').textContent") == "amout"
    assert page.says(f"{ALERT}.querySelector('pre b')") is None
    assert "Small review" in page.says("document.body.innerText")
    assert not page.says(WIDE)
    assert not page.says(PANEL_WIDE)
    page.picture(tmp_path / "panel.png")
    page.says(f"{PANEL}.shadowRoot.querySelector('.close').click()")
    assert page.says(f"{PANEL} === null")
    edited(served.own, "SUM(amout) + '<b>'", "SUM(amuont)")
    page.waits_for(f"{PANEL} !== null")
    edited(served.own, "amuont", "amount")
    page.waits_for(f"{PANEL} === null")


def test_while_there_is_no_report_the_messages_stand_alone(browser: Browser, served: Served, tmp_path: Path) -> None:
    """A phone shows what is wrong, without a scroll to the side; mended, the report stands there."""
    served.end()
    right = served.report.read_text("utf-8")
    served.report.write_text(right.replace("every: month", "evry: month"), "utf-8")
    served.begin(None)
    page = opened(browser, served, 375)
    assert "did you mean 'every'?" in page.says("document.querySelector('[role=alert]').innerText")
    assert not page.says(WIDE)
    page.picture(tmp_path / "alone.png")
    served.report.write_text(right, "utf-8")
    page.waits_for("document.querySelector('h1').textContent === 'Small review'")
    assert page.says("document.querySelector('[role=alert]')") is None


def test_every_open_page_follows(browser: Browser, served: Served) -> None:
    """Three pages, one change."""
    pages = [opened(browser, served, 800) for _ in range(3)]
    edited(served.own, "label: Revenue", "label: Turnover")
    for page in pages:
        page.waits_for("document.body.innerText.includes('Turnover')")


def test_a_page_that_is_hidden_catches_up(browser: Browser, served: Served) -> None:
    """It gives its connection back, of which a browser has six, and is right when somebody looks at it again."""
    first = opened(browser, served, 800)
    browser.open("about:blank", 800, beside=True).front()
    first.waits_for("document.hidden")
    edited(served.own, "label: Revenue", "label: Turnover")
    served.board.later(1, 30)
    first.front()
    first.waits_for("!document.hidden && document.body.innerText.includes('Turnover')")


def test_the_page_says_that_nobody_watches_any_more(browser: Browser, served: Served, tmp_path: Path) -> None:
    """Quietly, at its edge; when the same report is watched again, it follows again."""
    page, port = opened(browser, served, 375), served.server.server_port
    served.end()
    page.waits_for("document.querySelector('#watch-end') !== null")
    assert page.says("document.querySelector('#watch-end').shadowRoot.textContent.includes('Not watching any more')")
    assert "Small review" in page.says("document.body.innerText")
    page.picture(tmp_path / "ended.png")
    edited(served.own, "label: Revenue", "label: Turnover")
    served.begin(port)
    page.waits_for("document.querySelector('#watch-end') === null && document.body.innerText.includes('Turnover')")
