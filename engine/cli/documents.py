"""Messages for a program: one JSON document, one SARIF log, or annotations as GitHub's runners read them.

Lines and columns count from 1, an end column is the one after the last character. Columns count characters; in SARIF
they count UTF-16 code units, as its readers do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from engine.cli.lines import line_of
from engine.codes import codes, page
from engine.errors import Issue, MachineError, Place
from engine.version import VERSION

SARIF_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def as_json(issues: Sequence[Issue], exit_code: int) -> str:
    """One object with all messages."""
    levels = [issue.level for issue in issues]
    document = {
        "version": 1,
        "exitCode": exit_code,
        "errors": levels.count("error"),
        "warnings": levels.count("warning"),
        "issues": [_object(issue) for issue in issues],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _object(issue: Issue) -> dict[str, Any]:
    place, in_line = issue.place, bool(issue.place.line)
    return {
        "file": _file(place),
        "argument": place.file if place.file and not _file(place) else None,
        "line": place.line if in_line else None,
        "column": place.column if in_line else None,
        "endColumn": place.column + max(1, place.length) if in_line else None,
        "level": issue.level,
        "code": issue.code,
        "message": issue.message,
        "hint": issue.hint,
        "help": f"kpi help {issue.code}",
    }


def _file(place: Place) -> str | None:
    """The file of a place; None where it is an argument (`--period`, `KPI`) or the report as a whole."""
    is_argument = not place.line and (place.file.startswith("--") or place.file.isupper())
    return None if is_argument else place.file or None


def _sentence(issue: Issue) -> str:
    return f"{issue.message} ({issue.hint})" if issue.hint else issue.message


def as_github(issues: Sequence[Issue], exit_code: int) -> str:
    """A workflow command for each message: GitHub shows it at its line of the pull request."""
    return "".join(_annotation(issue) for issue in issues)


def _annotation(issue: Issue) -> str:
    place, file = issue.place, _file(issue.place)
    properties = {"file": file or ""}
    if place.line:
        last = place.column + max(1, place.length) - 1
        properties |= {"line": str(place.line), "col": str(place.column), "endColumn": str(last)}
    properties["title"] = issue.code
    shown = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in properties.items() if value)
    return f"::{issue.level} {shown}::{_escaped(_sentence(issue))}\n"


def _escaped(text: str, more: str = "") -> str:
    """A text without the signs that end a property or a line; the percent sign first, because it escapes."""
    for sign in "%\r\n" + more:
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def as_sarif(issues: Sequence[Issue], exit_code: int) -> str:
    """A SARIF 2.1.0 log with one run; its rules are the codes that occur, explained by their pages."""
    first = {issue.code: issue for issue in reversed(issues)}
    rules = sorted(first)
    run = {
        "tool": {
            "driver": {
                "name": "boardpack",
                "semanticVersion": VERSION,
                "rules": [_rule(first[code]) for code in rules],
            }
        },
        "invocations": [
            {"executionSuccessful": exit_code != MachineError.exit_code, "exitCode": exit_code},
        ],
        "columnKind": "utf16CodeUnits",
        "results": [_result(issue, rules.index(issue.code)) for issue in issues],
    }
    document = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _rule(issue: Issue) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": issue.code, "defaultConfiguration": {"level": issue.level}}
    if issue.code in codes():
        found = page(issue.code)
        rule["shortDescription"] = {"text": found.summary}
        rule["help"] = {"text": found.text, "markdown": found.text}
        rule["properties"] = {"tags": [found.theme]}
    return rule


def _result(issue: Issue, rule: int) -> dict[str, Any]:
    place, file = issue.place, _file(issue.place)
    result: dict[str, Any] = {
        "ruleId": issue.code,
        "ruleIndex": rule,
        "level": issue.level,
        "message": {"text": _sentence(issue)},
    }
    if file is not None:
        location: dict[str, Any] = {"artifactLocation": {"uri": _uri(file)}}
        if place.line:
            location["region"] = _region(place)
        result["locations"] = [{"physicalLocation": location}]
    return result


def _uri(file: str) -> str:
    """A relative reference for what lies beneath the working directory, else the whole address."""
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), errors="surrogateescape")


def _region(place: Place) -> dict[str, int]:
    line = line_of(place) or ""
    start = place.column - 1
    # A place may lie after the end of its line, where something is missing; each such column is one more.
    return {
        "startLine": place.line,
        "startColumn": _units(line, start) + 1,
        "endColumn": _units(line, start + max(1, place.length)) + 1,
    }


def _units(line: str, characters: int) -> int:
    """How many UTF-16 code units the first so many characters of a line are."""
    wide = sum(ord(sign) > 0xFFFF for sign in line[:characters])
    return characters + wide


DOCUMENTS: Final[dict[str, Callable[[Sequence[Issue], int], str]]] = {
    "json": as_json,
    "sarif": as_sarif,
    "github": as_github,
}
