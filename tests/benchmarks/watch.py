"""How long a change of the sample takes until a watched page has it: `make bench-watch`.

Each kind of change is saved several times over. Timed is from the save until a client of the server was told and has
fetched the new page: noticing the change, waiting until the file holds still, making the report, and bringing it over.
CPU seconds are the process's own in that time, for a machine that has more to do.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from threading import Thread

from engine import pipeline
from engine.cli.watch import made, message
from engine.kept import NOTHING
from engine.shipped import shipped
from engine.watch import Asked, Board, Server, Turn, Watch
from engine.watch.server import font_url

TODAY = date(2026, 11, 10)
ROUNDS = 7


def replaced(path: Path, one: str, other: str) -> Callable[[int], None]:
    """Saves a file with one text and the other in turn."""
    text = path.read_text("utf-8")
    assert one in text, f"{one!r} is not in {path}"
    return lambda n: saved(path, text.replace(one, f"{other}{n}" if "%" not in other else other % n, 1))


def saved(path: Path, text: str) -> None:
    """As many editors save: beside it, then renamed."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, "utf-8")
    beside.replace(path)


def changes(report: Path, templates: Path) -> Iterator[tuple[str, Callable[[int], None], Path]]:
    """Name, edit, and the file that is put back afterwards."""
    folder = report.parent
    own = folder / "own.yml"
    template = templates / "report.html.j2"
    yield "text", replaced(report, "fr: Affaires signées", "fr: Affaires "), report
    yield "template", replaced(template, "{{ document.title }}</h1>", "{{ document.title }} %d</h1>"), template
    yield "formula", replaced(own, "SUM(amount)", "SUM(amount * 1.%d)"), own
    yield "target", replaced(folder / "objectives.yml", "target: 10000", "target: 1%d000"), folder / "objectives.yml"
    data = folder / "data" / "opportunities.csv"
    lines = data.read_text("utf-8").splitlines(keepends=True)
    yield "data", lambda n: saved(data, "".join(lines[: -1 - n])), data


class Client:
    """A page without a browser: hears of a state and fetches the page."""

    def __init__(self, server: Server) -> None:
        self.address = ("127.0.0.1", server.server_port)
        events = http.client.HTTPConnection(*self.address)
        events.request("GET", "/events")
        self.lines = iter(events.getresponse())

    def next(self) -> dict[str, object]:
        """The next state, with the page fetched."""
        line = next(line for line in self.lines if line.startswith(b"data: {"))
        page = http.client.HTTPConnection(*self.address)
        page.request("GET", "/")
        page.getresponse().read()
        state: dict[str, object] = json.loads(line[6:])
        return state


def prepared(folder: Path) -> Path:
    """The sample, with a KPI of its own in place of the library's."""
    shutil.copytree(shipped("samples"), folder, dirs_exist_ok=True)
    report = folder / "monthly.yml"
    (folder / "own.yml").write_text(
        "kpis:\n  signed_revenue:\n    replaces: true\n    label: {en: Signed revenue, fr: Montant signé}\n"
        "    dataset: opportunities\n    where: stage = 'won'\n    date: closed_at\n"
        "    formula: SUM(amount)\n    better: higher\n", "utf-8"
    )  # fmt: skip
    text = report.read_text("utf-8")
    report.write_text(text.replace("uses: [datasets.yml,", "uses: [own.yml, datasets.yml,"), "utf-8")
    return report


def fresh(report: Path) -> tuple[float, float]:
    """Wall and CPU seconds of a page of which nothing is known before, in a process that has its libraries."""
    begun, cpu = time.perf_counter(), time.process_time()
    pipeline.make_page(report, today=TODAY, font_url=font_url, keep=NOTHING)
    return time.perf_counter() - begun, time.process_time() - cpu


def main() -> None:
    """Print a row for each kind of change."""
    with tempfile.TemporaryDirectory() as folder:
        report = prepared(Path(folder))
        turns: list[Turn] = []
        board = Board()
        server = Server(board, None)
        watch = Watch(Asked(report, today=TODAY), board, turns.append, message)
        first = fresh(report)
        watch.first()
        server.start()
        thread = Thread(target=watch.follow)
        thread.start()
        client = Client(server)
        client.next()
        print("| change | until the page has it | making it | CPU | made again |\n| --- | ---: | ---: | ---: | --- |")
        print(f"| all afresh, libraries too | | {first[0]:.2f} s | {first[1]:.2f} s | everything |")
        for name, edit, path in changes(report, shipped("templates")):
            before = path.read_bytes()
            try:
                measure(name, edit, client, turns)
            finally:
                saved(path, before.decode())
                client.next()
        watch.over.set()
        thread.join()
        server.stop()
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"\nMedian of {ROUNDS}; {os.cpu_count()} cores, load averages {load}.", file=sys.stderr)


def measure(name: str, edit: Callable[[int], None], client: Client, turns: list[Turn]) -> None:
    """Save, and wait for the page, several times."""
    found = []
    for n in range(1, ROUNDS + 1):
        time.sleep(0.37)  # at no fixed distance from the last look at the files
        begun, cpu = time.perf_counter(), time.process_time()
        edit(n)
        state = client.next()
        found.append((time.perf_counter() - begun, turns[-1].seconds, time.process_time() - cpu))
        assert not state["panel"], turns[-1].issues
    page, making, cpu = (statistics.median(column) for column in zip(*found, strict=True))
    print(f"| {name} | {page:.2f} s | {making:.2f} s | {cpu:.2f} s | {made(turns[-1].made)} |", flush=True)


if __name__ == "__main__":
    main()
