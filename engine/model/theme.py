"""What a report adds to the look of its pages: a logo."""

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
