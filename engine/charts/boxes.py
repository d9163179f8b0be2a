"""Places that texts take in a drawing, so that none is written over another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    """A place that is taken, from the left and from the top."""

    left: float
    right: float
    top: float
    bottom: float

    def reaches(self, left: float, right: float) -> bool:
        """Whether it shares a stretch of the width."""
        return self.left < right and left < self.right

    def meets(self, other: Box) -> bool:
        """Whether two places have a part in common."""
        return self.reaches(other.left, other.right) and self.top < other.bottom and other.top < self.bottom
