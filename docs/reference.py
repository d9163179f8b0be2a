"""Writes the pages of reference: keys from the schemas, formulas from their table, the list of codes from its pages."""

from __future__ import annotations

import sys
from pathlib import Path

from engine.codes import by_theme
from engine.formula import FUNCTIONS
from engine.reference import KINDS, NAMES, about, keys

HERE = Path(__file__).resolve().parent


def language() -> str:
    """Every key of the language with what it means."""
    lines = [
        "# The language: every key",
        "",
        "One file may hold several of the top keys. What a key means stands in its schema too, for editors. A `*` in a",
        "key is a name that you choose.",
    ]
    for kind in KINDS:
        lines += [
            "",
            f"## `{kind}:`",
            "",
            about(kind),
            "",
            "| key | what it says | like |",
            "| --- | --- | --- |",
        ]
        lines += [f"| `{key}` | {text} | {like} |" for key, text, like in keys(kind)]
    return "\n".join(lines) + "\n"


def formulas() -> str:
    """Every function of the formula table with an example."""
    lines = [
        "# Formulas: every function and operator",
        "",
        "A formula is one SQL expression, as DuckDB writes it. In a KPI with a `dataset`, names inside an aggregate",
        "are the dataset's columns (`owner.team` through a join), and names outside one are other KPIs.",
        "",
        "| function | what it gives | example |",
        "| --- | --- | --- |",
    ]
    for row in FUNCTIONS.values():
        example = row.example.replace("|", "\\|")
        lines.append(f"| `{NAMES.get(row.name, row.name)}` | {row.meaning} | `{example}` |")
    lines += [
        "",
        "An aggregate may be filtered: `SUM(amount) FILTER (WHERE stage = 'won')`. `BETWEEN`, `IS NOT NULL`",
        "and `NOT IN` are written as in SQL. Over no rows, counts and sums are 0, every other aggregate has no value;",
        "dividing by zero has no value.",
    ]
    return "\n".join(lines) + "\n"


def code_list() -> str:
    """Every code of a message, by theme."""
    lines = [
        "# The messages: every code",
        "",
        "A message has a code, like `error[unknown-kpi]`. `kpi help CODE` prints its page, `kpi help` this list.",
        "",
        "Examples on the pages leave out what does not matter. What they lack of `report:`, `datasets:` and `kpis:` is",
        "taken from [report.yml](report.yml), with the rows of [deals.csv](deals.csv).",
    ]
    for theme, pages in by_theme().items():
        lines += ["", f"## {theme}", "", *(f"- [{page.code}]({page.code}.md): {page.summary}" for page in pages)]
    return "\n".join(lines) + "\n"


PAGES = {"language.md": language, "formulas.md": formulas, "codes/README.md": code_list}


def main() -> None:
    """Write the pages."""
    for name, make in PAGES.items():
        (HERE / name).write_text(make(), "utf-8")
        sys.stdout.write(f"docs/{name}\n")


if __name__ == "__main__":
    main()
