"""The examples on the page of a code, as files and a command that a test can run.

A block of code after a paragraph that begins with "Wrong" or "Right" belongs to that example; the last file's name in
the paragraph says which file it is, else it is `report.yml`. What comes before "Wrong" belongs to both, and what the
right example does not write stays as it was in the wrong one. Top keys that `report.yml` lacks come from
`docs/codes/report.yml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from click.testing import CliRunner, Result

from engine.cli.kpi import kpi
from engine.cli.render import render
from engine.shipped import shipped
from tests.sources.books import write_book

BLOCK = re.compile(r"^([^\n`#-][^\n]*(?:\n[^\n]+)*)?\n*^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"`([\w/]+(?:\.\w+)*\.(?!md)\w+)`")
MARKDOWN = re.compile(r"`([\w/.-]+\.md)`")
CHECK = "$ kpi check report.yml"


@dataclass
class Example:
    """What somebody wrote, which command they ran, and what stood on stderr as the page shows it."""

    files: dict[str, str] = field(default_factory=dict)
    command: str = ""
    printed: str = ""


def examples(text: str) -> tuple[Example, Example]:
    """The wrong and the right example of a page."""
    shared, wrong, right = Example(), Example(), Example()
    current = shared
    for lead, language, block in BLOCK.findall(text):
        current = wrong if lead.startswith("Wrong") else right if lead.startswith("Right") else current
        if language == "console":
            current.command, _, current.printed = block.partition("\n")
        else:
            named = (MARKDOWN if language == "markdown" else FILE).findall(lead)
            current.files[named[-1] if named else "report.yml"] = block
    wrong.files = {**shared.files, **wrong.files}
    right.files = {**wrong.files, **right.files}
    right.command = right.command or wrong.command
    return wrong, right


def write(example: Example, folder: Path) -> None:
    """The files of an example, with what it leaves out, in a folder."""
    given = shipped("docs/codes")
    write_book(folder / "deals.xlsx", Deals=[["signed_on", "amount"], ["2026-10-06", 700.25]])
    (folder / "deals.csv").write_bytes((given / "deals.csv").read_bytes())
    for name, text in {"report.yml": "", **example.files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(whole(text) if name == "report.yml" else text, "utf-8")


def whole(text: str) -> str:
    """A report with the top keys of the usual one that it lacks."""
    parts = re.split(r"^(?=\w+:)", (shipped("docs/codes") / "report.yml").read_text("utf-8"), flags=re.MULTILINE)
    return text + "".join(
        part for part in parts if part and not re.search(rf"^{part.split(':')[0]}:", text, re.MULTILINE)
    )


def run(example: Example) -> Result:
    """Run an example's command where its files stand, on a day in November; pages only where the command names them."""
    day = ["--today", "2026-11-03"]
    program, *arguments = example.command.removeprefix("$ ").split()
    if program == "render":
        arguments += day + ([] if "--format" in arguments else ["--format", "json"])
    elif arguments[0] == "explain":
        arguments += day
    return CliRunner().invoke(render if program == "render" else kpi, arguments)
