"""A watched report is the report: after any edits its page and figures are those of a fresh one, made of little."""

from __future__ import annotations

import gc
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from threading import Thread

import pytest

from engine import pipeline
from engine.charts import drawing
from engine.errors import Issue
from engine.formats import json
from engine.kept import Kept
from engine.pipeline.figures import compute
from engine.shipped import shipped
from engine.watch import Asked, Board, Message, Turn, Watch, files
from engine.watch.server import font_url
from tests.watch.example import written

TODAY = date(2026, 11, 10)


def message(issue: Issue) -> Message:
    return Message(issue.place.file, issue.code, issue.message, issue.hint, issue.place.line)


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
    path.write_text(text.replace(old, new), "utf-8")


class Maker:
    """Makes a report again and again, and tells what was made."""

    def __init__(self, report: Path) -> None:
        self.report = report
        self.kept = Kept()
        drawing.forget()  # what another test drew is drawn again

    def made(self) -> Counter[str]:
        page = pipeline.make_page(self.report, today=TODAY, font_url=font_url, keep=self.kept)
        self.kept.turn()
        return +(self.kept.told() + Counter(charts=page.drawn))


@pytest.fixture
def maker(tmp_path: Path) -> Maker:
    made = Maker(written(tmp_path))
    made.made()
    return made


def edits(folder: Path) -> dict[str, tuple[Callable[[], None], Counter[str]]]:
    own, report = folder / "kpis/own.yml", folder / "report.yml"
    return {
        "nothing": (lambda: None, Counter()),
        "a title": (lambda: edited(report, "title: Summary", "title: All"), Counter(spec=1)),
        "the company": (lambda: edited(report, "Example", "Another"), Counter(spec=1)),
        "a label": (lambda: edited(own, "label: Revenue", "label: Turnover"), Counter(spec=1)),
        "a comment above everything": (lambda: edited(report, "report:", "# Ours.\nreport:"), Counter(spec=1)),
        "a language": (lambda: edited(report, "language: en", "language: fr"), Counter(spec=1, charts=2)),
        "a formula": (
            lambda: edited(own, "SUM(amount)", "MAX(amount)"),
            Counter(spec=1, measures=3, values=1, charts=1),  # in total, to date and by team, where it is the same
        ),
        "a condition": (
            lambda: edited(own, "formula: SUM(amount)", "formula: SUM(amount)\n    where: team = 'north'"),
            Counter(spec=1, measures=6, values=1, words=1, charts=2),  # other rows are counted, a word is looked for
        ),
        "a target": (lambda: edited(folder / "objectives.yml", "12000", "1200"), Counter(spec=1, values=1, charts=1)),
        "data": (
            lambda: edited(folder / "visits/a.csv", "2026-10-31,home", "2026-10-30,home\n2026-10-31,home"),
            Counter(data=1, measures=1, values=1),
        ),
        "a file of the same rows": ((folder / "deals.csv").touch, Counter(data=1)),
    }  # fmt: skip


@pytest.mark.parametrize("what", edits(Path()))
def test_only_what_a_change_touches_is_made_again(what: str, maker: Maker) -> None:
    """A text makes one file read again, a formula its own measures counted, data what is made of them."""
    edit, wanted = edits(maker.report.parent)[what]
    edit()
    assert maker.made() == wanted


def test_an_edit_that_is_taken_back_makes_nothing(maker: Maker) -> None:
    """Who tries something out and takes it back waits for nothing."""
    own = maker.report.parent / "kpis/own.yml"
    edited(own, "SUM(amount)", "MAX(amount)")
    maker.made()
    edited(own, "MAX(amount)", "SUM(amount)")
    assert maker.made() == Counter()


def test_who_is_largest_decides_what_is_counted_as_the_rest(tmp_path: Path) -> None:
    """By another formula another team is the largest, over the same data: the rest is counted anew."""
    report, kept = written(tmp_path), Kept()
    edited(
        report,
        "      kpis: [revenue, deals]\n      by: team",
        "      kpis: [revenue, deals]\n      by: team\n      top: 1",
    )
    (tmp_path / "deals.csv").write_text(
        "id,day,team,amount\n1,2026-10-01,north,9.00\n2,2026-10-02,south,4.00\n3,2026-10-31,south,3.00\n", "utf-8"
    )
    by_amount = outcome(report, kept)
    edited(tmp_path / "kpis/own.yml", "SUM(amount)", "AVG(amount)")  # now their rows decide
    by_rows = outcome(report, kept)
    assert by_rows == outcome(report, None)
    assert len(by_amount) == len(by_rows) == 3


