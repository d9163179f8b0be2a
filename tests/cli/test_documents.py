"""Messages for a program: each format says what the text says, at the same place, and escapes what it must."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from engine.cli.documents import DOCUMENTS, as_github, as_json, as_sarif
from engine.cli.kpi import kpi
from engine.cli.render import render
from engine.codes import codes
from engine.errors import Issue, Place
from tests.cli.test_commands import DATA, REPORT

# What SARIF 2.1.0 asks of the parts of a log that we write; nothing else may stand in them.
TEXT = {"type": "object", "properties": {"text": {"type": "string", "minLength": 1}, "markdown": {"type": "string"}},
        "required": ["text"], "additionalProperties": False}  # fmt: skip
LEVEL = {"enum": ["none", "note", "warning", "error"]}


def closed(required: list[str], **properties: object) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def listed(items: object, **more: object) -> dict[str, Any]:
    return {"type": "array", "items": items, **more}


COUNT = {"type": "integer", "minimum": 1}
REGION = closed(["startLine", "startColumn", "endColumn"], startLine=COUNT, startColumn=COUNT, endColumn=COUNT)
LOCATION = closed(
    ["physicalLocation"],
    physicalLocation=closed(
        ["artifactLocation"], artifactLocation=closed(["uri"], uri={"type": "string", "minLength": 1}), region=REGION
    ),
)
RULE = closed(
    ["id"], id={"type": "string"}, shortDescription=TEXT, help=TEXT, defaultConfiguration=closed([], level=LEVEL),
    properties=closed([], tags=listed({"type": "string"}, uniqueItems=True)),
)  # fmt: skip
RESULT = closed(
    ["message", "ruleId", "ruleIndex", "level"], message=TEXT, ruleId={"type": "string"},
    ruleIndex={"type": "integer", "minimum": 0}, level=LEVEL, locations=listed(LOCATION),
)  # fmt: skip
DRIVER = closed(
    ["name"], name={"type": "string"}, semanticVersion={"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
    rules=listed(RULE, uniqueItems=True),
)  # fmt: skip
RUN = closed(
    ["tool", "results"], tool=closed(["driver"], driver=DRIVER), columnKind={"enum": ["utf16CodeUnits"]},
    invocations=listed(
        closed(["executionSuccessful"], executionSuccessful={"type": "boolean"}, exitCode={"type": "integer"})
    ),
    results=listed(RESULT),
)  # fmt: skip
LOG = closed(
    ["version", "runs"], version={"const": "2.1.0"}, runs=listed(RUN, minItems=1, maxItems=1), **{"$schema": {
        "const": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"}}
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a right report over two rows, which is where the reader stands."""
    (tmp_path / "tiny.yml").write_text(REPORT, "utf-8")
    (tmp_path / "sales.csv").write_text(DATA, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BOARDPACK_MESSAGE_FORMAT", raising=False)
    return tmp_path


def wrong(folder: Path) -> None:
    (folder / "tiny.yml").write_text(REPORT.replace("SUM(amount)", "SUM(amout)").replace("[sales]", "[sale]"), "utf-8")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(kpi, arguments)


def log(printed: str) -> dict[str, Any]:
    """A SARIF log, checked; its run."""
    document = json.loads(printed)
    Draft202012Validator(LOG).validate(document)
    (found,) = document["runs"]
    rules = [rule["id"] for rule in found["tool"]["driver"]["rules"]]
    assert len(set(rules)) == len(rules)
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in found["results"])
    return dict(found)


