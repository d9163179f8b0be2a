"""The JSON is the values as they are: exact, in one order, and nothing in it is taken for something else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formats.json import make
from engine.model.data import Remark, Table
from engine.model.results import Results, Segment, Value
from engine.model.segments import Top
from engine.model.unit import SegmentKind, Unit
from tests.backends.oracle import OCTOBER, TODAY, catalog

CATALOG = catalog("COUNT(*)")
VALUE = Value("k", "month", "2026-10", "period", (), Unit("currency", currency="EUR"), 0)


def made(*values: Value, **more: Any) -> bytes:
    found = Results(OCTOBER, "", TODAY, {}, ())
    found = replace(found, values={(v.kpi, v.window, v.period, v.segments): v for v in values}, **more)
    return make(found, CATALOG)


def values_of(data: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(data, parse_float=Decimal)["values"]
    return found


@given(st.decimals(-(10**36), 10**36, allow_nan=False, places=2) | st.decimals(allow_nan=False, allow_infinity=False))
def test_a_decimal_keeps_its_digits(amount: Decimal) -> None:
    """What is written reads back as the same decimal, with the zeros at its end, and as a number."""
    data = made(replace(VALUE, value=amount))
    (found,) = values_of(data)
    assert found["value"] == amount
    assert f'"value": {amount:f},'.encode() in data
    assert b"\\u0000" not in data


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_reads_back_as_itself(number: float) -> None:
    """Full precision: no digit is lost."""
    assert json.loads(made(replace(VALUE, value=number)))["values"][0]["value"] == number


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_what_is_no_number_is_never_written(number: float) -> None:
    """Infinity has no place in JSON: rather no file than one that programs cannot read."""
    with pytest.raises(ValueError, match="JSON"):
        made(replace(VALUE, value=number))


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_a_segments_name_is_itself(name: str) -> None:
    """Whatever a segment is called, the marks of decimals or the empty text, it reads back so."""
    for text in (name, f"\\u00005{name}\\u0000", "\\u00005\\u0000"):
        (found,) = values_of(made(replace(VALUE, segments=(Segment("g", text),))))
        assert found["segments"] == {"g": text}
        assert found["segment_kind"] == "value"


def test_segments_without_a_name_have_none() -> None:
    """Missing and unmatched are kinds, not names."""
    kinds: tuple[SegmentKind, ...] = ("missing", "unmatched")
    for kind in kinds:
        (found,) = values_of(made(replace(VALUE, segments=(Segment("g", "", kind),))))
        assert (found["segments"], found["segment_kind"]) == ({"g": None}, kind)


def test_other_says_beyond_whom() -> None:
    """Two tables may leave over different segments: what is left over is named by its ranking."""
    rest = Top("g", 8, "leads").rest
    (found,) = values_of(made(replace(VALUE, segments=(Segment("g", rest, "other"),))))
    assert (found["segments"], found["segment_kind"]) == ({"g": "beyond the top 8 by leads"}, "other")
    assert "segment_kinds" not in found


@pytest.mark.parametrize(
    ("kinds", "wanted"),
    [(("value", "value"), "value"), (("value", "other"), "other"), (("missing", "other"), "missing"),
     (("unmatched", "missing"), "unmatched"), (("unmatched", "value"), "unmatched")],
)  # fmt: skip
def test_of_two_segments_each_has_its_kind(kinds: tuple[SegmentKind, SegmentKind], wanted: str) -> None:
    """One kind for both is the less ordinary one; each is told apart beside it, or two values had one key."""
    segments = tuple(Segment(name, "x" if kind in ("value", "other") else "", kind)
                     for name, kind in zip("gh", kinds, strict=True))  # fmt: skip
    (found,) = values_of(made(replace(VALUE, segments=segments)))
    assert found["segment_kind"] == wanted
    assert found["segment_kinds"] == dict(zip("gh", kinds, strict=True))
    assert found["segments"] == {s.dimension: s.value or None for s in segments}


def test_the_order_is_the_contents() -> None:
    """However the values came, they stand by KPI, window, segment and period."""
    values = [replace(VALUE, kpi=kpi, period=period, segments=segments)
              for kpi in ("b", "a") for segments in ((Segment("g", "y"),), (Segment("g", "x"),), ())
              for period in ("2026-10", "2026-09")]  # fmt: skip
    assert made(*values) == made(*reversed(values))
    keys = [(v["kpi"], (*v["segments"].values(),), v["period"]) for v in values_of(made(*values))]
    assert keys == sorted(keys)


def test_the_frame_is_the_contract() -> None:
    """The keys of language.md's section 5 are there, and no path, time or machine."""
    table = Table("t", "data/t.csv", "ab", 3, None)
    data = made(VALUE, tables={"t": table}, remarks=(Remark("t", "missing", "s", 1, 3),))
    content = json.loads(data)
    assert list(content) == [
        "report",
        "period",
        "today",
        "generator",
        "inputs",
        "values",
        "derived",
        "quality",
        "preflight",
        "issues",
    ]
    assert (content["report"], content["period"], content["today"]) == ("r", "2026-10", date.isoformat(TODAY))
    assert content["inputs"] == [{"dataset": "t", "path": "data/t.csv", "sha256": "ab", "rows": 3, "covers": None}]
    assert content["quality"] == [{"dataset": "t", "code": "missing", "column": "s", "rows": 1, "of": 3}]
    assert set(content["values"][0]) == {
        "kpi", "grain", "period", "window", "segments", "segment_kind", "unit", "value", "numerator", "denominator",
        "rows", "provisional", "previous", "year_ago", "target", "attainment", "state", "reason",
    }  # fmt: skip
    assert data.endswith(b"}\n")