TEAMS = ["north", "south", "west"]
TEXTS = ["Revenue", "Turnover", "Chiffre", "R"]
FORMULAS = [
    "SUM(amount)", "MAX(amount)", "AVG(amount)", "MEDIAN(amount)", "COUNT(DISTINCT team)", "COUNT(*)",
    "SUM(amount * 1.0)", "SUM(amount * 1.00)", "SUM(amount) / COUNT(*)", "deals * 2", "COUNT_IF(amount > 150)",
]  # fmt: skip
OTHERS = ["COUNT(*)", "SUM(amount)", "COUNT_IF(team = 'north')", "COUNT(DISTINCT team)"]


def random_edit(folder: Path, choose: random.Random) -> str:
    """One edit of a small report; some make it wrong, and a later one right again."""
    for aside in list(folder.rglob("*.aside")):  # what was broken last is mended first
        aside.replace(aside.with_suffix(""))
    kind = choose.choice(["kpis", "kpis", "report", "objectives", "deals", "visits", "broken", "lines"])
    if kind == "kpis":
        formula = choose.choice(FORMULAS)
        over = "" if formula.startswith("deals") else "    dataset: deals\n"
        where = choose.choice(["", "    where: team = 'north'\n"]) if over else ""
        (folder / "kpis/own.yml").write_text(
            f"kpis:\n  revenue:\n    label: {choose.choice(TEXTS)}\n{over}{where}    formula: {formula}\n"
            "    better: higher\n"
            f"  deals:\n    label: Deals\n    dataset: deals\n    formula: {choose.choice(OTHERS)}\n"
            f"  visits: {{label: Visits, dataset: visits, formula: COUNT(*)}}\n", "utf-8",
        )  # fmt: skip
    elif kind == "report":
        text = written(folder / "fresh").read_text("utf-8")
        by = choose.choice(["by: team}", "by: team, top: 1}"])
        text = text.replace("by: team}", by).replace("language: en", f"language: {choose.choice(['en', 'fr'])}")
        (folder / "report.yml").write_text(text.replace("Example", choose.choice(TEXTS)), "utf-8")
    elif kind == "objectives":
        (folder / "objectives.yml").write_text(
            f"objectives:\n  - {{kpi: revenue, period: 2026, target: {choose.choice(['1200', '1200.0', '90'])}}}\n"
        )
    elif kind == "deals":
        rows = ["id,day,team,amount", "0,2026-10-31,north,1.00"]
        for n in range(choose.randint(0, 30)):
            day, team = f"2026-{choose.randint(8, 10):02}-{choose.randint(1, 30):02}", choose.choice(TEAMS)
            rows.append(f"{n + 1},{day},{team},{choose.randint(1, 99999) / 100:.2f}")
        (folder / "deals.csv").write_text("\n".join(rows) + "\n", "utf-8")
    elif kind == "visits":
        name = choose.choice("abc")
        path = folder / f"visits/{name}.csv"
        if path.exists() and name != "a":
            path.unlink()
        else:
            path.write_text("day,page\n" + f"2026-10-{choose.randint(10, 31)},home\n" * choose.randint(1, 5))
    elif kind == "lines":
        for name in ("report.yml", "kpis/own.yml"):
            path = folder / name
            path.write_text("# A comment.\n" + path.read_text("utf-8"), "utf-8")
    else:
        name, text = choose.choice(
            [("kpis/own.yml", "kpis: ["), ("deals.csv", "id,day\n"), ("report.yml", "report:\n")]
        )
        shutil.copy2(folder / name, folder / f"{name}.aside")
        (folder / name).write_text(text, "utf-8")
    return kind


