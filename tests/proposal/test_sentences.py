"""Every language has every word of a proposal, and a label within another begins small."""

from __future__ import annotations

import pytest

from engine.proposal.sentences import WORDS, Sentences
from engine.words import languages


def test_each_language_of_the_pages_has_each_word() -> None:
    """As many places to fill, too."""
    assert set(WORDS) == set(languages())
    for words in WORDS.values():
        assert {key: text.count("{}") for key, text in words.items()} == {
            key: text.count("{}") for key, text in WORDS["en"].items()
        }


@pytest.mark.parametrize(
    ("label", "total"),
    [("Close value", "Total close value"), ("CA HT", "Total CA HT"), ("Montant (€)", "Total montant (€)")],
)
def test_a_label_within_another(label: str, total: str) -> None:
    """An abbreviation stays as it is."""
    assert Sentences("en").total(label) == total
    assert Sentences("fr").share("Statut", "Payé") == "Part de Payé (Statut)"
    assert Sentences("ru").of("да", ("да", "нет")) == "Доля да среди да и нет"
