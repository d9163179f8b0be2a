"""Charts of people's own: Vega-Lite as it was written, with the title and the words that the reader gets."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.errors import Place
from engine.model.written import Text, Written

EVERYTHING = "values"  # the name of the data with the rows of all KPIs
COLUMNS = ("kpi", "label", "period", "period_label", "date", "segment", "kind", "value", "text", "target", "last_year",
           "provisional")  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnChart:
    """`spec` is JSON; `file` the path that it stands in, from the report's folder, if it stands in one."""

    spec: str
    title: Text
    alt: Text
    file: Written | None = None
    place: Place = field(default=Place(""), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OwnPicture:
    """What is drawn: the JSON with its data, and the language of what Vega writes by itself."""

    title: str
    subtitle: str
    spec: str
    alt: str
    language: str
    place: Place = field(default=Place(""), compare=False, repr=False)
