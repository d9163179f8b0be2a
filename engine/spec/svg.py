"""Reads a drawing as SVG, and says where it does more than draw: a page asks nothing of anywhere and runs nothing."""

from __future__ import annotations

import re
from typing import Final
from xml.parsers import expat

from engine.addresses import addresses
from engine.errors import Issue, Place
from engine.model.theme import Logo

SVG: Final = "http://www.w3.org/2000/svg"
XLINK: Final = "http://www.w3.org/1999/xlink"
# What runs or loads something, or is no drawing; and words, which each machine would draw in a font of its own.
RUNS: Final = ("script", "foreignObject", "iframe", "audio", "video", "handler", "listener")
MOVES: Final = ("animate", "animateMotion", "animateTransform", "set")
WORDS: Final = ("text", "textPath", "tref")
INSIDE: Final = re.compile(r"#|data:image/(?:png|jpeg|gif|webp)[;,]", re.IGNORECASE)
ALONE: Final = "save it as plain SVG with everything in it, or as PNG"


class _Reader:
    """Reads once and notes what it finds."""

    def __init__(self, name: str, issues: list[Issue]) -> None:
        self.name, self.issues = name, issues
        self.view: tuple[float, float] | None = None
        self.depth = 0
        self.styles = 0  # how many are open
        self.style = ""
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.EntityDeclHandler = lambda *_: self.told("it declares entities", "save it as plain SVG")
        self.parser.ProcessingInstructionHandler = self.instruction

    def told(self, what: str, hint: str = ALONE) -> None:
        place = Place(self.name, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        self.issues.append(Issue("error", "svg-not-alone", place, f"the logo does more than draw: {what}", hint))

    def instruction(self, target: str, _data: str) -> None:
        if target == "xml-stylesheet":
            self.told("it has a style sheet elsewhere")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        space, _, name = tag.rpartition(" ")
        if not self.depth:
            self.root(space, name, attributes)
        self.depth += 1
        if space != SVG:
            return
        self.styles += name == "style"
        if name in RUNS:
            self.told(f"it has a <{name}>", f"take the <{name}> out: {ALONE}")
        elif name in MOVES:
            self.told(f"it moves (<{name}>), and paper does not", f"take the <{name}> out")
        elif name in WORDS:
            self.told(
                f"a <{name}> would have another font on each machine", "turn its words into paths before you save it"
            )
        for key, value in attributes.items():
            self.attribute(key, value)

    def attribute(self, key: str, value: str) -> None:
        space, _, name = key.rpartition(" ")
        if space not in ("", XLINK):
            return  # what drawing programs note for themselves
        if not space and name.lower().startswith("on"):
            self.told(f"'{name}' runs a script", f"take '{name}' out")
        elif name in ("href", "src") and not INSIDE.match(value.strip()):
            self.told(f"it refers to '{value[:60]}'")
        else:
            self.addresses(value)

    def addresses(self, styles: str) -> None:
        for address in addresses(styles):
            if not INSIDE.match(address):
                self.told(f"it refers to '{address[:60]}'")

    def text(self, data: str) -> None:
        if self.styles:
            self.style += data

    def end(self, tag: str) -> None:
        self.depth -= 1
        if tag == f"{SVG} style":
            self.styles -= 1
            if not self.styles:
                self.addresses(self.style)
                self.style = ""

    def root(self, space: str, name: str, attributes: dict[str, str]) -> None:
        """The size is the viewBox's: one that lacks is cut off where it is drawn smaller."""
        place = Place(self.name, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        if (space, name) != (SVG, "svg"):
            hint = f'it begins with <svg xmlns="{SVG}" viewBox="0 0 240 60">'
            self.issues.append(Issue("error", "wrong-image", place, "the file is XML and no SVG", hint))
            return
        numbers = re.split(r"[\s,]+", attributes.get("viewBox", "").strip())
        try:
            _, _, width, height = map(float, numbers)
        except ValueError:
            width = height = 0.0
        if width > 0 and height > 0:
            self.view = width, height
        else:
            hint = 'say it in its <svg>: viewBox="0 0 240 60"'
            self.issues.append(Issue("error", "wrong-image", place, "the SVG does not say how large it is", hint))


def read_svg(content: bytes, name: str, issues: list[Issue]) -> Logo | None:
    """The drawing; None, and issues at their lines, where it is none or does more than draw."""
    before = len(issues)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        issues.append(Issue("error", "encoding", Place(name), "the SVG is not UTF-8", "save it as UTF-8"))
        return None
    reader = _Reader(name, issues)
    try:
        reader.parser.Parse(content, True)
    except expat.ExpatError as error:
        place = Place(name, error.lineno, error.offset + 1)
        message = f"the SVG cannot be read: {expat.ErrorString(error.code)}"
        issues.append(Issue("error", "wrong-image", place, message, "save it again from the program that drew it"))
    if len(issues) > before or reader.view is None:
        return None
    return Logo("svg", *reader.view, content)
