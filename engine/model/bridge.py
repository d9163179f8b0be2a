"""A bridge as it is drawn: from one period's figure to another's, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from engine.model.figures import Tone
from engine.model.unit import Unit

StepKind: TypeAlias = Literal["start", "end", "segment", "rest"]


@dataclass(frozen=True, slots=True)
class BridgeStep:
    """One bar: the figure at either end, or what a segment added or took away."""

    label: str
    kind: StepKind
    value: float
    text: str
    tone: Tone = "neutral"


@dataclass(frozen=True, slots=True)
class Bridge:
    """A change taken apart; the steps between the first and the last make up the whole of it.

    `words`: better, worse. `cut`: the bars at both ends begin above zero, or the steps would hardly be seen. No steps
    where nothing is known of the change.
    """

    kpi: str
    title: str
    subtitle: str
    unit: Unit
    steps: tuple[BridgeStep, ...]
    words: dict[str, str]
    alt: str
    cut: bool = False
