"""A figure explained, as text for people: what it means, a funnel of rows, the sum, what it is held against."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import click

from engine.cli.layout import cells, heading, leader, pairs, plain, width, wrapped
from engine.model.explained import WORDS, Behind, Entered, Explanation, Node, Step
from engine.model.unit import Unit
from engine.numbers import Numbers


def print_figure(explanation: Explanation) -> None:
    """Print an explanation on standard output."""
    for line in Words(explanation, Numbers(WORDS)).lines():
        click.echo(line)


class Words:
    """An explanation in lines."""

    def __init__(self, explanation: Explanation, numbers: Numbers) -> None:
        self.said, self.numbers = explanation, numbers
        self.right = min(width(), 80)
        self.told: set[tuple[object, ...]] = set()  # the parts that were explained already

    def lines(self) -> Iterator[str]:
        """From the figure and what it means to the files."""
        said, figure = self.said, self.said.figure
        yield from self._title()
        if said.definition.description:
            yield wrapped(said.definition.description, 2)
            yield ""
        yield from self._definition()
        if made := list(self._made(figure, 2)):
            yield from (heading("How it is made"), *made)
        yield from self._held_against()
        yield from self._sureness()
        yield from self._done_and_happened()
        yield heading("Where the data come from")
        yield from self._origins()
        yield from (["", wrapped(f"Period {said.why}.", 0)])

    def _title(self) -> Iterator[str]:
        figure = self.said.figure
        name = click.style(plain(figure.label), bold=True)
        yield name if figure.label == figure.kpi else f"{name} ({figure.kpi})"
        where = [f"{dimension}: {value}" for dimension, value in self.said.segments]
        yield plain(" · ".join([figure.when, *where]))
        yield ""
        marks = ["provisional"] if figure.provisional else []
        marks += [f"typed for {figure.typed_for}"] if figure.typed_for else []
        marks += [figure.missing] if figure.missing else []
        shown = "  " + click.style(figure.shown, bold=True)
        yield f"{shown}   {', '.join(marks)}" if marks else shown
        yield ""

    def _definition(self) -> list[str]:
        figure, definition = self.said.figure, self.said.definition
        named = [("formula", figure.formula), ("where", figure.where)]
        named += [("counts", text) for text in figure.counts]
        named += [("better", definition.better)] + [("note", note) for note in definition.notes]
        named += [("owner", definition.owner), ("source", definition.source)]
        named += [("defined", f"in {definition.file}")]
        named += [("provisional", reason) for reason in figure.provisional]
        return pairs(named)

    def _made(self, node: Node, indent: int) -> Iterator[str]:
        """The rows, the entries and the parts of a figure, and the sum that is made of them."""
        for number, behind in enumerate(node.behind):
            if number:
                yield ""
            yield from self._behind(behind, indent, node)
        yield from self._entries(node.entries, indent)
        for number, part in enumerate(node.parts):
            if number or indent > 2:
                yield ""
            yield from self._part(part, indent)
        if node.arithmetic:
            yield ""
            yield wrapped(node.arithmetic, indent, indent + 2)

    def _entries(self, entries: tuple[Entered, ...], indent: int) -> Iterator[str]:
        """What was typed, and of several entries what they make together."""
        total: dict[str, Decimal] = {}
        for entry in entries:
            for name, value in entry.parts:
                total[name] = total.get(name, Decimal(0)) + value
                what = entry.period if name == "value" else f"{entry.period}, {name}"
                yield from leader(what, self._amount(value), indent, self.right)
        for name, value in total.items() if len(entries) > 1 else ():
            what = "together" if name == "value" else f"together, {name}"
            yield from leader(what, self._amount(value), indent, self.right)

    def _amount(self, value: Decimal) -> str:
        return self.numbers.figure(value, Unit("number", max(0, -int(value.as_tuple().exponent))))

    def _part(self, part: Node, indent: int) -> Iterator[str]:
        label = "" if part.label == part.kpi else f" · {part.label}"
        when = "" if part.period == self.said.figure.period else f", {part.when}"
        whole = ", without the segment" if self.said.figure.segments and not part.segments else ""
        lines = leader(f"{part.role}{label}{when}{whole}", part.shown, indent, self.right)
        yield from (click.style(line, bold=True) for line in lines)
        if part.missing:
            yield wrapped(part.missing, indent + 2)
        figure = (part.kpi, part.window, part.period, part.segments)
        if figure in self.told:
            yield wrapped("as above", indent + 2)
            return
        self.told.add(figure)
        if not part.parts:
            yield from pairs([("formula", part.formula), ("where", part.where)], indent + 2)
        yield from self._made(part, indent + 2)

    def _behind(self, behind: Behind, indent: int, node: Node) -> Iterator[str]:
        yield from self._steps(behind.steps, indent)
        for operand in behind.operands:
            if node.arithmetic.startswith(f"{operand.text} = "):  # it is the whole formula, and said there
                yield from self._steps(operand.steps, indent)
            else:
                yield from leader(operand.text, f"= {operand.shown}", indent + 2, self.right)
                yield from self._steps(operand.steps, indent + 4)

    def _steps(self, steps: tuple[Step, ...], indent: int) -> Iterator[str]:
        for step in steps:
            yield from leader(step.what, self.numbers.count(step.rows), indent, self.right)

    def _held_against(self) -> Iterator[str]:
        said = self.said
        if said.comparisons:
            yield heading("What it is compared with")
            column = max(cells(other.shown) for other in said.comparisons)
            changes = max(cells(other.change) for other in said.comparisons)
            for other in said.comparisons:
                shown = f"{' ' * (column - cells(other.shown))}{other.shown}"
                shown += f"  {' ' * (changes - cells(other.change))}{other.change}" if changes else ""
                yield from leader(other.what, shown, 2, self.right)
                if other.note:
                    yield click.style(wrapped(other.note, 4), dim=True)
        if (verdict := said.verdict) is not None:
            yield heading("Against its target" + (f", in {verdict.when}" if verdict.when else ""))
            for name, shown, how in (
                ("target", verdict.target_shown, verdict.target_from),
                ("attainment", verdict.attainment_shown, verdict.attainment_from),
                ("state", verdict.word, verdict.state_from),
            ):
                yield from leader(f"{name}: {how}" if how else name, shown, 2, self.right)

    def _sureness(self) -> Iterator[str]:
        """Between what the figure is usual, and between what a share may truly be."""
        usual, interval = self.said.usual, self.said.interval
        if usual is not None or interval is not None:
            yield heading("Signal or noise")
        if usual is not None:
            yield from leader(f"usual range: {usual.how}", usual.shown, 2, self.right)
            yield click.style(wrapped(usual.said, 4), dim=True)
        if interval is not None:
            few = ", few cases" if interval.cases.few else ""
            rows = self.numbers.count(interval.rows)
            yield from leader(f"95% interval of a share of {rows} rows (Wilson){few}", interval.shown, 2, self.right)

    def _done_and_happened(self) -> Iterator[str]:
        if self.said.plans:
            yield heading("Action plans")
        for plan in self.said.plans:
            yield from leader(plain(plan.action), plan.word, 2, self.right)
            told = (plan.segment, plan.owner, f"opened {plan.opened}", f"due {plan.due}")
            yield wrapped(plain(" · ".join(filter(None, told))), 4)
            if plan.cause:
                yield click.style(wrapped(plain(f"cause: {plan.cause}"), 4, 6), dim=True)
        if self.said.events:
            yield heading("What happened")
            yield from pairs([(str(event.on), plain(event.label)) for event in self.said.events])

    def _origins(self) -> Iterator[str]:
        if not self.said.origins:
            yield "  typed in the report's files: there are no data beneath"
        for origin in self.said.origins:
            covers = f", {origin.coverage.first} to {origin.coverage.last}" if origin.coverage else ""
            yield from leader(f"{origin.dataset}{covers}", f"{self.numbers.count(origin.rows)} rows", 2, self.right)
            for path, sha256, rows in origin.files:
                count = f" ({self.numbers.count(rows)} rows)" if len(origin.files) > 1 else ""
                yield f"    {plain(path)}{count}"
                yield click.style(f"    sha256 {sha256}", dim=True)
