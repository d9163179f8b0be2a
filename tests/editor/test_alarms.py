"""What an editor underlines, by the language server that editors use: nothing right, and one thing for a mistake."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from engine.cli.schema import first_line
from engine.shipped import shipped
from engine.spec.schema import check_schema
from engine.spec.yaml import read_yaml
from tests.editor.documents import DATASET, HEADER, KEYS, KPI, SECTION, with_key
from tests.editor.server import ROOT, Alarm, Server

pytestmark = pytest.mark.editor
RIGHT = sorted([*shipped("samples").glob("*.yml"), *shipped("kpi_specs").glob("*.yml"),
                *(ROOT / "tests/examples/valid").rglob("*.yml")])  # fmt: skip
BLOCKS = [
    (path.name, block)
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    for block in re.findall(r"^```yaml\n(.*?)^```", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)
]


# --- No false alarm --------------------------------------------------------------------------------------------


def test_there_is_no_alarm_on_what_is_right(server: Server) -> None:
    """The samples, the library and the right examples, each under the schema that its first line names."""
    for path in RIGHT:
        text = path.read_text("utf-8-sig")
        folder = path.parent.relative_to(ROOT)
        if "yaml-language-server" not in text:
            schema = Path(os.path.relpath(ROOT / "schema", path.parent)).as_posix()
            text = HEADER.replace("../schema", schema) + text
        assert server.check(text, folder=folder.as_posix()) == [[]], path.name


def test_the_readmes_report_has_no_alarm(server: Server) -> None:
    """The report that people copy."""
    assert server.check(HEADER + BLOCKS[0][1]) == [[]]


def test_the_parts_in_the_documents_lack_keys_at_most(server: Server) -> None:
    """What is shown in part lacks what stands elsewhere, and nothing else is wrong with it."""
    found = server.check(*(HEADER + block for _, block in BLOCKS if not block.startswith("repos:")))  # another's file
    others = [alarm for alarms in found for alarm in alarms if not alarm.message.startswith("Missing property")]
    assert others == []
    assert len(BLOCKS) > 5


def test_every_key_can_be_written_as_its_examples_say(server: Server) -> None:
    """A document for each key of the language, with each of its examples, in one line or in several."""
    texts = [with_key(key, value) for key in KEYS for value in key.schema.get("examples", [key.example])]
    for text, alarms in zip(texts, server.check(*texts), strict=True):
        assert alarms == [], text


ODD = """
report:
  id: 2026
  title: {en: 2026, fr: 1.5, ru: no}
  company: 1664
  every: month
  language: en
  uses: [2026.yml]
  sections:
    - title: 2026-10
      cards: [on]
datasets:
  deals:
    source: 2026
    csv: {encoding: 1252, null_values: [0, ~x, NA, true], thousands: "'"}
    xlsx: {sheet: 2026}
    where: true
    key: no
    columns:
      code: {type: string, from: 2026, values: [01, 2, 1e3, yes, on, 2026-10-31, 0x1F, true], map: {1: 01, y: 2}}
      of: {type: string, from: [2026, Y]}
      flag: {type: boolean, true_values: [1, Y, true], false_values: [0, N, false]}
      amount: {type: money, min: 0, max: 12.50}
      share: {type: percent, min: -1.5, max: 100%}
      day: {type: date, min: 2026-01-01, max: 2026-12-31}
    covers: {from: 2026-01-01, to: 2026-10-31}
    fresh_within: 3 days
dimensions:
  team: {label: 7, values: {01: 1, 2: Two, on: {en: 2}, 2026-Q1: no}}
kpis:
  on:
    label: 12
    description: 2026
    typed: {2026: 1, 2026-08: 801200.50, 2026-Q3: {yes: 40, no: 12.5}, 2026-W44: 20%, 2027-Q1: -5}
    owner: 007
    tags: [2026, 01, 1.50, on, true, 2026-10-10]
    source: 2025
    when_zero: 0.0
    formula: 1
    better: higher
objectives:
  - {kpi: on, period: 2026, target: 500000, by: {team: {2026-Q1: 500000, 01: 5.5, on: 20%}}, owner: 12}
  - {kpi: on, period: 2027, target: 60%, status: {on_track: 95%, at_risk: 60%}}
  - {kpi: on, period: 2028, target: 0.1}
"""


def test_words_that_look_like_something_else_are_words(server: Server) -> None:
    """Codes, years, percentages, `on` and days may stand where texts do, whatever an editor's YAML takes them for."""
    assert server.check(HEADER + ODD) == [[]]


@pytest.mark.parametrize("kind", ["report", "datasets", "kpis", "objectives"])
def test_a_file_with_several_top_keys_has_a_schema(server: Server, kind: str) -> None:
    """The schema of each kind takes the other kinds beside its own; one without its own is told so."""
    header = HEADER.replace("boardpack", kind)
    assert server.check(header + BLOCKS[0][1]) == [[]]
    other = (
        "objectives: [{kpi: a, period: 2026, target: 1}]\n"
        if kind != "objectives"
        else "kpis: {a: {label: A, formula: 1}}\n"
    )
    assert [alarm.message for alarm in server.check(header + other)[0]] == [f'Missing property "{kind}".']


