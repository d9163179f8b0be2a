"""Which segments are meant by what a person wrote: `source=web`, by the value or by its name on the pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.backends.behind import Data
from engine.backends.known import known_segments
from engine.document.desk import Desk
from engine.errors import ArgumentError, Issue, Place, did_you_mean, raise_errors
from engine.model.kpis import Kpi
from engine.model.plan import Plan
from engine.model.results import Segment, Segments

SEGMENT = Place("--segment")


def dimensions_asked(asked: Iterable[tuple[str, str]], kpi: Kpi) -> tuple[str, ...]:
    """The dimensions, in the order in which they are asked for. Raises ArgumentError for those that the KPI has not."""
    names = [dimension for dimension, _ in asked]
    issues = []
    for name in dict.fromkeys(names):
        if name not in kpi.dimensions:
            message, hint = f"'{kpi.id}' cannot be cut by '{name}'", did_you_mean(name, kpi.dimensions)
            issues.append(Issue("error", "unknown-dimension", SEGMENT, message, hint or _whole(kpi)))
        elif names.count(name) > 1:
            message = f"'{name}' is asked for twice, and a row is in one of its segments only"
            issues.append(Issue("error", "repeated-segment", SEGMENT, message, "explain one segment at a time"))
    raise_errors(ArgumentError, issues)
    return tuple(names)


def without_dimension(written: str, kpi: Kpi, plan: Plan, data: Data) -> Issue:
    """What to write where a value stands alone: the dimension that has it, else one that the KPI can be cut by."""
    having = []
    named = data.catalog.specs.dimensions  # those of the pages, before any other column
    dimensions = sorted(kpi.dimensions, key=lambda dimension: (dimension not in named, dimension))
    for dimension in dimensions:
        spec = named.get(dimension)
        labels = {label.in_("en") for _, label in (spec.values if spec else ())}
        known = known_segments(dimension, plan, data.own, data.frames, data.catalog)
        if written in labels | {segment.value for segment in known}:
            having.append(f"write {_quoted(f'{dimension}={written}')}")
    other = next((f"write it {dimension}=…" for dimension in dimensions), _whole(kpi))
    message = f"'{written}' stands without its dimension"
    return Issue("error", "unknown-dimension", SEGMENT, message, " or ".join(having) or other)


def _quoted(text: str) -> str:
    return f"'{text}'" if any(sign in text for sign in " ()&") else text


def _whole(kpi: Kpi) -> str:
    return "" if kpi.dimensions else "there is only the whole: leave --segment away"


def segments_asked(asked: Iterable[tuple[str, str]], plan: Plan, data: Data, desk: Desk) -> Segments:
    """The segments. Raises ArgumentError for values that are neither declared nor in any row."""
    found: list[Segment] = []
    issues: list[Issue] = []
    for dimension, written in asked:
        known = known_segments(dimension, plan, data.own, data.frames, data.catalog)
        segment = _meant(written, known, desk)
        if segment is not None:
            found.append(segment)
        else:
            issues.append(_unknown(dimension, written, known, desk))
    raise_errors(ArgumentError, issues)
    return tuple(found)


def _meant(written: str, known: list[Segment], desk: Desk) -> Segment | None:
    """The segment of that value; else of that name on the pages, in any case; "(missing)" and "(unmatched)" too."""
    for segment in known:
        if segment.kind == "value" and segment.value == written:
            return segment
    pages = replace(desk, words=desk.language)
    for segment in known:
        names = {pages.segment(segment), f"({segment.kind})" if segment.kind != "value" else segment.value}
        if written.casefold() in {name.casefold() for name in names}:
            return segment
    if written in ("(missing)", "(unmatched)"):
        return Segment(known[0].dimension, "", "missing" if written == "(missing)" else "unmatched") if known else None
    return None


def _unknown(dimension: str, written: str, known: list[Segment], desk: Desk) -> Issue:
    others = {"other", replace(desk, words=desk.language).say("Other").casefold()}
    if written.casefold() in others:
        message = f"'{written}' is what a table leaves over beyond its largest segments, and is explained by none"
        return Issue("error", "other-segment", SEGMENT, message, "explain its segments one at a time, or the whole")
    values = {segment.value or f"({segment.kind})" for segment in known}
    hint = did_you_mean(written, values | {desk.segment(segment) for segment in known})
    if hint.startswith("known here"):
        hint = did_you_mean("", values)
    message = f"no row has '{written}' as its '{dimension}', and nothing declares it"
    return Issue("error", "unknown-segment", SEGMENT, message, hint)
