"""What a finished page would ask for, or run: a report's own templates may bring in neither."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

from engine.addresses import addresses, unescaped, without_comments
from engine.errors import Issue, Place, ReportRefused
from engine.model.theme import OwnTemplates

# What runs or loads by being there.
RUNS: Final = frozenset(
    {"script", "iframe", "frame", "frameset", "object", "embed", "applet", "base", "link", "portal"}
)
LOADS: Final = frozenset(
    {"src", "srcset", "href", "xlink:href", "poster", "background", "data", "action", "formaction"}
)
PAINTS: Final = frozenset({
    "style", "fill", "stroke", "filter", "clip-path", "mask", "cursor", "marker-start", "marker-mid", "marker-end",
})  # fmt: skip
LINKS: Final = re.compile(r"#|https?:|mailto:|tel:", re.IGNORECASE)
# Fonts are put in later, where their names stand.
INSIDE: Final = re.compile(r"#|data:(?:image|font)/|cid:|<font ", re.IGNORECASE)
STYLED: Final = re.compile(r"#|data:(?:image|font)/|<font ", re.IGNORECASE)
# What a style writes onto the page by itself.
WRITES: Final = re.compile(
    r"""(?:content|quotes|list-style|list-style-type)\s*:((?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^;}"'])*)""",
    re.IGNORECASE,
)
QUOTED: Final = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'""")


class Requests(HTMLParser):
    """Reads a page and notes what it would ask for: what it is, and the text by which it is found in a template."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.styles: list[str] = []
        self.in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element, and what its attributes name."""
        self.in_style = tag == "style"
        if tag in RUNS or (tag == "meta" and "http-equiv" in dict(attrs)):
            self.found.append((f"<{tag}>", f"<{tag}"))
        for name, value in attrs:
            self.attribute(tag, name, (value or "").strip())

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that ends where it begins holds no styles."""
        self.handle_starttag(tag, attrs)
        self.in_style = False

    def attribute(self, tag: str, name: str, value: str) -> None:
        """What runs by itself, and addresses that are none of a link."""
        allowed = LINKS if tag in ("a", "area") else INSIDE
        if name.startswith("on"):
            self.found.append((f"'{name}', which runs a script", name))
        elif (name in LOADS and value and not allowed.match(value)) or name == "ping":
            self.found.append((f"'{value[:60]}'", value))
        elif name in PAINTS:
            self.style(value)

    def handle_data(self, data: str) -> None:
        """The text of styles."""
        if self.in_style:
            self.styles.append(data)
            self.style(data)

    def handle_endtag(self, tag: str) -> None:
        """Styles end."""
        self.in_style = False

    def style(self, text: str) -> None:
        """Addresses in styles, of what is not in the page itself."""
        outside = (address for address in addresses(text) if not STYLED.match(address))
        self.found += ((f"'{address[:60]}'", address) for address in outside)


def written(styles: str) -> str:
    """What styles write onto the page."""
    quoted = (text[0] for part in WRITES.finditer(without_comments(styles)) for text in QUOTED.finditer(part[1]))
    return "".join(unescaped(text[1:-1]) for text in quoted)


def read(page: str) -> Requests:
    """A page, read."""
    found = Requests()
    found.feed(page)
    found.close()
    return found


def refuse_requests(found: Requests, own: OwnTemplates) -> None:
    """Raise ReportRefused where the page asks for something, at the lines that bring it in."""
    issues = [_issue(what, text, own) for what, text in dict.fromkeys(found.found)]
    if issues:
        raise ReportRefused(issues)


def _issue(what: str, text: str, own: OwnTemplates) -> Issue:
    place = next(_places(text, own), Place(own.shown))
    message = f"the page would ask for something, or run it: {what}"
    hint = "a page asks nothing of anywhere: put what it shows into it (data:image/png;base64,…), and leave scripts out"
    return Issue("error", "template-request", place, message, hint)


def _places(text: str, own: OwnTemplates) -> Iterator[Place]:
    for file in own.files:
        for number, line in enumerate(file.text.splitlines(), start=1):
            column = line.lower().find(text.lower())
            if column >= 0:
                yield Place(file.shown, number, column + 1, len(text))
