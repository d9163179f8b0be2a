"""What follows from the figures of a report: what the JSON's `derived` holds, and the pages say in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Derived:
    """The findings, a field for each analysis."""
