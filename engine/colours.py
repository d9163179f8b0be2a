"""The colours that charts and pages share, and the arithmetic that keeps them readable.

A chart is drawn once, in the colours of paper; the dark screen maps each of those to its own.
"""

from __future__ import annotations

import re
from typing import Final

PAPER: Final = "#ffffff"
INK: Final = "#1b2430"
MUTED: Final = "#5a6675"
ACTUAL: Final = "#3d4859"
LAST_YEAR: Final = "#bcc5d0"
ASIDE: Final = "#8792a1"  # segments that are not segments: missing, unmatched, other
GRID: Final = "#e4e8ed"
USUAL: Final = "#f0f3f7"  # between what figures usually lie: hardly seen, behind everything
# Segments of a whole, the largest first: from dark to light, so that they are told apart in grey, too.
SHARES: Final = ("#1f3553", "#1e4e4e", "#744a83", "#966032", "#bb687d", "#839c46")
LACKING: Final = "#cdd4dc"  # of a whole, what has no segment
GOOD: Final = "#177245"
BAD: Final = "#b3261e"

DARK_PAPER: Final = "#12161c"
READABLE: Final = 4.5  # WCAG 2.2, 1.4.3: contrast of text with its ground

# What the dark screen shows for each colour of a chart.
ON_DARK: Final = {
    PAPER: DARK_PAPER,
    INK: "#eef1f5",
    MUTED: "#a3aebb",
    ACTUAL: "#c3ccd7",
    LAST_YEAR: "#57626f",
    ASIDE: "#7d8896",
    GRID: "#2a313b",
    USUAL: "#1b2129",
    **dict(zip(SHARES, ("#c7d6ea", "#6fc9c9", "#b896c4", "#c07d42", "#b65b72", "#5b6d31"), strict=True)),
    LACKING: "#3d4854",
    GOOD: "#5cc08c",
    BAD: "#f2857c",
}


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of "#rrggbb" (or "#rgb"); ValueError for anything else."""
    if not re.fullmatch(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})", colour):
        raise ValueError(f"{colour!r} is not a colour: write it as #rrggbb, as in #1f4e79")
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white), as WCAG 2.2 defines it."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mixed(colour: str, other: str, share: float) -> str:
    """`colour` with so large a share (0 to 1) of the other in it."""
    pairs = zip(channels(colour), channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def shades(colour: str, ground: str, text: str, steps: int) -> list[str]:
    """The ground with more and more of the colour in it, the strongest still one on which the text reads."""
    strongest = max(share for share in range(101) if contrast(text, mixed(ground, colour, share / 100)) >= READABLE)
    return [mixed(ground, colour, strongest / 100 * step / steps) for step in range(1, steps + 1)]


def readable(colour: str, ground: str) -> str:
    """The colour, moved away from its ground only as far as text in it needs to be read."""
    away = INK if luminance(ground) > 0.5 else PAPER
    # The ink itself reads on paper, and paper on the dark ground: the last step always does.
    steps = (mixed(colour, away, step / 20) for step in range(21))
    return next(candidate for candidate in steps if contrast(candidate, ground) >= READABLE)