def test_the_line_that_kpi_schema_prints_works_from_anywhere(server: Server, tmp_path: Path) -> None:
    """Also where the schemas lie in a folder with a space, far from the file."""
    place = tmp_path / "an installed place/schema"
    shutil.copytree(shipped("schema"), place)
    elsewhere = f"# yaml-language-server: $schema={(place / 'boardpack.schema.json').as_uri()}\n"
    for header in (f"{first_line()}\n", elsewhere):
        assert server.check(header + BLOCKS[0][1], folder="tests/examples/valid/parts") == [[]]
        (alarm,) = server.check(f"{header}kpis:\n  revenue: {{label: Revenue}}\n")[0]
        assert alarm.message == 'Missing property "formula".'


# --- Alarms ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "alarm"),
    [
        (f"{KPI}    wher: amount > 0\n", Alarm(7, "wher", "Property wher is not allowed.")),
        (f"{KPI}    better: more\n", Alarm(7, "more", 'Value is not accepted. Valid values: "higher", "lower".')),
        (f"{KPI}    precision: two\n", Alarm(7, "two", 'Incorrect type. Expected "integer".')),
        (f"{KPI}    window: 12 months\n",
         Alarm(7, "12 months", "year_to_date, quarter_to_date, all_time, or like 'last 12 months'")),
        (f"{KPI}    label_of: x\n", Alarm(7, "label_of", "Property label_of is not allowed.")),
        (f"{KPI}    owner: [a, b]\n", Alarm(7, "[a, b]", "must be a text, or one for each language: {en: …, fr: …}")),
        (f"{KPI}    balance: {{opened: a}}\n", Alarm(7, "balance", 'Missing property "closed".')),
        (f"{KPI}    tests: []\n", Alarm(7, "[]", "Array has too few items. Expected 1 or more.")),
        (f"{KPI}    benchmark: {{value: 1}}\n", Alarm(7, "benchmark", 'Missing property "source".')),
        (f"{SECTION}      on_error: fail\n",
         Alarm(10, "fail", 'Value is not accepted. Valid values: "stop", "placeholder".')),
        ("kpis:\n  revenue:\n    label: Revenue\n", Alarm(3, "revenue", 'Missing property "formula".')),
        ("kpis:\n  Revenue:\n    label: Revenue\n    formula: 1\n",
         Alarm(3, "Revenue", "an id is lower case letters, digits and _, and starts with a letter")),
        (DATASET.replace("    source: deals.csv\n", ""), Alarm(3, "deals", 'Missing property "source".')),
        (f"{DATASET}      day: dat\n",
         Alarm(7, "dat", 'Value is not accepted. Valid values: "string", "integer", "number", "money", "boolean",'
                         ' "date", "percent", "datetime", "duration".')),
        (f"{DATASET}      day: {{format: '%d'}}\n", Alarm(7, "day", 'Missing property "type".')),
        (f"{DATASET}      day: {{type: date, nulable: true}}\n",
         Alarm(7, "nulable", "Property nulable is not allowed.")),
        (f"{DATASET}    covers: {{to: 31.10.2026}}\n", Alarm(7, "31.10.2026", "a day is written 2026-10-31")),
        (f"{DATASET}    per: [id]\n    from: deals\n", None),
        (f"{SECTION}      charts:\n        - pie: revenue\n", Alarm(11, "pie", "Property pie is not allowed.")),
        (f"{SECTION}      cards: revenue\n", Alarm(10, "revenue", 'Incorrect type. Expected "array".')),
        (f"{SECTION}      scorecard: {{kpis: every}}\n",
         Alarm(10, "every", 'Value is not accepted. Valid values: "all".')),
        ("objectives:\n  - kpi: a\n    period: 2026\n    target: 1 000\n",
         Alarm(5, "1 000", "a target is a number without thousands marks, like 2400000.50, or a percentage, like 25%")),
        ("objectives:\n  - period: 2026\n    target: 1\n", Alarm(3, "p", 'Missing property "kpi".')),
        ("kpi: {}\n", Alarm(2, "kpi", "Property kpi is not allowed.")),
    ],
)  # fmt: skip
def test_a_mistake_is_one_alarm_at_its_place(server: Server, text: str, alarm: Alarm | None) -> None:
    """An unknown key or word, a missing key, a wrong type: one thing is said, where the mistake is."""
    expected = [alarm] if alarm else []
    assert server.check(HEADER + text) == [expected]


# --- What the engine refuses -----------------------------------------------------------------------------------

WRONG = sorted((ROOT / "tests/examples/invalid").glob("*.yml"))


def test_what_the_schemas_refuse_an_editor_sees(server: Server) -> None:
    """Wherever the engine's own reading of the schemas finds a mistake, so does an editor, in the same file."""
    refused = {}
    for path in WRONG:
        try:
            root, _ = read_yaml(path.read_text("utf-8-sig"), path.name)
        except UnicodeDecodeError:
            continue
        if root is not None and check_schema(root):
            refused[path.name] = path.read_text("utf-8-sig")
    found = server.check(*(HEADER + text for text in refused.values()))
    assert {name for name, alarms in zip(refused, found, strict=True) if not alarms} == set()
    assert len(refused) > 10