def outcome(report: Path, kept: Kept | None) -> tuple[object, ...]:
    """All that a report gives: figures, page, warnings; or its errors."""
    from engine.errors import BoardpackError
    from engine.kept import NOTHING

    keep = kept or NOTHING
    try:
        computed = compute(report, today=TODAY, keep=keep)
        page = pipeline.make_page(report, today=TODAY, font_url=font_url, keep=keep)
    except BoardpackError as error:
        return type(error), error.issues
    if kept is not None:
        kept.turn()
    return json.make(computed.results, computed.catalog), page.html, page.warnings


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 6))])
def test_after_any_edits_the_report_is_that_of_a_fresh_run(seed: int, tmp_path: Path) -> None:
    """Figures to the byte, the page to the byte, the same warnings, the same errors at the same places."""
    choose, report, kept = random.Random(seed), written(tmp_path), Kept()
    good = 0
    for _ in range(25):
        kind = random_edit(tmp_path, choose)
        found = outcome(report, kept)
        assert found == outcome(report, None), kind
        good += len(found) == 3
    assert good > 10


@pytest.mark.long
def test_after_edits_the_sample_is_that_of_a_fresh_run(tmp_path: Path) -> None:
    """The same of the sample, with its library, stocks, conversions and look-ups."""
    shutil.copytree(shipped("samples"), tmp_path, dirs_exist_ok=True)
    report, kept = tmp_path / "monthly.yml", Kept()
    changes: list[tuple[str, str, str]] = [
        ("monthly.yml", "company: Nova", "company: Novum"),
        ("monthly.yml", "by: owner", "by: owner\n      top: 3"),
        ("objectives.yml", "objectives:", "# Of this year.\nobjectives:"),
        ("datasets.yml", "datasets:", "# Ours.\ndatasets:"),
    ]
    outcome(report, kept)
    for name, old, new in changes:
        edited(tmp_path / name, old, new)
        assert outcome(report, kept) == outcome(report, None), name
    lines = (tmp_path / "data/leads.csv").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "data/leads.csv").write_text("".join(lines[:-40]), "utf-8")
    assert outcome(report, kept) == outcome(report, None)


ACTION = """
actions:
  - {kpi: revenue, opened: 2026-10-05, action: Call everybody, owner: Ann, due: 2026-10-20}
"""


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("objectives.yml", "target: 12000", "target: 12000, weight: 3"),
        ("objectives.yml", "Call everybody", "Write to everybody"),
        ("objectives.yml", "due: 2026-10-20", "due: 2026-12-20"),
        ("objectives.yml", "due: 2026-10-20", "due: 2026-10-20, state: done, closed: 2026-10-30"),
        ("objectives.yml", ACTION, "\n"),
        (
            "report.yml",
            "      charts:\n",
            "      comparisons: [previous, target]\n      charts:\n",
        ),
        ("report.yml", "        - {trend: revenue}", "        - {bridge: revenue, by: team, against: previous}"),
        ("report.yml", "        - {trend: revenue}", "        - {funnel: [visits, deals]}"),
        ("kpis/own.yml", "SUM(amount)\n    better: higher", "SUM(amount)\n    better: lower"),
        ("kpis/own.yml", "formula: COUNT(*)\n  visits", "formula: COUNT_IF(amount > 200) / COUNT(*)\n  visits"),
    ],
)
def test_what_follows_from_figures_follows_each_change(name: str, old: str, new: str, tmp_path: Path) -> None:
    """Attainment, actions, comparisons, drivers, funnels and intervals are kept, and are those of a fresh run."""
    report, kept = written(tmp_path), Kept()
    own = tmp_path / "objectives.yml"
    own.write_text(f"{own.read_text('utf-8')}  - {{kpi: deals, period: 2026, target: 40}}\n{ACTION}", "utf-8")
    edited(tmp_path / "kpis/own.yml", "label: Deals", "label: Deals\n    better: higher")
    before = outcome(report, kept)
    assert len(before) == 3, before
    edited(tmp_path / name, old, new)
    found = outcome(report, kept)
    assert len(found) == 3, found
    assert found == outcome(report, None)
    assert found[:2] != before[:2]


def test_memory_is_tidied_up_again(tmp_path: Path) -> None:
    """While a page is made nothing is tidied up; afterwards it is, also where the page could not be made."""
    report = written(tmp_path)
    seen: list[bool] = []
    watch = Watch(Asked(report, today=TODAY), Board(), lambda turn: seen.append(gc.isenabled()), message)
    watch.first()
    assert [*seen, gc.isenabled()] == [False, True]
    report.write_text("report: [", "utf-8")
    watch.first()
    assert [*seen, gc.isenabled()] == [False, False, True]


