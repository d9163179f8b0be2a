"""Markdown to blocks of words: what a page may show of it. HTML in it is words like any other; nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from engine.model.commentary import Block, BlockKind, Run
from engine.model.sentences import Placeholder, Sentence
from engine.placeholders import joined, parsed

# Private characters stand for placeholders while the text is read, so that nothing in a placeholder is Markdown.
OPEN, CLOSE = "\ue000", "\ue001"
MARK: Final = re.compile(f"{OPEN}(\\d+){CLOSE}")
BELOW: Final = 3  # the level of a commentary's first heading: a section's own is 2
LOWEST: Final = 6
KINDS: Final[dict[str, BlockKind]] = {
    "paragraph_open": "paragraph", "heading_open": "heading", "bullet_list_open": "bullets",
    "ordered_list_open": "numbers", "list_item_open": "item", "blockquote_open": "quote",
    "table_open": "table", "tr_open": "row", "th_open": "item", "td_open": "item",
}  # fmt: skip
WRAPPERS: Final = ("thead_open", "thead_close", "tbody_open", "tbody_close")
LINKS: Final = ("https://", "http://", "mailto:")


def read(text: str) -> tuple[tuple[Block, ...], tuple[tuple[int, int, str, str], ...]]:
    """The blocks of a text, and what is wrong with it: where it starts, how long it is, what it is, the mend."""
    sentence, wrong = parsed(text)
    marked, numbered = _marked(text, sentence)
    reader = _Reader(numbered)
    tokens = [token for token in _parser().parse(marked) if token.type not in WRAPPERS]
    blocks = reader.blocks(iter(tokens))
    found = [(start, length, message, "write {{ for a brace") for start, length, message in wrong]
    found += [(*_found(text, of), *said) for of, said in reader.refused]
    return _levels(blocks), tuple(found)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _marked(text: str, sentence: Sentence) -> tuple[str, list[Placeholder]]:
    """The text with a mark for each placeholder; braces that are meant are braces."""
    numbered: list[Placeholder] = []
    words: list[str] = []
    for part in sentence:
        if isinstance(part, Placeholder):
            words.append(f"{OPEN}{len(numbered)}{CLOSE}")
            numbered.append(part)
        else:
            words.append(part.replace(OPEN, "").replace(CLOSE, ""))
    return "".join(words), numbered


class _Reader:
    """Makes blocks of the parser's tokens, and remembers what a page does not show."""

    def __init__(self, numbered: list[Placeholder]) -> None:
        self.numbered = numbered
        self.refused: list[tuple[str, tuple[str, str]]] = []

    def blocks(self, tokens: Iterator[Token]) -> tuple[Block, ...]:
        """The blocks up to the end of what is open."""
        found: list[Block] = []
        for token in tokens:
            if token.type.endswith("_close"):
                break
            if token.type in ("fence", "code_block"):
                found.append(Block("code", (Run(self._sentence(token.content.rstrip("\n"))),)))
            elif token.type == "hr":
                found.append(Block("rule"))
            elif token.type == "inline":
                found.append(Block("paragraph", tuple(self._runs(token.children or []))))
            else:
                found.append(self._block(token, tokens))
        return tuple(found)

    def _block(self, token: Token, tokens: Iterator[Token]) -> Block:
        inner = self.blocks(tokens)
        kind = KINDS[token.type]
        level = int(token.tag[1]) if kind == "heading" else int(token.attrs.get("start", 1)) if kind == "numbers" else 0
        if kind in ("paragraph", "heading") or token.type in ("th_open", "td_open"):
            align = "number" if "right" in str(token.attrs.get("style", "")) else ""
            head = 1 if token.type == "th_open" else level
            return Block(kind, tuple(run for block in inner for run in block.runs), level=head, align=align)
        return Block(kind, blocks=inner, level=level)

    def _runs(self, tokens: list[Token]) -> Iterator[Run]:
        look = Run()
        for token in tokens:
            match token.type:
                case "strong_open" | "strong_close":
                    look = replace(look, strong=token.nesting > 0)
                case "em_open" | "em_close":
                    look = replace(look, emphasis=token.nesting > 0)
                case "link_open":
                    look = replace(look, link=self._link(str(token.attrs.get("href", ""))))
                case "link_close":
                    look = replace(look, link="")
                case "image":
                    message = "a commentary shows no pictures: nothing is fetched from anywhere"
                    self.refused.append(("![", (message, "leave it out, or give the section a chart")))
                case "softbreak":
                    yield replace(look, sentence=(" ",))
                case "hardbreak":
                    yield Run(stop=True)
                case _:
                    if token.content:
                        yield replace(look, sentence=self._sentence(token.content), code=token.type == "code_inline")

    def _link(self, address: str) -> str:
        if not address.startswith(LINKS):
            message = f"'{address}' leads to nothing that a reader of the report can open"
            self.refused.append((f"]({address}", (message, "a link begins with https:// or mailto:")))
        return address

    def _sentence(self, text: str) -> Sentence:
        parts: list[str | Placeholder] = []
        for n, part in enumerate(MARK.split(text)):
            parts.append(self.numbered[int(part)] if n % 2 else part)
        return joined(parts)


def _found(text: str, what: str) -> tuple[int, int]:
    """Where something stands in a text, as far as it can be found there."""
    start = text.find(what)
    return (start, len(what)) if start >= 0 else (0, 1)


def _levels(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The headings below the section's own, without a level left out."""
    levels = sorted({block.level for block in blocks if block.kind == "heading"})
    return tuple(
        replace(block, level=min(BELOW + levels.index(block.level), LOWEST)) if block.kind == "heading" else block
        for block in blocks
    )
