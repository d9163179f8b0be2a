"""A formula's text to sqlglot's tree: which signs may stand in it at all, and where each part of it stands."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import sqlglot
from sqlglot import Token, TokenType, exp
from sqlglot.errors import SqlglotError

from engine.formula.problem import FormulaProblem
from engine.formula.syntax import MENDS, commas, sign_problem, syntax_problem
from engine.model.formula import Span

MAX_LENGTH = 4000
MAX_DEPTH = 100  # parts in a row: 1 + 1 + …
MAX_NESTING = 24  # brackets and CASEs in one another; the parser needs about thirty calls for each

SIGNS = {
    TokenType.L_PAREN, TokenType.R_PAREN, TokenType.COMMA, TokenType.DOT, TokenType.PLUS, TokenType.DASH,
    TokenType.STAR, TokenType.SLASH, TokenType.EQ, TokenType.NEQ, TokenType.LT, TokenType.LTE, TokenType.GT,
    TokenType.GTE,
}  # fmt: skip
VALUES = {TokenType.STRING, TokenType.NUMBER, TokenType.IDENTIFIER}
STRINGS = {
    TokenType.NATIONAL_STRING, TokenType.RAW_STRING, TokenType.HEREDOC_STRING, TokenType.UNICODE_STRING,
    TokenType.BYTE_STRING, TokenType.HEX_STRING, TokenType.BIT_STRING,
}  # fmt: skip
WORD = re.compile(r"\w[\w ]*")


@dataclass(frozen=True)
class Parsed:
    """sqlglot's tree of one formula, with the text and the tokens that its places are counted from."""

    text: str
    tree: exp.Expr
    tokens: tuple[Token, ...]

    def depth(self) -> int:
        """How many nodes stand beneath one another, brackets aside; looked for without a call for each."""
        deepest, ahead = 0, [(self.tree, 1)]
        while ahead:
            node, depth = ahead.pop()
            deepest = max(deepest, depth)
            ahead += [(child, depth + (not isinstance(child, exp.Paren))) for child in node.iter_expressions()]
        return deepest

    def whole(self) -> Span:
        """The whole formula."""
        return Span(0, max(1, len(self.text)))

    def own(self, part: exp.Expr) -> Span | None:
        """Where a node's own word stands; sqlglot knows of none of an interval's."""
        if isinstance(part, exp.Interval):
            return self._interval(part)
        start, end = part.meta.get("start"), part.meta.get("end")
        return None if start is None or end is None else Span(start, end - start + 1)

    def span(self, part: exp.Expr) -> Span:
        """From the first to the last character of a node; the whole formula where sqlglot knows of none."""
        spans = [span for node in part.walk() if (span := self.own(node)) is not None]
        if not spans:
            return self.whole()
        first = min(span.start for span in spans)
        last = max(span.start + span.length for span in spans) - 1
        if isinstance(part, exp.Func | exp.Cast) and self.own(part) is None:
            first = self._function_start(part, first)
        return Span(first, self._closed(first, last) - first + 1)

    def word(self, part: exp.Expr) -> str:
        """The word that a node begins with, as it was written."""
        start = self.span(part).start
        return next((token.text for token in self.tokens if token.start == start), "")

    def _interval(self, part: exp.Interval) -> Span | None:
        """From INTERVAL to its unit: the nth such word is the nth such node."""
        nodes = [id(node) for node in self.tree.find_all(exp.Interval, bfs=False)]
        words = [at for at, token in enumerate(self.tokens[:-1]) if token.token_type == TokenType.INTERVAL]
        if id(part) not in nodes or len(words) != len(nodes):
            return None
        first = words[nodes.index(id(part))]
        unit = str(part.args.get("unit"))
        rest = self.tokens[first + 1 : first + 6]
        last = next((token for token in rest if token.text.upper() == unit.upper()), rest[0])
        return Span(self.tokens[first].start, last.end - self.tokens[first].start + 1)

    def _function_start(self, part: exp.Expr, first: int) -> int:
        """The start of the function's name, or of CASE, before the first character that is known of it."""
        before = [token for token in self.tokens if token.start < first]
        if isinstance(part, exp.Case):
            return next((token.start for token in reversed(before) if token.token_type == TokenType.CASE), first)
        if isinstance(part, exp.Cast) and before and WORD.fullmatch(before[-1].text):
            return before[-1].start  # DATE '2026-10-31'
        depth = 0
        for position in range(len(before) - 1, 0, -1):
            depth += {TokenType.R_PAREN: 1, TokenType.L_PAREN: -1}.get(before[position].token_type, 0)
            if depth < 0:
                name = before[position - 1]
                return name.start if WORD.fullmatch(name.text) else first
        return first

    def _closed(self, first: int, last: int) -> int:
        """The last character, moved on to the brackets, and the END, that close what was opened since the first."""
        opened = 0
        for token in islice(self.tokens, bisect_left(self.tokens, first, key=lambda token: token.start), None):
            if token.start > last and opened <= 0:
                break
            opened += NESTING.get(token.token_type, 0)
            if opened >= 0:
                last = max(last, token.end) if token.start <= last or opened == 0 else last
        return last


NESTING = {TokenType.L_PAREN: 1, TokenType.CASE: 1, TokenType.R_PAREN: -1, TokenType.END: -1}


@lru_cache(maxsize=1000)
def parsed(text: str) -> Parsed:
    """One expression in DuckDB's SQL; raises FormulaProblem, whatever the text is. Nobody writes into the tree."""
    if len(text) > MAX_LENGTH:
        raise FormulaProblem("formula-too-long", f"a formula has at most {MAX_LENGTH} characters")
    tokens: tuple[Token, ...] = ()
    try:
        tokens = tuple(sqlglot.tokenize(text, dialect="duckdb"))
        _allowed(text, tokens)
        found = Parsed(text, sqlglot.parse_one(text, dialect="duckdb", into=exp.Condition), tokens)
    except SqlglotError as error:
        raise syntax_problem(error, text, tokens) from None
    except RecursionError:
        raise too_deep() from None
    if found.depth() > MAX_DEPTH:
        raise too_deep()
    for problem in commas(tokens):
        raise problem
    return found


def too_deep(span: Span | None = None) -> FormulaProblem:
    """The problem of a formula that is nested deeper than a person can follow."""
    message = f"the formula has more than {MAX_NESTING} brackets in one another, or {MAX_DEPTH} parts in a row"
    return FormulaProblem("formula-too-deep", message, "make KPIs of its parts", span)


def _allowed(text: str, tokens: tuple[Token, ...]) -> None:
    """Raise for a sign that has no place in any formula, before anything is parsed."""
    depth = 0
    if not tokens:
        raise FormulaProblem("formula-syntax", "the formula is empty", "write one, like COUNT(*)")
    for token in tokens:
        depth += NESTING.get(token.token_type, 0)
        span = Span(token.start, max(1, token.end - token.start + 1))
        if depth > MAX_NESTING:
            raise too_deep(span)
        if token.token_type in SIGNS or token.token_type in VALUES:
            continue
        if token.token_type == TokenType.SELECT:
            message = "a formula is one expression, not a query"
            raise FormulaProblem("formula-syntax", message, "leave SELECT out: COUNT(*)", span)
        odd = next((sign for sign in token.text if not (sign.isalnum() or sign in "_ ")), "")
        if token.token_type in STRINGS or not WORD.fullmatch(token.text):
            shown = token.text if token.text in MENDS or odd not in MENDS else odd
            at = Span(span.start + token.text.find(shown), len(shown)) if shown == odd else span
            raise sign_problem(text, shown, at, depth)
