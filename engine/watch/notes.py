"""What the watched page has and the written one has not: the script that reloads it, and messages over the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from engine.shipped import shipped

MOST = 20  # messages in the page; the terminal has them all


@dataclass(frozen=True, slots=True)
class Message:
    """One message as a page shows it: where, what is wrong, the line with the marked part of it, the mend."""

    where: str
    code: str
    text: str
    hint: str = ""
    line: int = 0
    before: str = ""
    marked: str = ""
    after: str = ""


@cache
def _environment() -> Environment:
    # Read once: whoever writes templates and breaks one still sees what is wrong with it.
    folder = shipped("templates") / "watch"
    return Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, auto_reload=False,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


@cache
def script() -> bytes:
    """The script of the page."""
    return (shipped("templates") / "watch" / "watch.js").read_bytes()


def panel(messages: Sequence[Message], good: str) -> str:
    """The messages as they lie over the last good report, which was made at the time in `good`."""
    return _filled("panel.html.j2", messages, good=good)


def alone(messages: Sequence[Message], file: str) -> str:
    """A page of messages, while there is no report yet."""
    return _filled("alone.html.j2", messages, file=file)


def _filled(template: str, messages: Sequence[Message], **more: str) -> str:
    shown, left = messages[:MOST], max(0, len(messages) - MOST)
    found = _environment().get_template(template)
    return found.render(messages=shown, left=left, count=len(messages), **more)


def name_of(page: str) -> str:
    """What tells a page from every other one."""
    return sha256(page.encode()).hexdigest()[:16]


def watched(page: str) -> bytes:
    """The page with the script that reloads it."""
    head, end, rest = page.partition("</head>")
    assert end, "a page has a head"
    return f'{head}<script src="/watch.js" data-page="{name_of(page)}" defer></script>\n{end}{rest}'.encode()