class Running:
    """A watch in a thread of its own, and what it told."""

    def __init__(self, report: Path) -> None:
        self.board, self.turns = Board(), list[Turn]()
        self.watch = Watch(Asked(report, today=TODAY), self.board, self.turns.append, message)
        self.watch.first()
        self.thread = Thread(target=self.watch.follow)
        self.thread.start()

    def after(self, edit: Callable[[], object]) -> Turn:
        """The turn that an edit leads to."""
        turn, told = self.board.state.turn, len(self.turns)
        edit()
        assert self.board.later(turn, 60) is not None, "nothing came of it"
        while len(self.turns) == told:
            self.watch.over.wait(0.01)
        return self.turns[-1]

    def end(self) -> None:
        self.watch.over.set()
        self.thread.join(10)
        assert not self.thread.is_alive()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    found = Running(written(tmp_path))
    yield found
    found.end()


def codes(turn: Turn) -> list[str]:
    return [issue.code for issue in turn.issues if issue.level == "error"]


def test_the_page_follows_its_files(running: Running, tmp_path: Path) -> None:
    """Each change is told with its file, and the page is the new one."""
    turn = running.after(lambda: edited(tmp_path / "kpis/own.yml", "label: Revenue", "label: Turnover"))
    assert [path.name for path in turn.changed] == ["own.yml"]
    assert b"Turnover" in running.board.state.page
    turn = running.after(lambda: (tmp_path / "visits/b.csv").write_text("day,page\n2026-10-30,home\n"))
    assert turn.made["data"] == 1
    assert [path.name for path in turn.changed] == ["b.csv"]


@pytest.mark.parametrize(
    ("name", "wrong", "code"),
    [
        ("kpis/own.yml", "kpis: [", "yaml-syntax"), ("report.yml", "", "empty-file"),
        ("deals.csv", "id,day,team,amount\n1,someday,north,1.00\n", "bad-value"),
    ],
)  # fmt: skip
def test_the_last_good_report_stays_under_its_errors(
    name: str, wrong: str, code: str, running: Running, tmp_path: Path
) -> None:
    """What is wrong lies over the last good page, and is gone when it is mended."""
    good, path = running.board.state.page, tmp_path / name
    right = path.read_bytes()
    turn = running.after(lambda: path.write_text(wrong))
    assert turn.failed
    assert running.board.state.page == good
    assert 'role="alert"' in running.board.state.panel
    assert codes(turn) == [code]
    turn = running.after(lambda: path.write_bytes(right))
    assert not turn.failed
    assert running.board.state.panel == ""
    assert running.board.state.page == good


def test_the_page_follows_its_logo_and_its_templates(running: Running, tmp_path: Path) -> None:
    """Each save of one is on the page, a mistake is told at its line, and what mends it is followed."""
    square = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h{}v9z"/></svg>'
    own = '{{% extends "boardpack/report.html.j2" %}}{{% block footer %}}<p>{}</p>{{% endblock %}}'
    (tmp_path / "my").mkdir()
    (tmp_path / "my/report.html.j2").write_text(own.format("One"), "utf-8")
    (tmp_path / "logo.svg").write_text(square.format(9), "utf-8")
    theme = "theme: {logo: logo.svg, templates: my}\n  currency: EUR"
    running.after(lambda: edited(tmp_path / "report.yml", "currency: EUR", theme))
    pages = [running.board.state.page]
    turn = running.after(lambda: (tmp_path / "logo.svg").write_text(square.format(8), "utf-8"))
    assert (turn.changed, turn.failed) == ((tmp_path / "logo.svg",), False)
    pages.append(running.board.state.page)
    turn = running.after(lambda: (tmp_path / "my/report.html.j2").write_text(own.format("{{ twice }}"), "utf-8"))
    assert [(issue.code, issue.place.line) for issue in turn.issues] == [("template-name", 1)]
    turn = running.after(lambda: (tmp_path / "my/report.html.j2").write_text(own.format("Two"), "utf-8"))
    assert not turn.failed
    assert b"<p>Two</p>" in running.board.state.page
    assert len({*pages, running.board.state.page}) == 3


