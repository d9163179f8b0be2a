"""Keys that are missing, or stand where they do not belong: which is meant, where it belongs, a line to write."""

from __future__ import annotations

from typing import Any

from engine.errors import Issue, did_you_mean, nearest
from engine.spec.causes import missing_space
from engine.spec.cut import GLUED
from engine.spec.keys import MEANT, Path, fits, holds_names, may_stand, places
from engine.spec.yaml import Mapping, Scalar

ALIKE = 0.8  # so like another that it is a slip of the finger, and no key of somewhere else

# A line that a missing key may look like; where it depends on what the key stands in, that comes first.
EXAMPLES = {
    "id": "id: monthly-sales", "title": "title: Monthly review", "company": "company: Nova", "every": "every: month",
    "language": "language: fr", "sections": "sections: [{title: Summary, cards: [signed_revenue]}]",
    "label": "label: {en: Leads, fr: Leads}", "formula": "formula: COUNT(*)", "source": "source: data/leads.csv",
    "columns": "columns: {lead_id: string, created_at: date}", "per": "per: [customer_id]", "type": "type: string",
    "kpi": "kpi: signed_revenue", "period": "period: 2026", "target": "target: 2400000", "kpis": "kpis: all",
    "opened": "opened: created_at", "closed": "closed: closed_at", "dataset": "dataset: leads",
    "entity": "entity: lead_id", "count_by": "count_by: cohort", "on": "on: owner_id",
    "value": "value: 12%", "benchmark.source": "source: Trade association, survey of 2026",
    "benchmarks.source": "source: Trade association, survey of 2026",
    "when": "when: win_rate < 0.20", "say": "say: {en: 'Few deals are won.'}",
    "joins.to": "to: reps", "valid.from": "from: start", "valid.to": "to: end", "conversion.from": "from: leads",
    "after": "after: 1 year", "retention.entity": "entity: customer_id",
    "conversion.to": "to: deals", "entity.from": "from: lead_id", "entity.to": "to: origin_lead_id",
    "objectives.columns": "columns: {kpi: KPI, period: Month, target: Target}", "columns.kpi": "kpi: KPI",
    "actions.opened": "opened: 2026-09", "actions.owner": "owner: Head of sales", "due": "due: 2026-11-30",
    "action": "action: Call back every web lead within one hour.", "events.on": "on: 2026-06-12",
    "events.label": "label: {en: Trade fair in Lyon, fr: Salon de Lyon}",
    "columns.period": "period: Month", "columns.target": "target: Target", "revisions.from": "from: 2026-07",
}  # fmt: skip

OVER_TIME, OF_SEGMENTS = "for a line over time write 'trend'", "for bars of segments write 'breakdown', with 'by'"
OF_STEPS = "for steps write 'funnel', with the KPIs in order"
OF_SHARES = "for the parts of a whole over time write 'share', with 'by'"
OF_TWO = "for two KPIs against each other write 'scatter', with 'by'"
OF_PANELS = "for a trend of each segment write 'multiples', with 'by'"
OF_OWN = "for Vega-Lite write 'chart', with 'data', 'title' and 'alt'"
# What people call a chart, and which one it is.
CHARTS = {
    **dict.fromkeys(("shares", "stacked", "stack", "composition", "mix"), OF_SHARES),
    **dict.fromkeys(("scatterplot", "scatter_plot", "points", "bubble", "correlation", "xy"), OF_TWO),
    **dict.fromkeys(("small_multiples", "facet", "facets", "trellis", "panels", "sparklines"), OF_PANELS),
    **dict.fromkeys(("vega", "vegalite", "vega_lite", "vega-lite", "custom", "own"), OF_OWN),
    **dict.fromkeys(("line", "lines", "area", "curve", "time", "over_time"), OVER_TIME),
    **dict.fromkeys(("bar", "bars", "pie", "donut", "doughnut", "column", "columns", "segments"), OF_SEGMENTS),
    **dict.fromkeys(("steps", "stages", "pipeline", "entonnoir", "tunnel"), OF_STEPS),
}


def example(key: str, path: Path) -> str:
    """A line with a missing key, as it may be written; empty where none is known."""
    within = [step for step in path if isinstance(step, str)][-2:]
    found = (EXAMPLES.get(f"{step}.{key}") for step in reversed(within))
    return next((line for line in found if line), EXAMPLES.get(key, ""))


def own_example(key: str, kpi: str, root: Mapping) -> str:
    """The line that a KPI lacks, in its own words: its id as a label, a column of its dataset; empty where none fit."""
    others = [other.get("label") for other in root["kpis"].values() if isinstance(other, Mapping)]
    if key == "label":
        report = root.get("report")
        english = not isinstance(report, Mapping) or report.get("language") in (None, "en")
        plain = english and not any(isinstance(label, Mapping) for label in others)
        return f"label: {kpi.replace('_', ' ').capitalize()}" if plain else ""
    name = root["kpis"][kpi].get("dataset")
    dataset = root["datasets"].get(str(name)) if isinstance(root.get("datasets"), Mapping) else None
    columns = dataset.get("columns") if isinstance(dataset, Mapping) else None
    for column, node in columns.items() if isinstance(columns, Mapping) else ():
        kind = node.get("type") if isinstance(node, Mapping) else node
        if kind in ("money", "number", "integer", "duration"):
            return f"formula: SUM({column})"
    return ""


