"""The machine's copy: every value in full precision, for programs and tests."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from engine.formats import signs
from engine.formats.actions import of_plans
from engine.formats.objectives import of_objectives
from engine.model.attainment import Attained, Attainment, MissingTarget
from engine.model.comparisons import Comparison
from engine.model.data import Remark, Table
from engine.model.funnels import Funnel
from engine.model.insights import Decided
from engine.model.objectives import TargetInput
from engine.model.preflight import Preflight
from engine.model.results import Results, Value
from engine.model.specs import Catalog
from engine.version import GENERATOR

OF_LANGUAGE = ("glyphs", "pages")


def make(results: Results, catalog: Catalog) -> bytes:
    """The JSON of section 5 of the language: UTF-8, sorted, the same bytes for the same values; without pages, yet."""
    values = sorted(results.values.values(), key=lambda v: (v.kpi, v.window, v.segments, v.grain, v.period))
    derived = results.derived
    ends = {id for id, kpi in catalog.kpis.items() if kpi.as_of_end}
    content = {
        "report": catalog.report.id,
        "period": results.period.id,
        "today": results.today.isoformat(),
        "generator": GENERATOR,
        "inputs": [
            *(_input(table) for _, table in sorted(results.tables.items())),
            *(_target_input(file) for file in catalog.specs.target_inputs),
        ],
        "values": [
            _value(value, as_of_end=value.kpi in ends)
            | signs.interval(derived.cases.get((value.kpi, value.window, value.period, value.segments)))
            for value in values
        ],
        "derived": {
            "attainment": _attained(derived.attained),
            "funnels": [_funnel(one) for one in derived.funnels],
            "signals": signs.signals(derived),
            "drivers": signs.drivers(derived),
            "shares": signs.shares(derived),
            "insights": [_insight(told) for told in derived.insights],
            "objectives": of_objectives(one for one in catalog.specs.objectives if one.kpi.text in catalog.shown),
            **of_plans(derived.plans),
            "comparisons": [_comparison(one) for one in derived.comparisons],
        },
        "quality": [
            *(_remark(remark) for remark in results.remarks),
            *(_missing_target(one) for one in derived.missing_targets),
        ],
        "preflight": None,
        "issues": [],
    }
    return written(content)


def written(content: Any) -> bytes:
    """Plain values as JSON; a decimal with its own digits, not with those of the nearest binary number."""
    text = json.dumps(content, ensure_ascii=False, indent=1, default=_exact, allow_nan=False)
    return (MARKED.sub(r"\1", text) + "\n").encode()


def _value(value: Value, *, as_of_end: bool) -> dict[str, Any]:
    return {
        "kpi": value.kpi,
        "grain": value.grain,
        "period": value.period,
        "window": value.window,
        "segments": {s.dimension: s.value if s.kind in ("value", "other") else None for s in value.segments},
        "segment_kind": value.segment_kind,
        **_kinds(value),
        "unit": value.unit.kind,
        "value": value.value,
        "numerator": value.numerator,
        "denominator": value.denominator,
        "rows": value.rows,
        "provisional": value.provisional,
        "previous": value.previous,
        "year_ago": value.year_ago,
        "target": value.target,
        "attainment": value.attainment,
        "state": value.state,
        "reason": value.reason,
        **({"attainment_reason": value.unattained} if value.unattained else {}),
        **({"benchmark": value.benchmark} if value.benchmark is not None else {}),
        **({"age_days": value.age_days} if value.age_days is not None else {}),
        **({"typed_for": value.typed_for} if value.typed_for else {}),
        **({"as_of": "data_end"} if as_of_end else {}),
    }


def _funnel(funnel: Funnel) -> dict[str, Any]:
    """The steps of a funnel; `narrowest` and `narrowed` are KPIs, each the lower end of its step."""
    at = [step.kpi for step in funnel.steps]
    return {
        "grain": funnel.period.grain,
        "period": funnel.period.id,
        "previous_period": funnel.previous.id if funnel.previous else None,
        "steps": [
            {
                "kpi": step.kpi,
                "value": step.value,
                "rate": step.rate,
                "previous": step.previous,
                "previous_rate": step.previous_rate,
                "same_rows": step.same_rows,
                "provisional": step.provisional,
                "strays": step.strays,
            }
            for step in funnel.steps
        ],
        "narrowest": None if funnel.narrowest is None else at[funnel.narrowest],
        "narrowed": None if funnel.narrowed is None else at[funnel.narrowed],
    }


def _insight(told: Decided) -> dict[str, Any]:
    because = [{"kpi": kpi, "reason": reason} for kpi, reason in told.because]
    return {"insight": told.number, "when": told.when, "holds": told.holds, "reason": told.reason, "because": because}


def _comparison(one: Comparison) -> dict[str, Any]:
    return {"kpi": one.kpi, "against": one.against, "period": one.period, "value": one.value, "other": one.other,
            "other_period": one.other_period, "change": one.change, "change_unit": one.unit,
            "reason": one.reason}  # fmt: skip


def _kinds(value: Value) -> dict[str, Any]:
    """Of two segments, the kind of each: `segment_kind` is the less ordinary one."""
    return {"segment_kinds": {s.dimension: s.kind for s in value.segments}} if len(value.segments) > 1 else {}


def _input(table: Table) -> dict[str, Any]:
    coverage = table.coverage
    files = [{"path": path, "sha256": sha256, "rows": rows} for path, sha256, rows in table.files]
    return {
        "dataset": table.id,
        "path": table.path,
        "sha256": table.sha256,
        "rows": table.rows,
        "covers": {"from": coverage.first.isoformat(), "to": coverage.last.isoformat()} if coverage else None,
        **({"files": files} if files else {}),
    }


def _target_input(file: TargetInput) -> dict[str, Any]:
    return {"objectives": file.name, "path": file.path, "sha256": file.sha256, "rows": file.rows}


def with_preflight(made: bytes, found: Preflight) -> bytes:
    """What `make` made, with what was looked at on the pages that are written beside it.

    The figures take a while to write, and the pages to be laid out: this is all that has to wait for them.
    """
    before, key, after = made.rpartition(b'\n "preflight": null')
    assert key, "it was made without"
    text = json.dumps(_preflight(found), ensure_ascii=False, indent=1).replace("\n", "\n ")
    return b"".join((before, b'\n "preflight": ', text.encode(), after))


def _preflight(found: Preflight) -> dict[str, Any]:
    """What passed; a report that did not is not written.

    How many glyphs and pages there are is a matter of the pages' language, and the JSON is the same in all.
    """
    checks = [
        {"check": check.name, **({"looked_at": check.looked_at} if check.name not in OF_LANGUAGE else {})}
        for check in found.checks
    ]
    missing = [{"part": one.part, "what": one.what, "code": one.issue.code} for one in found.missing]
    return {"complete": not missing, "outputs": list(found.outputs), "checks": checks, "missing": missing}


def _attained(attained: Attained) -> dict[str, Any]:
    """All objectives in the period on which the verdict is passed, and in the year to date."""
    return {**_attainment(attained.period), "year_to_date": _attainment(attained.to_date)}


def _attainment(found: Attainment) -> dict[str, Any]:
    shares = [
        {"kpi": one.kpi, "period": one.period, "weight": one.weight, "counted": one.counted, "on_track": one.on_track}
        for one in found.shares
    ]
    counts = {"measured": found.measured, "of": len(shares), "on_track": found.on_track}
    return {"value": found.value, **counts, "objectives": shares}


def _remark(remark: Remark) -> dict[str, Any]:
    return {"dataset": remark.dataset, "code": remark.code, "column": remark.column, "rows": remark.rows,
            "of": remark.of, **({"day": remark.day} if remark.day else {}),
            **({"other": remark.other} if remark.other else {})}  # fmt: skip


def _missing_target(one: MissingTarget) -> dict[str, Any]:
    segments = {"dimension": one.dimension, "segments": list(one.segments)} if one.segments else {}
    return {"kpi": one.kpi, "code": "missing_target", "months": list(one.months), **segments,
            "without_year_to_date": one.without_to_date}  # fmt: skip


# Marks a decimal inside a JSON string; no text of a report holds it.
MARK = "\0"
MARKED = re.compile(r'"\\u0000(-?[0-9.]+)\\u0000"')


def _exact(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{MARK}{value:f}{MARK}"
    raise TypeError(f"{type(value).__name__} has no place in the JSON")
