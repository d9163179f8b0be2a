"""A label is known in every language and spelling, and a library KPI's line defines it anew as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from engine import pipeline
from engine.errors import Place, SpecError
from engine.model.kpis import KpiSpec
from engine.model.labels import by_label, labels_of
from engine.model.written import Text, Written
from engine.shipped import shipped

NOWHERE = Place("")


def kpi(id: str, *labels: str) -> KpiSpec:
    versions = tuple(zip(("en", "fr", "ru"), labels, strict=False))
    return KpiSpec(id, NOWHERE, Text(versions), Written("COUNT(*)", NOWHERE))


LABELS = labels_of([
    kpi("win_rate", "Win rate", "Taux d’acceptation", "Доля побед"), kpi("a", "Deals"), kpi("b", "deals"),
    kpi("same", "same"),
])  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["Win rate", "WIN  RATE", "win-rate", "Taux d'acceptation", "taux d’acceptation", "доля побед", "Win rate:"],
)
def test_a_label_is_known_however_it_is_spelt(text: str) -> None:
    """Capitals, accents, apostrophes and spaces differ from one keyboard to the next."""
    assert by_label(text, LABELS, "{", ".change}").startswith("write {win_rate.change}: ")


@pytest.mark.parametrize("text", ["Deals", "Win", "Win rates", "", "???", "same"])
def test_a_label_of_two_or_of_none_names_nothing(text: str) -> None:
    """Nobody can tell which of two is meant; an id that is its own label is right as it stands."""
    assert by_label(text, LABELS) == ""


@pytest.mark.parametrize(("written", "hint"), [
    ("Auvergne", "write auv: 'Auvergne' is its label"), ("auvergne", "did you mean 'auv'?"), ("x", "known here: auv"),
])  # fmt: skip
def test_a_label_in_place_of_a_value_says_so(written: str, hint: str, tmp_path: Path) -> None:
    """To the letter it is the label of one value; else the value may be meant."""
    report = {"report": {"id": "r", "title": "T", "company": "C", "every": "month", "language": "en",
                         "sections": [{"title": "A", "cards": ["n"]}]},
              "datasets": {"d": {"source": "x.csv", "date": "day", "columns": {"day": "date", "region": "string"}}},
              "dimensions": {"region": {"label": "Region", "values": {"auv": "Auvergne"}}},
              "kpis": {"n": {"label": "N", "dataset": "d", "formula": "COUNT(*)", "better": "higher"}},
              "objectives": [{"kpi": "n", "period": 2026, "target": 5, "by": {"region": {written: 5}}}]}  # fmt: skip
    path = tmp_path / "r.yml"
    path.write_text(json.dumps(report), "utf-8")
    with pytest.raises(SpecError) as refused:
        pipeline.check(path)
    assert [(issue.code, issue.hint) for issue in refused.value.issues] == [("unknown-segment", hint)]


@pytest.mark.parametrize(("file", "id"), [("website", "page_views"), ("website", "search_clicks"),
                                          ("people", "passives_share")])  # fmt: skip
def test_the_line_of_a_library_kpi_can_be_written_as_it_stands(file: str, id: str, tmp_path: Path) -> None:
    """With the line of the message the report checks clean, and the KPI counts what the library's does."""
    own = yaml.safe_load((shipped("kpi_specs") / f"{file}.yml").read_text("utf-8"))["kpis"][id]
    columns = dict.fromkeys(("views", "clicks", "score"), "integer") | {"day": "date", "answered_on": "date"}
    dataset = {"source": "x.csv", "date": own.get("date", "day"), "columns": columns}
    head = {"id": "r", "title": "T", "company": "C", "every": "month", "language": "en", "uses": [f"boardpack:{file}"],
            "sections": [{"title": "A", "cards": [id]}]}  # fmt: skip
    report = {"report": head, "datasets": {own["dataset"]: dataset},
              "objectives": [{"kpi": id, "period": 2026, "target": "10%"}]}  # fmt: skip
    path = tmp_path / "r.yml"
    path.write_text(json.dumps(report), "utf-8")
    with pytest.raises(SpecError) as refused:
        pipeline.check(path)
    (issue,) = refused.value.issues
    line = issue.hint[issue.hint.index("kpis: ") :]
    path.write_text(yaml.safe_dump({**report, **yaml.safe_load(line)}), "utf-8")
    catalog, warnings = pipeline.check(path)
    assert warnings == ()
    spec = catalog.kpis[id].spec
    assert (spec.formula.text, spec.dataset and spec.dataset.text, spec.format, spec.better, spec.library) == (
        own["formula"], own["dataset"], own["format"], "higher", False,
    )  # fmt: skip
