"""Writing CSV files: with the comma, or as a French spreadsheet exports them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path


def french(amount: float) -> str:
    """Write an amount as a French spreadsheet does: `1 234,50`, with a no-break space."""
    return f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",")


def write_csv(path: Path, header: str, rows: Iterable[Sequence[str]], *, as_french: bool = False) -> None:
    """Write a file with the comma and UTF-8 or, for the French one, as such a spreadsheet exports it."""
    separator, encoding, line_end = (";", "cp1252", "\r\n") if as_french else (",", "utf-8", "\n")
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=separator, lineterminator=line_end)
        writer.writerow(header.split(","))
        writer.writerows(rows)
