"""A KPI of the library as it would stand in a person's own file, in one line, with the direction that it lacks."""

from __future__ import annotations

from engine.model.kpis import KpiSpec
from engine.model.specs import Specs

# What a line can say; of a KPI that says more, its definition is to be copied.
LONGER = ("balance", "window", "conversion", "retention", "typed", "matures", "when_zero", "benchmark")
SIGNS = set(",:#{}[]'\"")


def anew(spec: KpiSpec, specs: Specs) -> str:
    """The lines of a KPI that stands in for the library's, with `better` in it."""
    if any(getattr(spec, key) is not None for key in LONGER):
        return f"copy the definition of {spec.id} in {spec.written_in}, and add 'replaces: true' and 'better: higher'"
    said = {
        "replaces": "true",
        "label": spec.label.in_(specs.report.language),
        "dataset": spec.dataset.text if spec.dataset else "",
        "where": spec.where.text if spec.where else "",
        "formula": spec.formula.text,
        "date": spec.date.text if spec.date else "",
        "format": spec.format or "",
        "precision": "" if spec.precision is None else str(spec.precision),
        "better": "higher",
    }
    return f"kpis: {{{spec.id}: {{{', '.join(f'{key}: {_quoted(text)}' for key, text in said.items() if text)}}}}}"


def _quoted(text: str) -> str:
    if not set(text) & SIGNS:
        return text
    return f'"{text}"' if '"' not in text else "'" + text.replace("'", "''") + "'"
