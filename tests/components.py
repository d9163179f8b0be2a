"""A picture of each component of the pages for docs/templates.md, drawn by the templates themselves: `make components`.

Each is one block or macro on a page of its own, of a sample report, made with a template that replaces the others. The
pictures are cut to what they show and few colours, so that they are small enough to be kept.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PIL import Image, ImageChops

from engine import pipeline
from engine.formats import own, pdf
from engine.model.document import Document
from engine.model.theme import OwnTemplate, OwnTemplates
from engine.pipeline.wording import worded
from engine.shipped import shipped

PICTURES: Final = Path(__file__).resolve().parent.parent / "docs/components"
TODAY: Final = date(2026, 11, 3)
RESOLUTION: Final = 84  # dots per inch
COLOURS: Final = 24
EDGE: Final = 10  # pixels around it
_BARE: Final = "".join(f"@{at} {{ content: none }}" for at in ("top-left", "top-right", "bottom-left", "bottom-right"))
HEAD: Final = f"""<style>@page {{ size: 200mm 170mm; margin: 6mm; {_BARE} }}
@page :first {{ margin: 6mm }}
.contents a::after {{ content: none }}
.theme, .actions, .trust, .definitions {{ margin-top: 0 }}</style>"""


@dataclass(frozen=True, slots=True)
class Component:
    """What is drawn in place of the report's sections, of which sample report; `blocks` of ours stay."""

    body: str = ""
    blocks: tuple[str, ...] = ()
    report: str = "monthly"


# What the contents link to has to be there.
ANCHORS: Final = (
    '{% for section in document.sections %}<i id="s-{{ section.id }}"></i>{% endfor %}'
    '<i id="actions"></i><i id="trust"></i><i id="definitions"></i>'
)


def _first(what: str) -> str:
    """The first of a kind in any section."""
    return f'document.sections|map(attribute="{what}")|sum(start=())|first'


def _tagged(inside: str) -> str:
    return f'<p style="font-size: 12pt; margin-bottom: 2mm">{inside}</p>'


COMPONENTS: Final = {
    "masthead": Component(blocks=("masthead",)),
    "headline": Component("{{ words.insights(document.insights) }}", ("headline",)),
    "cards": Component(blocks=("cards",)),
    "scorecard": Component(blocks=("scorecard",)),
    "decisions": Component(blocks=("decisions",)),
    "contents": Component(ANCHORS, ("contents",)),
    "commentary": Component(
        '{% for section in document.sections if section.text %}{% if loop.first %}'
        '<div class="commentary">{{ words.blocks(section.text) }}</div>{% endif %}{% endfor %}'
    ),
    "chart": Component(
        '<div class="charts pair lines-2">{% for chart in document.sections[0].charts[:2] %}{{ tables.chart(chart) }}'
        "{% endfor %}</div>"
    ),
    "steps": Component(f"{{{{ funnels.steps({_first('funnels')}) }}}}"),
    "comparisons": Component(
        '{{ comparisons.table(document.sections|map(attribute="comparisons")|reject("none")|first) }}'
    ),
    "segments": Component(f"{{{{ tables.segments({_first('tables')}) }}}}"),
    "heat-map": Component(f"{{{{ tables.heat_map({_first('heat_maps')}) }}}}", report="sales"),
    "actions": Component(blocks=("actions",)),
    "trust": Component(blocks=("trust",)),
    "definitions": Component("{{ appendix.definitions(document.definitions[:4]) }}"),
    "marks": Component(
        '{% set rows = document.scorecard|map(attribute="rows")|sum(start=()) %}{% for row in rows[:5] %}'
        + _tagged("{{ marks.state(row.state) }} &nbsp; {{ marks.figure(row.value) }} &nbsp; "
                  "{% if row.previous is not none %}{{ marks.change(row.previous) }}{% endif %} &nbsp; "
                  "{% if row.sign is not none %}{{ marks.sign(row.sign, row.sign.short) }}{% endif %}")
        + '<div style="width: 40mm; margin-bottom: 5mm">{{ marks.sparkline(row.spark, 150, 30) }}'
        "{% if row.attainment is not none %}{{ marks.bullet(row.attainment) }}{% endif %}</div>{% endfor %}"
    ),
    "tokens": Component("".join(
        '<span style="display: inline-block; width: 36mm; margin: 0 3mm 3mm 0; font-size: 8pt">'
        f'<i style="display: block; height: 8mm; background: var(--{name}); outline: .5pt solid #d3d9e0"></i>'
        f"--{name}</span>"
        for name in ("paper", "ink", "muted", "line", "band", "bar", "beyond", "accent", "good", "risk", "bad",
                     *(f"heat-{step}" for step in range(1, 7)))
    )),
}  # fmt: skip


def template(component: Component) -> OwnTemplates:
    """The templates that draw only this component."""
    name = "report.html.j2"
    nested = {"headline", "insights", "cards", "scorecard", "decisions", "contents", "company", "section"}
    tops = [block for block in own.blocks_of(name) if block not in nested and not block.startswith("section_")]
    emptied = [block for block in tops if block not in ("style", "head", "first_page", *component.blocks)]
    shown = "".join(f"{{{{ self.{block}() }}}}" for block in component.blocks if block in nested)
    blocks = dict.fromkeys(emptied, "") | {"head": HEAD, "first_page": shown + component.body}
    text = "".join(f"{{% block {block} %}}{inside}{{% endblock %}}\n" for block, inside in blocks.items())
    text += "".join(_kept(block) for block in component.blocks if block in nested)
    return OwnTemplates("components", (OwnTemplate(name, name, f'{{% extends "boardpack/{name}" %}}\n{text}'),))


def _kept(block: str) -> str:
    """A block that ours calls in another one: it is only there if the child has it."""
    return f"{{% block {block} %}}{{{{ super() }}}}{{% endblock %}}\n"


@cache
def document(report: str) -> Document:
    """A sample report in English."""
    return worded(pipeline.compute(shipped("samples") / f"{report}.yml", today=TODAY), "en")


def draw(name: str, folder: Path) -> Image.Image:
    """One component as a picture."""
    component = COMPONENTS[name]
    made = folder / f"{name}.pdf"
    made.write_bytes(pdf.make(replace(document(component.report), templates=template(component))))
    subprocess.run(
        ["pdftoppm", "-r", str(RESOLUTION), "-f", "1", "-l", "1", "-singlefile", "-png", made, folder / name],
        check=True,
    )
    with Image.open(folder / f"{name}.png") as page:
        return _cut(page.convert("RGB"))


def _cut(page: Image.Image) -> Image.Image:
    """What is not white, with an edge around it."""
    box = ImageChops.difference(page, Image.new("RGB", page.size, "white")).getbbox()
    assert box is not None, "nothing was drawn"
    left, top, right, bottom = box
    area = (max(0, left - EDGE), max(0, top - EDGE), min(page.width, right + EDGE), min(page.height, bottom + EDGE))
    return page.crop(area).quantize(COLOURS, dither=Image.Dither.NONE)


def main() -> None:
    """Draw all, or those that are named."""
    PICTURES.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        for name in sys.argv[1:] or COMPONENTS:
            drawn = draw(name, Path(folder))
            drawn.save(PICTURES / f"{name}.png", optimize=True)
            print(PICTURES / f"{name}.png", (PICTURES / f"{name}.png").stat().st_size)


if __name__ == "__main__":
    main()
