"""Issues: their order, the exceptions that carry them, and the word that was meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import errors
from engine.errors import BoardpackError, DataError, Issue, Place, SpecError, did_you_mean, in_order, raise_errors

ONE = Issue("error", "a-code", Place("b.yml", 3, 1), "one")
TWO = Issue("error", "a-code", Place("a.yml", 9, 1), "two")
THREE = Issue("warning", "a-code", Place("a.yml", 2, 5), "three")


def test_issues_come_in_the_order_of_files_and_lines_each_once() -> None:
    """The same problem found twice is said once, and a reader can go through a file from its top; errors come first."""
    assert in_order([ONE, TWO, ONE, THREE]) == (TWO, ONE, THREE)
    assert in_order([TWO, THREE, ONE], files=["b.yml", "a.yml"]) == (ONE, TWO, THREE)


def test_all_errors_are_raised_together_and_warnings_alone_raise_nothing() -> None:
    """A stage gathers what it finds: one exception carries every error, and the warnings beside them."""
    raise_errors(SpecError, [THREE])
    with pytest.raises(SpecError) as raised:
        raise_errors(SpecError, [ONE, THREE, TWO])
    assert raised.value.issues == (TWO, ONE, THREE)
    assert str(raised.value) == "two; one"


def test_every_kind_of_error_has_the_exit_code_of_the_language() -> None:
    """Exit codes: 1 a spec, 2 arguments, 3 data, 4 refused, 5 the machine; all share one root."""
    kinds = {
        "SpecError": 1, "ArgumentError": 2, "DataError": 3, "ReportRefused": 4, "MachineError": 5,
    }  # fmt: skip
    for name, code in kinds.items():
        kind = getattr(errors, name)
        assert issubclass(kind, BoardpackError)
        assert kind.exit_code == code
    assert str(DataError([ONE, TWO])) == "two; one"


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("converson", ["conversion", "cost"], "did you mean 'conversion'?"),
        ("LEADS", ["leads", "deals"], "did you mean 'leads'?"),
        ("Est", ["North", "West", "East"], "did you mean 'East' or 'West'?"),
        ("kpi_", [f"kpi_{n}" for n in range(9)], "did you mean 'kpi_0', 'kpi_1' or 'kpi_2'?"),
        ("zzz", ["leads", "deals"], "known here: deals, leads"),
        ("zzz", [f"kpi_{n}" for n in range(9)], ""),
        ("zzz", [], ""),
    ],
)
def test_the_nearest_known_word_is_named(word: str, known: list[str], hint: str) -> None:
    """A slip is answered with what was meant, or what may have been; else with what there is, where that is little."""
    assert did_you_mean(word, known) == hint


@given(st.text(), st.lists(st.text(), max_size=12))
def test_a_hint_never_depends_on_the_order_of_what_is_known(word: str, known: list[str]) -> None:
    """The same files give the same message, in whatever order things were declared."""
    assert did_you_mean(word, known) == did_you_mean(word, reversed(known))


def test_a_place_moves_within_its_line() -> None:
    """A place inside a text is counted from the text's own."""
    assert Place("a.yml", 2, 5, 9).shifted(3, 2) == Place("a.yml", 2, 8, 2)