def test_json_has_all_that_the_text_says(folder: Path) -> None:
    """One document on stdout, nothing on stderr; the same exit code."""
    wrong(folder)
    done = run("check", "tiny.yml", "--message-format", "json")
    assert (done.exit_code, done.stderr) == (1, "")
    document = json.loads(done.stdout)
    assert {key: document[key] for key in ("version", "exitCode", "errors", "warnings")} == {
        "version": 1, "exitCode": 1, "errors": 2, "warnings": 0,
    }  # fmt: skip
    assert document["issues"][1] == {
        "file": "tiny.yml",
        "argument": None,
        "line": 14,
        "column": 54,
        "endColumn": 59,
        "level": "error",
        "code": "unknown-column",
        "message": "dataset 'sales' has no column 'amout'",
        "hint": "did you mean 'amount'? (tiny.yml:12 declares it)",
        "help": "kpi help unknown-column",
    }
    text = run("check", "tiny.yml").stderr
    for issue in document["issues"]:
        place = f"{issue['file']}:{issue['line']}:{issue['column']}"
        assert f"{place}: {issue['level']}[{issue['code']}]: {issue['message']}" in text
        assert issue["hint"] in text


def test_sarif_is_a_log_with_rules_from_the_pages(folder: Path) -> None:
    """Results have their place and their rule, and a rule has its page."""
    wrong(folder)
    done = run("check", "tiny.yml", "--message-format", "sarif")
    assert (done.exit_code, done.stderr) == (1, "")
    found = log(done.stdout)
    assert [result["ruleId"] for result in found["results"]] == ["unknown-kpi", "unknown-column"]
    assert found["results"][1]["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "tiny.yml"},
                "region": {"startLine": 14, "startColumn": 54, "endColumn": 59},
            }
        }
    ]
    assert found["results"][1]["message"]["text"] == (
        "dataset 'sales' has no column 'amout' (did you mean 'amount'? (tiny.yml:12 declares it))"
    )
    assert found["invocations"] == [{"executionSuccessful": True, "exitCode": 1}]
    for rule in found["tool"]["driver"]["rules"]:
        assert rule["help"]["markdown"].startswith(f"# {rule['id']}\n")


def test_github_is_a_command_for_each_message(folder: Path) -> None:
    """The form that GitHub's runners read."""
    wrong(folder)
    done = run("check", "tiny.yml", "--message-format", "github")
    assert (done.exit_code, done.stderr) == (1, "")
    assert done.stdout == (
        "::error file=tiny.yml,line=7,col=37,endColumn=40,title=unknown-kpi::"
        "no KPI named 'sale' (did you mean 'sales'?)\n"
        "::error file=tiny.yml,line=14,col=54,endColumn=58,title=unknown-column::"
        "dataset 'sales' has no column 'amout' (did you mean 'amount'? (tiny.yml:12 declares it))\n"
    )


@pytest.mark.parametrize("form", DOCUMENTS)
def test_a_run_without_a_message_gives_an_empty_document(folder: Path, form: str) -> None:
    """Nothing wrong is a document too, with exit 0."""
    done = run("check", "tiny.yml", "--message-format", form)
    assert (done.exit_code, done.stderr) == (0, "")
    match form:
        case "json":
            assert json.loads(done.stdout)["issues"] == []
        case "sarif":
            assert log(done.stdout)["results"] == []
        case _:
            assert done.stdout == ""


