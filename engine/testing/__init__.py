"""Tests of KPIs: made ready to be computed, and judged."""

from engine.testing.arranged import Arranged, arranged, at_places
from engine.testing.verdict import verdict

__all__ = ["Arranged", "arranged", "at_places", "verdict"]
