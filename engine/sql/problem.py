"""Why there is no statement: raised where it is found, an issue like any other."""

from __future__ import annotations

from engine.errors import ArgumentError, Issue, Place


class NoStatement(ArgumentError):
    """DuckDB alone cannot be asked for this; better none than one that gives another number."""

    def __init__(self, place: Place, message: str, hint: str = "") -> None:
        super().__init__(Issue("error", "no-statement", place, message, hint))
