"""The proposal as two YAML files that a person reads, checks and changes; beside each guess what it comes from."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.errors import plural
from engine.model.datasets import CsvDialect
from engine.proposal.kpis import FEW
from engine.proposal.model import Found, Proposal, ProposedKpi
from engine.proposal.sentences import Sentences
from engine.proposal.yaml_text import Lines, column_text, flow, flow_list, line, quoted

Source = Callable[[Path], str]  # how a file of data is written in `source`
SHOWN_SEGMENTS = 8


@dataclass(frozen=True, slots=True)
class Example:
    """What a KPI was in the last period, and a year's target that would keep it there; both as a person writes them."""

    period: str
    year: int
    value: str
    target: str


def report_file(proposal: Proposal, schema: str, examples: Mapping[str, Example], period: str = "") -> str:
    """`report.yml`: what is shown, the KPIs, and objectives to be filled in.

    `period` is one to be asked for, where none follows from the data.
    """
    lines = Lines()
    lines.add(0, f"# yaml-language-server: $schema={schema}/report.schema.json")
    lines.add(
        0,
        "",
        "A first report, proposed from the data. What a comment says was concluded: check it, then delete the comment.",
    )
    lines.add(0, "", "kpi check report.yml says what is wrong; render report.yml makes the pages in the folder 'out'.")
    if period:
        lines.add(0, "", f"No period follows from the data, so say which one: render report.yml --period {period}")
    lines.add(0)
    _report(lines, proposal)
    lines.add(0)
    lines.add(0, "kpis:")
    for kpi in proposal.kpis:
        _kpi(lines, kpi)
    _objectives(lines, proposal, examples)
    return lines.text()


def _report(lines: Lines, proposal: Proposal) -> None:
    notes = proposal.notes
    lines.add(0, "report:")
    lines.add(1, f"id: {quoted(proposal.id)}", "the name of the files that are made")
    lines.add(1, f"title: {line(proposal.title)}")
    company = proposal.company or Sentences(proposal.language).word("company")
    lines.add(1, f"company: {line(company)}", "" if proposal.company else "put yours here")
    lines.add(1, f"every: {proposal.every}", notes.get("every", ""))
    lines.add(1, f"language: {proposal.language}", notes.get("language", ""))
    if proposal.currency:
        lines.add(1, f"currency: {proposal.currency}", notes.get("currency", ""))
    if any(column.spec.reads == "datetime" for found in proposal.datasets for column in found.columns):
        lines.add(1, "# timezone: Europe/Paris", "in which a day begins and ends; UTC unless said")
    lines.add(1, "uses: [datasets.yml]", "the data are described there")
    lines.add(1, "sections:")
    ids = [kpi.id for kpi in proposal.kpis]
    lines.add(2, f"- title: {Sentences(proposal.language).word('summary')}")
    lines.add(3, f"cards: [{', '.join(ids)}]")
    lines.add(3, "# scorecard: {kpis: all}", "for when there are objectives")
    lines.add(2, f"- title: {line(proposal.main.label)}")
    lines.add(3, f"kpis: [{', '.join(ids)}]")
    _cuts(lines, proposal)


def _cuts(lines: Lines, proposal: Proposal) -> None:
    """What the second section is cut by, and its charts."""
    by, many = proposal.dimension, proposal.segments > FEW
    if by:
        lines.add(3, f"by: {by}", proposal.notes.get("dimension", ""))
        if many:
            lines.add(3, f"top: {SHOWN_SEGMENTS}", "the others are counted together")
    trends = [kpi.id for kpi in proposal.kpis] if proposal.main.day else []
    if not trends and not by:
        return
    lines.add(3, "charts:")
    for id in trends:
        lines.add(4, f"- {{trend: {id}}}")
    if by:
        kpi = next((kpi.id for kpi in proposal.kpis[1:] if kpi.adds_up), proposal.kpis[0].id)
        top = f", top: {SHOWN_SEGMENTS}" if many else ""
        lines.add(4, f"- {{breakdown: {kpi}, by: {by}{top}}}")


def _kpi(lines: Lines, kpi: ProposedKpi) -> None:
    lines.add(1, f"{kpi.id}:")
    lines.add(2, f"label: {line(kpi.label)}")
    lines.add(2, f"description: {line(kpi.description)}")
    lines.add(2, f"dataset: {kpi.dataset}")
    if kpi.date:
        lines.add(2, f"date: {kpi.date}", kpi.date_note)
    lines.add(2, f"formula: {line(kpi.formula)}", kpi.note)
    if kpi.format:
        lines.add(2, f"format: {kpi.format}")
    if kpi.better:
        lines.add(2, f"better: {kpi.better}", "check: which way is good")
    else:
        lines.add(2, "# better: higher", "or lower: which way is good; an objective needs it")


