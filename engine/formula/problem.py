"""What is wrong inside a formula: raised where it is found, turned into an issue by whoever knows the file."""

from __future__ import annotations

from engine.errors import Issue
from engine.model.formula import Span
from engine.model.written import Written


class FormulaProblem(Exception):
    """One problem at one place of a formula's text."""

    def __init__(self, code: str, message: str, hint: str = "", span: Span | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.span = code, message, hint, span

    def issue(self, written: Written, fallback: Span) -> Issue:
        """The issue at the formula's place in its file."""
        span = self.span or fallback
        return Issue("error", self.code, written.at(span.start, span.length), self.message, self.hint)