@pytest.mark.parametrize("form", DOCUMENTS)
def test_a_file_that_is_not_there_is_in_the_document(folder: Path, form: str) -> None:
    """What is found before the command begins is no exception."""
    done = run("check", "tinny.yml", "--message-format", form)
    assert (done.exit_code, done.stderr) == (2, "")
    assert "no-file" in done.stdout
    if form == "sarif":
        (result,) = log(done.stdout)["results"]
        assert result["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "tinny.yml"}}}]


def test_render_keeps_stdout_for_its_paths(folder: Path) -> None:
    """Warnings are in the document, which stands alone on stderr."""
    (folder / "sales.csv").write_text("day,amount\n2026-09-01,1\n2026-10-20,2\n", "utf-8")
    arguments = ["tiny.yml", "--format", "json", "--period", "2026-10", "--message-format", "json"]
    done = CliRunner().invoke(render, arguments)
    assert (done.exit_code, done.stdout) == (0, "out/2026-10/tiny.json\n")
    document = json.loads(done.stderr)
    assert (document["errors"], document["warnings"]) == (0, 1)
    assert document["issues"][0]["code"] == "incomplete-data"


def test_an_argument_is_no_file(folder: Path) -> None:
    """What is wrong with `--period` has no place in any file."""
    arguments = ["tiny.yml", "--period", "2026-13", "--message-format"]
    done = CliRunner().invoke(render, [*arguments, "json"])
    (issue,) = json.loads(done.stderr)["issues"]
    assert (done.exit_code, issue["file"], issue["argument"], issue["line"]) == (2, None, "--period", None)
    (result,) = log(CliRunner().invoke(render, [*arguments, "sarif"]).stderr)["results"]
    assert "locations" not in result
    assert CliRunner().invoke(render, [*arguments, "github"]).stderr.startswith("::error title=no-such-period::")


def test_the_environment_can_ask_for_a_format(folder: Path) -> None:
    """A pipeline says it once for all of its commands; an option wins."""
    environment = {"BOARDPACK_MESSAGE_FORMAT": "json"}
    assert json.loads(CliRunner().invoke(kpi, ["check", "tiny.yml"], env=environment).stdout)["issues"] == []
    done = CliRunner().invoke(kpi, ["check", "tiny.yml", "--message-format", "text"], env=environment)
    assert done.stdout.startswith("tiny.yml: no errors")


@pytest.mark.parametrize("command", [render, *kpi.commands.values()], ids=lambda command: command.name)
def test_every_command_has_the_formats(command: click.Command) -> None:
    """No command is forgotten."""
    assert any("--message-format" in parameter.opts for parameter in command.params)


def test_columns_count_what_the_format_counts(tmp_path: Path) -> None:
    """Characters in JSON and at GitHub; UTF-16 code units in SARIF, where 👍 takes two of them."""
    path = tmp_path / "é x.yml"
    path.write_text("a: 👍é, wrong\n", "utf-8")
    issue = Issue("error", "unknown-kpi", Place(str(path), 1, 8, 5), "m")
    shown = json.loads(as_json([issue], 1))["issues"][0]
    assert (shown["column"], shown["endColumn"]) == (8, 13)
    location = log(as_sarif([issue], 1))["results"][0]["locations"][0]["physicalLocation"]
    assert (location["region"]["startColumn"], location["region"]["endColumn"]) == (9, 14)
    assert unquote(location["artifactLocation"]["uri"]) == f"file://{path}"
    assert " " not in location["artifactLocation"]["uri"]


def test_half_a_character_in_a_name_stops_nothing(folder: Path) -> None:
    """Names of files are bytes on some systems; the document is UTF-8 all the same."""
    for form in DOCUMENTS:
        done = CliRunner().invoke(kpi, ["check", "a\udcff.yml", "--message-format", form])
        assert (done.exit_code, isinstance(done.exception, SystemExit)) == (2, True)
        assert "no-file" in done.stdout


WRITTEN = st.text(st.characters(codec="utf-8"), max_size=30)


@example(message="50%0A", hint="%25, 1:2\r", name="%2C,:", code="types")
@given(message=WRITTEN, hint=WRITTEN, name=WRITTEN, code=st.sampled_from(codes()))
def test_whatever_a_person_wrote_stays_in_its_field(message: str, hint: str, name: str, code: str) -> None:
    """No sign of a message ends a line or a property at GitHub, and none is lost."""
    issue = Issue("warning", code, Place(f"x{name}"), message or "m", hint)
    printed = as_github([issue], 0)
    found = re.fullmatch(r"::warning file=([^,:\r\n]*),title=([^,:\r\n]*)::([^\r\n]*)\n", printed)
    assert found is not None
    said = f"{issue.message} ({hint})" if hint else issue.message
    assert [_unescaped(part) for part in found.groups()] == [f"x{name}", code, said]
    assert json.loads(as_json([issue], 0))["issues"][0]["message"] == issue.message
    assert log(as_sarif([issue], 0))["results"][0]["message"]["text"] == said


def _unescaped(text: str) -> str:
    """As GitHub's runner reads it: these five, and nothing else that begins with a percent sign."""
    return re.sub("%(25|0D|0A|3A|2C)", lambda found: chr(int(found[1], 16)), text)