def _objectives(lines: Lines, proposal: Proposal, examples: Mapping[str, Example]) -> None:
    lines.add(0)
    lines.add(
        0, "", "What the company wants. Take the '# ' away, put your own target, and say 'better' of its KPI above."
    )
    lines.add(0, "# objectives:")
    for kpi in proposal.kpis:
        if (example := examples.get(kpi.id)) is None:
            target = "100%" if kpi.format == "percent" else 100
            lines.add(0, f"#   - {{kpi: {kpi.id}, period: 2026, target: {target}}}")
            continue
        of_year = "; the target is for the whole year" if kpi.adds_up else ""
        lines.add(0, f"#   - {{kpi: {kpi.id}, period: {example.year}, target: {example.target}}}",
                  f"it was {example.value} in {example.period}{of_year}")  # fmt: skip


def dataset_file(proposal: Proposal, schema: str, source: Source) -> str:
    """`datasets.yml`: where the data are, how they are written, and what each column holds."""
    lines = Lines()
    lines.add(0, f"# yaml-language-server: $schema={schema}/datasets.schema.json")
    lines.add(
        0,
        "",
        "Where the data are, what their columns hold. A value that no longer fits is refused, with line and column.",
    )
    lines.add(0, "datasets:")
    for number, found in enumerate(proposal.datasets):
        if number:
            lines.add(0)
        _dataset(lines, found, source, first=not number)
    return lines.text()


def _dataset(lines: Lines, found: Found, source: Source, *, first: bool) -> None:
    spec, notes = found.spec, found.notes
    lines.add(1, f"{spec.id}:")
    several = "; a folder, or a pattern like deals_*.csv, reads several files as one" if first else ""
    lines.add(2, f"source: {quoted(source(found.path))}", f"{plural(found.rows, 'row')}{several}")
    _dialect(lines, found)
    if spec.where:
        lines.add(2, f"where: {line(spec.where.text)}", notes.get("where", ""))
    if spec.key:
        lines.add(2, f"key: {spec.key.text}", f"what names a row, checked: {notes['key']}")
    if spec.date:
        lines.add(2, f"date: {spec.date.text}", f"the day on which a row counts: {notes['date']}")
    else:
        lines.add(2, "date: none", f"every row counts in every period: {notes.get('date', '')}")
    lines.add(2, "columns:", notes.get("columns", "take out what is not needed: it is then not read"))
    for column in found.columns:
        lines.add(3, f"{column.name}: {column_text(column.spec)}", column.note)
    for header, why in found.left_out:
        lines.add(3, f"# {quoted(header)} is left out: {why}")
    if spec.joins:
        lines.add(2, "joins:", "look-ups: then join.column is a column here")
        for join in spec.joins:
            value = flow((("to", join.to.text), ("on", join.on.text)))
            lines.add(3, f"{join.name}: {value}", notes.get(f"joins.{join.name}", ""))
    if spec.dimensions:
        lines.add(2, "dimensions:", "what can be cut by, from the look-ups")
        for name, path in spec.dimensions:
            lines.add(3, f"{name}: {path.text}")
    _coverage(lines, found)


def _dialect(lines: Lines, found: Found) -> None:
    csv, plain, notes = found.spec.csv, CsvDialect(), found.notes
    items = [
        ("separator", '"\\t"' if csv.separator == "\t" else f"'{csv.separator}'", notes.get("separator", "")),
        ("decimal", f"'{csv.decimal}'", notes.get("decimal", "")),
        ("thousands", '"\'"' if csv.thousands == "'" else f"'{csv.thousands}'", notes.get("decimal", "")),
        ("encoding", csv.encoding, notes.get("encoding", "")),
        ("null_values", flow_list(csv.null_values), notes.get("null_values", "")),
        ("skip_top", str(csv.skip_top), notes.get("skip_top", "")),
    ]
    said = [item for item in items if getattr(csv, item[0]) != getattr(plain, item[0])]
    if said:
        lines.add(2, "csv:")
        for key, value, note in said:
            lines.add(3, f"{key}: {value}", note)
    if sheet := found.spec.xlsx:
        named = [("sheet", quoted(sheet.sheet))] if sheet.sheet else []
        lines.add(2, f"xlsx: {flow([*named, ('header', str(sheet.header))])}", notes.get("xlsx", ""))


def _coverage(lines: Lines, found: Found) -> None:
    """What is said where the last row is not at a month's end."""
    day = found.day
    if day is None or day.last is None or day.first is None:
        return
    end = monthrange(day.last.year, day.last.month)[1]
    if day.last.day == end:
        return
    last = day.last.replace(day=end)
    unfinished = (
        f"The last row is of {day.last}: that month is taken to be unfinished, and its figures are provisional."
    )
    lines.add(2, "", f"{unfinished} Where the data are complete to its end, say so:")
    lines.add(2, f"# covers: {{from: {day.first.replace(day=1)}, to: {last}}}")
