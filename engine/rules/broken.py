"""What was found wrong before the rules began, so that whoever refers to it is not blamed as well."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Broken:
    """Ids with issues of their own; "*" among them stands for everything in a file that could not be read."""

    ids: frozenset[str] = frozenset()

    def __contains__(self, id: str) -> bool:
        return id in self.ids or "*" in self.ids
