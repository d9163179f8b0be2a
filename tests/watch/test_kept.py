"""Values are found again by all that they were made of, and by nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest

from engine.errors import Place
from engine.kept import NOTHING, Kept, digest
from engine.model.written import Text, Written
from engine.pipeline import check
from engine.shipped import shipped

VALID = Path(__file__).resolve().parents[1] / "examples" / "valid"
SAMPLES = (shipped("samples") / "monthly.yml", shipped("samples") / "first" / "report.yml")
REPORTS = (*sorted(VALID.glob("*.yml")), *SAMPLES)


@dataclass(frozen=True)
class Thing:
    value: object
    aside: int = field(default=0, compare=False)


def test_what_is_written_alike_is_alike() -> None:
    """Neither a place nor a text of the pages nor what is not compared tells two values apart."""
    one, other = (Written("revenue", Place("a.yml", line)) for line in (1, 7))
    assert digest(one) == digest(other)
    assert digest(Thing(Text((("", "Leads"),)))) == digest(Thing(Text((("", "Prospects"),)), aside=4))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Decimal("1.0"), Decimal("1.00")), (1, True), (1, 1.0), ("1", 1), (None, "None"), ((1, 2), [1, 2]),
        (("a", "b"), ("a\nstr 'b'",)), ({"a": 1, "b": 2}, {"b": 2, "a": 1}), (Thing(None), Thing(Text(()))),
        ([[1], 2], [[1, 2]]), (Thing(1), (1,)), (frozenset({1, 2}), frozenset({1})),
    ],
)  # fmt: skip
def test_what_may_give_something_else_is_something_else(one: object, other: object) -> None:
    """Python calls some of these equal; what is made of them is not, or is in another order."""
    assert digest(one) != digest(other)


def test_a_value_that_cannot_say_what_it_is_is_refused() -> None:
    """A frame of rows as a key would make one table of two."""
    with pytest.raises(TypeError, match="object"):
        digest((1, object()))


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_report_can_say_what_it_is(path: Path) -> None:
    """Whatever the language can write: a report that is right must not fail for being watched."""
    catalog, _ = check(path, dormant=True)
    assert digest(catalog) == digest(check(path, dormant=True)[0])


def test_what_was_made_is_made_once() -> None:
    """The same input gives the value from before; another one makes another, and both are counted."""
    kept = Kept()
    made = [kept("sum", of, object) for of in (1, 1, 2)]
    assert made[0] is made[1] is not made[2]
    assert kept.told() == {"sum": 2}
    assert kept.told() == {}


def test_what_two_reports_did_not_use_is_forgotten() -> None:
    """An edit that is taken back finds its value; two reports later it is gone."""
    kept = Kept()
    first = kept("sum", 1, object)
    kept.turn()
    kept("sum", 2, object)
    kept.turn()
    assert kept("sum", 1, object) is first
    kept.turn()
    kept.turn()
    kept.turn()
    assert kept("sum", 1, object) is not first


def test_what_fails_is_not_kept() -> None:
    """A file that could not be read is read again."""
    kept = Kept()
    with pytest.raises(ZeroDivisionError):
        kept("sum", 1, lambda: 1 // 0)
    assert kept("sum", 1, lambda: 5) == 5


def test_who_keeps_nothing_makes_everything_afresh() -> None:
    """The command that writes files pays for no memory."""
    assert NOTHING("sum", object(), lambda: 3) == 3
    NOTHING.put("sum", 1, 2)
    assert NOTHING.look("sum", 1) is None
