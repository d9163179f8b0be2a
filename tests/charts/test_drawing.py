"""What Vega draws becomes an image of the page: named, with ids of its own, and with no way out."""

from __future__ import annotations

import hashlib
import struct
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from engine.charts import CHARTS
from engine.charts.drawing import count, png, renamed, svg
from engine.colours import PAPER
from engine.errors import Place
from engine.protocols import DrawingError, Look
from tests.charts.example import ENGLISH, breakdown, trend

ROOT = Path(__file__).resolve().parents[2]
GRADIENT = {
    "data": {"values": [{"a": 1}]},
    "mark": {"type": "bar", "clip": True, "color": {"x1": 0, "gradient": "linear",
             "stops": [{"offset": 0, "color": "red"}, {"offset": 1, "color": "blue"}]}},
    "encoding": {"x": {"field": "a", "type": "quantitative"}},
}  # fmt: skip


def some_chart() -> str:
    data = breakdown(("Ä", "value", 3.0), ("B", "other", 1.0))
    return CHARTS["breakdown"](data, id="c", numbers=ENGLISH, look=Look("#0b6e75"))


def test_the_title_comes_first_and_is_escaped() -> None:
    """The image's first child is its title, with the alt sentence as people wrote it."""
    drawn = CHARTS["trend"](trend(1.0, 2.0, alt="A < B & C"), id="c", numbers=ENGLISH, look=Look("#0b6e75"))
    root = ElementTree.fromstring(drawn)
    assert root.attrib["role"] == "img"
    assert root[0].tag.endswith("title")
    assert root[0].text == "A < B & C"
    assert "width" not in root.attrib


def test_ids_depend_on_nothing_but_the_chart() -> None:
    """A chart drawn first and the same chart drawn after others have the same ids and the same text."""
    first = svg(GRADIENT, id="one", alt="Sentence.")
    svg(GRADIENT, id="two", alt="Sentence.")
    assert 'id="one-1"' in first
    assert svg(GRADIENT, id="one", alt="Sentence.") == first


def test_ids_of_two_charts_never_meet() -> None:
    """Every id, and every use of one, starts with the id of its chart."""
    drawn = svg(GRADIENT, id="one", alt="Sentence.")
    root = ElementTree.fromstring(drawn)
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids)) >= 2
    assert all(name.startswith("one") for name in ids)
    assert "url(#one-" in drawn


def test_one_drawing_stands_in_two_places_with_its_own_words() -> None:
    """The same picture again is not drawn again, and has the id and the title of its place."""
    spec = {"data": {"values": [{"a": 1}]}, "mark": "point", "encoding": {"x": {"field": "a", "type": "quantitative"}}}
    first, drawn = svg(spec, id="a", alt="One."), count()
    other, renamed = svg(spec, id="b", alt="One."), svg(spec, id="a", alt="Two.")
    assert count() == drawn
    assert other == first.replace('="a', '="b').replace("#a", "#b") != first
    assert renamed == first.replace("One.", "Two.") != first


def test_references_follow_the_ids() -> None:
    """Whatever refers to an id refers to its new name: fills, clips and links."""
    before = '<g clip-path="url(#clip7)"><use href="#clip7"/></g><clipPath id="clip7"/>'
    assert renamed(before, "c") == '<g clip-path="url(#c-1)"><use href="#c-1"/></g><clipPath id="c-1"/>'


def test_two_processes_draw_the_same() -> None:
    """The same chart drawn by another process is the same text."""
    code = (
        "from tests.charts.test_drawing import some_chart; import sys;"
        "sys.stdout.reconfigure(encoding='utf-8'); print(some_chart())"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, encoding="utf-8")
    assert done.stdout.strip() == some_chart()


@pytest.mark.parametrize(
    "outside",
    [
        {"data": {"url": "https://example.com/data.json"}, "mark": "bar"},
        {"data": {"values": [{"u": "https://example.com/a.png"}]}, "mark": "image",
         "encoding": {"url": {"field": "u", "type": "nominal"}}},
        {"data": {"values": [{"u": "https://example.com/"}]}, "mark": "bar",
         "encoding": {"href": {"field": "u", "type": "nominal"}}},
    ],
    ids=["data", "image", "link"],
)  # fmt: skip
def test_a_chart_reaches_no_url(outside: dict[str, object]) -> None:
    """A spec that asks for data, a picture or a link from anywhere is refused by the name of its chart."""
    with pytest.raises(DrawingError, match="'c'"):
        svg(outside, id="c", alt="Sentence.")


def test_a_spec_that_vega_cannot_read_is_refused() -> None:
    """A mark that does not exist is an error with the chart's name, not an empty picture."""
    with pytest.raises(DrawingError, match="sales"):
        svg({"data": {"values": []}, "mark": "pyramid"}, id="sales", alt="Sentence.")


def test_a_photograph_is_twice_the_drawing_on_white() -> None:
    """A PNG has twice the pixels of its drawing and no transparent ground: a dark program shows it as it is."""
    taken = png(some_chart(), id="c")
    width, height = struct.unpack(">II", taken[16:24])
    view = ElementTree.fromstring(some_chart()).attrib["viewBox"].split()
    assert (width, height) == (round(2 * float(view[2])), round(2 * float(view[3])))
    corner = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>'
    assert png(corner, id="c") == png(
        corner.replace("></svg>", f'><rect width="1" height="1" fill="{PAPER}"/></svg>'), id="c"
    )


def test_two_processes_photograph_the_same() -> None:
    """The same chart as PNG from another process is the same bytes, its text in the same font."""
    code = (
        "from tests.charts.test_drawing import some_chart, png; import hashlib;"
        "print(hashlib.sha256(png(some_chart(), id='c')).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    assert done.stdout.strip() == hashlib.sha256(png(some_chart(), id="c")).hexdigest()


def test_what_is_no_drawing_is_refused() -> None:
    """A text that is no SVG is an error with the chart's name, not an empty picture."""
    with pytest.raises(DrawingError, match="sales"):
        png("<p>no drawing</p>", id="sales")


@pytest.mark.parametrize("colour", ["url(https://a.example/#g)", r"u\72l(https://a.example/#g)"])
def test_a_paint_that_lies_elsewhere_is_refused(colour: str) -> None:
    """A colour may be an address, which a page would ask for; also one that is written with escapes."""
    bar = {"data": {"values": [{"a": 1}]}, "mark": {"type": "bar", "fill": colour}, "encoding": {"x": {"field": "a"}}}
    with pytest.raises(DrawingError, match=r"it refers to 'https://a\.example/#g'"):
        svg(bar, id="c", alt="A.")


def test_what_vega_says_on_stderr_is_why_a_chart_fails(capfd: pytest.CaptureFixture[str]) -> None:
    """A filter that fails leaves a picture without marks: its reason is told, not where in Vega's code it came."""
    spec = {
        "data": {"values": [{"a": 1}]},
        "transform": [{"filter": "datum.b.c > 1"}],
        "mark": "bar",
        "encoding": {"x": {"field": "a", "type": "quantitative"}},
    }
    with pytest.raises(DrawingError, match="Cannot read properties of undefined") as failed:
        svg(spec, id="c", alt="A bar.", place=Place("r.yml", 3, 5))
    assert "https" not in failed.value.reason
    assert capfd.readouterr().err == ""
