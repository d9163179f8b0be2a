"""What a report adds to the look of its pages: a logo, and templates of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

ImageKind: TypeAlias = Literal["png", "jpeg", "svg"]

MEDIA: Final[dict[ImageKind, str]] = {"png": "image/png", "jpeg": "image/jpeg", "svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Logo:
    """An image that was found to be whole and to ask for nothing; of an SVG its size is its viewBox's."""

    kind: ImageKind
    width: float
    height: float
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OwnTemplate:
    """One template of a report: its name in the folder, how messages call it, its text."""

    name: str
    shown: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OwnTemplates:
    """A report's own templates; `shown` is how messages call their folder."""

    shown: str
    files: tuple[OwnTemplate, ...]

    def of(self, shown: str) -> OwnTemplate | None:
        """The template that messages call so."""
        return next((file for file in self.files if file.shown == shown), None)
