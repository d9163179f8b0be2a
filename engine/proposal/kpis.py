"""Three figures that make sense of most lists: how many rows, what they add up to, and how often they turn out well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.model.period import Grain
from engine.proposal.model import Found, FoundColumn, ProposedKpi
from engine.proposal.names import label_of, plain_name, unused
from engine.proposal.sentences import Sentences
from engine.proposal.words import (
    ADDS_UP,
    EARNED,
    GROUPS,
    KEYS,
    LOST,
    NEVER_ADDED,
    OUTCOMES,
    SPENT,
    WON,
    rank,
    says,
    says_money,
)

FEW = 12  # segments that all stand in a table
MOST_SEGMENTS = 50
FORMATS = {"money": "currency", "integer": "integer", "number": "number"}


def kpis_of(main: Found, say: Sentences) -> tuple[ProposedKpi, ...]:
    """The figures of a dataset; fewer than three where its columns give no more."""
    found = [_rows(main, say)]
    measure = measured(main)
    if measure is not None:
        found.append(_sum(measure, main, say))
    third = _outcome(main, say) or (_average(measure, main, say) if measure else None) or _share(main, say)
    if third is not None:
        found.append(third)
    ids: list[str] = []
    for kpi in found:
        ids.append(unused(kpi.id, ids))
    return tuple(replace(kpi, id=id) for kpi, id in zip(found, ids, strict=True))


def _rows(main: Found, say: Sentences) -> ProposedKpi:
    return ProposedKpi(
        f"{main.spec.id}_count", say.number(main.label), say.rows(main.path.name), main.spec.id, "COUNT(*)",
        "each row counts once; call it what a row is: deals, calls, orders", "integer",
    )  # fmt: skip


def measured(main: Found) -> FoundColumn | None:
    """The column that is the likeliest to be added up: money by its name, then amounts of other things."""
    looked_up = {join.on.text for join in main.spec.joins}
    best: tuple[int, int, FoundColumn] | None = None
    for n, column in enumerate(main.columns):
        if column.name in looked_up or column.name == main.key or not column.filled:
            continue
        score = _adds_up(column)
        if score and (best is None or (score, -n) > best[:2]):
            best = (score, -n, column)
    return best[2] if best else None


def _adds_up(column: FoundColumn) -> int:
    """How likely it is that a column's sum means something; 0 where it does not."""
    spec, header = column.spec, column.header
    if spec.type.kind == "money":
        return 100 - rank(header, EARNED + SPENT) - 30 * says(header, ("price", "prix", "цена"))
    if spec.read_as == "percent" or spec.type.kind not in ("integer", "number") or column.distinct < 2:
        return 0
    if says(header, NEVER_ADDED + KEYS):
        return 10 if says(header, ADDS_UP) and not says(header, NEVER_ADDED) else 0
    if spec.read_as == "duration":
        return 5
    if says_money(header):
        return 60
    return 40 if says(header, ADDS_UP) else 20


def _sum(column: FoundColumn, main: Found, say: Sentences) -> ProposedKpi:
    better = "lower" if says(column.header, SPENT) else "higher" if says(column.header, EARNED) else ""
    money = column.spec.type.kind == "money"
    note = "the column that looks most like money" if money else "the column that looks most like something to add up"
    return ProposedKpi(
        plain_name(f"{column.name}_total", "total"), say.total(label_of(column.header)),
        say.added(column.header, main.path.name), main.spec.id, f"SUM({column.name})", f"{note}: '{column.header}'",
        _format(column), better, of=column.name,
    )  # fmt: skip


def _format(column: FoundColumn) -> str:
    return "duration" if column.spec.read_as == "duration" else FORMATS[column.spec.type.kind]


def _average(column: FoundColumn, main: Found, say: Sentences) -> ProposedKpi:
    return ProposedKpi(
        plain_name(f"{column.name}_average", "average"), say.average(label_of(column.header)),
        say.averaged(column.header, main.path.name), main.spec.id, f"AVG({column.name})",
        "the sum over the number of rows that have a value", _format(column).replace("integer", "number"),
        adds_up=False, of=column.name,
    )  # fmt: skip


