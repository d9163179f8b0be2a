"""What names a row, on which day it counts, and which file looks up in which other: checked on the data."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from engine.errors import plural
from engine.model.datasets import JoinSpec
from engine.proposal.columns import counts_on_days
from engine.proposal.model import Found, FoundColumn
from engine.proposal.names import words_of, written
from engine.proposal.words import DAYS, KEYS, OTHER_DAYS, says
from engine.proposal.yaml_text import flow, quoted

ENOUGH = 0.6  # of the different values find their match, where a look-up is proposed
VALUE, ROWS = "value", "rows"
NAMED = 5  # values without a match that are named
LONGEST = 40  # of their letters


def with_key(found: Found) -> Found:
    """The dataset with the column that names a row, where one does."""
    full = [column for column in found.columns if names_rows(column, found)]
    named = [column for column in full if says(column.header, KEYS)]
    first = [column for column in full if column is found.columns[0] and found.rows > 1]
    chosen = next(iter(named or first), None)
    if chosen is None:
        return found
    return keyed(found, chosen, f"{found.rows:,} different values in {found.rows:,} rows")


def keyed(found: Found, column: FoundColumn, note: str) -> Found:
    """The dataset with this key."""
    spec = replace(found.spec, key=written(column.name))
    return replace(found, spec=spec, notes={**found.notes, "key": note})


def names_rows(column: FoundColumn, found: Found) -> bool:
    """Whether every row has a value of its own in a column."""
    kind = column.spec.type.kind
    return kind in ("string", "integer") and column.distinct == column.filled == found.rows and not column.spec.values


def with_date(found: Found) -> Found:
    """The dataset with the day on which a row counts: by the column's name, and by how many rows have it."""
    days = [column for column in found.columns if counts_on_days(column)]
    if not days:
        return replace(found, notes={**found.notes, "date": "no column holds dates"})

    def score(column: FoundColumn) -> float:
        named = 0.3 * says(column.header, DAYS) - 0.4 * says(column.header, OTHER_DAYS)
        return column.filled / found.rows + named

    chosen = max(days, key=score)
    note = f"{chosen.filled:,} of {found.rows:,} rows have it"
    if others := [column.name for column in days if column is not chosen]:
        note += f"; check: it could also be {', '.join(others[:6])}"
    return replace(found, spec=replace(found.spec, date=written(chosen.name)), notes={**found.notes, "date": note})


def with_joins(datasets: list[Found], columns: dict[tuple[str, str], pl.DataFrame]) -> list[Found]:
    """The datasets with look-ups: a column of one whose values are the key of another.

    `columns` has the different values of each column and their rows, by dataset and column. Larger files look up in
    smaller ones, so that no look-up leads back.
    """
    known = {found.spec.id: found for found in datasets}
    order = sorted(known, key=lambda id: (-known[id].rows, list(known).index(id)))
    pinned: set[str] = set()
    for n, here in enumerate(order):
        for there in order[n + 1 :]:
            match = _match(known[here], known[there], columns, pinned=there in pinned)
            if match is None:
                continue
            own, key, note, matched = match
            pinned.add(there)
            if known[there].key != key.name:
                note_there = f"{known[there].rows:,} different values; '{here}' looks up by it"
                known[there] = keyed(known[there], key, note_there)
            joined = _joined(known[here], known[there], own, note)
            known[here] = replace(joined, matched={**joined.matched, there: matched})
    return [known[found.spec.id] for found in datasets]


def _match(
    here: Found, there: Found, columns: dict[tuple[str, str], pl.DataFrame], *, pinned: bool
) -> tuple[FoundColumn, FoundColumn, str, int] | None:
    """The column here and the key there that fit best, how many values find their match, and how many rows."""
    keys = [
        column for column in there.columns if column.name == there.key or (names_rows(column, there) and not pinned)
    ]
    best: tuple[float, FoundColumn, FoundColumn, str, int] | None = None
    for other in keys:
        values = columns[there.spec.id, other.name][VALUE]
        for own in here.columns:
            if own.spec.type.kind != other.spec.type.kind or own.distinct < 2:
                continue
            mine = columns[here.spec.id, own.name]
            missing = mine.filter(mine[VALUE].is_in(values.implode()).not_())
            found = len(mine) - len(missing)
            alike = _alike(own, other, there)
            numbers = own.spec.type.kind == "integer"
            if found < ENOUGH * len(mine) or not (alike or (not numbers and found == len(mine) > 2)):
                continue
            score = alike + found / len(mine) + 0.5 * (other.name == there.key)
            if best is None or score > best[0]:
                rows = int(mine[ROWS].sum()) - int(missing[ROWS].sum())
                best = (score, own, other, _found_in(there.spec.id, len(mine), missing, values), rows)
    return best[1:] if best else None


