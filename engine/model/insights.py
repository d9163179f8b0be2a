"""Insights: sentences that a report says where figures, read together, mean more than each alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from engine.errors import Place
from engine.model.formula import Formula
from engine.model.sentences import Sentence, named
from engine.model.written import Keys, Written

Undecided: TypeAlias = Literal["provisional", "no_value"]


@dataclass(frozen=True, slots=True)
class InsightSpec:
    """As written: `say` holds (language, sentence); a sentence without a language has the language ""."""

    place: Place
    when: Written
    say: tuple[tuple[str, Written], ...]
    keys: Keys = field(default=Keys(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Insight:
    """As checked: the condition over KPIs, and the sentence in each language. Its number counts from 1."""

    number: int
    spec: InsightSpec
    condition: Formula
    say: tuple[tuple[str, Sentence], ...]

    def in_(self, language: str) -> Sentence | None:
        """The sentence in a language; None where it is not translated."""
        sentences = dict(self.say)
        return sentences.get(language, sentences.get(""))

    @property
    def placeholders(self) -> tuple[tuple[str, str], ...]:
        """The KPIs that its sentences name, each with the form."""
        return tuple((part.kpi, part.form) for _, sentence in self.say for part in named(sentence))


@dataclass(frozen=True, slots=True)
class Decided:
    """Whether an insight's condition holds in the report's period; None where nobody can tell, and why.

    `because` are the KPIs that are provisional, or have no value, each with its reason.
    """

    number: int
    when: str
    holds: bool | None
    reason: Undecided | None = None
    because: tuple[tuple[str, str], ...] = ()