def _outcome(main: Found, say: Sentences) -> ProposedKpi | None:
    """How often rows turn out well: a column of outcomes, or of yes and no."""
    texts = [column for column in main.columns if column.spec.values and column.distinct > 1]
    for column in texts:
        won = [value for value in column.common if says(value, WON) and not says(value, (*LOST, "not", "non", "не"))]
        lost = [value for value in column.common if says(value, LOST)]
        if len(won) == 1 and lost:
            both = (*won, *lost)
            note = f"'{column.header}' has these among its values; rows that are still open count in neither"
            formula = (
                f"COUNT_IF({column.name} = {sql(won[0])}) / COUNT_IF({column.name} IN ({', '.join(map(sql, both))}))"
            )
            rate = _rate(column, won[0], formula, note, main, say, "higher")
            return replace(rate, label=say.of(won[0], both),
                           description=say.among(column.header, won[0], main.path.name, both), among=both)  # fmt: skip
        if len(won) == 1:
            return _value_share(column, won[0], "'{}' looks like the good outcome", main, say, "higher")
    for column in main.columns:
        if column.spec.type.kind == "boolean" and column.distinct > 1:
            rows = f"COUNT({column.name})" if column.spec.type.nullable else "COUNT(*)"
            better = "higher" if says(column.header, WON + EARNED) else ""
            note = "a column of yes and no" + (
                "; rows without either count in neither" if column.spec.type.nullable else ""
            )
            return _rate(column, "", f"COUNT_IF({column.name}) / {rows}", note, main, say, better)
    for column in texts:
        if says(column.header, OUTCOMES):
            return _value_share(column, column.common[0], "'{}' is the most frequent outcome", main, say)
    return None


def _share(main: Found, say: Sentences) -> ProposedKpi | None:
    """The share of the most frequent value, where there is nothing better to divide."""
    column = next((column for column in main.columns if column.spec.values and column.distinct > 1), None)
    return _value_share(column, column.common[0], "'{}' is the most frequent", main, say) if column else None


def _value_share(
    column: FoundColumn, value: str, note: str, main: Found, say: Sentences, better: str = ""
) -> ProposedKpi:
    rows = f"COUNT({column.name})" if column.spec.type.nullable else "COUNT(*)"
    formula = f"COUNT_IF({column.name} = {sql(value)}) / {rows}"
    return _rate(column, value, formula, note.format(value) + f" of '{column.header}'", main, say, better)


def _rate(
    column: FoundColumn, value: str, formula: str, note: str, main: Found, say: Sentences, better: str = ""
) -> ProposedKpi:
    id = plain_name(f"{column.name}_{value}_rate" if value else f"{column.name}_rate", "rate")
    label = say.share(label_of(column.header), value)
    return ProposedKpi(id, label, say.shared(column.header, value, main.path.name), main.spec.id, formula, note,
                       "percent", better, adds_up=False, of=column.name, value=value)  # fmt: skip


def sql(text: str) -> str:
    """A text as formulas write it."""
    return "'" + text.replace("'", "''") + "'"


def dimension_of(main: Found, datasets: tuple[Found, ...], kpis: tuple[ProposedKpi, ...]) -> tuple[str, int, str]:
    """What the figures are best cut by, its number of segments, and why; an empty name where there is nothing."""
    used = {kpi.of for kpi in kpis}
    cuts = [cut for cut in _cuts(main, datasets) if 2 <= cut[1].distinct <= MOST_SEGMENTS and cut[0] not in used]
    if not cuts:
        return "", 0, ""
    (name, column, filled), *others = sorted(cuts, key=lambda cut: -_cuts_well(cut, main))
    note = f"{column.distinct} different values, in {filled:.0%} of the rows"
    if others:
        note += f"; or {', '.join(other for other, _, _ in others[:3])}"
    return name, column.distinct, note


def _cuts_well(cut: tuple[str, FoundColumn, float], main: Found) -> float:
    """How good a dimension is: filled, of a few groups; names of single things, and codes, tell less."""
    name, column, filled = cut
    many = column.distinct
    score = filled + (1.0 if 3 <= many <= 8 else 0.7 if many == 2 else 0.8 if many <= FEW else 0.4)
    score += 0.3 * says(column.header, GROUPS) - 0.3 * (column.spec.type.kind == "boolean")
    score -= 0.3 * any(join.on.text == name for join in main.spec.joins)
    codes = sum(any(sign.isdigit() for sign in text) for text in column.common)
    return score - 0.3 * (codes * 2 > len(column.common))


def _cuts(main: Found, datasets: tuple[Found, ...]) -> Iterator[tuple[str, FoundColumn, float]]:
    """The columns of few texts, own and looked up, with the share of rows that have one."""
    known = {found.spec.id: found for found in datasets}
    for column in main.columns:
        if column.spec.type.kind in ("string", "boolean"):
            yield column.name, column, column.filled / main.rows
    for name, path in main.spec.dimensions:
        join, _, other = path.text.partition(".")
        held = known[join].column(other)
        if held is not None:
            # A looked-up column that is empty in part is taken to be so for the rows too.
            yield name, held, main.matched[join] / main.rows * held.filled / known[join].rows


def every_of(main: Found) -> tuple[Grain, str]:
    """How long a period is, by the time that the rows span."""
    day = main.day
    if day is None or day.first is None or day.last is None:
        return "month", "nothing in the data says"
    span = (day.last - day.first).days + 1
    note = f"the rows span {span:,} days"
    if span <= 62:
        return "week", note
    if span <= 366 * 6:
        return "month", note
    return ("quarter" if span <= 366 * 15 else "year"), note