def test_the_report_may_be_taken_away_and_come_back(running: Running, tmp_path: Path) -> None:
    """A branch is changed, a file is moved: the watch goes on."""
    report = tmp_path / "report.yml"
    turn = running.after(lambda: report.rename(tmp_path / "aside"))
    assert codes(turn) == ["no-file"]
    assert not running.after(lambda: (tmp_path / "aside").rename(report)).failed


def test_data_that_cannot_be_read_are_watched_all_the_same(running: Running, tmp_path: Path) -> None:
    """A file that became a folder, and a file again; in a report whose specs are broken meanwhile."""
    deals, report = tmp_path / "deals.csv", tmp_path / "report.yml"
    kept, right = deals.read_bytes(), report.read_text("utf-8")
    deals.unlink()
    assert running.after(deals.mkdir).failed
    running.after(lambda: report.write_text("report: ["))

    def back() -> None:
        deals.rmdir()
        deals.write_bytes(kept)

    running.after(back)
    assert not running.after(lambda: report.write_text(right, "utf-8")).failed


def test_a_file_that_is_whole_a_moment_later_gives_no_error(running: Running, tmp_path: Path) -> None:
    """An export that writes in two goes, with a pause between them, shows the report before and the one after."""
    deals = tmp_path / "deals.csv"
    whole = deals.read_text("utf-8").replace("120.25", "999.25")

    def export() -> None:
        deals.write_text(whole[:-5], "utf-8")  # half an amount, and no line end
        deals.write_text(whole[: whole.index("2026-10-31")], "utf-8")
        running.watch.over.wait(files.QUIET_DATA + 0.4)  # long enough to be read
        deals.write_text(whole, "utf-8")

    turn = running.after(export)
    assert not any(told.failed for told in running.turns)
    assert b"999" in running.board.state.page
    assert [path.name for path in turn.changed] == ["deals.csv"]


def test_many_quick_saves_end_with_the_last(running: Running, tmp_path: Path) -> None:
    """Whatever was shown between, at the end the page is that of the files."""
    own = tmp_path / "kpis/own.yml"
    text = own.read_text("utf-8")
    for n in range(30):
        own.write_text(text.replace("label: Revenue", f"label: Name{n}x"), "utf-8")
        running.watch.over.wait(0.01)
    while b"Name29x" not in running.board.state.page:
        assert running.board.later(running.board.state.turn, 60) is not None
    assert len(running.turns) < 30


def test_while_there_is_no_report_there_are_messages(tmp_path: Path) -> None:
    """Who begins with a wrong file sees what is wrong with it, and then the report."""
    report = written(tmp_path)
    right = report.read_text("utf-8")
    report.write_text(right.replace("SUM", "SUM").replace("deals.csv", "<deals>.csv"), "utf-8")
    running = Running(report)
    try:
        page = running.board.state.page.decode()
        assert 'role="alert"' in page
        assert "&lt;deals&gt;.csv" in page or "cannot be read" in page
        assert "<deals>" not in page
        assert "/watch.js" in page
        running.after(lambda: report.write_text(right, "utf-8"))
        assert b"<h1>Small review</h1>" in running.board.state.page
    finally:
        running.end()


def test_a_mistake_of_ours_ends_nothing(running: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is raised stands in the page, and the next change is followed."""
    report = tmp_path / "report.yml"

    def fails(*args: object, **more: object) -> pipeline.Page:
        raise RuntimeError("<oh>")

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "make_page", fails)
        turn = running.after(lambda: edited(report, "title: Summary", "title: All"))
        assert codes(turn) == ["internal"]
        assert "RuntimeError" in turn.trace
        assert "&lt;oh&gt;" in running.board.state.panel
    assert not running.after(lambda: edited(report, "title: All", "title: Summary")).failed


def test_nothing_is_written(running: Running, tmp_path: Path) -> None:
    """The folder holds what it held: there is no 'out'."""
    before = sorted(tmp_path.rglob("*"))
    running.after(lambda: edited(tmp_path / "report.yml", "Example", "Another"))
    assert sorted(tmp_path.rglob("*")) == before
