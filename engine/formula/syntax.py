"""Why a formula cannot be read, in the words of a person who knows spreadsheets better than SQL.

sqlglot says where it gave up. What a person typed is looked for in the tokens: a bracket, a quote or an operator that
is missing, a comma in a number, a sign that other tools have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TypeAlias

from sqlglot import Token, TokenType
from sqlglot.errors import ParseError, SqlglotError

from engine.formula.elsewhere import called_here, of_another_tool
from engine.formula.problem import FormulaProblem
from engine.formula.table import FUNCTIONS, like
from engine.model.formula import Span

Tokens: TypeAlias = tuple[Token, ...]
Cause: TypeAlias = Callable[[str, Tokens], FormulaProblem | None]

NAMES_BARE = "names stand as they are, without brackets or quotes: SUM(amount)"
CURLY = "\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb"  # typographic quotes
MENDS = {
    "%": "write 5% as 0.05",
    ";": "one formula is one expression; remove the ';'",
    "×": "write * for 'times'",
    "÷": "write / for 'divided by'",
    "−": "write - for 'minus'",
    "–": "write - for 'minus'",
    "≥": "write >=",
    "≤": "write <=",
    "≠": "write <>",
    "=>": "write >=",
    "&&": "write AND",
    "&": "write AND",
    "||": "write OR",
    "|": "write OR",
    "^": "write x * x",
    "**": "write x * x",
    "//": "write / for 'divided by'",
    "#": "put a comment on a line of its own, above the key",
    **dict.fromkeys(CURLY, "write straight quotes: 'won'"),
    **dict.fromkeys("{}$@`", NAMES_BARE),
    "::": "declare the column's type in its dataset instead",
    "[": "a list of values stands in round brackets: IN ('a', 'b')",
}
OPERATORS = {
    TokenType.PLUS, TokenType.SLASH, TokenType.EQ, TokenType.NEQ, TokenType.LT, TokenType.LTE, TokenType.GT,
    TokenType.GTE, TokenType.AND, TokenType.OR, TokenType.DASH, TokenType.STAR,
}  # fmt: skip
VALUES = {TokenType.STRING, TokenType.NUMBER, TokenType.IDENTIFIER, TokenType.VAR}
EXAMPLE = "a formula is one SQL expression, like COUNT_IF(status = 'won') / COUNT(*)"


def quoted(sign: str) -> str:
    """A sign in the quotes that it is not."""
    return f'"{sign}"' if "'" in sign else f"'{sign}'"


def sign_problem(text: str, shown: str, span: Span, depth: int) -> FormulaProblem:
    """A sign that has no place in any formula."""
    foreign = of_another_tool(text)
    if shown in (";", '"') and foreign is not None:
        return foreign_function(*foreign)
    return FormulaProblem("formula-syntax", f"formulas have no {quoted(shown)}", _mend(text, shown, span, depth), span)


def foreign_function(name: str, start: int) -> FormulaProblem:
    """A function that is called otherwise here."""
    message = f"formulas have no function '{name}'"
    return FormulaProblem("unknown-function", message, called_here(name), Span(start, len(name)))


def _mend(text: str, shown: str, span: Span, depth: int) -> str:
    before = text[: span.start]
    if shown == "%" and (number := re.search(r"(\d+)(?:[.,](\d+))?\s*$", before)):
        share = float(f"{number[1]}.{number[2] or 0}") / 100
        return f"write {number[0].strip()}% as {share:.10g}"
    if shown == ";" and depth > 0:
        return "between the arguments of a function stands ','"
    if shown == "[" and not re.search(r"\bIN\s*$", before, re.IGNORECASE):
        return NAMES_BARE
    if shown in CURLY and (word := re.match(rf"[^{CURLY}'\"]+", text[span.start + 1 :])):
        return f"write straight quotes: '{word[0].strip()}'"
    return MENDS.get(shown, "")


def syntax_problem(error: SqlglotError, text: str, tokens: Tokens) -> FormulaProblem:
    """The problem of a formula that sqlglot cannot read."""
    if not tokens:
        return _open_quote(text)
    for cause in CAUSES:
        found = cause(text, tokens)
        if found is not None:
            return found
    details = error.errors if isinstance(error, ParseError) else []
    first = details[0] if details else {}
    where = next((token for token in tokens if (token.line, token.col) == (first.get("line"), first.get("col"))), None)
    if where is not None and where.token_type == TokenType.R_PAREN:
        return _arguments(tokens, where)
    span = _span(where) if where is not None else Span(max(0, len(text.rstrip()) - 1), 1)
    near = text[span.start : span.start + span.length]
    return FormulaProblem("formula-syntax", f"this formula cannot be read near {quoted(near)}", EXAMPLE, span)


def _problem(message: str, hint: str, token: Token) -> FormulaProblem:
    return FormulaProblem("formula-syntax", message, hint, _span(token))


def _span(token: Token) -> Span:
    return Span(token.start, max(1, token.end - token.start + 1))


def _open_quote(text: str) -> FormulaProblem:
    """A quote that is not closed, an apostrophe within a text, or a quote that was not opened."""
    apostrophe = re.search(r"'(\w+)'(\w+)'", text)
    if apostrophe:
        hint = f"write the apostrophe twice: '{apostrophe[1]}''{apostrophe[2]}'"
        message = "the apostrophe ends this text"
        return FormulaProblem("formula-syntax", message, hint, Span(apostrophe.start() + len(apostrophe[1]) + 1, 1))
    not_opened = re.search(r"(?:[=<>(,]|\b(?:IN|LIKE)\b)\s*(\w+)'\s*(?=$|[),])", text)
    if not_opened:
        hint = f"write '{not_opened[1]}'"
        message = f"the quote before {not_opened[1]} is missing"
        return FormulaProblem("formula-syntax", message, hint, Span(not_opened.start(1), len(not_opened[1]) + 1))
    sign = '"' if text.count('"') % 2 else "'"
    span = Span(max(0, text.rfind(sign)), 1)
    rest = re.match(r"\w*", text[span.start + 1 :])
    hint = f"write '{rest[0]}'" if rest and rest[0] else "write it again at the end of the text"
    return FormulaProblem("formula-syntax", "the quote that opens here is not closed", hint, span)


def _equals_first(text: str, tokens: Tokens) -> FormulaProblem | None:
    if tokens[0].token_type != TokenType.EQ:
        return None
    return _problem("a formula does not begin with '='", "leave the '=' out", tokens[0])


def _another_tool(text: str, tokens: Tokens) -> FormulaProblem | None:
    foreign = of_another_tool(text)
    return foreign_function(*foreign) if foreign is not None else None


def _brackets(text: str, tokens: Tokens) -> FormulaProblem | None:
    opened: list[Token] = []
    for token in tokens:
        if token.token_type == TokenType.L_PAREN:
            opened.append(token)
        elif token.token_type == TokenType.R_PAREN:
            if not opened:
                return _problem("there is one ')' too many", "remove it, or write '(' where it begins", token)
            opened.pop()
    if opened:
        return _problem("the bracket that opens here is not closed", "write ')' where it ends", opened[-1])
    return None


def _number(text: str, tokens: Tokens) -> FormulaProblem | None:
    """A decimal comma, or a space in a number."""
    for first, second, third in zip(tokens, tokens[1:], tokens[2:], strict=False):
        kinds = (first.token_type, second.token_type, third.token_type)
        together = first.end + 1 == second.start and second.end + 1 == third.start
        if kinds == (TokenType.NUMBER, TokenType.COMMA, TokenType.NUMBER) and together:
            span = Span(first.start, third.end - first.start + 1)
            hint = f"write {first.text}.{third.text}"
            return FormulaProblem("formula-syntax", "a number has a point before its decimals", hint, span)
    for first, second in pairwise(tokens):
        if first.token_type == second.token_type == TokenType.NUMBER:
            span = Span(first.start, second.end - first.start + 1)
            return FormulaProblem(
                "formula-syntax", "a number has no space in it", f"write {first.text}{second.text}", span
            )
    return None


def _case(text: str, tokens: Tokens) -> FormulaProblem | None:
    opened: list[Token] = []
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        if token.token_type == TokenType.CASE:
            opened.append(token)
            words = [other.text.upper() for other in tokens if other.start > token.start]
            if "WHEN" not in words and after is not None:
                return _problem("a CASE lacks its WHEN", "write CASE WHEN … THEN … ELSE … END", token)
        elif token.token_type == TokenType.END and opened:
            opened.pop()
    if opened:
        return _problem("the CASE that begins here has no END", "write CASE WHEN … THEN … ELSE … END", opened[-1])
    return None


def _missing_value(text: str, tokens: Tokens) -> FormulaProblem | None:
    """An operator with nothing before or after it."""
    for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
        if token.token_type not in OPERATORS:
            continue
        kind = before.token_type if before is not None else None
        starts = before is None or kind in (TokenType.L_PAREN, TokenType.COMMA)
        pair = f"{before.text}{token.text}" if before is not None and before.end + 1 == token.start else ""
        if pair == "=<":
            span = Span(token.start - 1, 2)
            return FormulaProblem("formula-syntax", "formulas have no '=<'", "write <=", span)
        if token.token_type == TokenType.STAR and kind == TokenType.L_PAREN:
            continue
        if (starts or kind in OPERATORS) and token.token_type != TokenType.DASH:
            return _problem(f"a value is missing before {quoted(token.text)}", "write it, or leave the sign out", token)
        if after is None or after.token_type in (TokenType.R_PAREN, TokenType.COMMA):
            return _problem(f"a value is missing after {quoted(token.text)}", "write it, or leave the sign out", token)
    return None


def _where(text: str, tokens: Tokens) -> FormulaProblem | None:
    for before, token in zip([None, *tokens], tokens, strict=False):
        outside = before is None or before.token_type != TokenType.L_PAREN
        if token.token_type == TokenType.WHERE and outside:
            hint = "SUM(amount) FILTER (WHERE stage = 'won'), or the KPI's own 'where'"
            return _problem("a formula has no WHERE of its own", hint, token)
    return None


def _without_brackets(text: str, tokens: Tokens) -> FormulaProblem | None:
    """A function whose brackets are missing: SUM amount."""
    for token, after in pairwise(tokens):
        name = token.text.upper()
        if (
            not name.isidentifier()
            or name in OPERATIONS
            or name not in FUNCTIONS
            or after.token_type == TokenType.L_PAREN
        ):
            continue
        if after.token_type == TokenType.DISTINCT:
            rest = text[after.start :].split()
            inner = " ".join(rest[:2])
        elif after.token_type == TokenType.STAR or after.token_type in VALUES:
            inner = after.text
        else:
            continue
        return _problem(f"the brackets of {name} are missing", f"write {name}({inner})", token)
    return None


def _two_values(text: str, tokens: Tokens) -> FormulaProblem | None:
    """Two values with no operator between them."""
    for before, token in pairwise(tokens):
        ends = before.token_type in VALUES or before.token_type == TokenType.R_PAREN
        if not ends or token.token_type not in VALUES | {TokenType.L_PAREN} or token.text.upper() in WORDS:
            continue
        if token.token_type == TokenType.L_PAREN and before.token_type != TokenType.NUMBER:
            continue
        if before.text.upper() in WORDS:
            continue
        if token.text in ("x", "X"):
            return _problem("formulas have no 'x' for 'times'", "write *", token)
        left = before.text if before.token_type != TokenType.R_PAREN else ")"
        message = f"between '{left}' and {quoted(token.text)} something is missing"
        return _problem(message, "an operator: + - * / = < >, AND, OR", token)
    return None


def _arguments(tokens: Tokens, where: Token) -> FormulaProblem:
    """Too few or too many arguments, of the function whose bracket closes where sqlglot gave up."""
    depth = 0
    for position in range(tokens.index(where), 0, -1):
        kind = tokens[position].token_type
        depth += (kind == TokenType.R_PAREN) - (kind == TokenType.L_PAREN)
        if depth == 0 or (depth < 0 and kind == TokenType.L_PAREN):
            name = tokens[position - 1]
            message = f"{name.text.upper()} does not take these arguments"
            return FormulaProblem("arguments", message, like(name.text.upper()), _span(name))
    return _problem("these arguments do not fit", EXAMPLE, where)


OPERATIONS = {"AND", "OR", "NOT", "IN", "LIKE", "CASE"}
WORDS = {
    "AND", "OR", "NOT", "IN", "IS", "LIKE", "BETWEEN", "CASE", "WHEN", "THEN", "ELSE", "END", "FILTER", "WHERE", "DATE",
    "DISTINCT", "NULL", "INTERVAL", "OVER", "ILIKE", "ORDER", "BY",
}  # fmt: skip
CAUSES: tuple[Cause, ...] = (
    _equals_first, _brackets, _number, _case, _without_brackets, _missing_value, _where, _two_values, _another_tool,
)  # fmt: skip


def commas(tokens: Tokens) -> Iterator[FormulaProblem]:
    """A comma after which nothing comes; sqlglot reads over it, and a forgotten argument would be dropped."""
    for token, after in pairwise(tokens):
        if token.token_type == TokenType.COMMA and after.token_type in (TokenType.R_PAREN, TokenType.COMMA):
            yield _problem("after this ',' nothing comes", "leave it out, or write what belongs there", token)