def meant_key(key: str, built: list[str]) -> str:
    """The key that is meant by one that is not known here; empty where nobody can tell."""
    lowered = key.strip().lower().replace(" ", "_").replace("-", "_")
    if lowered in built:
        return lowered
    if MEANT.get(lowered) in built:
        return MEANT[lowered]
    return nearest(key, built, ALIKE)


def unknown_key(key: Scalar, built: list[str], path: Path) -> Issue:
    """The issue of a key that is not known where it stands."""
    if glued := GLUED.fullmatch(key):
        return Issue("error", "unknown-key", key.place, *missing_space(f"{glued[1]}:", glued[2]))
    if key.startswith("-") and key[1:] in built:
        return Issue("error", "unknown-key", key.place, *missing_space("-", f"{key[1:]}: …"))
    message = f"there is no key '{key}' here"
    if "charts" in path and key.lower() in CHARTS:
        return Issue("error", "unknown-key", key.place, message, CHARTS[key.lower()])
    meant = meant_key(key, built)
    if meant and meant == key.lower() and meant != key:
        return Issue("error", "unknown-key", key.place, message, f"keys are written in small letters: '{meant}'")
    hint = f"did you mean '{meant}'?" if meant else _belongs(str(key), path)
    hint = hint or did_you_mean(key, built) or "keys here: " + ", ".join(built)
    return Issue("error", "unknown-key", key.place, message, hint)


def _belongs(key: str, path: Path) -> str:
    """Where a key belongs that the language has; empty where it has none such."""
    patterns = places().get(key, ())
    for length in range(len(path) - 1, -1, -1):
        if any(fits(path[:length], pattern) for pattern in patterns):
            beside, under = path[length], _shown(path[:length])
            return f"it belongs further out: beside '{beside}'" + (f", under '{under}'" if under else "")
    for pattern in patterns:
        if len(pattern) == len(path) + 1 and fits(path, pattern[:-1]) and pattern[-1] not in ("*", "-"):
            return f"it belongs further in: under '{pattern[-1]}'"
    return f"it belongs under '{_shown(patterns[0]) or 'no other key'}'" if patterns and patterns[0] else ""


def _shown(path: Path) -> str:
    return ".".join("<name>" if step == "*" else str(step) for step in path if isinstance(step, str) and step != "-")


def put_right(root: Mapping) -> list[tuple[Path, Issue]]:
    """Move keys that stand beside an empty one, and belong under it, to where they belong; an issue for each place.

    What has been moved can then be checked like the rest.
    """
    found: list[tuple[Path, Issue]] = []
    _put_right(root, (), found)
    return found


def _put_right(node: Any, path: Path, found: list[tuple[Path, Issue]]) -> None:
    if isinstance(node, Mapping):
        for key in [key for key, value in node.pairs() if isinstance(value, Scalar) and value.empty]:
            _gather(node, key, path, found)
    inner: list[tuple[str | int, Any]] = list(node.items() if isinstance(node, Mapping) else enumerate(node))
    for step, value in inner:
        if isinstance(value, Mapping | list):
            _put_right(value, (*path, step), found)


def _gather(node: Mapping, empty: Scalar, path: Path, found: list[tuple[Path, Issue]]) -> None:
    keys = [key for key, _ in node.pairs()]
    after = keys[keys.index(empty) + 1 :] if empty in keys else []
    inner: Path = (*path, str(empty))
    children: list[Scalar] = []
    for key in after:
        if not _goes_under(key, node[key], path, inner, first=not children):
            break
        children.append(key)
    if not children or node[empty].cut_off:
        return
    under = Mapping()
    under.place = children[0].place
    for key in children:
        under[key] = node.pop(key)
    node[empty] = under
    message = f"'{children[0]}' stands beside '{empty}', which has no value, and belongs under it"
    hint = "put 2 more spaces before it" + (", and before the lines that go with it" if len(children) > 1 else "")
    found.append(((*inner, str(children[0])), Issue("error", "no-value", children[0].place, message, hint)))


def _goes_under(key: Scalar, value: Any, path: Path, inner: Path, *, first: bool) -> bool:
    """Whether a key belongs under an empty one; behind the first that does, also one that nobody knows."""
    if holds_names(path):  # 'label' would be a name as good as any, if it held what a name holds
        named = isinstance(value, Mapping) and any(may_stand(within, inner) for within in value)
        return not named and (may_stand(key, inner) or not first)
    return not may_stand(key, path) and (may_stand(key, inner) or holds_names(inner))
