"""A small CSV file, looked at as `kpi init` does."""

from __future__ import annotations

from pathlib import Path

from engine.proposal.files import find
from engine.proposal.model import Found, FoundColumn


def found_in(folder: Path, text: str, name: str = "rows.csv") -> Found:
    """What is found in a file with this text."""
    (folder / name).write_text(text, "utf-8")
    found, issues = find(folder / name, "rows")
    assert found is not None, issues
    return found


def column_of(folder: Path, *values: str, header: str = "x") -> FoundColumn:
    """What is found in a column of these values, beside another that is never empty."""
    cells = "\n".join(f"{n};{value}" for n, value in enumerate(values))
    (column,) = found_in(folder, f"n;{header}\n{cells}\n").columns[1:]
    return column
