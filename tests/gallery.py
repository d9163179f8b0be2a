"""Pictures of every page of every sample report, to be looked at: `make gallery`.

Each report in each language: the PDF's pages on A4 and Letter, and the HTML light and dark, on a desktop and a phone.
`build/gallery/index.html` shows them all. `--report` and `--language` choose some, each as often as wanted.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from engine import pipeline
from engine.formats import html, pdf
from engine.model.document import Document
from engine.pipeline.wording import worded
from engine.shipped import shipped
from tests.watch.browser import Browser

GALLERY: Final = Path(__file__).resolve().parent.parent / "build/gallery"
TODAY: Final = date(2026, 11, 3)
LANGUAGES: Final = ("en", "fr", "ru")
PAPERS: Final = ("A4", "Letter")
WIDTHS: Final = {"desktop": 1280, "phone": 375}
RESOLUTION: Final = 90  # dots per inch of a page of paper
HIGH: Final = 3000  # pixels: a page of HTML is cut into pictures of this height

STYLE: Final = """
body { font: 16px/1.4 system-ui, sans-serif; margin: 1.5rem; color: #1b2430; background: #e9edf1; }
nav a { margin-right: 1rem; } a { color: #0b5394; }
.row { display: flex; gap: 1rem; overflow-x: auto; align-items: flex-start; padding-bottom: 1rem; }
figure { margin: 0; flex: none; } figcaption { font-size: .85rem; } img { display: block; box-shadow: 0 1px 5px #0004; }
"""


@dataclass(frozen=True, slots=True)
class Row:
    """Pictures that are looked at side by side."""

    title: str
    pictures: tuple[Path, ...]


def reports() -> list[str]:
    """The sample reports by name: the files that begin one."""
    files = sorted(shipped("samples").glob("*.yml"))
    return [file.stem for file in files if "\nreport:" in "\n" + file.read_text("utf-8")]


def paper(document: Document, page: str, folder: Path) -> Row:
    """The PDF's pages."""
    made = folder / f"{page}.pdf"
    made.write_bytes(pdf.make(replace(document, page=page)))
    subprocess.run(["pdftoppm", "-r", str(RESOLUTION), "-png", made, folder / page], check=True)
    return Row(page, tuple(sorted(folder.glob(f"{page}-*.png"))))


def screens(document: Document, folder: Path, browser: Browser) -> Iterator[Row]:
    """The HTML from its first line to its last, in every width and both themes."""
    made = folder / "page.html"
    made.write_bytes(html.make(document))
    for (device, width), dark in product(WIDTHS.items(), (False, True)):
        name = f"{device}-{'dark' if dark else 'light'}"
        page = browser.open(made.as_uri(), width, dark=dark)
        page.waits_for("document.readyState === 'complete' && document.fonts.status === 'loaded'")
        height = int(page.says("document.documentElement.scrollHeight"))
        pictures = []
        for number, top in enumerate(range(0, height, HIGH), start=1):
            pictures.append(folder / f"{name}-{number}.png")
            page.picture(pictures[-1], (top, min(top + HIGH, height)))
        page.close()
        yield Row(f"{device}, {'dark' if dark else 'light'}", tuple(pictures))


def index(groups: dict[str, list[Row]]) -> str:
    """A page that shows all pictures."""
    links = "".join(f'<a href="#{escape(name)}">{escape(name)}</a>' for name in groups)
    body = []
    for name, rows in groups.items():
        body.append(f'<h2 id="{escape(name)}">{escape(name)}</h2>')
        for row in rows:
            shown = "".join(_figure(picture) for picture in row.pictures)
            body.append(f'<h3>{escape(row.title)}</h3><div class="row">{shown}</div>')
    head = f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Gallery</title><style>{STYLE}</style>'
    return f"{head}<h1>Gallery</h1><nav>{links}</nav>{''.join(body)}\n"


def _figure(picture: Path) -> str:
    address, name = escape(picture.relative_to(GALLERY).as_posix()), escape(picture.stem)
    image = f'<a href="{address}"><img loading="lazy" src="{address}" alt="{name}"></a>'
    return f"<figure><figcaption>{name}</figcaption>{image}</figure>"


def make(names: Sequence[str], languages: Sequence[str]) -> Path:
    """Render, draw and list; what an earlier run left of the same report and language is taken away first."""
    groups: dict[str, list[Row]] = {}
    with TemporaryDirectory() as profile:
        browser = Browser(Path(profile))
        for name in names:
            computed = pipeline.compute(shipped("samples") / f"{name}.yml", today=TODAY)
            for language in languages:
                print(f"{name} {language}", file=sys.stderr)
                folder = GALLERY / name / language
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(parents=True)
                document = worded(computed, language)
                rows = [paper(document, page, folder) for page in PAPERS]
                groups[f"{name} {language}"] = [*rows, *screens(document, folder, browser)]
        browser.close()
    written = GALLERY / "index.html"
    written.write_text(index(groups), "utf-8")
    return written


def main() -> None:
    """Make the gallery and say where it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--report", action="append", choices=reports())
    parser.add_argument("--language", action="append", choices=LANGUAGES)
    chosen = parser.parse_args()
    print(make(chosen.report or reports(), chosen.language or LANGUAGES))


if __name__ == "__main__":
    main()
