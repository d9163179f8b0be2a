"""Commentary: what people write about a section in Markdown, a file for each period and language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from engine.errors import Issue, Place
from engine.model.sentences import Sentence, named
from engine.model.written import Written

BlockKind: TypeAlias = Literal[
    "paragraph", "heading", "bullets", "numbers", "item", "quote", "code", "rule", "table", "row"
]


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look; `stop` is the end of a line."""

    sentence: Sentence = ()
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    link: str = ""
    stop: bool = False

    @property
    def text(self) -> str:
        """The words, once they are filled in."""
        return "".join(part for part in self.sentence if isinstance(part, str))


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph with its runs, or a list, a quotation or a table with its blocks.

    `level` is a heading's on the page, or the first number of a list; `align` says how the cells of a row stand.
    """

    kind: BlockKind
    runs: tuple[Run, ...] = ()
    blocks: tuple[Block, ...] = ()
    level: int = 0
    align: str = ""


@dataclass(frozen=True, slots=True)
class CommentarySpec:
    """A file as it was found: `pattern` is the path that the section wrote, period and language are its own."""

    pattern: Written
    period: str
    language: str
    place: Place  # of the file as a whole
    text: str


@dataclass(frozen=True, slots=True)
class Commentary:
    """A file as it was read, with what is wrong with it; it is put on a page only where nothing is."""

    spec: CommentarySpec
    blocks: tuple[Block, ...]
    placeholders: tuple[tuple[str, str], ...]
    issues: tuple[Issue, ...] = ()


def filled(blocks: tuple[Block, ...], fill: Callable[[Sentence], str]) -> tuple[Block, ...]:
    """The blocks with words in place of placeholders."""
    return tuple(
        replace(
            block,
            runs=tuple(replace(run, sentence=(fill(run.sentence),)) for run in block.runs),
            blocks=filled(block.blocks, fill),
        )
        for block in blocks
    )


def length(blocks: tuple[Block, ...]) -> int:
    """How many characters a commentary has, about."""
    own = sum(len(run.text) for block in blocks for run in block.runs)
    return own + sum(length(block.blocks) for block in blocks)


def named_in(blocks: tuple[Block, ...]) -> tuple[tuple[str, str], ...]:
    """The KPIs that a commentary names, each with the form."""
    own = tuple((part.kpi, part.form) for block in blocks for run in block.runs for part in named(run.sentence))
    return own + tuple(pair for block in blocks for pair in named_in(block.blocks))
