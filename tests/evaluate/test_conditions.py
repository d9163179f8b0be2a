"""A condition over KPIs is true, false, or not to be told: nothing is concluded from what may still change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.formats import json as machine
from tests.sayings import computed

INSIGHT = "insights: [{{when: \"{when}\", say: 'It holds.'}}]"


@pytest.mark.parametrize(
    ("when", "holds", "reason", "because"),
    [
        ("revenue > 2499.99", True, None, ()),
        ("revenue > 2500", False, None, ()),
        ("win_rate = 0.2", True, None, ()),
        ("win_rate >= 0.2 AND win_rate <= 0.2", True, None, ()),
        ("NOT (win_rate < LAG(win_rate, 1) OR deals < 5)", False, None, ()),
        ("revenue - LAG(revenue, 1) = 500", True, None, ()),
        ("LAG(revenue, 12) = TOTAL(revenue) - 500", True, None, ()),
        ("revenue / deals = 500", True, None, ()),
        ("young_rate < 1", None, "provisional", (("young_rate", "provisional"),)),
        ("young_rate < 1 OR revenue > 0", None, "provisional", (("young_rate", "provisional"),)),
        ("LAG(young_rate, 2) = 0.5", True, None, ()),
        ("typed > 4", None, "no_value", (("typed", "not_entered"),)),
        ("typed > 4 AND revenue > 0", None, "no_value", (("typed", "not_entered"),)),
        ("typed > 4 AND revenue < 0", False, None, ()),
        ("typed > 4 OR revenue > 0", True, None, ()),
        ("LAG(typed, 1) > 4", True, None, ()),
        ("typed IS NULL", True, None, ()),
    ],
)
def test_a_condition_is_decided(
    when: str, holds: bool | None, reason: str | None, because: tuple[tuple[str, str], ...], tmp_path: Path
) -> None:
    """Exactly, and with the reason where nobody can tell; the JSON says the same."""
    made = computed(tmp_path, head=INSIGHT.format(when=when))
    (told,) = made.results.derived.insights
    assert (told.number, told.when, told.holds, told.reason, told.because) == (1, when, holds, reason, because)
    (written,) = json.loads(machine.make(made.results, made.catalog))["derived"]["insights"]
    assert written == {
        "insight": 1, "when": when, "holds": holds, "reason": reason,
        "because": [{"kpi": kpi, "reason": why} for kpi, why in because],
    }  # fmt: skip
    warnings = [issue.message for issue in made.warnings if issue.code == "insight-undecided"]
    assert warnings == (
        ["insight 1 is not said for 2026-10: no value of 'typed' (not entered yet)"] if reason == "no_value" else []
    )