def _found_in(there: str, values: int, missing: pl.DataFrame, keys: pl.Series) -> str:
    """How many values are in the other file; those that are not by name, the most frequent first."""
    note = f"{values - len(missing):,} of its {values:,} different values are in '{there}', each in one row"
    if missing.is_empty():
        return note
    first = missing.sort(ROWS, VALUE, descending=[True, False])
    named = ", ".join(f"{_shown(text)} ({plural(rows, 'row')})" for text, rows in first.head(NAMED).iter_rows())
    if (rest := len(missing) - NAMED) > 0:
        named += f" and {rest:,} more ({plural(int(first[ROWS][NAMED:].sum()), 'row')})"
    return f"check: {note}; not there: {named}{_spelt(first[VALUE].head(NAMED), keys)}"


def _spelt(missing: pl.Series, keys: pl.Series) -> str:
    """What `map` would say where a value is another's but for spaces, signs and capitals."""
    letters = {re.sub(r"[\W_]", "", str(key)).lower(): str(key) for key in keys}
    letters.pop("", None)  # of a key that is signs alone
    meant = {str(value): letters.get(re.sub(r"[\W_]", "", str(value)).lower()) for value in missing}
    items = [(quoted(value), quoted(key)) for value, key in meant.items() if key and value]
    return f"; if it is the same, map: {flow(items)} in the column says so" if items else ""


def _shown(value: object) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in str(value)[:LONGEST])


def _alike(own: FoundColumn, key: FoundColumn, there: Found) -> bool:
    """Whether the names say that one is the other: rep_id and id of reps, product and product."""
    mine, theirs = set(words_of(own.name.replace("_", " "))), set(words_of(key.name.replace("_", " ")))
    if mine == theirs:
        return mine != {"id"} and mine != {"index"} and mine != {"row"}
    names = {word.removesuffix("s") for word in words_of(there.spec.id.replace("_", " "))}
    stem = {word.removesuffix("s") for word in mine - set(KEYS)}
    return bool(stem & names) and bool(theirs & set(KEYS) or theirs & mine)


def _joined(here: Found, there: Found, own: FoundColumn, note: str) -> Found:
    """The dataset with a look-up, and with the other's columns of few texts to be cut by."""
    join = JoinSpec(there.spec.id, written(there.spec.id), written(own.name))
    taken = {column.name for column in here.columns} | {name for name, _ in here.spec.dimensions}
    cuts = [
        (column.name.lower(), written(f"{join.name}.{column.name}"))
        for column in there.columns
        if column.spec.type.kind in ("string", "boolean") and column.name != there.key and 1 < column.distinct <= 50
        and column.name.lower() not in {name.lower() for name in taken}
    ]  # fmt: skip
    spec = replace(here.spec, joins=(*here.spec.joins, join), dimensions=(*here.spec.dimensions, *cuts))
    return replace(here, spec=spec, notes={**here.notes, f"joins.{join.name}": note})


def main_of(datasets: list[Found]) -> Found:
    """The dataset that the figures are of: dated, and with the most rows."""
    return max(datasets, key=lambda found: (found.day is not None, found.rows))


def only_described(found: Found, datasets: list[Found]) -> bool:
    """Whether nothing in a file can be counted or looked up: it has texts alone, no day, and no look-up in or out."""
    looked_up = any(join.to.text == found.spec.id for other in datasets for join in other.spec.joins)
    texts = all(column.spec.type.kind in ("string", "boolean") for column in found.columns)
    return texts and not looked_up and not found.spec.joins
