"""The mutations still apply to the engine as it is, and touch every rule that is built."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutations.run import judge
from tests.mutations.table import MUTATIONS, RULES, Mutation

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_a_mutation_applies(mutation: Mutation) -> None:
    """Its text occurs once, what it makes of it is other Python, and the tests that must fail are there."""
    text = (ROOT / "engine" / mutation.file).read_text("utf-8")
    changed = mutation.applied_to(text)
    assert changed != text
    compile(changed, mutation.file, "exec")
    for test in mutation.tests:
        file, _, name = test.partition("::")
        assert f"def {name.partition('[')[0]}(" in (ROOT / "tests" / file).read_text("utf-8"), test


def test_every_rule_has_a_mutation() -> None:
    """Each rule of what a number means is broken by something, and that of plans; each name stands once."""
    assert set(RULES) == set(range(1, 15))
    assert {mutation.rule for mutation in MUTATIONS} == set(RULES)
    assert len({mutation.name for mutation in MUTATIONS}) == len(MUTATIONS)


def test_a_mutation_whose_text_is_gone_or_stands_twice_is_refused() -> None:
    """It is said by name, and nothing is replaced."""
    mutation = Mutation("m", "It breaks.", 1, "a.py", "x = 1", "x = 2", ())
    assert mutation.applied_to("x = 1\n") == "x = 2\n"
    for text in ("", "x = 1\nx = 1\n"):
        with pytest.raises(ValueError, match="'m' no longer applies"):
            mutation.applied_to(text)


@pytest.mark.parametrize(
    ("code", "line", "verdict"),
    [(1, "2 failed, 3 passed in 1.20s", "caught"), (0, "5 passed in 1.20s", "SURVIVED"),
     (1, "1 failed, 2 errors in 0.2s", "NOT RUN"), (1, "1 error in 0.2s", "NOT RUN"),
     (4, "no tests ran in 0.01s", "NOT RUN"), (2, "1 error in 0.2s", "NOT RUN"), (-9, "", "NOT RUN")],
)  # fmt: skip
def test_only_a_failed_test_catches(code: int, line: str, verdict: str) -> None:
    """A test that passes, that cannot be collected or that is not there has caught nothing."""
    assert judge("m", code, f"F...\n{line}\n", 1.0).verdict == verdict
