"""The schemas and the code say the same: words, endings, keys and defaults, compared both ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from engine.charts import CHARTS
from engine.errors import Issue
from engine.formats import FORMATS
from engine.formula.text import parsed
from engine.model.actions import ActionSpec
from engine.model.comparisons import Compared
from engine.model.datasets import ColumnSpec, CsvDialect, KeyRepeats
from engine.model.formula import Kind
from engine.model.kpis import Balance, ConversionSpec, Hold, KpiSpec, Typed
from engine.model.objectives import Form
from engine.model.period import Window
from engine.model.specs import MONTHS, WEEKDAYS, ChartSpec, Output, PdfVariant, SectionSpec
from engine.model.unit import Unit
from engine.numbers import Numbers
from engine.periods import PER_YEAR
from engine.sources import SOURCES
from engine.spec import load as loading
from engine.spec import pruned
from engine.spec import said as reading
from engine.spec.yaml import Mapping, Sequence, read_yaml
from engine.words import languages
from tests.spec.schemas import Key, Schema, keys, subschemas, written
from tests.spec.schemas import Path as Steps

SUBSCHEMAS = dict(subschemas())
KEYS = {key.path: key for key in keys()}
REPORT, DATASETS, KPIS, OBJECTIVES, ACTIONS = (
    f"{name}.schema.json#/$defs" for name in ("report", "datasets", "kpis", "objectives", "actions")
)


def literals(kind: type, field: str) -> set[str]:
    """What a dataclass accepts in one of its fields."""
    hint = get_type_hints(kind)[field]
    parts = [hint, *get_args(hint)]
    return {word for part in parts for word in (get_args(part) or (part,)) if isinstance(word, str)}


TYPES = (set(get_args(Kind)) - {"null"}) | (literals(ColumnSpec, "read_as") - {""})
# Every list of words, with what the code knows.
WORDS: dict[str, set[str]] = {
    f"{REPORT}/report/properties/every": set(PER_YEAR),
    f"{REPORT}/report/properties/language": set(languages()),
    f"{REPORT}/report/properties/week_start": set(WEEKDAYS),
    f"{REPORT}/report/properties/fiscal_year_start": set(MONTHS),
    f"{REPORT}/report/properties/outputs/items": set(FORMATS) | {"json", "email"},
    f"{REPORT}/report/properties/theme/properties/page": {"A4", "Letter"},  # a name that CSS knows goes to the style
    f"{REPORT}/section/properties/scorecard/properties/kpis/else": {"all"},
    f"{REPORT}/chart/properties/grain": literals(ChartSpec, "grain"),
    f"{REPORT}/chart/properties/against": literals(ChartSpec, "against"),
    f"{REPORT}/report/properties/pdf/properties/variant": set(get_args(PdfVariant)),
    f"{REPORT}/section/properties/on_error": literals(SectionSpec, "on_error"),
    f"{REPORT}/section/properties/comparisons/items": set(get_args(Compared)),
    f"{DATASETS}/column/then": TYPES,
    f"{DATASETS}/declared/properties/type": TYPES,
    f"{DATASETS}/dataset/properties/key_repeats": set(get_args(KeyRepeats)),
    f"{DATASETS}/dataset/properties/csv/properties/decimal": {".", ","},
    f"{DATASETS}/dataset/properties/csv/properties/thousands": {" ", ".", ",", "'"},
    f"{KPIS}/kpi/properties/format": literals(Unit, "kind"),
    f"{KPIS}/kpi/properties/better/then": literals(KpiSpec, "better"),
    f"{KPIS}/kpi/properties/over_time": literals(Typed, "over_time"),
    f"{KPIS}/kpi/properties/balance/properties/undated": literals(Balance, "undated"),
    f"{KPIS}/kpi/properties/balance/then/propertyNames": {"snapshot"},
    f"{KPIS}/kpi/properties/conversion/properties/count_by": literals(ConversionSpec, "count_by"),
    f"{ACTIONS}/action/properties/state": literals(ActionSpec, "state"),
    f"{OBJECTIVES}/spread/then": set(get_args(Form)) - {"months", "periods"},  # which are lists and mappings
}


@pytest.mark.parametrize("address", [address for address, node in SUBSCHEMAS.items() if "enum" in node])
def test_a_list_of_words_is_what_the_code_knows(address: str) -> None:
    """No word passes the schema that the code does not know, and none that it knows is kept from people."""
    assert set(SUBSCHEMAS[address]["enum"]) == WORDS[address]
    assert not WORDS[address] & set(SUBSCHEMAS[address].get("plannedValues", ()))


def test_every_list_of_words_is_still_there() -> None:
    """The table above compares nothing that is gone."""
    assert set(WORDS) <= {address for address, node in SUBSCHEMAS.items() if "enum" in node}


def test_the_charts_are_those_that_are_drawn() -> None:
    """A key that holds a KPI, or a list of them, is a kind of chart; `data` is of `chart`, which is one, too."""
    chart = SUBSCHEMAS[f"{REPORT}/chart"]["properties"]
    an_id = "common.schema.json#/$defs/id"
    of_a_kpi = {name for name, node in chart.items() if node.get("items", node).get("$ref") == an_id}
    assert of_a_kpi - {"data"} | {"chart"} == set(CHARTS) == literals(ChartSpec, "kind")


def test_the_outputs_are_those_that_are_written() -> None:
    """The type of the report's outputs has the registry's formats, JSON and the mail."""
    assert set(get_args(Output)) == set(FORMATS) | {"json", "email"}


def test_the_files_are_those_that_are_read() -> None:
    """The endings that the description of a source names are those that have a reader."""
    text = SUBSCHEMAS[f"{DATASETS}/dataset/properties/source"]["description"]
    assert re.findall(r"\w+", text.rpartition("says what it is: ")[2]) == [ending.strip(".") for ending in SOURCES]


def test_the_stretches_of_time_are_those_that_are_counted() -> None:
    """The words of `window` and `hold_for` are those of the model."""
    window = SUBSCHEMAS[f"{KPIS}/kpi/properties/window"]["pattern"]
    words, units = window.removeprefix("^(").split("|last ")
    assert {*words.split("|"), "last"} == literals(Window, "kind")
    assert set(re.findall(r"[a-z]{3,}", units)) == literals(Window, "unit")
    hold = SUBSCHEMAS[f"{KPIS}/kpi/properties/hold_for"]["pattern"]
    assert set(re.findall(r"[a-z]{3,}", hold)) == literals(Hold, "unit")


def test_a_format_is_shown_as_it_is_written_on_the_pages() -> None:
    """What stands beside each format is how the pages write such a figure."""
    node = SUBSCHEMAS[f"{KPIS}/kpi/properties/format"]
    values = {"percent": 0.1234, "points": 0.42, "days": 12, "duration": 77}
    shown = [Numbers("en").figure(values.get(kind, 1234.5), Unit(kind, None, "EUR")) for kind in node["enum"]]
    assert [text.replace("\u00a0", " ") for text in shown] == node["enumDescriptions"]


def test_the_signs_of_a_csv_are_the_dialects() -> None:
    """A dialect has a field for each key, beside whether somebody wrote any."""
    assert set(SUBSCHEMAS[f"{DATASETS}/dataset/properties/csv"]["properties"]) == {
        f.name for f in fields(CsvDialect) if f.compare
    }


FORMULAS = [
    (str(key), example)
    for key in KEYS.values()
    for example in key.schema.get("examples", ())
    if key.schema.get("title") == "a formula"
]


@pytest.mark.parametrize(("key", "example"), FORMULAS)
def test_every_formula_among_the_examples_is_one(key: str, example: str) -> None:
    """What stands in a schema as a formula can be read as one."""
    assert not isinstance(parsed(example), Issue)
    assert {key for key, _ in FORMULAS} == {
        "datasets.*.where", "kpis.*.formula", "kpis.*.where", "report.insights.when",
        "kpis.*.conversion.from.where", "kpis.*.conversion.to.where",
    }  # fmt: skip


# --- What the readers look at ---------------------------------------------------------------------------------


class Watched(Mapping):
    """A mapping that notes which keys are looked up and which are read, by the path of the mapping in the language."""

    path: Steps
    notes: Notes

    def __contains__(self, key: object) -> bool:
        self.notes.add(self.path, key, read=False)
        return super().__contains__(key)

    def __getitem__(self, key: str) -> Any:
        self.notes.add(self.path, key, read=True)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.notes.add(self.path, key, read=True)
        return super().get(key, default)


class Notes:
    """What was looked up and read while it watched."""

    def __init__(self) -> None:
        self.watching = False
        self.looked: set[Steps] = set()
        self.read: set[Steps] = set()

    def add(self, path: Steps, key: object, *, read: bool) -> None:
        if self.watching:
            self.looked.add((*path, str(key)))
            if read:
                self.read.add((*path, str(key)))


def watched(node: Any, path: Steps, notes: Notes) -> Any:
    """The same tree, watched; a name that people choose is a `*` in a path."""
    if isinstance(node, Sequence):
        items = Sequence(watched(item, path, notes) for item in node)
        items.place = node.place
        return items
    if not isinstance(node, Mapping):
        return node
    mapping = Watched()
    mapping.place, mapping.path, mapping.notes = node.place, path, notes
    for key, value in node.pairs():
        inner = (*path, str(key)) if (*path, str(key)) in KEYS else (*path, "*")
        dict.__setitem__(mapping, key, watched(value, inner, notes))
    return mapping


def loaded(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Notes, loading.Loaded]:
    """A file read as always, with notes of what its readers look at: not the schemas, which look at all."""
    notes = Notes()

    def read(text: str, file: str) -> tuple[Mapping | None, list[Issue]]:
        notes.watching = False  # its schema is looked at first
        root, issues = read_yaml(text, file)
        return watched(root, (), notes), issues

    def prune(*arguments: Any) -> None:
        pruned.prune(*arguments)
        notes.watching = True

    monkeypatch.setattr(reading, "read_yaml", read)
    monkeypatch.setattr(reading, "prune", prune)
    (folder / "a.yml").write_text(text, "utf-8")
    done = loading.load(folder / "a.yml")
    monkeypatch.undo()
    return notes, done


REPORT_TEXT = "report: {id: a, title: A, company: A, every: month, language: en, sections: [{title: A}]}\n"


def document(key: Key, value: Any) -> str:
    """A report with a key that has this value, as YAML."""
    text = "\n".join(f"{top}: {written(inner)}" for top, inner in key.document(value).items())
    return text if key.path[0] == "report" else REPORT_TEXT + text


@pytest.mark.parametrize("key", KEYS.values(), ids=str)
def test_every_key_of_the_schemas_is_read(key: Key, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What can be written is read: a key that nobody reads would be dropped in silence."""
    notes, done = loaded(document(key, key.example), tmp_path, monkeypatch)
    assert [issue for issue in done.issues if issue.code != "no-file"] == []
    assert key.path in notes.read


