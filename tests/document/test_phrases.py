"""Names and periods keep their capitals wherever in a sentence they stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.document.phrases import opening, within


@given(st.text())
def test_only_the_first_letter_of_a_sentence_changes(text: str) -> None:
    """What follows it is as it was: "oct. 2026, FY 2026" is no "Oct. 2026, fy 2026"."""
    assert opening(text)[len(text[:1].upper()) :] == text[1:]
    assert opening("par SKU") == "Par SKU"
    assert opening("окт. 2026") == "Окт. 2026"


def test_a_name_inside_a_sentence_is_in_small_letters_and_an_abbreviation_is_not() -> None:
    """In "by sales desk", and "by SKU"."""
    assert within("Sales Desk") == "sales desk"
    assert within("SKU") == "SKU"
    assert within("Vendor ID") == "vendor ID"
    assert within("CSAT") == "CSAT"
    assert within("Équipe") == "équipe"