def test_every_key_that_is_read_is_in_the_schemas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the readers look for can be written: a key that the schemas refuse would never be found."""
    looked: set[Steps] = set()
    for key in KEYS.values():
        looked |= loaded(document(key, key.example), tmp_path, monkeypatch)[0].looked
    free = {path[:-1] for path in KEYS if path[-1] == "*"} | {
        key.path for key in KEYS.values() if isinstance(key.schema.get("additionalProperties"), dict)
    }
    assert {path for path in looked if path not in KEYS and path[:-1] not in free} == set()
    assert len(looked & set(KEYS)) > 100


# --- Defaults --------------------------------------------------------------------------------------------------

DEFAULTS = [key for key in KEYS.values() if "default" in key.schema]


@pytest.mark.parametrize("key", DEFAULTS, ids=str)
def test_a_default_is_what_is_taken_without_it(key: Key, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who writes the default gets what who leaves the key out gets."""
    with_it, without = (specs(text, tmp_path, monkeypatch) for text in both(key))
    assert with_it == without
    other = specs(document(key, other_than_default(key.schema)), tmp_path, monkeypatch)
    assert other != without


def both(key: Key) -> Iterator[str]:
    """The document with the default written, and the same without the key."""
    value = key.schema["default"]
    yield document(key, value)
    text = document(key, value)
    pair = f"{key.path[-1]}: {written(value)}"
    assert text.count(pair) == 1
    shorter = text.replace(f"{pair}, ", "") if f"{pair}, " in text else text.replace(pair, "")
    yield re.sub(r"(csv|theme|status): \{\}, ", "", shorter)


def other_than_default(schema: Schema) -> Any:
    """A value that is not the default."""
    values = [*schema["examples"], *schema.get("enum", ()), 2]
    return next(value for value in values if value != schema["default"])


def specs(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What was read, without the places where it stands."""
    done = loaded(text, folder, monkeypatch)[1]
    assert done.issues == []
    return re.sub(r"Place\([^()]*\)", "Place", repr(done.specs)).replace("over_time='none'", "over_time=None")
